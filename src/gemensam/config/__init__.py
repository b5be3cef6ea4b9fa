"""The only place that sees every domain: settings, addresses, processes, the command line."""

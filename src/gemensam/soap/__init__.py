"""SOAP 1.1 with others: one way to write an envelope, send it over mutual TLS, and read what comes back."""

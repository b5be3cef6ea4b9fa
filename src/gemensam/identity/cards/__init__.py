"""Log-in by a card (SITHS, Efos) over mutual TLS: whose it is, and that the proxy did not make it up."""

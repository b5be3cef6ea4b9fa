"""The API of all domains: one address, one description, one way to be told no."""

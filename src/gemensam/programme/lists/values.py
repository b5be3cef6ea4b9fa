"""Reported indicator values as a file."""

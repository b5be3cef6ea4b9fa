"""Notices by e-mail and SMS: that something has come, never what."""

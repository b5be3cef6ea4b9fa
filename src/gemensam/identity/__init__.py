"""Whoever logs in: persons, sessions and commissions."""

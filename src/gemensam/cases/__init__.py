"""Casework: dialogue between resident and caseworker, decisions, granted care services."""

"""Consents, access blocks with their lifts, and emergency access: what opens or closes records."""

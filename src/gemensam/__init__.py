"""Gemensam: welfare e-services that many municipalities run together."""

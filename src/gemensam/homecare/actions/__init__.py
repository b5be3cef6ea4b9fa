"""Writes of home care, by noun: visits, notes, what phones send, what was held."""

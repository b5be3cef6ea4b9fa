"""Reads of the programme, one file a part."""

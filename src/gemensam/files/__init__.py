"""Stored files: bytes on disk, one row each in the tenant that they belong to."""

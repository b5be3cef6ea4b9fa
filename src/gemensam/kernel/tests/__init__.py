"""Tests of the kernel: properties and small tables, no database."""

"""Drills: the slow and rough things, done for real: `make drill NAME=…`."""

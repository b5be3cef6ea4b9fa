"""The norm calculation as plain data and pure functions: no Django, no clock, no I/O."""

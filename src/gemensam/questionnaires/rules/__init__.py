"""Forms, their logic and their answers as plain data: no Django, no clock, no I/O."""

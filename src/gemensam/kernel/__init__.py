"""Plain values that every layer may use: no Django, no clock, no input or output."""

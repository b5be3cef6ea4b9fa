"""Pure decisions and sums of the programme: no Django, no clock, no input or output."""

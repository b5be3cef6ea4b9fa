"""Pure decisions about alarms: no Django, no clock, no I/O."""

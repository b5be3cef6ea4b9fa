"""Digital safety alarms: register, receiving, supervision, the operators' queue."""

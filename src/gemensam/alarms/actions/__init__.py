"""What people and machines do with safety alarms, split by who does it."""

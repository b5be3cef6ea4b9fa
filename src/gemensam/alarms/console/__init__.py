"""The operators' screen `/larm/`: the queue, the alarm in hand, commands, and the feed it reads."""

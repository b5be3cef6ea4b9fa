"""Who works for a municipality as its HR system says, and what follows for their log-ins."""

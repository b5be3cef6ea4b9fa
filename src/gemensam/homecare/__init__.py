"""Home care: today's visits, notes that are only added to, and the phone app's server side."""

"""Health-care staff read what others have documented: the consumer side of shared records."""

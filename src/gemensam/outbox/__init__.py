"""Facts that one domain tells the others, in the same transaction as the change itself."""

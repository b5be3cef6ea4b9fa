"""Facts that this domain tells others: none yet. Whoever owns a response tells of it itself."""

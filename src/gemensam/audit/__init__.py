"""Who did what with which person's information, and when: rows that only grow."""

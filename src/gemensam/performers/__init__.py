"""Who may give care on the municipality's behalf, and what residents read before they choose."""

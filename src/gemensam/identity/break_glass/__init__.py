"""A reserve log-in by security key, for administrators of a municipality when every issuer is away."""

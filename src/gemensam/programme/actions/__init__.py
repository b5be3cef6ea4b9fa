"""What people do with time: report it, take it back, attest it, close a year."""

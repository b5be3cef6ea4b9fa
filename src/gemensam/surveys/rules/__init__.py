"""Rules of surveys: what is counted, what is hidden, who is invited. Pure."""

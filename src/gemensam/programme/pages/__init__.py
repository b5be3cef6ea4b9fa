"""What each page shows, as values that its template draws."""

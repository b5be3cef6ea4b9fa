"""Filling in a form in the browser, a page at a time: used by whoever owns the response."""

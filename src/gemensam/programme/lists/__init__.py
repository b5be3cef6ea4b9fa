"""Every list of the programme as a file, out and in: one file here for each part's lists.

A part's lists are registered in `lists/<part>.py`, which `lists/every.py` imports.
"""

"""What other domains may ask of employees."""

from gemensam.employees.feed.settling import close_passed

__all__ = ["close_passed"]

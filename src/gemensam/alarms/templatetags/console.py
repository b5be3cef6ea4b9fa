"""What the console's templates write: waiting times and numbers to dial."""

from datetime import datetime

from django import template

from gemensam.alarms.console import words

register = template.Library()


@register.filter
def waited(since: datetime, now: datetime) -> str:
    """Write how long somebody has waited: `1.08`."""
    return words.duration(now - since)


@register.filter
def dialled(phone: str) -> str:
    """Write a telephone number as `tel:` wants it."""
    return "".join(sign for sign in phone if sign in "+0123456789")

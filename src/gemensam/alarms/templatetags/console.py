"""What the console's templates write: waiting times, times of day and numbers to dial."""

from datetime import datetime

from django import template

from gemensam.alarms.console import words

register = template.Library()


@register.filter
def waited(since: datetime, now: datetime) -> str:
    """Write how long somebody has waited: `1.08`."""
    return words.duration(now - since)


@register.filter
def hour_minute(at: datetime | None) -> str:
    """Write the time of day: `02.05`; nothing for what has not happened."""
    return words.hour_minute(at) if at else ""


@register.filter
def to_the_second(at: datetime) -> str:
    """Write the time of day with seconds: `02.05.09`."""
    return words.to_the_second(at)

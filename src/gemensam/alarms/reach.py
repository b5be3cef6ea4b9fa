"""How much a commission would let somebody see: counts, never the alarms."""

from datetime import datetime

from django.db.models import Count

from gemensam.alarms import policy
from gemensam.kernel.actor import Actor


def reach_of(actor: Actor, *, now: datetime) -> tuple[int, int]:
    """Count the granted safety alarms that an actor would see, and whose they are."""
    rows = policy.visible_safety_alarms(actor, now=now)
    sums = rows.aggregate(alarms=Count("id"), residents=Count("resident_id", distinct=True))
    return sums["alarms"], sums["residents"]

"""How much a commission would let somebody see: counts, never the cases."""

from datetime import datetime

from django.db.models import Count

from gemensam.cases import policy
from gemensam.cases.policy import Visit
from gemensam.kernel.actor import Actor


def reach_of(actor: Actor, *, now: datetime) -> tuple[int, int]:
    """Count the cases that an actor would see, and the residents whom they are about."""
    rows = policy.visible_cases(Visit(actor, now))
    sums = rows.aggregate(cases=Count("id"), residents=Count("resident_id", distinct=True))
    return sums["cases"], sums["residents"]

"""How much a commission would let somebody see: counts, never the visits."""

from datetime import datetime

from django.db.models import Count

from gemensam.homecare import policy
from gemensam.homecare.models import Visit
from gemensam.kernel.actor import Actor


def reach_of(actor: Actor, *, now: datetime) -> tuple[int, int]:
    """Count the visits that an actor would see, and the residents whom they are to."""
    rows = Visit.objects.filter(policy.visible_visits(actor, at=now))
    sums = rows.aggregate(visits=Count("id"), residents=Count("resident_id", distinct=True))
    return sums["visits"], sums["residents"]

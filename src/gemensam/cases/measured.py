"""How long decisions have taken here, measured: within how many days half of the applicants had theirs.

Worked out from the municipality's own cases of the last twelve months, by kind, from the day that the
application came to the first decision, waiting for answers included. Protected persons are in no
statistics. Under ten decisions nothing is said: one person's time would show.

A median reads every one of a year's decisions, which no index makes cheap, and it hardly moves in a
day. So the worker works it out once a day into a small table (`MeasuredTime`, one row a kind), and a
page reads that: one query by a unique index, the same few rows with a hundred cases as with a million.
300,000 decisions of one municipality took the worker between one and two seconds, by the index of
first decisions (`cases_decision_first`).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Aggregate, Count, DurationField, F

from gemensam.cases.models import Decision
from gemensam.cases.side_tables import MeasuredTime
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import once_a_request, tenant_context

PERIOD: Final = timedelta(days=365)
FEWEST: Final = 10
AGAIN_AFTER: Final = timedelta(days=1)
_DAY: Final = timedelta(days=1)


class _Half(Aggregate):
    """The time that half of them took at most: one that somebody really waited, none in between."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class TimeTaken:
    """Half had their decision within so many days; None: too few were decided to say."""

    days: int | None


def time_taken(kind: str) -> TimeTaken:
    """Give how long decisions of a kind have taken in the running municipality."""
    return TimeTaken(_known().get(kind))


def _known() -> Mapping[str, int]:
    rows = MeasuredTime.objects.filter(decided__gte=FEWEST)
    return once_a_request(
        "cases.measured", lambda: {row.kind: row.days for row in rows.only("kind", "days")}
    )


def measure_everywhere(*, now: datetime) -> int:
    """Work out anew what is a day old, in every municipality; say in how many."""
    return sum(_measure_daily(place, now) for place in organisations.municipalities())


def _measure_daily(place: organisations.Place, now: datetime) -> bool:
    with tenant_context(place.tenant_id), transaction.atomic():
        if MeasuredTime.objects.filter(measured_at__gt=now - AGAIN_AFTER).exists():
            return False
        return measure(now=now) > 0


def measure(*, now: datetime) -> int:
    """Work out the running municipality's times, and say of how many kinds."""
    found = (
        Decision.objects.filter(
            number=1,
            decided_at__gt=now - PERIOD,
            decided_at__lte=now,
            resident__is_protected=False,
        )
        .values(kind=F("case__kind"))
        .annotate(decided=Count("id"), half=_Half(F("decided_at") - F("case__opened_at")))
        .order_by()
    )
    rows = [
        MeasuredTime(
            kind=one["kind"],
            days=max(1, math.ceil(one["half"] / _DAY)),
            decided=one["decided"],
            measured_at=now,
        )
        for one in found
    ]
    MeasuredTime.objects.exclude(kind__in=[row.kind for row in rows]).delete()
    MeasuredTime.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["tenant", "kind"],
        update_fields=["days", "decided", "measured_at"],
    )
    return len(rows)

"""What the county may see of every municipality: figures and states, read as the statistics role."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Max, Min, Q, Sum

from gemensam.employees.models import Category
from gemensam.employees.register import (
    Accepts,
    BusinessSystem,
    Carrier,
    Issuing,
    IssuingState,
    LogInCount,
    StaffCount,
)
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

_ROLE: Final = "statistics"
# What the programme follows the issuing of, in every municipality.
FOLLOWED: Final = (Carrier.EFOS_CARD, Carrier.EFOS_CERTIFICATE, Carrier.MOBILE)


@dataclass(frozen=True, slots=True)
class Staff:
    """How many of a municipality's concerned staff can log in securely in the right role."""

    tenant_id: UUID
    concerned: int
    secure: int
    counted_at: datetime


def staff_counts() -> Sequence[Staff]:
    """Give every municipality's figures that are counted; one that has no staff read in is not there."""
    with tenant_context(None, using=_ROLE):
        rows = StaffCount.objects.using(_ROLE).exclude(category=Category.NOT_CONCERNED)
        sums = rows.values("tenant_id").annotate(
            whole=Sum("concerned"), part=Sum("secure"), at=Min("counted_at")
        )
        return [Staff(*one) for one in sums.values_list("tenant_id", "whole", "part", "at")]


def log_ins(starts_on: date, ends_on: date) -> Mapping[UUID, int]:
    """Count secure log-ins by municipality over some days, those days too."""
    with tenant_context(None, using=_ROLE):
        rows = LogInCount.objects.using(_ROLE).filter(day__gte=starts_on, day__lte=ends_on)
        sums = rows.values("tenant_id").annotate(sum=Sum("count"))
        return dict(sums.values_list("tenant_id", "sum"))


def counted_days(after: Mapping[UUID, date]) -> Sequence[tuple[UUID, date, int]]:
    """Give every counted day of every municipality later than a day of its own, in order."""
    with tenant_context(None, using=_ROLE):
        rows = LogInCount.objects.using(_ROLE).order_by("tenant_id", "day")
        return [
            one
            for one in rows.values_list("tenant_id", "day", "count")
            if one[1] > after.get(one[0], date.min)
        ]


def latest_counted() -> date | None:
    """Say which day's log-ins were counted last, in any municipality."""
    with tenant_context(None, using=_ROLE):
        found: date | None = LogInCount.objects.using(_ROLE).aggregate(at=Max("day"))["at"]
        return found


@dataclass(slots=True)
class Overview:
    """A municipality in the county's list. What is not known is None, never nought."""

    place: organisations.Place
    staff: Staff | None = None
    log_ins: int | None = None
    systems: int | None = None
    accepting: int = 0
    issuing: dict[Carrier, IssuingState] = field(default_factory=dict)


def overview(starts_on: date, ends_on: date) -> Sequence[Overview]:
    """Give every municipality of the county, in Swedish order, with what is known of it."""
    staff = {one.tenant_id: one for one in staff_counts()}
    counted = log_ins(starts_on, ends_on)
    systems, states = _systems(), issuing_states()
    found = []
    for place in organisations.municipalities():
        whole, part = systems.get(place.tenant_id, (None, 0))
        found.append(
            Overview(
                place=place,
                staff=staff.get(place.tenant_id),
                log_ins=counted.get(place.tenant_id),
                systems=whole,
                accepting=part,
                issuing=states.get(place.tenant_id, {}),
            )
        )
    return found


def _systems() -> Mapping[UUID, tuple[int, int]]:
    with tenant_context(None, using=_ROLE):
        rows = BusinessSystem.objects.using(_ROLE).values("tenant_id")
        sums = rows.annotate(whole=Count("id"), part=Count("id", filter=Q(accepts=Accepts.YES)))
        return {
            one: (whole, part)
            for one, whole, part in sums.values_list("tenant_id", "whole", "part")
        }


def issuing_states() -> Mapping[UUID, dict[Carrier, IssuingState]]:
    """Give how far each municipality has come with each sort of e-id."""
    found: defaultdict[UUID, dict[Carrier, IssuingState]] = defaultdict(dict)
    with tenant_context(None, using=_ROLE):
        rows = Issuing.objects.using(_ROLE).values_list("tenant_id", "carrier", "state")
        for tenant_id, carrier, state in rows:
            found[tenant_id][Carrier(carrier)] = IssuingState(state)
    return found


def done_by_carrier() -> Mapping[Carrier, int]:
    """Count, for each sort of e-id that is followed, the municipalities where it is issued."""
    places = {one.tenant_id for one in organisations.municipalities()}
    states = [one for key, one in issuing_states().items() if key in places]
    return {
        carrier: sum(one.get(carrier) == IssuingState.ISSUED for one in states)
        for carrier in FOLLOWED
    }

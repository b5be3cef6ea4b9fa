"""Which cases a caseworker has along: taken, put back, and given to the phone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from gemensam.cases import api as cases
from gemensam.homecare import policy
from gemensam.homecare.models import HomeVisit
from gemensam.kernel.actor import Actor
from gemensam.ui import formats

# A visit is seldom more than a week away, and nothing lies on a phone for no visit.
TAKEN_FOR: Final = timedelta(days=7)
# More visits than anybody makes in a week: what a phone fetches has an end.
MOST: Final = 30


class TooManyAlong(Exception):
    """So many are along already: put some back."""


@transaction.atomic
def take_along(actor: Actor, case_id: UUID, *, now: datetime, request_id: str = "") -> HomeVisit:
    """Let a case lie on the actor's phone for a while; once more, and it lies there longer.

    Raises cases.NoSuchCase, authority.Refused, cases.NeverOnAPhone, TooManyAlong.
    """
    found = cases.case_at_home(actor, case_id, now=now, request_id=request_id)
    person_id = policy.worker_of(actor).person_id
    along = {row.case_id for row in _rows(person_id, now=now)}
    if case_id not in along and len(along) >= MOST:
        raise TooManyAlong
    row, is_new = HomeVisit.objects.select_for_update().get_or_create(
        person_id=person_id,
        case_id=case_id,
        defaults={
            "resident_id": found.resident.id,
            "unit_id": found.unit_id,
            "taken_at": now,
            "until": now + TAKEN_FOR,
            "logged_on": formats.local_day(now),
        },
    )
    if not is_new:
        row.taken_at = row.taken_at if row.until > now else now
        row.unit_id, row.until, row.logged_on = (
            found.unit_id,
            now + TAKEN_FOR,
            formats.local_day(now),
        )
        row.save(update_fields=["taken_at", "unit_id", "until", "logged_on"])
    return row


def put_back(actor: Actor, case_id: UUID, *, now: datetime) -> None:
    """Take a case off the actor's phone: gone there when it has next had a net."""
    _open(actor, case_id, now=now).update(until=now)


def _rows(person_id: UUID, *, now: datetime) -> Sequence[HomeVisit]:
    rows = HomeVisit.objects.filter(person_id=person_id, until__gt=now)
    return list(rows.order_by("taken_at", "id")[: MOST + 1])


def is_along(actor: Actor, case_id: UUID, *, now: datetime) -> bool:
    """Say whether the actor has a case along."""
    return _open(actor, case_id, now=now).exists()


def _open(actor: Actor, case_id: UUID, *, now: datetime) -> QuerySet[HomeVisit]:
    assert actor.person_id is not None
    return HomeVisit.objects.filter(person_id=actor.person_id, case_id=case_id, until__gt=now)


def cases_along(actor: Actor, *, now: datetime, request_id: str = "") -> Sequence[cases.CaseAtHome]:
    """Give the cases that lie on the actor's phone; each is logged once a day.

    What the actor may no longer read, or is protected since, is left out: the phone forgets it.
    """
    rows = _rows(policy.worker_of(actor).person_id, now=now)
    today = formats.local_day(now)
    fresh = {row.case_id for row in rows if row.logged_on != today}
    found = cases.cases_at_home(
        actor, [row.case_id for row in rows], log=fresh, now=now, request_id=request_id
    )
    HomeVisit.objects.filter(
        id__in=[row.id for row in rows if row.case_id in fresh & {one.id for one in found}]
    ).update(logged_on=today)
    return found

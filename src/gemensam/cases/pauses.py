"""Uppehåll: days on which a resident does not want what was granted, told before a time the day before."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from gemensam.cases import actions
from gemensam.cases.kinds import PauseRule, kind_of
from gemensam.cases.models import CareService, CareServiceStatus, Case, EventKind
from gemensam.cases.side_tables import Pause
from gemensam.kernel.actor import Actor
from gemensam.ui import formats
from gemensam.ui.formats import local_day

# Whoever is away for longer needs another decision rather than a pause.
LONGEST: Final = timedelta(days=365)


class NoSuchPause(LookupError):
    """The case has nothing that can be paused, or no such pause."""


class TooLateToPause(ValueError):
    """The first day is so near that the food is being made."""


class PauseOutOfRange(ValueError):
    """The last day lies before the first, or too far away."""


@dataclass(frozen=True, slots=True)
class PauseRow:
    """A pause of a care service."""

    id: UUID
    care_service_id: UUID
    starts_on: date
    ends_on: date


def first_day(rule: PauseRule, now: datetime) -> date:
    """Give the first day that can still be changed."""
    here = timezone.localtime(now)
    is_late = here.time() > rule.until
    return here.date() + timedelta(days=rule.days_before + is_late)


def pauses_of(care_service_ids: Collection[UUID], *, on: date) -> Sequence[PauseRow]:
    """List the pauses of care services that go on, or are to come, on a day."""
    rows = Pause.objects.filter(
        care_service_id__in=care_service_ids, ends_on__gte=on, taken_back_at__isnull=True
    )
    return [
        PauseRow(row.id, row.care_service_id, row.starts_on, row.ends_on)
        for row in rows.order_by("starts_on", "id")
    ]


def paused_on(day: date, pauses: Iterable[PauseRow]) -> frozenset[UUID]:
    """Give the care services that are paused on a day."""
    return frozenset(one.care_service_id for one in pauses if one.starts_on <= day <= one.ends_on)


@transaction.atomic
def pause(
    *,
    actor: Actor,
    case_id: UUID,
    starts_on: date,
    ends_on: date,
    now: datetime,
    request_id: str = "",
) -> None:
    """Pause what a case granted from one day to another, both with it; the same again is nothing.

    Raises TooLateToPause, PauseOutOfRange: mend the form.
    Raises NoSuchPause, NoSuchCase, Refused.
    """
    case = actions.lock(actor, case_id, now=now, request_id=request_id).case
    service, rule = _pausable(case_id, now)
    if starts_on < first_day(rule, now):
        raise TooLateToPause(starts_on)
    if not starts_on <= ends_on <= local_day(now) + LONGEST:
        raise PauseOutOfRange(ends_on)
    assert actor.person_id is not None
    days = {"starts_on": starts_on, "ends_on": ends_on}
    _, is_new = Pause.objects.get_or_create(
        care_service=service,
        taken_back_at=None,
        **days,
        defaults={"made_at": now, "made_by_id": actor.person_id},
    )
    if is_new:
        _tell(case, actor, f"Uppehåll: {_in_words(starts_on, ends_on)}.", now)


@transaction.atomic
def resume(
    *, actor: Actor, case_id: UUID, pause_id: UUID, now: datetime, request_id: str = ""
) -> None:
    """Take a pause back: all of it, or from the first day that can still be changed.

    Raises NoSuchPause, TooLateToPause, NoSuchCase, Refused.
    """
    case = actions.lock(actor, case_id, now=now, request_id=request_id).case
    service, rule = _pausable(case_id, now)
    row = Pause.objects.filter(id=pause_id, care_service=service, taken_back_at=None).first()
    if row is None:
        raise NoSuchPause(pause_id)
    day = first_day(rule, now)
    if row.ends_on < day:
        raise TooLateToPause(row.ends_on)
    if row.starts_on >= day:
        row.taken_back_at = now
    else:
        row.ends_on = day - timedelta(days=1)
    row.save(update_fields=["taken_back_at", "ends_on"])
    begins = max(row.starts_on, day) if row.taken_back_at else day
    _tell(case, actor, f"Uppehållet tas tillbaka från och med {_in_words(begins, begins)}.", now)


def _pausable(case_id: UUID, now: datetime) -> tuple[CareService, PauseRule]:
    standing = Q(ends_on__isnull=True) | Q(ends_on__gte=local_day(now))
    rows = CareService.objects.filter(
        standing, decision__case_id=case_id, status=CareServiceStatus.GRANTED
    )
    for row in rows:
        rule = kind_of(row.kind, row.kind).pauses
        if rule is not None:
            return row, rule
    raise NoSuchPause(case_id)


def _tell(case: Case, actor: Actor, text: str, now: datetime) -> None:
    actions.write_event(case, EventKind.NOTICE, actor=actor, now=now, text=text)
    actions.save(case)
    actions.note_mandate(case, actor, text, now)


def _in_words(first: date, last: date) -> str:
    # Swedish whatever the page's language: the case is handled in Swedish.
    with translation.override("sv"):
        return formats.day(first) if first == last else f"{formats.day(first)}–{formats.day(last)}"

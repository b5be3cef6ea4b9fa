"""Uppehåll: days on which a resident does not want what was granted, told before a time the day before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from gemensam.cases import actions
from gemensam.cases.kinds import PauseRule, kind_of
from gemensam.cases.models import CareService, CareServiceStatus, Case, EventKind
from gemensam.cases.side_tables import Pause
from gemensam.kernel.actor import Actor
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.models import new_id
from gemensam.ui import formats
from gemensam.ui.formats import local_day

type Answers = Mapping[str, questionnaires.Value]

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
    service, rule = pausable(case_id, now)
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
        tell(case, actor, f"Uppehåll: {_in_words(starts_on, ends_on)}.", now)


@transaction.atomic
def resume(
    *, actor: Actor, case_id: UUID, pause_id: UUID, now: datetime, request_id: str = ""
) -> None:
    """Take a pause back: all of it, or from the first day that can still be changed.

    Raises NoSuchPause, TooLateToPause, NoSuchCase, Refused.
    """
    case = actions.lock(actor, case_id, now=now, request_id=request_id).case
    service, rule = pausable(case_id, now)
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
    tell(case, actor, f"Uppehållet tas tillbaka från och med {_in_words(begins, begins)}.", now)


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """The days that an application says that the applicant is away, both with them."""

    starts_on: date
    ends_on: date

    def within(self, starts_on: date, today: date) -> "DaysAsked | None":
        """Give those of them that a grant from a day pauses; None when they are over by then."""
        first, last = max(self.starts_on, starts_on), min(self.ends_on, today + LONGEST)
        return DaysAsked(first, last) if first <= last else None

    @property
    def in_words(self) -> str:
        """Give them as they stand in the case, in Swedish."""
        return _in_words(self.starts_on, self.ends_on)


def to_be_paused(
    case: Case, answers: Answers, *, besides: UUID | None = None, now: datetime
) -> DaysAsked | None:
    """Give the days that a first grant pauses, since the application says that nobody is at home.

    `answers` are those that count. A corrected one is words and no longer days: then nothing is
    paused by itself.
    """
    rule = kind_of(case.kind, case.kind).pauses
    if rule is None or rule.asked_in not in answers:
        return None
    asked = answers[rule.asked_in]
    corrected = case.events.filter(kind=EventKind.CORRECTION, field_id=rule.asked_in)
    is_first = not _granted(case, besides).exists()
    if not isinstance(asked, questionnaires.Parts) or corrected.exists() or not is_first:
        return None
    first, last = (date.fromisoformat(asked.get(end)) for end in ("from", "to"))
    return DaysAsked(first, last) if last >= local_day(now) else None


def pause_from_the_start(service: CareService, case: Case, *, actor: Actor, now: datetime) -> None:
    """Pause what was just granted on the days that the application says; told in the case.

    What an earlier decision of the case granted hands its pauses on.
    """
    answers = (
        questionnaires.answers_that_count(case.response_id, now=now) if case.response_id else {}
    )
    asked = to_be_paused(case, answers, besides=service.id, now=now)
    days = asked.within(service.starts_on, local_day(now)) if asked else None
    if days is not None:
        assert actor.person_id is not None
        Pause.objects.create(
            care_service=service,
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            made_at=now,
            made_by_id=actor.person_id,
        )
        tell(case, actor, f"Uppehåll enligt ansökan: {days.in_words}.", now)
    before = _granted(case, service.id).order_by("-decision__number").values("id")[:1]
    for row in Pause.objects.filter(
        care_service__in=before, taken_back_at=None, ends_on__gte=service.starts_on
    ):
        row.id, row.care_service = new_id(), service
        row.starts_on = max(row.starts_on, service.starts_on)
        row.save(force_insert=True)


def _granted(case: Case, besides: UUID | None) -> QuerySet[CareService]:
    rows = CareService.objects.filter(decision__case_id=case.id)
    return rows.exclude(id=besides) if besides else rows


def pausable(case_id: UUID, now: datetime) -> tuple[CareService, PauseRule]:
    """Give what a case granted that has pauses, with their rule. Raises NoSuchPause."""
    standing = Q(ends_on__isnull=True) | Q(ends_on__gte=local_day(now))
    rows = CareService.objects.filter(
        standing, decision__case_id=case_id, status=CareServiceStatus.GRANTED
    )
    for row in rows:
        rule = kind_of(row.kind, row.kind).pauses
        if rule is not None:
            return row, rule
    raise NoSuchPause(case_id)


def tell(case: Case, actor: Actor, text: str, now: datetime) -> None:
    """Write in the case, and in the mandate's journal, what was changed."""
    actions.write_event(case, EventKind.NOTICE, actor=actor, now=now, text=text)
    actions.save(case)
    actions.note_mandate(case, actor, text, now)


def _in_words(first: date, last: date) -> str:
    # Swedish whatever the page's language: the case is handled in Swedish.
    with translation.override("sv"):
        return formats.day(first) if first == last else f"{formats.day(first)}–{formats.day(last)}"

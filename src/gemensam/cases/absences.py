"""What a caseworker does about being away: hand her cases over, undo it, come back.

Each case moves by itself, under its own lock, and writes one event; what could not be moved says why.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from gemensam.cases import actions, colleagues, policy
from gemensam.cases.absence_models import Absence, HandOver, HandOverState, WhyNot
from gemensam.cases.models import Case, CaseState, EventKind, Side
from gemensam.cases.policy import Visit
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, Actor, ActorKind
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context
from gemensam.ui.formats import day as in_words
from gemensam.ui.formats import local_day

# Absence is planned within a year; longer than a year is another commission.
LONGEST: Final = timedelta(days=366)
# So many cases move while somebody waits for the page; the worker moves the rest at once after.
MOVED_AT_ONCE: Final = 100


class UnusableDays(ValueError):
    """The days have passed, stand the wrong way round, or reach too far."""


class NoSuchAbsence(LookupError):
    """Nobody is away, or is going to be."""


class Kept(Enum):
    """Where a case goes that no colleague takes."""

    LIST = "the unit's list"
    KEEP = "nowhere"


type To = UUID | Kept


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day away to the last, and whether the cases come back after it."""

    starts_on: date
    ends_on: date
    comes_back: bool


def ensure_days(days: Days, *, today: date) -> None:
    """Raises UnusableDays."""
    if not today <= days.ends_on <= today + LONGEST or days.starts_on > days.ends_on:
        raise UnusableDays


def own_open_cases(visit: Visit) -> QuerySet[Case]:
    """Give the cases that are the actor's by name and not decided, nearest promised day first.

    Raises Refused: the actor's commission is not for casework.
    """
    policy.ensure_may_list(visit)
    _in_unit, by_name = policy.visible_by_ground(visit)
    return by_name.exclude(state=CaseState.DECIDED).defer("basis").order_by("due_at", "id")


@transaction.atomic
def plan(visit: Visit, days: Days, to: Callable[[UUID], To]) -> None:
    """Write down that the actor is away, and hand over the cases, at once if it begins today.

    `to` says of each case who takes it. A second click changes nothing.

    Raises UnusableDays, Refused.
    """
    ensure_days(days, today=local_day(visit.now))
    cases = [(one, to(one.id)) for one in own_open_cases(visit)]
    try:
        with transaction.atomic():
            made = Absence.objects.create(
                person_id=_person(visit),
                starts_on=days.starts_on,
                ends_on=days.ends_on,
                comes_back=days.comes_back,
                made_at=visit.now,
            )
    except IntegrityError:
        return
    leaving = [(one, where) for one, where in cases if where is not Kept.KEEP]
    residents = people.residents([one.resident_id for one, _where in leaving])
    for one, _where in leaving:
        policy.ensure(visit, one, activity=Activity.WRITE, resident=residents[one.resident_id])
    HandOver.objects.bulk_create(
        HandOver(absence=made, case=one, to_id=None if where is Kept.LIST else where)
        for one, where in leaving
    )
    if made.starts_on <= local_day(visit.now):
        _move_planned(made, now=visit.now, most=MOVED_AT_ONCE)


def be_away(actor: Actor, days: Days, *, to: Callable[[UUID], To], now: datetime) -> None:
    """Plan somebody's absence; see `plan`."""
    plan(Visit(actor, now), days, to)


def _move_planned(absence: Absence, *, now: datetime, most: int) -> int:
    rows = absence.hand_overs.filter(state=HandOverState.PLANNED).order_by("case__due_at", "id")
    return sum(_move(absence, one, now=now) for one in rows[:most])


@transaction.atomic
def _move(absence: Absence, row: HandOver, *, now: datetime) -> bool:
    """Move one case, if it is still hers and the colleague may have it."""
    case = Case.objects.select_for_update().get(id=row.case_id)
    why = _why_not(absence, case, row.to_id, now=now)
    if why is not None:
        row.state, row.why = HandOverState.NOT_MOVED, why
        row.save(update_fields=["state", "why"])
        return False
    names = identity.names([one for one in (absence.person_id, row.to_id) if one])
    away = names[absence.person_id].display_name
    text = _moved_text(away, names[row.to_id].display_name if row.to_id else "", absence)
    _give(case, row.to_id, text=text, by=away, now=now)
    row.state, row.version = HandOverState.MOVED, case.version
    row.save(update_fields=["state", "version"])
    return True


def _why_not(absence: Absence, case: Case, to_id: UUID | None, *, now: datetime) -> WhyNot | None:
    if case.state == CaseState.DECIDED:
        return WhyNot.DECIDED
    if case.caseworker_id != absence.person_id:
        return WhyNot.TAKEN
    if to_id is None:
        return None
    is_protected = people.resident(case.resident_id).is_protected
    if colleagues.may_have(to_id, case, is_protected=is_protected, now=now):
        return None
    return WhyNot.NOT_ALLOWED


def _moved_text(away: str, to: str, absence: Absence) -> str:
    until = in_words(absence.ends_on)
    if not to:
        return f"{away} är borta till {until}. Ärendet ligger hos enheten."
    if absence.comes_back:
        return f"{away} är borta till {until}. {to} handlägger ärendet så länge."
    return f"{to} handlägger ärendet från nu i stället för {away}."


def _give(case: Case, to_id: UUID | None, *, text: str, by: str, now: datetime) -> None:
    """Make somebody the caseworker, or nobody; the text says it to both sides."""
    case.caseworker_id = to_id
    actor = Actor(ActorKind.SYSTEM, display_name=by)
    actions.write_event(case, EventKind.ASSIGNED, actor=actor, now=now, text=text)
    actions.save(case, "caseworker_id")


def _person(visit: Visit) -> UUID:
    assert visit.actor.person_id is not None  # `ensure_may_list` has seen to it
    return visit.actor.person_id


def own_absence(person_id: UUID | None) -> Absence | None:
    """Give the absence of somebody that has not ended, begun or not."""
    if person_id is None:
        return None
    return Absence.objects.filter(person_id=person_id, ended_at__isnull=True).first()


def _own_locked(visit: Visit) -> Absence:
    policy.ensure_may_list(visit)
    rows = Absence.objects.select_for_update()
    found = rows.filter(person_id=_person(visit), ended_at__isnull=True).first()
    if found is None:
        raise NoSuchAbsence
    return found


@transaction.atomic
def undo(visit: Visit) -> int:
    """Take back what was handed over and nobody has written in since; say how many cases stay away.

    What was only planned is forgotten. With nothing left away, the absence is as if never said.

    Raises NoSuchAbsence: undone or ended already. Raises Refused.
    """
    absence = _own_locked(visit)
    absence.hand_overs.filter(state=HandOverState.PLANNED).update(
        state=HandOverState.NOT_MOVED, why=WhyNot.WITHDRAWN
    )
    left = sum(
        not _take_back(absence, row, now=visit.now, only_untouched=True) for row in _moved(absence)
    )
    if not left:
        _end(absence, visit.now)
    return left


@transaction.atomic
def come_back(visit: Visit) -> None:
    """End the absence now; what was handed over for a time is the actor's again.

    Raises NoSuchAbsence: ended already. Raises Refused.
    """
    _return(_own_locked(visit), now=visit.now)


def _return(absence: Absence, *, now: datetime) -> None:
    absence.hand_overs.filter(state=HandOverState.PLANNED).update(
        state=HandOverState.NOT_MOVED, why=WhyNot.WITHDRAWN
    )
    for row in _moved(absence) if absence.comes_back else ():
        _take_back(absence, row, now=now, only_untouched=False)
    _end(absence, now)


def _moved(absence: Absence) -> Sequence[HandOver]:
    # By their ids: whoever locks several cases locks them in the same order.
    return list(absence.hand_overs.filter(state=HandOverState.MOVED).order_by("case_id"))


def _end(absence: Absence, now: datetime) -> None:
    absence.ended_at = now
    absence.save(update_fields=["ended_at"])


def _take_back(absence: Absence, row: HandOver, *, now: datetime, only_untouched: bool) -> bool:
    """Make the absent the caseworker again, unless the case has gone its own way."""
    case = Case.objects.select_for_update().get(id=row.case_id)
    if only_untouched and _is_touched(case, row):
        return False
    gone = None
    if case.state == CaseState.DECIDED:
        gone = WhyNot.DECIDED
    elif case.caseworker_id != row.to_id:
        gone = WhyNot.TAKEN
    if gone is None:
        name = identity.names([absence.person_id])[absence.person_id].display_name
        text = f"{name} handlägger ärendet igen."
        _give(case, absence.person_id, text=text, by=name, now=now)
    row.state = HandOverState.STAYED if gone else HandOverState.RETURNED
    row.why = gone or ""
    row.save(update_fields=["state", "why"])
    return True


def _is_touched(case: Case, row: HandOver) -> bool:
    """Say whether anybody of the municipality has done something in a case since it was moved."""
    assert row.version is not None  # a constraint says so
    since = actions.changes_since(case, row.version)
    return any(one.side == Side.MUNICIPALITY for one in since)


def carry_out_due(*, now: datetime) -> int:
    """Move what is due in every tenant, and bring back what is to come back; the worker does this."""
    today, count = local_day(now), 0
    for body in organisations.bodies():
        with tenant_context(body.tenant_id):
            rows = Absence.objects.select_for_update(skip_locked=True).filter(ended_at=None)
            for absence in rows.filter(starts_on__lte=today).order_by("id"):
                count += _move_planned(absence, now=now, most=MOVED_AT_ONCE)
                if absence.ends_on < today:
                    _return(absence, now=now)
    return count

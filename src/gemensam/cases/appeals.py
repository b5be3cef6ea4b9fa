"""Överklagande: appeal, take it back, hand it on to the court, or dismiss it as too late.

Theory of operation. An appeal is an event in the thread, and the case stands in the work list
until it is dealt with. The days to appeal are counted from the day the applicant first opened the
decision, which is an event too: both sides see it. Nobody is stopped from appealing after the last
day: whether it came in time is the municipality's to decide (förvaltningslagen 45 §). A decision
may be changed first, in the applicant's favour only; that is `deciding.decide`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from gemensam.cases import actions, notices, queries, rules
from gemensam.cases.models import Case, CaseEvent, CaseState, EventKind, Side
from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Actor
from gemensam.kernel.free_days import is_free
from gemensam.ui.formats import local_day

# Förvaltningslagen 44 §: within three weeks of the day that the party got the decision.
WEEKS: Final = 3


class NotDecidedYet(Exception):
    """There is no decision to appeal."""


class NothingToHandOn(Exception):
    """The case has no appeal that waits."""


class CameInTime(Exception):
    """Only what came too late is dismissed by the municipality; this came in time."""


def last_day(received_on: date) -> date:
    """Give the last day to appeal for somebody who got the decision on a day.

    A Saturday, a Sunday or a holiday moves it to the next working day (lag 1930:173, 2 §).
    """
    day = received_on + timedelta(weeks=WEEKS)
    while is_free(day):
        day += timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal that waits to be dealt with."""

    text: str
    who: str
    came_at: datetime
    # None: the applicant has not opened the decision here, so the days cannot be counted by us.
    last_day: date | None

    @property
    def is_late(self) -> bool:
        """Say whether it came after the last day, as far as is known."""
        return self.last_day is not None and local_day(self.came_at) > self.last_day


def received_on(thread: Sequence[queries.ThreadEvent]) -> date | None:
    """Give the day when the applicant first opened the newest decision; None if not yet."""
    found: date | None = None
    for event in thread:
        if event.kind == EventKind.DECISION:
            found = None
        elif event.kind == EventKind.RECEIVED and found is None:
            found = local_day(event.at)
    return found


def appeal_in(thread: Sequence[queries.ThreadEvent]) -> Appeal | None:
    """Give the newest appeal of a thread, whether it has been dealt with or not."""
    found = [event for event in thread if event.kind == EventKind.APPEAL]
    if not found:
        return None
    event = found[-1]
    # What was received before the appeal: a decision that was changed after it has days of its own.
    received = received_on([one for one in thread if one.at <= event.at])
    return Appeal(event.text, event.who, event.at, last_day(received) if received else None)


@transaction.atomic
def receive_decision(*, actor: Actor, case_id: UUID, now: datetime) -> None:
    """Write down that the applicant has opened the decision, the first time.

    For a caller who has asked whether the actor may read it, and logged that.
    """
    held = Case.objects.select_for_update().get(id=case_id)
    kinds = CaseEvent.objects.filter(
        case_id=held.id, kind__in=[EventKind.DECISION, EventKind.RECEIVED]
    ).order_by("-at", "-id")
    if (newest := kinds.first()) is None or newest.kind == EventKind.RECEIVED:
        return
    actions.write_event(held, EventKind.RECEIVED, actor=actor, now=now)
    actions.save(held)


@transaction.atomic
def appeal(*, actor: Actor, case_id: UUID, text: str, now: datetime, request_id: str = "") -> None:
    """Appeal the decision: what should be changed, and why. The same again is nothing.

    Raises EmptyText, TooLongText: mend the form. Raises NotDecidedYet, NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(text)
    found = actions.lock(actor, case_id, now=now, request_id=request_id)
    case = found.case
    if case.state not in rules.DECIDED or queries.side_of(actor) != Side.RESIDENT:
        raise NotDecidedYet(case_id)
    waiting = appeal_in(queries.events_of([case.id], with_internal=False)[case.id])
    is_waiting = case.state == CaseState.APPEALED
    if is_waiting and waiting is not None and waiting.text == cleaned:
        return
    actions.write_event(case, EventKind.APPEAL, actor=actor, now=now, text=cleaned)
    if not is_waiting:
        case.state, case.due_at = CaseState.APPEALED, now + rules.HAND_ON_WITHIN
    actions.save(case, "state", "due_at")
    actions.note_mandate(case, actor, "Överklagade ett beslut", now)
    notices.tell_resident(case, found.resident, kind=delivery.MessageKind.RECEIPT, now=now)


@transaction.atomic
def withdraw(*, actor: Actor, case_id: UUID, now: datetime, request_id: str = "") -> None:
    """Take an appeal back, as long as it is here. A second time is nothing.

    Raises NoSuchCase, Refused.
    """
    case = actions.lock(actor, case_id, now=now, request_id=request_id).case
    if case.state != CaseState.APPEALED or queries.side_of(actor) != Side.RESIDENT:
        return
    actions.write_event(case, EventKind.APPEAL_WITHDRAWN, actor=actor, now=now)
    _close(case)
    actions.note_mandate(case, actor, "Tog tillbaka ett överklagande", now)


@transaction.atomic
def hand_on(
    *, actor: Actor, case_id: UUID, version: int, court: str, now: datetime, request_id: str = ""
) -> None:
    """Write down that the appeal was sent to a court, and tell the applicant.

    Raises EmptyText, TooLongText: mend the form.
    Raises NothingToHandOn, CaseHasChanged, NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(court)
    found = _waiting(actor, case_id, version, now=now, request_id=request_id)
    _end(found, EventKind.APPEAL_FORWARDED, actor, f"Överlämnat till {cleaned}.", now)


@transaction.atomic
def dismiss(
    *, actor: Actor, case_id: UUID, version: int, reason: str, now: datetime, request_id: str = ""
) -> None:
    """Dismiss an appeal that came too late (förvaltningslagen 45 §), with the reason.

    Raises EmptyText, TooLongText: mend the form. Raises CameInTime.
    Raises NothingToHandOn, CaseHasChanged, NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(reason)
    found = _waiting(actor, case_id, version, now=now, request_id=request_id)
    waiting = appeal_in(queries.events_of([case_id], with_internal=False)[case_id])
    if waiting is None or not waiting.is_late:
        raise CameInTime(case_id)
    _end(found, EventKind.APPEAL_DISMISSED, actor, cleaned, now)


def _waiting(
    actor: Actor, case_id: UUID, version: int, *, now: datetime, request_id: str
) -> actions.Locked:
    found = actions.lock(actor, case_id, now=now, request_id=request_id, version=version)
    if found.case.state != CaseState.APPEALED or queries.side_of(actor) != Side.MUNICIPALITY:
        raise NothingToHandOn(case_id)
    return found


def _end(found: actions.Locked, kind: EventKind, actor: Actor, text: str, now: datetime) -> None:
    actions.write_event(found.case, kind, actor=actor, now=now, text=text)
    _close(found.case)
    notices.tell_resident(found.case, found.resident, kind=delivery.MessageKind.CASE_NEWS, now=now)


def _close(case: Case) -> None:
    case.state = CaseState.DECIDED
    actions.save(case, "state")

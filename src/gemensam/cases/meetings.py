"""Möten: a caseworker proposes or books a time, the applicant answers, it is moved or called off.

The row says how the meeting stands, the thread what happened to it: one event each time, in words
that both sides read. A case has one meeting to come; when it has been, the next one is booked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from gemensam.cases import actions, meeting_words, notices, policy, queries, rules
from gemensam.cases.meeting_models import ASKING, OPEN, STANDING, Meeting, MeetingKind, MeetingState
from gemensam.cases.meeting_rows import MeetingRow, meeting_of, to_row
from gemensam.cases.models import Case, CaseState, EventKind, Side
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Activity, Actor
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context

# Nobody knows the week longer ahead than this.
FURTHEST: Final = timedelta(days=365)
LONGEST: Final = timedelta(hours=8)
# The applicant is reminded so long before, of what was agreed before that.
REMINDED_BEFORE: Final = timedelta(hours=24)
# The place of these must be said: an address, or a link.
PLACED: Final = frozenset({MeetingKind.OFFICE, MeetingKind.VIDEO})


class NoSuchMeeting(LookupError):
    """The case has no meeting to come."""


class MeetingHasChanged(Exception):
    """The meeting was moved or called off after the page was shown, or another one is booked."""


class MeetingIsOver(Exception):
    """The time has passed."""


class MeetingTimeOutOfRange(ValueError):
    """The time has passed, lies further away than a year, or is longer than a working day."""


class NoPlace(ValueError):
    """Nothing says where people meet."""


class NoLink(ValueError):
    """A video meeting needs a link that begins with https://."""


class DoubleBooked(Exception):
    """The caseworker has something else then; book it anyway, or choose another time."""

    def __init__(self, others: Sequence[str]) -> None:
        super().__init__(", ".join(others))
        self.others = others


class Answer(StrEnum):
    """What the applicant's side says to a time."""

    YES = "ja"
    OTHER_TIME = "annan-tid"
    NO = "nej"


_STATES: Final = {
    Answer.YES: MeetingState.BOOKED,
    Answer.OTHER_TIME: MeetingState.OTHER_TIME,
    Answer.NO: MeetingState.DECLINED,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A meeting as a caseworker wants it. `is_agreed`: the applicant has said yes already."""

    kind: MeetingKind
    starts_at: datetime
    ends_at: datetime
    is_agreed: bool
    place: str = ""
    with_whom: str = ""
    bring: str = ""
    interpreter: str = ""

    def values(self) -> dict[str, object]:
        """Give what is kept of it."""
        return {
            "kind": self.kind,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            # The address of a home stands in the case, where it is protected if it has to be.
            "place": "" if self.kind is MeetingKind.HOME else self.place,
            "with_whom": self.with_whom,
            "bring": self.bring,
            "interpreter": self.interpreter,
            "state": MeetingState.BOOKED if self.is_agreed else MeetingState.PROPOSED,
        }


def ensure_usable(wanted: Wanted, now: datetime) -> None:
    """Raises MeetingTimeOutOfRange, NoPlace, NoLink."""
    longest = wanted.starts_at + LONGEST
    if not now < wanted.starts_at <= now + FURTHEST or not (
        wanted.starts_at < wanted.ends_at <= longest
    ):
        raise MeetingTimeOutOfRange(wanted.starts_at)
    if wanted.kind in PLACED and not wanted.place.strip():
        raise NoPlace
    if wanted.kind is MeetingKind.VIDEO and not _is_link(wanted.place):
        raise NoLink


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme == "https" and bool(parts.hostname) and not set(text) & set(' "<>')
    except ValueError:
        return False


def read_meeting(visit: Visit, case_id: UUID) -> tuple[Case, people.ResidentRow, MeetingRow]:
    """Give the meeting of a case that the actor may read, and log it. Raises NoSuchCase, Refused."""
    case = queries.case_row(case_id)
    resident = people.resident(case.resident_id)
    policy.ensure(visit, case, activity=Activity.READ, resident=resident)
    found = meeting_of(case)
    if found is None:
        raise NoSuchCase(case_id)
    return case, resident, found


@transaction.atomic
def book(
    *,
    actor: Actor,
    case_id: UUID,
    wanted: Wanted,
    instead_of: tuple[UUID, int] | None = None,
    despite: bool = False,
    now: datetime,
    request_id: str = "",
) -> None:
    """Propose or book a meeting, or move the one there is; the same again is nothing.

    `instead_of` is the meeting that was on the page, and its version. `despite`: the caseworker
    knows that something else is at the same time.
    Raises MeetingTimeOutOfRange, NoPlace, NoLink: mend the form. Raises DoubleBooked: ask.
    Raises MeetingHasChanged, NoSuchCase, Refused.
    """
    ensure_usable(wanted, now)
    found = actions.lock(actor, case_id, now=now, request_id=request_id)
    case = found.case
    if queries.side_of(actor) != Side.MUNICIPALITY or actor.person_id is None:
        raise NoSuchCase(case_id)
    before = Meeting.objects.filter(case_id=case_id, state__in=OPEN).first()
    if before is not None and _is_same(before, wanted, actor):
        return
    moved = _to_be_moved(before, instead_of, now)
    others = _at_the_same_time(actor.person_id, wanted, case_id)
    if others and not despite:
        raise DoubleBooked(others)
    if before is not None and moved is None:
        before.state = MeetingState.OVER
        before.save(update_fields=["state"])
    was = to_row(moved) if moved else None
    row = _put(moved or Meeting(case=case, version=0), wanted, actor, now)
    _happened(case, actor, meeting_words.booked(to_row(row), was), now)
    actions.read_by_caseworker(case, actor)
    _keep(case, row)
    notices.tell_resident(case, found.resident, kind=delivery.MessageKind.CASE_NEWS, now=now)


def _put(row: Meeting, wanted: Wanted, actor: Actor, now: datetime) -> Meeting:
    for name, value in wanted.values().items():
        setattr(row, name, value)
    assert actor.person_id is not None
    row.held_by_id, row.held_by_name = actor.person_id, actor.display_name
    row.changed_at, row.reminded_at, row.version = now, None, row.version + 1
    row.save()
    return row


def _to_be_moved(
    before: Meeting | None, instead_of: tuple[UUID, int] | None, now: datetime
) -> Meeting | None:
    """Give the meeting that was on the page if it is the one to come; None: a new one is booked."""
    if instead_of is not None:
        if before is None or (before.id, before.version) != instead_of:
            raise MeetingHasChanged
        return before
    if before is not None and before.ends_at > now:
        raise MeetingHasChanged
    return None


def _is_same(row: Meeting, wanted: Wanted, actor: Actor) -> bool:
    kept = {name: getattr(row, name) for name in wanted.values()}
    return row.held_by_id == actor.person_id and kept == wanted.values()


def _at_the_same_time(person_id: UUID, wanted: Wanted, case_id: UUID) -> Sequence[str]:
    """Say what else somebody has then, by number and time: whose cases they are is not shown."""
    rows = (
        Meeting.objects.filter(
            held_by_id=person_id,
            state__in=STANDING,
            starts_at__lt=wanted.ends_at,
            starts_at__gt=wanted.starts_at - LONGEST,
            ends_at__gt=wanted.starts_at,
        )
        .exclude(case_id=case_id)
        .select_related("case")
        .order_by("starts_at")
    )
    return [
        f"{rules.written_number(row.case.year, row.case.number)}, {meeting_words.hours(row)}"
        for row in rows
    ]


def _happened(case: Case, actor: Actor, text: str, now: datetime) -> None:
    actions.write_event(case, EventKind.MEETING, actor=actor, now=now, text=text)


def _keep(case: Case, row: Meeting) -> None:
    """Let the case say when it is, for the lists, and whether somebody waits for an answer about it."""
    case.meeting_at = row.starts_at if row.state in OPEN else None
    case.meeting_asks = row.state in ASKING
    actions.save(case, "state", "caseworker_id", "meeting_at", "meeting_asks")


def _on_the_page(case: Case, meeting_id: UUID, version: int) -> Meeting:
    """Give the meeting that was shown, as it was shown. Raises NoSuchMeeting, MeetingHasChanged."""
    row = Meeting.objects.filter(id=meeting_id, case_id=case.id).first()
    if row is None:
        raise NoSuchMeeting(meeting_id)
    if row.version != version or row.state not in OPEN:
        raise MeetingHasChanged
    return row


@transaction.atomic
def call_off(
    *,
    actor: Actor,
    case_id: UUID,
    meeting: tuple[UUID, int],
    reason: str,
    now: datetime,
    request_id: str = "",
) -> None:
    """Call a meeting off, and tell the applicant why; called off already is nothing.

    Raises EmptyText, TooLongText: mend the form.
    Raises NoSuchMeeting, MeetingHasChanged, NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(reason)
    found = actions.lock(actor, case_id, now=now, request_id=request_id)
    case = found.case
    if queries.side_of(actor) != Side.MUNICIPALITY:
        raise NoSuchCase(case_id)
    gone = Meeting.objects.filter(id=meeting[0], case_id=case_id, state=MeetingState.CANCELLED)
    if gone.exists():
        return
    row = _on_the_page(case, *meeting)
    row.state, row.changed_at, row.version = MeetingState.CANCELLED, now, row.version + 1
    row.save(update_fields=["state", "changed_at", "version"])
    _happened(case, actor, meeting_words.called_off(to_row(row), cleaned), now)
    actions.read_by_caseworker(case, actor)
    _keep(case, row)
    notices.tell_resident(case, found.resident, kind=delivery.MessageKind.CASE_NEWS, now=now)


@transaction.atomic
def answer_meeting(
    *,
    actor: Actor,
    case_id: UUID,
    meeting: tuple[UUID, int],
    says: Answer,
    text: str = "",
    interpreter: str = "",
    now: datetime,
    request_id: str = "",
) -> None:
    """Say yes or no to a time, or ask for another one; the same again is nothing.

    Raises EmptyText: another time needs words. Raises TooLongText.
    Raises NoSuchMeeting, MeetingHasChanged, MeetingIsOver, NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(text) if says is Answer.OTHER_TIME or text.strip() else ""
    case = actions.lock(actor, case_id, now=now, request_id=request_id).case
    if queries.side_of(actor) != Side.RESIDENT:
        raise NoSuchCase(case_id)
    row = _on_the_page(case, *meeting)
    if row.starts_at <= now:
        raise MeetingIsOver
    language = interpreter.strip()[:60] or row.interpreter
    if row.state == _STATES[says] and language == row.interpreter and says is Answer.YES:
        return
    newest = case.events.filter(kind=EventKind.MEETING).order_by("at", "id").last()
    row.state, row.interpreter, row.changed_at = _STATES[says], language, now
    said = meeting_words.answered(to_row(row), says, cleaned)
    if newest is not None and newest.actor_person_id == actor.person_id and newest.text == said:
        return
    row.save(update_fields=["state", "interpreter", "changed_at"])
    _happened(case, actor, said, now)
    if says is not Answer.YES and case.state == CaseState.INVESTIGATING:
        case.state = CaseState.ANSWERED
    _keep(case, row)
    actions.note_mandate(case, actor, "Svarade om ett möte i ett ärende", now)
    whom = {row.held_by_id, case.caseworker_id} - {None}
    notices.tell_staff(case, {one for one in whom if one}, now=now)


def remind_due(*, now: datetime) -> int:
    """Remind of the meetings of the next day in every tenant, once each; the worker does this."""
    count = 0
    for body in organisations.bodies():
        with tenant_context(body.tenant_id):
            due = Meeting.objects.filter(
                state=MeetingState.BOOKED,
                reminded_at=None,
                starts_at__gt=now,
                starts_at__lte=now + REMINDED_BEFORE,
            )
            for meeting_id in list(due.order_by("starts_at", "id").values_list("id", flat=True)):
                count += _remind(meeting_id, now=now)
    return count


@transaction.atomic
def _remind(meeting_id: UUID, *, now: datetime) -> bool:
    row = (
        Meeting.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("case")
        .filter(id=meeting_id, state=MeetingState.BOOKED, reminded_at=None)
        .first()
    )
    if row is None:
        return False
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    # Whoever was told within the same day needs no second notice.
    if row.changed_at > row.starts_at - REMINDED_BEFORE:
        return False
    person = people.resident(row.case.resident_id)
    notices.tell_resident(row.case, person, kind=delivery.MessageKind.MEETING_REMINDER, now=now)
    return True

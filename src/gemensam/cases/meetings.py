"""Möten: a caseworker proposes or books a time, the applicant answers, it is moved or called off.

The row says how the meeting stands, the thread what happened to it: one event each time, in words
that both sides read. A case may have several to come; the case itself says when the next one is.
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
from gemensam.cases.meeting_rows import MeetingRow, meeting_of, standing_of, to_row
from gemensam.cases.models import Case, CaseState, EventKind, Side
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Activity, Actor
from gemensam.people import api as people

# Nobody knows the week longer ahead than this.
FURTHEST: Final = timedelta(days=365)
LONGEST: Final = timedelta(hours=8)
# The place of these must be said: an address, or a link.
PLACED: Final = frozenset({MeetingKind.OFFICE, MeetingKind.VIDEO})


class NoSuchMeeting(LookupError):
    """The case has no meeting to come."""


class MeetingHasChanged(Exception):
    """A meeting was moved or called off after the page was shown, or another one is booked."""


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


def read_meeting(
    visit: Visit, case_id: UUID, meeting_id: UUID | None = None
) -> tuple[Case, people.ResidentRow, MeetingRow]:
    """Give a meeting of a case that the actor may read, else the next one, and log it.

    Raises NoSuchCase, Refused.
    """
    case = queries.case_row(case_id)
    resident = people.resident(case.resident_id)
    policy.ensure(visit, case, activity=Activity.READ, resident=resident)
    first = meeting_of(case)
    coming = [one for one in (first.all if first else ()) if meeting_id in {None, one.id}]
    if not coming:
        raise NoSuchCase(case_id)
    return case, resident, coming[0]


@transaction.atomic
def book(
    *,
    actor: Actor,
    case_id: UUID,
    wanted: Wanted,
    instead_of: tuple[UUID, int] | None = None,
    seen: str | None = None,
    despite: bool = False,
    now: datetime,
    request_id: str = "",
) -> None:
    """Propose or book a meeting, or move one there is; the same again is nothing.

    `instead_of` is the meeting that is moved, as it was on the page: its version. `seen` is what
    `standing_of` wrote of those on the page. `despite`: the caseworker knows that something else is
    at the same time.
    Raises MeetingTimeOutOfRange, NoPlace, NoLink: mend the form. Raises DoubleBooked: ask.
    Raises MeetingHasChanged, NoSuchCase, Refused.
    """
    ensure_usable(wanted, now)
    found = actions.lock(actor, case_id, now=now, request_id=request_id)
    case = found.case
    if queries.side_of(actor) != Side.MUNICIPALITY or actor.person_id is None:
        raise NoSuchCase(case_id)
    rows = list(Meeting.objects.filter(case_id=case_id, state__in=OPEN).order_by("starts_at", "id"))
    if any(_is_same(one, wanted, actor) for one in rows):
        return
    moved = _to_be_moved(rows, instead_of, seen, now)
    others = _at_the_same_time(actor.person_id, wanted, moved)
    if others and not despite:
        raise DoubleBooked(others)
    was = to_row(moved) if moved else None
    row = _put(moved or Meeting(case=case, version=0), wanted, actor, now)
    _happened(case, actor, meeting_words.booked(to_row(row), was), now)
    actions.read_by_caseworker(case, actor)
    _keep(case, now)
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
    rows: Sequence[Meeting],
    instead_of: tuple[UUID, int] | None,
    seen: str | None,
    now: datetime,
) -> Meeting | None:
    """Give the meeting that was on the page, if it is as it was there; None: a new one is booked."""
    if instead_of is not None:
        moved = next((one for one in rows if (one.id, one.version) == instead_of), None)
        if moved is None:
            raise MeetingHasChanged
        return moved
    coming = [to_row(one) for one in rows if one.ends_at > now]
    if seen is not None and seen != standing_of(coming):
        raise MeetingHasChanged
    return None


def _is_same(row: Meeting, wanted: Wanted, actor: Actor) -> bool:
    kept = {name: getattr(row, name) for name in wanted.values()}
    return row.held_by_id == actor.person_id and kept == wanted.values()


def _at_the_same_time(person_id: UUID, wanted: Wanted, moved: Meeting | None) -> Sequence[str]:
    """Say what else somebody has then, by number and time: whose cases they are is not shown."""
    rows = (
        Meeting.objects.filter(
            held_by_id=person_id,
            state__in=STANDING,
            starts_at__lt=wanted.ends_at,
            starts_at__gt=wanted.starts_at - LONGEST,
            ends_at__gt=wanted.starts_at,
        )
        .select_related("case")
        .order_by("starts_at")
    )
    return [
        f"{rules.written_number(row.case.year, row.case.number)}, {meeting_words.hours(row)}"
        for row in rows
        if moved is None or row.id != moved.id
    ]


def _happened(case: Case, actor: Actor, text: str, now: datetime) -> None:
    actions.write_event(case, EventKind.MEETING, actor=actor, now=now, text=text)


def note_on_case(case: Case, now: datetime) -> None:
    """Let the case say when the next one is, for the lists, and whether somebody waits for an answer."""
    rows = list(Meeting.objects.filter(case_id=case.id, state__in=OPEN).order_by("starts_at"))
    coming = [one for one in rows if one.ends_at > now] or rows
    case.meeting_at = coming[0].starts_at if coming else None
    case.meeting_asks = any(one.state in ASKING for one in rows)


def _keep(case: Case, now: datetime) -> None:
    note_on_case(case, now)
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
    _keep(case, now)
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
    _keep(case, now)
    actions.note_mandate(case, actor, "Svarade om ett möte i ett ärende", now)
    whom = {row.held_by_id, case.caseworker_id} - {None}
    notices.tell_staff(case, {one for one in whom if one}, now=now)

"""The console as values that templates draw: the queue, and the alarm in the middle.

Nothing here changes with the clock alone, so its digest tells whether a console must draw anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gemensam.alarms import queries as alarm_queries
from gemensam.alarms.console import queries, words
from gemensam.alarms.console.checklists import Checklist, checklist_for
from gemensam.alarms.console.lanes import GROUP_ORDER, URGENT, Group, OpenAlarm, group_of
from gemensam.alarms.console.marks import CALLED_112, DONE, MARKED, UNDONE, mark_of
from gemensam.alarms.disclosure import DisclosedResident, Responder
from gemensam.alarms.kinds import EventKind, QueueLane, State
from gemensam.alarms.rules.handling import Holding
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

DIGEST_LENGTH: Final = 16
# The keys 1–9 take what waits; a tenth has none.
KEYS: Final = "123456789"
# What the one who neither holds nor sent an alarm may not read: free text about a person.
_FREE_TEXT: Final = frozenset({EventKind.NOTED, EventKind.CLOSED})


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the queue."""

    id: UUID
    title: str
    place: str
    since: datetime
    presses: int
    relation: str
    status: str
    shortcut: str
    # It rings.
    is_urgent: bool
    # It is red: somebody calls for help.
    is_red: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A group of the queue with its lines."""

    key: str
    title: str
    count: int
    calls: Sequence[Call]


@dataclass(frozen=True, slots=True)
class Queue:
    """The left column."""

    lanes: Sequence[Lane]
    total: int
    hidden: int
    waiting: int
    mine: Sequence[UUID]
    tests: Sequence[queries.TestAlarm]
    tests_count: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the checklist and when it was done."""

    key: str
    text: str
    done_at: datetime | None
    is_next: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the alarm's history."""

    at: datetime
    text: str
    # A person wrote it, in whatever language they write.
    is_free_text: bool


@dataclass(frozen=True, slots=True)
class Work:
    """The middle and right columns, without anything of the resident."""

    alarm: alarm_queries.AlarmRow
    relation: str
    title: str
    place: str
    checklist_title: str
    steps: Sequence[StepLine]
    left: int
    history: Sequence[Line]
    responders: Sequence[Responder]
    responder_name: str
    is_sensor: bool = False

    @property
    def is_mine(self) -> bool:
        """Say whether this operator has it in hand."""
        return self.relation == "mine"

    @property
    def may_read(self) -> bool:
        """Say whether the resident may be on the screen."""
        return self.relation in {"mine", "mine_sent"}

    @property
    def may_close(self) -> bool:
        """Say whether this operator may end it."""
        return self.relation in {"mine", "mine_sent", "sent"}


@dataclass(frozen=True, slots=True)
class Screen:
    """All that one console shows."""

    queue: Queue
    work: Work | None
    resident: DisclosedResident | None = None
    notice: str = ""
    sequence: int = 0
    wait: str = ""
    operators: int = 0
    is_writer_late: bool = False
    # Of one display of the resident: the log has it once.
    page_view: str = ""

    @property
    def digest(self) -> str:
        """Give a short mark of what is drawn by polling: never of the resident."""
        return sha256(repr((self.queue, self.work)).encode()).hexdigest()[:DIGEST_LENGTH]


def _relation(held: Holding, person_id: UUID | None, now: datetime) -> str:
    """Say what an alarm is to this operator. An own one that lapsed is still there to be kept."""
    state = held.state
    is_own = held.claimed_by is not None and held.claimed_by == person_id
    if state is State.CLAIMED and is_own:
        return "mine"
    if held.may_claim(now):
        return "new"
    if state is State.CLAIMED:
        return "other"
    if state is State.DISPATCHED:
        return "mine_sent" if is_own else "sent"
    return "closed"


def _status(one: OpenAlarm, relation: str) -> str:
    if one.state is State.DISPATCHED:
        return _way(one)
    if relation == "mine":
        return _("You have the alarm")
    if one.state is State.NEW:
        return ""
    text = _("%(who)s has the alarm") if relation == "other" else _("%(who)s lost the alarm")
    return text % {"who": one.claimed_name}


def _way(one: OpenAlarm) -> str:
    if one.done_at is not None:
        return _("Done on site, to be ended")
    if one.arrived_at is not None:
        return pgettext("alarms", "On site")
    return _("On the way") if one.accepted_at is not None else _("Sent, waiting for an answer")


def _since(one: OpenAlarm) -> datetime:
    if one.state is State.DISPATCHED:
        return (
            one.done_at or one.arrived_at or one.accepted_at or one.dispatched_at or one.received_at
        )
    return one.received_at


def _call(one: OpenAlarm, *, place: str, relation: str, shortcut: str) -> Call:
    return Call(
        id=one.id,
        title=words.alarm_unit(one.cid)
        if one.group is Group.UNKNOWN
        else words.title(device_type=one.device_type, status_code=one.status_code),
        place=place or one.location_text,
        since=_since(one),
        presses=one.press_count,
        relation=relation,
        status=_status(one, relation),
        shortcut=shortcut,
        is_urgent=relation == "new" and one.group in URGENT,
        is_red=relation == "new" and one.group in {Group.PERSON, Group.UNKNOWN},
    )


def queue_of(person_id: UUID | None, now: datetime, waiting: queries.Waiting) -> Queue:
    """Build the left column."""
    places = queries.places()
    keys = iter(KEYS)
    lanes: dict[Group, list[Call]] = {group: [] for group in GROUP_ORDER}
    for one in waiting.alarms:
        relation = _relation(Holding(one.state, one.claimed_by, one.lease_until), person_id, now)
        lanes[one.group].append(
            _call(
                one,
                place=places.get(one.owner_tenant_id, "") if one.owner_tenant_id else "",
                relation=relation,
                shortcut=next(keys, "") if relation == "new" else "",
            )
        )
    count, tests = queries.tests_lately(now)
    return Queue(
        lanes=[
            Lane(group.value, words.group_name(group), len(calls), calls)
            for group, calls in lanes.items()
            if group is not Group.TEST or calls
        ],
        total=waiting.total,
        hidden=waiting.total - len(waiting.alarms),
        waiting=sum(one.is_free(now) and one.group in URGENT for one in waiting.alarms),
        mine=[
            one.id
            for one in waiting.alarms
            if one.state is State.CLAIMED and one.claimed_by == person_id
        ],
        tests=tests,
        tests_count=count,
    )


def work_of(alarm_id: UUID, person_id: UUID | None, now: datetime) -> Work | None:
    """Build the middle for one alarm; None when the running centre has no such alarm."""
    row = alarm_queries.alarm(alarm_id)
    if row is None:
        return None
    relation = _relation(Holding(row.state, row.claimed_by, row.lease_until), person_id, now)
    group = group_of(row.lane, State.NEW, row.device_type)
    is_sensor = group is Group.SENSOR
    checklist = checklist_for(row.lane, row.device_type, is_sensor=is_sensor)
    history = alarm_queries.history(alarm_id)
    may_read = relation in {"mine", "mine_sent"}
    shown = [event for event in history if may_read or event.kind not in _FREE_TEXT]
    steps = _steps(checklist, history) if may_read else []
    responders = _responders(row.owner_tenant_id) if relation == "mine" else []
    return Work(
        # A renewed lease is nothing to draw anew for.
        alarm=replace(row, lease_until=None),
        relation=relation,
        title=words.alarm_unit(row.cid)
        if row.lane is QueueLane.UNKNOWN
        else words.title(device_type=row.device_type, status_code=row.status_code),
        place=row.municipality or row.location_text,
        checklist_title=checklist.title,
        steps=steps,
        left=sum(step.done_at is None for step in steps),
        history=[
            _line(event, checklist)
            for event in reversed(shown)
            if event.kind is not EventKind.NOTED or _is_last_version(event, history)
        ],
        responders=responders,
        responder_name=_sent_to(history),
        is_sensor=is_sensor,
    )


def _line(event: alarm_queries.EventRow, checklist: Checklist) -> Line:
    is_free_text = event.kind is EventKind.NOTED and not event.what.startswith(MARKED)
    what = event.what if is_free_text else words.marked(event.what, checklist)
    return Line(event.at, words.sentence(event.kind, event.actor_name, what), is_free_text)


def _steps(checklist: Checklist, history: Sequence[alarm_queries.EventRow]) -> list[StepLine]:
    done: dict[str, datetime] = {}
    for event in history:
        verb, key = mark_of(event.what)
        if verb == DONE:
            done[key] = event.at
        elif verb == UNDONE:
            done.pop(key, None)
        done |= dict.fromkeys(_done_by(event), event.at)
    first_left = next((s.key for s in checklist.steps if s.key not in done), "")
    return [
        StepLine(s.key, s.text, done.get(s.key), is_next=s.key == first_left)
        for s in checklist.steps
    ]


def _done_by(event: alarm_queries.EventRow) -> Sequence[str]:
    """Give the steps that an event does by itself: nobody ticks what the system has seen."""
    if event.kind is EventKind.DISPATCHED:
        return ("send",)
    return ("danger",) if event.what == CALLED_112 else ()


def _is_last_version(
    event: alarm_queries.EventRow, history: Sequence[alarm_queries.EventRow]
) -> bool:
    """Leave out what the same person went on writing: every version is kept, the last is shown."""
    if event.what.startswith(MARKED):
        return True
    claims = [e.at for e in history if e.kind in {EventKind.CLAIMED, EventKind.TAKEN_OVER}]
    later_claims = [at for at in claims if at > event.at]
    until = min(later_claims, default=None)
    return not any(
        other.kind is EventKind.NOTED
        and not other.what.startswith(MARKED)
        and other.actor_name == event.actor_name
        and (other.at, other.id) > (event.at, event.id)
        and (until is None or other.at < until)
        for other in history
    )


def _sent_to(history: Sequence[alarm_queries.EventRow]) -> str:
    names = [event.what for event in history if event.kind is EventKind.DISPATCHED]
    return names[-1] if names else ""


def _responders(owner_tenant_id: UUID | None) -> list[Responder]:
    """List the owner's units that go to residents: organisation, nothing of a person."""
    if owner_tenant_id is None:
        return []
    kinds = organisations.UnitKind
    with tenant_context(owner_tenant_id):
        units = organisations.units()
    patrols = [u for u in units if u.kind == kinds.NIGHT_PATROL]
    others = [u for u in units if u.kind == kinds.HOME_CARE]
    return [
        Responder(u.id, u.name, is_night_patrol=u.kind == kinds.NIGHT_PATROL)
        for u in (*patrols, *others)
    ]

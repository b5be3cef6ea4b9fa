"""Read alarms in the centre's tenant: the queue, one alarm with its history, the feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, Value, When

from gemensam.alarms.kinds import EventKind, QueueLane, State
from gemensam.alarms.models import Alarm, AlarmCount, AlarmEvent, FeedEntry
from gemensam.alarms.rules.handling import LANE_ORDER
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """An alarm as the queue shows it: it names nobody."""

    id: UUID
    cid: str
    lane: QueueLane
    state: State
    version: int
    press_count: int
    received_at: datetime
    raised_at: datetime
    device_type: str
    status_code: str
    location_code: str
    location_text: str
    unit_text: str
    call_back: str
    oddities: Sequence[str]
    owner_tenant_id: UUID | None
    municipality: str
    resident_id: UUID | None
    is_unknown: bool
    linked_id: UUID | None
    claimed_by: UUID | None
    claimed_name: str
    claimed_at: datetime | None
    lease_until: datetime | None
    dispatched_at: datetime | None
    responder_unit_id: UUID | None
    accepted_at: datetime | None
    arrived_at: datetime | None
    done_at: datetime | None
    closed_at: datetime | None
    ended_because: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """A line of an alarm's history."""

    id: UUID
    alarm_id: UUID
    at: datetime
    kind: EventKind
    actor_name: str
    what: str


@dataclass(frozen=True, slots=True)
class FeedRow:
    """An event with its number in the feed."""

    sequence: int
    event: EventRow


def _row(alarm: Alarm, places: dict[UUID, str]) -> AlarmRow:
    owner = alarm.owner_tenant_id
    return AlarmRow(
        id=alarm.id,
        cid=alarm.cid,
        lane=QueueLane(alarm.lane),
        state=State(alarm.state),
        version=alarm.version,
        press_count=alarm.press_count,
        received_at=alarm.received_at,
        raised_at=alarm.raised_at,
        device_type=alarm.device_type,
        status_code=alarm.status_code,
        location_code=alarm.location_code,
        location_text=alarm.location_text,
        unit_text=alarm.unit_text,
        call_back=alarm.call_back,
        oddities=alarm.oddities,
        owner_tenant_id=owner,
        municipality=places.get(owner, "") if owner else "",
        resident_id=alarm.resident_id,
        is_unknown=alarm.is_unknown,
        linked_id=alarm.linked_id,
        claimed_by=alarm.claimed_by,
        claimed_name=alarm.claimed_name,
        claimed_at=alarm.claimed_at,
        lease_until=alarm.lease_until,
        dispatched_at=alarm.dispatched_at,
        responder_unit_id=alarm.responder_unit_id,
        accepted_at=alarm.accepted_at,
        arrived_at=alarm.arrived_at,
        done_at=alarm.done_at,
        closed_at=alarm.closed_at,
        ended_because=alarm.ended_because,
    )


def _rows(alarms: Sequence[Alarm]) -> list[AlarmRow]:
    needed = any(alarm.owner_tenant_id for alarm in alarms)
    places = {p.tenant_id: p.name for p in organisations.municipalities()} if needed else {}
    return [_row(alarm, places) for alarm in alarms]


def _lane_rank() -> Case:
    whens = [When(lane=lane, then=Value(rank)) for rank, lane in enumerate(LANE_ORDER)]
    return Case(*whens, default=Value(len(LANE_ORDER)), output_field=IntegerField())


# What the console can show at once; the rest is counted.
QUEUE_PAGE = 200


def open_alarms(*, limit: int = QUEUE_PAGE) -> Sequence[AlarmRow]:
    """List what waits: new before taken, persons before things, the latest press first."""
    rank = Case(
        When(state=State.NEW, then=Value(0)),
        When(state=State.CLAIMED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = Alarm.objects.exclude(state=State.CLOSED).order_by(
        rank, _lane_rank(), F("press_count").desc(), F("raised_at").desc(), "id"
    )
    return _rows(list(rows[:limit]))


def open_counts() -> dict[tuple[QueueLane, State], int]:
    """Count what is open by lane and state."""
    counts: dict[tuple[QueueLane, State], int] = {}
    rows = Alarm.objects.exclude(state=State.CLOSED).values_list("lane", "state")
    for lane, state in rows:
        key = (QueueLane(lane), State(state))
        counts[key] = counts.get(key, 0) + 1
    return counts


def alarm(alarm_id: UUID) -> AlarmRow | None:
    """Give one alarm of the running tenant."""
    found = Alarm.objects.filter(id=alarm_id).first()
    return _rows([found])[0] if found else None


def closed_alarms(*, since: datetime, limit: int = QUEUE_PAGE) -> Sequence[AlarmRow]:
    """List what was closed lately, the latest first. Messages that were only kept stand in it."""
    rows = Alarm.objects.filter(state=State.CLOSED, closed_at__gte=since)
    return _rows(list(rows.order_by("-closed_at", "-id")[:limit]))


def _event(row: AlarmEvent) -> EventRow:
    return EventRow(row.id, row.alarm_id, row.at, EventKind(row.kind), row.actor_name, row.what)


def history(alarm_id: UUID) -> Sequence[EventRow]:
    """List what happened to an alarm, oldest first."""
    return [
        _event(row) for row in AlarmEvent.objects.filter(alarm_id=alarm_id).order_by("at", "id")
    ]


def feed_after(sequence: int, *, limit: int = QUEUE_PAGE) -> Sequence[FeedRow]:
    """List the events after a number, in order, without gaps."""
    rows = FeedEntry.objects.select_related("event").filter(sequence__gt=sequence)
    return [FeedRow(row.sequence, _event(row.event)) for row in rows.order_by("sequence")[:limit]]


def feed_end() -> int:
    """Give the number of the last event in the feed; zero when there is none."""
    last = FeedEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    return last or 0


def linked_to(alarm_id: UUID) -> Sequence[AlarmRow]:
    """List alarms that share number and reference with this one."""
    rows = Alarm.objects.filter(Q(linked_id=alarm_id)).order_by("received_at")
    return _rows(list(rows))


@dataclass(frozen=True, slots=True)
class CountRow:
    """A municipality's figures."""

    tenant_id: UUID
    granted: int
    digital: int
    working: int
    by_function: dict[str, int]
    counted_at: datetime


def county_counts() -> Sequence[CountRow]:
    """Give every municipality's figures, read as the statistics role: no persons, all tenants."""
    with tenant_context(None, using="statistics"):
        rows = AlarmCount.objects.using("statistics").order_by("tenant_id")
        # Plain rows: the county's front page reads all 49 at every request.
        return [
            CountRow(*row)
            for row in rows.values_list(
                "tenant_id", "granted", "digital", "working", "by_function", "counted_at"
            )
        ]

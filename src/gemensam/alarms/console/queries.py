"""What the console reads in the centre's tenant, by state: no stopped writer can hide an alarm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Case, IntegerField, Sum, Value, When

from gemensam.alarms import queries
from gemensam.alarms.console.lanes import Group, OpenAlarm, announced_wait, in_order
from gemensam.alarms.console.marks import MARKED
from gemensam.alarms.kinds import EventKind, QueueLane, State
from gemensam.alarms.models import Alarm, AlarmEvent, FeedEntry
from gemensam.alarms.rules.handling import LANE_ORDER
from gemensam.identity import api as identity
from gemensam.kernel.actor import Purpose
from gemensam.organisations import api as organisations

# More than one screen can hold; what is beyond is counted and said.
QUEUE_LIMIT: Final = 200
# Whoever polled within this time sits at a console: the session's mark is written once a minute.
AT_WORK_WITHIN: Final = timedelta(minutes=2)
# How far back the announced waiting time looks.
WAIT_WINDOW: Final = timedelta(minutes=30)
TESTS_WITHIN: Final = timedelta(hours=12)
TESTS_SHOWN: Final = 5
# An event without its number for longer than this: the writer has stopped.
WRITER_IS_LATE_AFTER: Final = timedelta(seconds=5)

_COLUMNS: Final = (
    "id", "cid", "lane", "state", "version", "press_count", "received_at", "device_type",
    "status_code", "location_text", "owner_tenant_id", "claimed_by", "claimed_name", "claimed_at",
    "lease_until", "dispatched_at", "accepted_at", "arrived_at", "done_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """The open alarms in the console's order, and how many there are in all."""

    alarms: Sequence[OpenAlarm]
    total: int


@dataclass(frozen=True, slots=True)
class TestAlarm:
    """A test alarm that came and was kept."""

    cid: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """What changes whenever a console has something new to read."""

    sequence: int
    open_count: int
    versions: int


def waiting(now: datetime) -> Waiting:
    """List what is open. The most urgent are within the limit whatever the flood."""
    rank = Case(
        *(When(lane=lane, then=Value(n)) for n, lane in enumerate(LANE_ORDER)),
        default=Value(len(LANE_ORDER)),
        output_field=IntegerField(),
    )
    rows = Alarm.objects.exclude(state=State.CLOSED)
    found = [
        OpenAlarm(**row | {"lane": QueueLane(row["lane"]), "state": State(row["state"])})
        for row in rows.order_by(rank, "-press_count", "received_at").values(*_COLUMNS)[
            :QUEUE_LIMIT
        ]
    ]
    total = len(found) if len(found) < QUEUE_LIMIT else rows.count()
    return Waiting(in_order(found, now), total)


def places() -> dict[UUID, str]:
    """Give the municipalities' names by tenant."""
    return {place.tenant_id: place.name for place in organisations.municipalities()}


def tests_lately(now: datetime) -> tuple[int, Sequence[TestAlarm]]:
    """Count the test alarms of the shift and give the latest of them."""
    rows = Alarm.objects.filter(lane=QueueLane.TEST, received_at__gte=now - TESTS_WITHIN)
    latest = rows.order_by("-received_at").values_list("cid", "received_at")[:TESTS_SHOWN]
    return rows.count(), [TestAlarm(cid, at) for cid, at in latest]


def wait_to_announce(alarms: Sequence[OpenAlarm], now: datetime) -> timedelta | None:
    """Give the waiting time now: what callers met lately, never less than the longest wait."""
    rows = Alarm.objects.filter(
        received_at__gte=now - WAIT_WINDOW,
        lane__in=(QueueLane.ALARM, QueueLane.UNKNOWN),
        claimed_at__isnull=False,
    ).values_list("received_at", "claimed_at")
    answered = [claimed - received for received, claimed in rows if claimed is not None]
    now_waiting = [
        now - one.received_at
        for one in alarms
        if one.is_free(now) and one.group in {Group.PERSON, Group.UNKNOWN}
    ]
    return announced_wait(answered, max(now_waiting, default=None))


def operators_at_work(now: datetime) -> int:
    """Count those who sit at the running centre's consoles."""
    return identity.persons_at_work(
        purpose=Purpose.ALARM_RECEIVING, since=now - AT_WORK_WITHIN, now=now
    )


def is_writer_late(now: datetime) -> bool:
    """Say whether the newest event has waited too long for its number in the feed."""
    newest = AlarmEvent.objects.order_by("-id").values_list("id", "at").first()
    if newest is None or now - newest[1] < WRITER_IS_LATE_AFTER:
        return False
    return not FeedEntry.objects.filter(event_id=newest[0]).exists()


def mark() -> Mark:
    """Give the running centre's mark, in two small queries."""
    rows = Alarm.objects.exclude(state=State.CLOSED).aggregate(versions=Sum("version"))
    count = Alarm.objects.exclude(state=State.CLOSED).count()
    return Mark(queries.feed_end(), count, rows["versions"] or 0)


def own_note(alarm_id: UUID, person_id: UUID | None, since: datetime | None) -> str:
    """Give what an operator last wrote about an alarm since claiming it."""
    if since is None:
        return ""
    row = (
        AlarmEvent.objects.filter(
            alarm_id=alarm_id, kind=EventKind.NOTED, actor_person_id=person_id, at__gte=since
        )
        .exclude(what__startswith=MARKED)
        .order_by("-at", "-id")
        .first()
    )
    return row.what if row else ""

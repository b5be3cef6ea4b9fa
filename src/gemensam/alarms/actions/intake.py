"""Keep what alarm units send: many messages in one transaction, committed before any is answered.

Theory of operation. One batch is one transaction. Routes are looked up first, without a tenant;
then, centre by centre, what was seen before and which alarms are open; `rules.intake` judges each
message; one statement writes it all. A message that another receiver kept in the meantime falls
out of that statement by its unique key and is answered as that receiver answered it. An open alarm
that an operator's transaction holds just then counts as not there: a second alarm is the lesser
harm beside a batch that waits for a browser.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from gemensam.alarms import events
from gemensam.alarms.actions.counting import pass_tests
from gemensam.alarms.actions.intake_sql import KEEP, OPEN_ALARMS, ROUTES, SEEN, SEEN_AGAIN
from gemensam.alarms.kinds import EventKind, QueueLane, State, Step
from gemensam.alarms.rules import handling, intake
from gemensam.outbox import api as outbox
from gemensam.tenancy.context import current_tenant_id, tenant_context
from gemensam.tenancy.models import new_id
from scaip import AlarmRequest, answer, write_response

# Between texts of one array element; XML allows it nowhere.
_SEPARATOR = "\x1f"


class NowhereToKeep(Exception):
    """No receiving centre is known, so that an alarm has no place. It must not be acknowledged."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as it came, with what was odd about its way here."""

    request: AlarmRequest
    oddities: tuple[str, ...] = ()
    # The reply, when it is not the usual one.
    mrs: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a message: the reply to send, and whether it had been kept before."""

    mrs: str
    is_repeat: bool
    alarm_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Whose:
    """What the routing table knows of a number."""

    alarm_unit_id: UUID
    safety_alarm_id: UUID
    resident_id: UUID
    owner_tenant_id: UUID
    centre_tenant_id: UUID


@dataclass(slots=True)
class Draft:
    """One message on its way into the tables."""

    place: int
    arrived: Arrived
    whose: Whose | None
    lane: QueueLane
    digest: str
    # The reply to send once it is kept.
    mrs: str
    verdict: intake.Verdict | None = None
    incoming_id: UUID = field(default_factory=new_id)
    alarm_id: UUID = field(default_factory=new_id)
    event_id: UUID = field(default_factory=new_id)
    presses: int = 1


@transaction.atomic
def take_batch(
    messages: Sequence[Arrived], *, now: datetime, default_centre: UUID | None
) -> list[Kept]:
    """Keep messages, and give for each, in order, what to reply after the commit.

    Raises NowhereToKeep.
    """
    routes = _routes({one.request.cid for one in messages})
    by_centre: dict[UUID, list[Draft]] = defaultdict(list)
    for place, arrived in enumerate(messages):
        request = arrived.request
        whose = routes.get(request.cid)
        centre = whose.centre_tenant_id if whose else default_centre
        if centre is None:
            raise NowhereToKeep
        lane = intake.lane_of(request, is_known=whose is not None)
        mrs = arrived.mrs or write_response(answer(request, unit_known=whose is not None)).decode()
        draft = Draft(place, arrived, whose, lane, request.digest(), mrs)
        by_centre[centre].append(draft)
    kept: dict[int, Kept] = {}
    for centre, drafts in by_centre.items():
        with tenant_context(centre):
            kept |= _take(drafts, now)
    _pass_tests([draft for drafts in by_centre.values() for draft in drafts], now)
    return [kept[place] for place in range(len(messages))]


def _routes(cids: set[str]) -> dict[str, Whose]:
    with connection.cursor() as cursor:
        cursor.execute(ROUTES, [list(cids)])
        return {cid: Whose(*ids) for cid, *ids in cursor.fetchall()}


def _take(drafts: list[Draft], now: datetime) -> dict[int, Kept]:
    seen, open_alarms = _seen(drafts), _open_alarms(drafts)
    by_alarm: dict[UUID, Draft] = {}
    for draft in drafts:
        _judge(draft, seen, open_alarms, by_alarm, now)
    to_keep = [one for one in drafts if not isinstance(one.verdict, intake.TheSameAgain)]
    written = _write(to_keep, now)
    _publish([one for one in to_keep if one.incoming_id in written], now)
    kept = {}
    for draft in drafts:
        if isinstance(draft.verdict, intake.TheSameAgain):
            kept[draft.place] = Kept(draft.verdict.mrs, is_repeat=True)
        elif draft.incoming_id in written:
            kept[draft.place] = Kept(draft.mrs, is_repeat=False, alarm_id=draft.alarm_id)
        else:
            kept[draft.place] = Kept(_kept_elsewhere(draft, now), is_repeat=True)
    return kept


def _judge(
    draft: Draft,
    seen: dict[tuple[str, str], list[intake.Seen]],
    open_alarms: dict[str, list[intake.OpenAlarm]],
    by_alarm: dict[UUID, Draft],
    now: datetime,
) -> None:
    """Judge one message, and let the later ones of the batch see it."""
    request = draft.arrived.request
    earlier = seen[request.cid, request.ref]
    draft.verdict = intake.judge(
        request,
        draft.lane,
        digest=draft.digest,
        seen=earlier,
        open_alarms=open_alarms[request.cid],
        now=now,
    )
    match draft.verdict:
        case intake.TheSameAgain():
            return
        case intake.NewAlarm():
            by_alarm[draft.alarm_id] = draft
            if draft.lane in handling.OPEN_LANES:
                source = intake.source_of(request)
                fresh = intake.OpenAlarm(draft.alarm_id, draft.lane, source)
                open_alarms[request.cid].append(fresh)
        case intake.PressedAgain(alarm_id) | intake.SaidAbout(alarm_id):
            draft.alarm_id = alarm_id
            if isinstance(draft.verdict, intake.PressedAgain) and alarm_id in by_alarm:
                by_alarm[alarm_id].presses += 1
    earlier.append(intake.Seen(draft.digest, now, draft.mrs, draft.alarm_id))


def _seen(drafts: list[Draft]) -> dict[tuple[str, str], list[intake.Seen]]:
    found: dict[tuple[str, str], list[intake.Seen]] = defaultdict(list)
    keys = list({(one.arrived.request.cid, one.arrived.request.ref) for one in drafts})
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [[cid for cid, _ in keys], [ref for _, ref in keys]])
        for cid, ref, *rest in cursor.fetchall():
            found[cid, ref].append(intake.Seen(*rest))
    return found


def _open_alarms(drafts: list[Draft]) -> dict[str, list[intake.OpenAlarm]]:
    found: dict[str, list[intake.OpenAlarm]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(OPEN_ALARMS, [list({one.arrived.request.cid for one in drafts})])
        for cid, alarm_id, lane, *source in cursor.fetchall():
            device, number, status = source
            found[cid].append(intake.OpenAlarm(alarm_id, QueueLane(lane), (device, number, status)))
    return found


def _kind(draft: Draft) -> EventKind:
    match draft.verdict:
        case intake.PressedAgain():
            return EventKind.PRESSED_AGAIN
        case intake.SaidAbout():
            return EventKind.UNIT_SAID
        case _:
            return EventKind.RAISED


def _columns(draft: Draft, now: datetime) -> tuple[object, ...]:
    """Give one message's values in the order of `intake_sql.KEEP`."""
    request, whose = draft.arrived.request, draft.whose
    is_open = draft.lane in handling.OPEN_LANES
    linked = draft.verdict.linked_id if isinstance(draft.verdict, intake.NewAlarm) else None
    odd = [f"{one.tag}: {one.value}" for one in request.oddities]
    addresses = request.voice_addresses
    return (
        draft.incoming_id, request.cid, request.ref, draft.digest, draft.mrs, draft.alarm_id,
        draft.event_id, _kind(draft).value, request.stc, draft.lane.value,
        (State.NEW if is_open else State.CLOSED).value, draft.presses,
        request.dty, request.did, request.stc, request.lco, request.lte, request.ite,
        addresses[0] if addresses else "",
        _SEPARATOR.join([*odd, *draft.arrived.oddities]), linked,
        whose.owner_tenant_id if whose else None, whose.alarm_unit_id if whose else None,
        whose.safety_alarm_id if whose else None, whose.resident_id if whose else None,
        whose is None, new_id(),
        now + handling.patience(Step.UNCLAIMED, draft.lane) if is_open else None,
    )  # fmt: skip


def _write(drafts: list[Draft], now: datetime) -> set[UUID]:
    """Write all that is to be kept; give the incoming ids that were new to the database."""
    if not drafts:
        return set()
    columns = [list(column) for column in zip(*(_columns(one, now) for one in drafts), strict=True)]
    values: dict[str, UUID | date | datetime | list[object]] = {
        "tenant": current_tenant_id(),
        "day": now.astimezone(UTC).date(),
        "now": now,
    }
    values |= {f"c{n}": column for n, column in enumerate(columns)}
    with connection.cursor() as cursor:
        cursor.execute(KEEP, values)
        return {incoming_id for (incoming_id,) in cursor.fetchall()}


def _kept_elsewhere(draft: Draft, now: datetime) -> str:
    """Give the reply that another receiver stored for the same message a moment ago."""
    request = draft.arrived.request
    with connection.cursor() as cursor:
        cursor.execute(
            SEEN_AGAIN, [request.cid, request.ref, draft.digest, now - timedelta(days=1)]
        )
        row = cursor.fetchone()
    return row[0] if row else draft.mrs


def _publish(drafts: list[Draft], now: datetime) -> None:
    """Tell the owners of new alarms, all in one statement."""
    outbox.publish_many(
        [
            outbox.Outgoing(
                events.AlarmRaised(
                    alarm_id=one.alarm_id,
                    centre_tenant_id=one.whose.centre_tenant_id,
                    owner_tenant_id=one.whose.owner_tenant_id,
                    resident_id=one.whose.resident_id,
                    at=now,
                ),
                key=str(one.alarm_id),
                tenant_id=one.whose.owner_tenant_id,
            )
            for one in drafts
            if one.whose
            and one.lane is QueueLane.ALARM
            and isinstance(one.verdict, intake.NewAlarm)
        ],
        now=now,
    )


def _pass_tests(drafts: list[Draft], now: datetime) -> None:
    """Write down in the owner's register that a unit's test alarm came all the way."""
    by_owner: dict[UUID, list[UUID]] = defaultdict(list)
    for draft in drafts:
        if draft.lane is QueueLane.TEST and draft.whose:
            by_owner[draft.whose.owner_tenant_id].append(draft.whose.alarm_unit_id)
    for owner, alarm_unit_ids in by_owner.items():
        with tenant_context(owner):
            pass_tests(alarm_unit_ids, now=now)


@transaction.atomic
def note_life(heard: dict[str, tuple[datetime, int]]) -> None:
    """Write down when numbers were last heard, and how many heartbeats came since last time."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO alarms_lastseen (alarm_unit_id, seen_at, heartbeats)
            SELECT r.alarm_unit_id, g.at, g.n
            FROM unnest(%s::text[], %s::timestamptz[], %s::bigint[]) AS g(cid, at, n)
            JOIN alarms_route r ON r.cid = g.cid AND r.is_active
            ORDER BY r.alarm_unit_id -- one order, so that two receivers never wait in a ring
            ON CONFLICT (alarm_unit_id) DO UPDATE
            SET seen_at = greatest(alarms_lastseen.seen_at, excluded.seen_at),
                heartbeats = alarms_lastseen.heartbeats + excluded.heartbeats
            """,
            [
                list(heard),
                [at for at, _ in heard.values()],
                [count for _, count in heard.values()],
            ],
        )

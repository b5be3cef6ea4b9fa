"""What the supervisor does: number events, take back lost alarms, remind.

Theory of operation. Each function is one step, safe to run twice and by two supervisors at once:
rows are locked with SKIP LOCKED, numbering by an advisory lock. What is due is found by time in the
database, so nothing is lost when a supervisor dies.
"""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from gemensam.alarms.actions.handling import change, tell, watch
from gemensam.alarms.actions.registering import centre_tenants
from gemensam.alarms.kinds import EventKind, QueueLane, State, Step
from gemensam.alarms.models import Alarm, Escalation
from gemensam.alarms.rules import handling
from gemensam.tenancy.context import current_tenant_id, tenant_context
from gemensam.tenancy.models import new_id

# One transaction numbers, reminds or finds at most so many.
PAGE = 1000
# What a console listens for; sent once per round, never while an alarm is being kept.
CHANNEL = "gemensam_alarms"


@transaction.atomic
def number_events() -> int:
    """Give committed events their numbers in each centre's feed; say how many.

    Numbers have no gaps, since only the holder of the lock gives them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('gemensam.alarms.feed'))")
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute(
            "SELECT centre_tenant_id, event_id FROM alarms_unsequenced ORDER BY event_id LIMIT %s",
            [PAGE],
        )
        waiting: dict[UUID, list[UUID]] = defaultdict(list)
        for centre, event_id in cursor.fetchall():
            waiting[centre].append(event_id)
        for centre, event_ids in waiting.items():
            with tenant_context(centre):
                _number(event_ids)
            cursor.execute("DELETE FROM alarms_unsequenced WHERE event_id = ANY(%s)", [event_ids])
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(centre)])
    return sum(len(event_ids) for event_ids in waiting.values())


def _number(event_ids: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO alarms_feedentry (id, tenant_id, sequence, event_id)
            SELECT g.id, %s, coalesce((SELECT max(sequence) FROM alarms_feedentry), 0) + g.n,
                   g.event_id
            FROM unnest(%s::uuid[], %s::uuid[]) WITH ORDINALITY AS g(id, event_id, n)
            """,
            [current_tenant_id(), [new_id() for _ in event_ids], event_ids],
        )


def release_lost(*, now: datetime) -> int:
    """Put alarms whose operator is gone back on top of the queue; say how many."""
    count = 0
    for centre in centre_tenants():
        with tenant_context(centre):
            lost = Alarm.objects.select_for_update(skip_locked=True).filter(
                state=State.CLAIMED, lease_until__lte=now
            )
            for alarm in lost[:PAGE]:
                tell(alarm, EventKind.LEASE_LOST, now=now, what=alarm.claimed_name)
                change(
                    alarm,
                    Q(state=State.CLAIMED),
                    state=State.NEW,
                    raised_at=now,
                    claimed_by=None,
                    claimed_name="",
                    lease_until=None,
                )
                watch(alarm, now=now)
                count += 1
    return count


def escalate(*, now: datetime) -> int:
    """Remind of every open alarm whose patience is over; say how many."""
    count = 0
    for centre in centre_tenants():
        with tenant_context(centre):
            due = (
                Escalation.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("alarm")
                .filter(next_at__lte=now)
                .order_by("next_at")
            )
            for row in due[:PAGE]:
                _remind(row, now)
                count += 1
    return count


def _remind(row: Escalation, now: datetime) -> None:
    alarm = row.alarm
    if alarm.state == State.CLOSED:
        Escalation.objects.filter(id=row.id).update(next_at=None)
        return
    attempt = row.attempt + 1
    tell(alarm, EventKind.ESCALATED, now=now, what=f"{row.step} {attempt}")
    wait = handling.patience(Step(row.step), QueueLane(alarm.lane))
    Escalation.objects.filter(id=row.id).update(attempt=attempt, next_at=now + wait)

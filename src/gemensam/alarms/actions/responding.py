"""What the one who goes to the resident reports; called by the domain that knows the visit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q

from gemensam.alarms.actions.handling import Changes, Command, change, find, tell, watch
from gemensam.alarms.kinds import EventKind, State
from gemensam.kernel.actor import Actor
from gemensam.tenancy.context import tenant_context


class NotTheOwner(PermissionError):
    """The alarm does not concern the tenant of whoever reports."""


class NotDispatched(Exception):
    """Nobody has been sent to this alarm."""


def responder_accepted(
    *, alarm_id: UUID, centre_tenant_id: UUID, actor: Actor, now: datetime
) -> None:
    """Tell the centre that somebody is on the way. Twice is as once."""
    _report(
        Report(alarm_id, centre_tenant_id, actor, now), EventKind.ACCEPTED, {"accepted_at": now}
    )


def responder_arrived(
    *, alarm_id: UUID, centre_tenant_id: UUID, actor: Actor, now: datetime
) -> None:
    """Tell the centre that somebody is with the resident. Twice is as once."""
    _report(Report(alarm_id, centre_tenant_id, actor, now), EventKind.ARRIVED, {"arrived_at": now})


def responder_done(*, alarm_id: UUID, centre_tenant_id: UUID, actor: Actor, now: datetime) -> None:
    """Tell the centre that the resident has been helped. Twice is as once."""
    _report(Report(alarm_id, centre_tenant_id, actor, now), EventKind.DONE, {"done_at": now})


@dataclass(frozen=True, slots=True)
class Report:
    """Who reports on which alarm of which centre, and when."""

    alarm_id: UUID
    centre_tenant_id: UUID
    actor: Actor
    now: datetime


def _report(report: Report, kind: EventKind, changes: Changes) -> None:
    """Write a report in the centre's tenant. A report on a closed alarm is kept as an event.

    Raises NoSuchAlarm; NotTheOwner; NotDispatched.
    """
    actor, now = report.actor, report.now
    with tenant_context(report.centre_tenant_id), transaction.atomic():
        alarm = find(report.alarm_id)
        if actor.tenant_id is None or alarm.owner_tenant_id != actor.tenant_id:
            raise NotTheOwner(alarm.id)
        if alarm.dispatched_at is None:
            raise NotDispatched(alarm.id)
        # One report of each kind per alarm, whoever's phone sends it again.
        command = Command(uuid5(alarm.id, kind.value), actor, now)
        if not tell(alarm, kind, now=now, command=command):
            return
        if alarm.state != State.CLOSED and change(alarm, Q(state=State.DISPATCHED), **changes):
            watch(alarm, now=now)

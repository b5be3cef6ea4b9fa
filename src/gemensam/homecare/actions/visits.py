"""Plan visits, make one of an alarm, and let what is reported of a visit move it on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from gemensam.alarms import api as alarms
from gemensam.authority import api as authority
from gemensam.homecare import policy, queries
from gemensam.homecare.events import VisitDone
from gemensam.homecare.models import Device, Intent, Verdict, Visit, VisitKind
from gemensam.homecare.rules import Assigned, IntentKind, Outcome, VisitState, after_intent
from gemensam.kernel.actor import Activity, Actor
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.people import api as people
from gemensam.tenancy.models import new_id

log = structlog.get_logger()

# An alarm visit stands in the round from the moment of dispatch; later than this it is overdue.
ALARM_WINDOW = timedelta(hours=1)

_RESPONDER = {
    IntentKind.ACCEPTED: alarms.responder_accepted,
    IntentKind.ARRIVED: alarms.responder_arrived,
    IntentKind.DONE: alarms.responder_done,
}
_TIME_FIELD = {
    VisitState.ACCEPTED: "accepted_at",
    VisitState.ARRIVED: "arrived_at",
    VisitState.DONE: "done_at",
}


class NoUnitToSend(Exception):
    """The municipality has neither the unit that was named nor a night patrol."""


class NoSuchVisit(LookupError):
    """The running tenant has no such visit."""


def plan_visit(
    *,
    resident_id: UUID,
    unit_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    tasks: Sequence[str],
    assigned_person_id: UUID | None = None,
) -> UUID:
    """Write a planned visit into a unit's round."""
    row = Visit.objects.create(
        resident_id=resident_id,
        unit_id=unit_id,
        kind=VisitKind.PLANNED,
        window_starts_at=starts_at,
        window_ends_at=ends_at,
        tasks=list(tasks),
        assigned_person_id=assigned_person_id,
    )
    row_id: UUID = row.id
    return row_id


def visit_by_id(visit_id: UUID) -> Visit:
    """Give a visit with what the rules need to know. Raises NoSuchVisit."""
    row = queries.visit(visit_id)
    if row is None:
        raise NoSuchVisit(visit_id)
    return row


def finish_visit(actor: Actor, visit_id: UUID, *, at: datetime) -> None:
    """Write down that somebody was there and is done.

    Raises NoSuchVisit; authority.Refused.
    """
    visit = visit_by_id(visit_id)
    for kind in (IntentKind.ARRIVED, IntentKind.DONE):
        report(actor, visit, kind, at=at, now=at)


def _unit_to_send(unit_id: UUID) -> UUID:
    """The named unit, or the night patrol when the name means nothing here: somebody must go."""
    known = {unit.id for unit in organisations.units()}
    if unit_id in known:
        return unit_id
    patrols = organisations.units(organisations.UnitKind.NIGHT_PATROL)
    if not patrols:
        raise NoUnitToSend(unit_id)
    return patrols[0].id


@transaction.atomic
def visit_after_alarm(
    *,
    alarm_id: UUID,
    centre_tenant_id: UUID,
    resident_id: UUID,
    unit_id: UUID,
    text: str,
    at: datetime,
    now: datetime,
) -> UUID:
    """Make the visit of an alarm that was sent to a unit; the same alarm again changes nothing.

    The unit has a care relation from then on: whoever answers a resident's alarms has to do with
    her as long as she has the alarm.

    Raises NoUnitToSend: the municipality has no such unit and no night patrol.
    """
    unit_id = _unit_to_send(unit_id)
    people.relate(
        resident_id=resident_id,
        unit_id=unit_id,
        basis=people.CareRelationBasis.CARE_SERVICE,
        now=min(at, now),
    )
    row, _ = Visit.objects.get_or_create(
        alarm_id=alarm_id,
        unit_id=unit_id,
        defaults={
            "resident_id": resident_id,
            "kind": VisitKind.ALARM,
            "centre_tenant_id": centre_tenant_id,
            "window_starts_at": at,
            "window_ends_at": at + ALARM_WINDOW,
            "alarm_text": text,
        },
    )
    row_id: UUID = row.id
    return row_id


def _assigned(visit: Visit, actor: Actor) -> Assigned:
    if visit.assigned_person_id is None:
        return Assigned.NOBODY
    return Assigned.ME if visit.assigned_person_id == actor.person_id else Assigned.OTHER


@transaction.atomic
def report(
    actor: Actor,
    visit: Visit,
    kind: IntentKind,
    *,
    at: datetime,
    now: datetime,
    intent_id: UUID | None = None,
    device: Device | None = None,
    request_id: str = "",
) -> Outcome:
    """Write down what somebody reports of a visit, and move the visit on when it is theirs.

    The visit's row is locked: of two who accept at once, one gets it and the other is told so.

    Raises authority.Refused: the actor had no right to the visit at `at`.
    """
    request, facts = policy.visit_request(actor, visit, Activity.WRITE, at=at)
    authority.ensure_and_log(request, facts, now=now, request_id=request_id)
    locked = Visit.objects.select_for_update().get(id=visit.id)
    outcome = after_intent(VisitState(locked.state), kind, _assigned(locked, actor))
    Intent.objects.create(
        id=intent_id or new_id(),
        kind=kind,
        visit_id=locked.id,
        at=at,
        made_by_id=policy.worker_of(actor).person_id,
        device=device,
        received_at=now,
        verdict=Verdict.HELD if outcome.reason else Verdict.ACCEPTED,
        reason=outcome.reason or "",
    )
    if outcome.reason is None and outcome.state != locked.state:
        _move_on(actor, locked, outcome.state, kind, at=at, now=now)
    return outcome


def _move_on(
    actor: Actor, visit: Visit, state: VisitState, kind: IntentKind, *, at: datetime, now: datetime
) -> None:
    visit.state = state
    visit.assigned_person_id = actor.person_id
    setattr(visit, _TIME_FIELD[state], at)
    visit.version += 1
    visit.save(
        update_fields=["state", "assigned_person", _TIME_FIELD[state], "version"],
    )
    if visit.alarm_id is not None and visit.centre_tenant_id is not None:
        _tell_centre(visit.alarm_id, visit.centre_tenant_id, actor, kind, now=now)
    if state is VisitState.DONE:
        assert actor.person_id is not None
        outbox.publish(
            VisitDone(
                visit_id=visit.id,
                resident_id=visit.resident_id,
                unit_id=visit.unit_id,
                person_id=actor.person_id,
                at=at,
                alarm_id=visit.alarm_id,
            ),
            key=str(visit.resident_id),
            tenant_id=visit.tenant_id,
            now=now,
        )


def _tell_centre(
    alarm_id: UUID, centre_tenant_id: UUID, actor: Actor, kind: IntentKind, *, now: datetime
) -> None:
    """Report to the alarm centre. What happened at the door stands even if the centre has no use
    for it, so its refusal is logged and nothing more.
    """
    try:
        _RESPONDER[kind](alarm_id=alarm_id, centre_tenant_id=centre_tenant_id, actor=actor, now=now)
    except (alarms.NoSuchAlarm, alarms.NotDispatched, alarms.NotTheOwner) as error:
        log.warning("homecare.centre.refused", alarm_id=str(alarm_id), error=type(error).__name__)

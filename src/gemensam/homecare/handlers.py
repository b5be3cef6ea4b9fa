"""What home care does when something has happened elsewhere."""

from datetime import datetime

from gemensam.alarms.events import AlarmDispatched, SafetyAlarmEnded
from gemensam.cases.api import CareServiceGranted
from gemensam.homecare.actions import first_visits, leaving, visits
from gemensam.outbox import api as outbox


@outbox.handles(AlarmDispatched, name="homecare.visit_after_alarm", is_urgent=True)
def visit_after_alarm(event: AlarmDispatched, now: datetime) -> None:
    """Send somebody: put the alarm at the top of the unit's round."""
    visits.visit_after_alarm(
        alarm_id=event.alarm_id,
        centre_tenant_id=event.centre_tenant_id,
        resident_id=event.resident_id,
        unit_id=event.unit_id,
        text=event.text,
        at=event.at,
        now=now,
    )


@outbox.handles(SafetyAlarmEnded, name="homecare.leave_after_alarm")
def leave_after_alarm(event: SafetyAlarmEnded, now: datetime) -> None:
    """Let units that were there for the alarm alone have to do with the resident no more."""
    leaving.leave_after_alarm(
        resident_id=event.resident_id, unit_id=event.unit_id, at=event.final_at, now=now
    )


@outbox.handles(CareServiceGranted, name="homecare.first_visit")
def first_visit(event: CareServiceGranted, now: datetime) -> None:
    """Put the first visit of what was granted in the round of the unit that gives it."""
    first_visits.plan_first_visit(care_service_id=event.care_service_id, now=now)

"""When an alarm ends, a unit that was there for it alone stops seeing the resident; others stay."""

from datetime import timedelta

import pytest
from django.db.models import F
from tests.as_worker import as_worker

from gemensam.alarms import api as alarms
from gemensam.alarms.actions import ending
from gemensam.alarms.events import SafetyAlarmEnded
from gemensam.alarms.kinds import GrantEnded
from gemensam.homecare import handlers
from gemensam.homecare.actions.leaving import LATEST_VISIT, leave_after_alarm
from gemensam.homecare.models import Visit, VisitKind
from gemensam.organisations.models import Unit
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import new_id

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHO = "Astrid Hjelm"


def _without_visits(resident_id, now):
    """Give a resident's alarm, with nothing planned at the home for long."""
    long_ago = LATEST_VISIT + 2 * DAY
    Visit.objects.filter(resident_id=resident_id, kind=VisitKind.PLANNED).update(
        window_starts_at=F("window_starts_at") - long_ago,
        window_ends_at=F("window_ends_at") - long_ago,
    )
    (row,) = alarms.safety_alarms_of(resident_id, now=now)
    return row


@pytest.fixture
def astrid(munkedal, resident, now):
    """Give Astrid's alarm, where nobody goes for other things."""
    return _without_visits(resident(WHO), now)


def _sees(row, at):
    return people.has_care_relation(row.resident_id, person_id=None, unit_id=row.unit_id, now=at)


def _end(row, actor, now):
    ending.end_safety_alarm(
        actor=actor("bo"), safety_alarm_id=row.id, because=GrantEnded.MOVED, now=now
    )


def _leave(row, now):
    leave_after_alarm(resident_id=row.resident_id, unit_id=row.unit_id, at=now + DAY, now=now)


def test_the_unit_sees_the_resident_for_a_day_more_and_then_no_longer(astrid, actor, now):
    _end(astrid, actor, now)
    _leave(astrid, now)
    assert (_sees(astrid, now + DAY - HOUR), _sees(astrid, now + DAY + HOUR)) == (True, False)


@pytest.mark.parametrize("days", [-59, 30])
def test_a_unit_that_goes_there_for_other_things_stays(astrid, actor, now, days):
    _end(astrid, actor, now)
    Visit.objects.create(
        resident_id=astrid.resident_id,
        unit_id=astrid.unit_id,
        kind=VisitKind.PLANNED,
        window_starts_at=now + days * DAY,
        window_ends_at=now + days * DAY + HOUR,
    )
    _leave(astrid, now)
    assert _sees(astrid, now + 2 * DAY) is True


def test_a_unit_with_an_alarm_in_force_there_stays(astrid, now):
    _leave(astrid, now)
    assert _sees(astrid, now + 2 * DAY) is True


def test_another_units_visit_keeps_nobody(astrid, actor, now):
    other = Unit.objects.exclude(id=astrid.unit_id).first()
    _end(astrid, actor, now)
    Visit.objects.create(
        resident_id=astrid.resident_id,
        unit=other,
        kind=VisitKind.PLANNED,
        window_starts_at=now,
        window_ends_at=now + HOUR,
    )
    _leave(astrid, now)
    assert _sees(astrid, now + 2 * DAY) is False


def test_an_end_that_is_undone_leaves_the_unit_where_it_was(astrid, actor, now):
    _end(astrid, actor, now)
    _leave(astrid, now)
    ending.undo_end(actor=actor("bo"), safety_alarm_id=astrid.id, now=now + HOUR)
    assert _sees(astrid, now + 3 * DAY) is True


def test_a_relation_that_is_not_for_care_services_stays(astrid, actor, now):
    people.relate(
        resident_id=astrid.resident_id,
        unit_id=astrid.unit_id,
        basis=people.CareRelationBasis.HEALTH_CARE,
        now=now,
    )
    _end(astrid, actor, now)
    _leave(astrid, now)
    assert _sees(astrid, now + 2 * DAY) is True


def test_the_worker_does_it_when_it_is_told(real_db, home, resident, actor, now):
    with tenant_context(home()):
        row = _without_visits(resident(WHO), now)
        _end(row, actor, now)
    told = SafetyAlarmEnded(row.id, row.resident_id, row.unit_id, at=now, final_at=now + DAY)
    with as_worker(), tenant_context(home()):
        handlers.leave_after_alarm(told, now)
    with tenant_context(home()):
        assert _sees(row, now + 2 * DAY) is False


def test_those_whom_an_alarm_was_sent_to_leave_too(astrid, actor, now):
    patrol = Unit.objects.exclude(id=astrid.unit_id).first()
    people.relate(
        resident_id=astrid.resident_id,
        unit_id=patrol.id,
        basis=people.CareRelationBasis.CARE_SERVICE,
        now=now,
    )
    Visit.objects.create(
        resident_id=astrid.resident_id,
        unit=patrol,
        kind=VisitKind.ALARM,
        alarm_id=new_id(),
        centre_tenant_id=new_id(),
        window_starts_at=now - DAY,
        window_ends_at=now - DAY + HOUR,
    )
    _end(astrid, actor, now)
    handlers.leave_after_alarm(
        SafetyAlarmEnded(astrid.id, astrid.resident_id, None, at=now, final_at=now + DAY), now
    )
    assert (
        people.has_care_relation(
            astrid.resident_id, person_id=None, unit_id=patrol.id, now=now + 2 * DAY
        )
        is False
    )
    # Nobody is said to have answered for it: the unit that did stays as it was.
    assert _sees(astrid, now + 2 * DAY) is True

"""From the operator's dispatch to the patrol's report: a visit once, and the centre told."""

from datetime import timedelta
from uuid import uuid4

import pytest

from gemensam.alarms import queries as alarm_queries
from gemensam.alarms.actions import handling
from gemensam.alarms.actions.intake import Arrived, take_batch
from gemensam.alarms.events import AlarmDispatched
from gemensam.alarms.models import Alarm
from gemensam.alarms.tests.field import press
from gemensam.authority import api as authority
from gemensam.homecare import handlers, queries
from gemensam.homecare.actions import visits
from gemensam.homecare.models import Visit
from gemensam.homecare.rules import IntentKind
from gemensam.organisations import api as organisations
from gemensam.outbox.models import Event
from gemensam.outbox.registry import from_json
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def centre():
    return lambda: organisations.body_by_slug("larmcentralen-vast").tenant_id


@pytest.fixture
def dispatched(db, now, centre, home, actor):
    """An alarm that Olga has sent the night patrol to; give it and the patrol's unit."""
    (kept,) = take_batch([Arrived(press("46010001", "r1"))], now=now, default_centre=centre())
    with tenant_context(home()):
        patrol = organisations.units(organisations.UnitKind.NIGHT_PATROL)[0].id
    with tenant_context(centre()):
        for step, arguments in (
            (handling.claim, {}),
            (handling.dispatch, {"unit_id": patrol, "text": "Har ramlat i hallen."}),
        ):
            command = handling.Command(uuid4(), actor("olga"), now)
            step(command=command, alarm_id=kept.alarm_id, **arguments)
        return alarm_queries.alarm(kept.alarm_id), patrol


def deliver(alarm, now):
    """Hand the published event to the handler as the worker would, in the event's tenant."""
    row = Event.objects.filter(name=AlarmDispatched.name, key=str(alarm.id)).latest("id")
    with tenant_context(row.tenant_id):
        handlers.visit_after_alarm(from_json(AlarmDispatched, row.payload), now)


def of_alarm(home, alarm):
    with tenant_context(home()):
        return list(Visit.objects.filter(alarm_id=alarm.id))


def test_a_dispatched_alarm_becomes_one_visit_of_the_unit(dispatched, home, now):
    alarm, patrol = dispatched
    deliver(alarm, now)
    (visit,) = of_alarm(home, alarm)
    assert (visit.kind, visit.unit_id, visit.resident_id, visit.alarm_text, visit.state) == (
        "ALARM",
        patrol,
        alarm.resident_id,
        "Har ramlat i hallen.",
        "PLANNED",
    )
    with tenant_context(home()):
        assert people.has_care_relation(
            alarm.resident_id, person_id=None, unit_id=patrol, now=now + timedelta(seconds=1)
        )


def test_the_same_dispatch_delivered_again_changes_nothing(dispatched, home, now):
    alarm, _ = dispatched
    deliver(alarm, now)
    before = of_alarm(home, alarm)
    deliver(alarm, now + timedelta(minutes=1))
    assert of_alarm(home, alarm) == before
    assert len(before) == 1


def test_a_unit_that_nobody_knows_sends_the_night_patrol(dispatched, home, now):
    alarm, patrol = dispatched
    with tenant_context(home()):
        visits.visit_after_alarm(
            alarm_id=alarm.id,
            centre_tenant_id=uuid4(),
            resident_id=alarm.resident_id,
            unit_id=uuid4(),
            text="",
            at=now,
            now=now,
        )
    assert [row.unit_id for row in of_alarm(home, alarm)] == [patrol]


def test_the_patrols_reports_reach_the_alarm_centre(dispatched, home, centre, actor, now):
    alarm, _ = dispatched
    deliver(alarm, now)
    (visit,) = of_alarm(home, alarm)
    with tenant_context(home()):
        for kind in IntentKind:
            at = now + timedelta(minutes=1)
            visits.report(actor("nils"), queries.visit(visit.id), kind, at=at, now=at)
    with tenant_context(centre()):
        row = Alarm.objects.get(id=alarm.id)
        assert (row.accepted_at, row.arrived_at, row.done_at) == (now + timedelta(minutes=1),) * 3


@pytest.mark.parametrize("key", ["anna", "farid", "hanna", "cecilia"])
def test_nobody_but_the_patrol_answers_for_its_alarm_visit(dispatched, home, actor, now, key):
    alarm, _ = dispatched
    deliver(alarm, now)
    (visit,) = of_alarm(home, alarm)
    with tenant_context(home()), pytest.raises(authority.Refused):
        visits.report(actor(key), queries.visit(visit.id), IntentKind.ACCEPTED, at=now, now=now)


def test_an_alarm_stays_in_the_round_until_somebody_has_finished_it(dispatched, home, actor, now):
    alarm, _ = dispatched
    deliver(alarm, now)
    later = now + timedelta(days=3)
    with tenant_context(home()):
        shown = queries.round_for(
            actor("nils"), starts_at=later, ends_at=later + timedelta(hours=1), now=later
        )
    assert [visit.alarm_id for visit in shown if visit.alarm_id] == [alarm.id]


def test_a_report_on_an_alarm_that_the_centre_knows_nothing_of_is_kept_all_the_same(
    munkedal, resident, actor, now
):
    patrol = organisations.units(organisations.UnitKind.NIGHT_PATROL)[0].id
    visit_id = visits.visit_after_alarm(
        alarm_id=uuid4(),
        centre_tenant_id=organisations.body_by_slug("larmcentralen-vast").tenant_id,
        resident_id=resident("Holger Vik"),
        unit_id=patrol,
        text="",
        at=now,
        now=now,
    )
    visits.report(actor("nils"), queries.visit(visit_id), IntentKind.DONE, at=now, now=now)
    assert queries.visit(visit_id).state == "DONE"

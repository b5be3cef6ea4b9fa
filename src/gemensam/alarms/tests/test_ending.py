"""A granted alarm comes to its end: who may, what becomes of the unit, and how it is undone."""

from datetime import timedelta

import pytest
from tests.cast_at_work import log_in

from gemensam.alarms.actions import ending
from gemensam.alarms.actions.intake import Arrived, take_batch
from gemensam.alarms.actions.registering import NumberIsTaken
from gemensam.alarms.kinds import GrantEnded, QueueLane
from gemensam.alarms.models import Alarm, AlarmUnit, Route, SafetyAlarm
from gemensam.alarms.queries import county_counts
from gemensam.alarms.tests.field import press
from gemensam.outbox.models import Event
from gemensam.tenancy.context import tenant_context

CID = "46010001"


@pytest.fixture
def hjelm(home):
    """Give Astrid Hjelm's alarm as it stands."""

    def read():
        with tenant_context(home()):
            return SafetyAlarm.objects.get(resident__family_name="Hjelm")

    return read


def _page(alarm, last=""):
    return f"/larmenheter/{alarm.id}/{last}"


def _text(response):
    return response.content.decode()


def _end(who, alarm, because="MOVED"):
    return log_in(who).client().post(_page(alarm, "avsluta/"), {"because": because})


def _granted(home):
    return next(row.granted for row in county_counts() if row.tenant_id == home())


def test_the_manager_ends_an_alarm_and_the_page_says_when_and_why(db, hjelm):
    asked = _text(log_in("bo").client().get(_page(hjelm(), "avsluta/")))
    assert "Larmenhet 46010001 tas ur drift genast" in asked
    response = _end("bo", hjelm())
    shown = _text(log_in("bo").client().get(_page(hjelm())))
    assert (response.status_code, response["Location"]) == (303, _page(hjelm()))
    assert "den boende har flyttat" in shown
    assert "Ångra: larmet ska fortsätta" in shown
    assert "Avsluta trygghetslarmet" not in shown


def test_an_ended_alarm_is_neither_listed_nor_counted_nor_connected(real_db, home, hjelm):
    before = _granted(home)
    _end("bo", hjelm())
    bo = log_in("bo").client()
    assert "Astrid Hjelm" not in _text(bo.get("/larmenheter/"))
    over = _text(bo.get("/larmenheter/?visa=avslutade"))
    assert ("Astrid Hjelm" in over, "Maj Sandin" in over) == (True, False)
    assert _granted(home) == before - 1
    assert bo.get(_page(hjelm(), "koppla/")).status_code == 404
    assert Route.objects.get(cid=CID).is_active is False


def test_a_press_after_the_end_still_reaches_the_operators(db, now, centre, hjelm):
    _end("bo", hjelm())
    take_batch([Arrived(press(CID, "after the end"))], now=now, default_centre=centre())
    with tenant_context(centre()):
        alarm = Alarm.objects.order_by("-received_at", "-id").first()
    assert (alarm.cid, alarm.lane, alarm.resident_id) == (CID, QueueLane.UNKNOWN, None)


def test_no_reason_is_asked_for_again(db, hjelm):
    response = _end("bo", hjelm(), because="")
    assert response.status_code == 422
    assert "Välj varför larmet avslutas." in _text(response)
    assert hjelm().ended_at is None


def test_a_second_end_is_told_that_it_has_ended(db, hjelm):
    assert _end("bo", hjelm()).status_code == 303
    first = hjelm().ended_at
    response = _end("bo", hjelm(), because="DIED")
    assert (response.status_code, hjelm().ended_at) == (409, first)
    assert "Larmet är redan avslutat." in _text(response)


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("cecilia", 403), ("margit", 404)])
def test_nobody_else_ends_it_or_is_offered_to(db, hjelm, who, status):
    assert _end(who, hjelm()).status_code == status
    assert hjelm().ended_at is None
    assert "Avsluta trygghetslarmet" not in _text(log_in(who).client().get(_page(hjelm())))


def test_a_slip_is_undone_and_all_is_as_it_was(real_db, home, hjelm):
    before = hjelm()
    granted = _granted(home)
    _end("bo", before)
    back = log_in("bo").client().post(_page(before, "angra-avslut/"))
    after = hjelm()
    with tenant_context(home()):
        unit = AlarmUnit.objects.get(safety_alarm=after, retired_at=None)
    assert back.status_code == 303
    assert (after.status, after.ended_at, after.ended_because, after.ended_by) == (
        *(before.status, None, ""),
        None,
    )
    assert (unit.cid, Route.objects.get(cid=CID).is_active) == (CID, True)
    assert _granted(home) == granted
    assert log_in("bo").client().post(_page(before, "angra-avslut/")).status_code == 409


def test_what_others_have_by_now_is_not_taken_back(db, home, hjelm, actor, now):
    _end("bo", hjelm())
    route = Route.objects.get(cid=CID)
    route.pk, route.id, route.alarm_unit_id, route.is_active = None, None, home(), True
    route.save(force_insert=True)
    response = log_in("bo").client().post(_page(hjelm(), "angra-avslut/"))
    assert response.status_code == 409
    assert "Larmenheten är kopplad till någon annan nu" in _text(response)
    with tenant_context(home()), pytest.raises(NumberIsTaken):
        ending.undo_end(actor=actor("bo"), safety_alarm_id=hjelm().id, now=now)
    assert hjelm().ended_at is not None


def test_after_a_day_nothing_is_offered_and_nothing_is_undone(db, home, hjelm, actor, now):
    with tenant_context(home()):
        ending.end_safety_alarm(
            actor=actor("bo"),
            safety_alarm_id=hjelm().id,
            because=GrantEnded.DIED,
            now=now - ending.UNDO_FOR - timedelta(seconds=1),
        )
        with pytest.raises(ending.NotToBeUndone):
            ending.undo_end(actor=actor("bo"), safety_alarm_id=hjelm().id, now=now)
    assert "Ångra" not in _text(log_in("bo").client().get(_page(hjelm())))


def test_others_are_told_once_and_when_it_is_final(db, home, hjelm):
    _end("bo", hjelm())
    row = hjelm()
    with tenant_context(home()):
        told = Event.objects.filter(name="alarms.safety_alarm_ended").values_list("payload")
        ((payload,),) = told
    assert payload == {
        "safety_alarm_id": str(row.id),
        "resident_id": str(row.resident_id),
        "unit_id": str(row.unit_id),
        "at": row.ended_at.isoformat(),
        "final_at": (row.ended_at + ending.UNDO_FOR).isoformat(),
    }


def test_an_analogue_alarm_ends_too(db, home):
    with tenant_context(home()):
        krok = SafetyAlarm.objects.get(resident__family_name="Krok")
    assert _end("bo", krok, because="NOT_NEEDED").status_code == 303
    shown = _text(log_in("bo").client().get(_page(krok)))
    assert "larmet behövs inte längre" in shown

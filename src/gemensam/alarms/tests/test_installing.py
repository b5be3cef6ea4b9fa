"""The municipality's pages: who may open them, connecting a unit, and what the proof shows."""

import pytest
from tests.cast_at_work import log_in

from gemensam.alarms import register
from gemensam.alarms.actions.intake import Arrived, note_life, take_batch
from gemensam.alarms.kinds import Function
from gemensam.alarms.models import Route, SafetyAlarm
from gemensam.alarms.tests.field import press
from gemensam.tenancy.context import tenant_context

FORM = {
    "cid": "46010099",
    "model": "Trygg 4",
    "line": "IP_AND_MOBILE",
    "heartbeat_seconds": "300",
    "place": "Hallen",
    "key": "Nyckelskåp 5",
    "instructions": "Ring på först",
}


@pytest.fixture
def granted(home):
    def of(family_name):
        with tenant_context(home()):
            return SafetyAlarm.objects.get(resident__family_name=family_name).id

    return of


def client_of(key):
    return log_in(key).client()


def text_of(response):
    return response.content.decode()


def logged(clones, tenant_id, resource_type):
    import psycopg

    with psycopg.connect(clones.cluster.dsn(database=clones.name)) as admin:
        rows = admin.execute(
            "SELECT actor_name, is_allowed, count(*) FROM audit_accesslog"
            " WHERE tenant_id = %s AND resource_type = %s GROUP BY 1, 2 ORDER BY 1, 2",
            [tenant_id, resource_type],
        )
        return rows.fetchall()


def test_the_manager_sees_the_units_alarms_with_the_analogue_ones(db):
    page = text_of(client_of("bo").get("/larmenheter/"))
    assert [name in page for name in ("Astrid Hjelm", "Bertil Krok", "Sixten Grahn")] == [True] * 3
    assert "Elsa Norén" not in page  # another unit's


def test_each_person_of_the_list_is_logged_once(real_db, home):
    before = logged(real_db, home(), "alarms.safety_alarm")
    client_of("bo").get("/larmenheter/?visa=analoga")
    client_of("bo").get("/larmenheter/")
    assert before == [("Bo Hallberg", True, 8)]  # the enrolments of the demo
    assert logged(real_db, home(), "alarms.safety_alarm") == [("Bo Hallberg", True, 8 + 1 + 10)]


@pytest.mark.parametrize(
    ("choice", "shown", "hidden"),
    [
        ("bestallda", "Sixten Grahn", "Astrid Hjelm"),
        ("analoga", "Bertil Krok", "Astrid Hjelm"),
        ("fungerar", "Astrid Hjelm", "Maj Sandin"),
        ("atgard", "Maj Sandin", "Astrid Hjelm"),
    ],
)
def test_the_filter_stands_in_the_address(db, choice, shown, hidden):
    page = text_of(client_of("bo").get(f"/larmenheter/?visa={choice}"))
    assert (shown in page, hidden in page) == (True, False)


@pytest.mark.parametrize(
    ("who", "status"),
    [("bo", 200), ("karin", 403), ("sven", 403), ("cecilia", 403), ("margit", 403)],
)
def test_who_may_open_the_register(db, who, status):
    assert client_of(who).get("/larmenheter/").status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("bo", 200), ("farid", 403), ("ulla", 404), ("olga", 404), ("sven", 403), ("anonymous", 303)],
)
def test_who_may_open_one_alarm(db, granted, who, status):
    assert client_of(who).get(f"/larmenheter/{granted('Hjelm')}/").status_code == status


@pytest.mark.parametrize(("who", "status"), [("bo", 303), ("anna", 403), ("farid", 403)])
def test_who_may_connect_a_unit(db, granted, who, status):
    response = client_of(who).post(f"/larmenheter/{granted('Grahn')}/koppla/", FORM)
    assert (response.status_code, Route.objects.filter(cid=FORM["cid"]).exists()) == (
        status,
        who == "bo",
    )


def test_a_unit_proves_itself_by_test_alarm_and_signs_of_life(db, now, home, centre, granted):
    alarm_id, bo = granted("Grahn"), client_of("bo")
    done = bo.post(f"/larmenheter/{alarm_id}/koppla/", FORM)
    proof = f"/larmenheter/{alarm_id}/prov/"
    assert (done.status_code, done["Location"]) == (303, proof)
    assert "Provet pågår" in text_of(bo.get(proof))
    take_batch([Arrived(press("46010099", "p1", stc="0103"))], now=now, default_centre=centre())
    note_life({"46010099": (now, 1)})
    assert "Provet pågår" in text_of(bo.get(proof))
    note_life({"46010099": (now, 1)})
    assert "har visat att den fungerar" in text_of(bo.get(proof))
    with tenant_context(home()):
        (row,) = register.rows_of([SafetyAlarm.objects.get(id=alarm_id)], now=now)
    assert (row.function, row.alarm_unit.place) == (Function.WORKS, "Hallen")


def test_a_number_in_use_is_refused_with_words(db, granted):
    form = FORM | {"cid": "46010001"}
    response = client_of("bo").post(f"/larmenheter/{granted('Grahn')}/koppla/", form)
    assert response.status_code == 422
    assert "En annan larmenhet i drift har det numret" in text_of(response)


@pytest.mark.parametrize("field", ["cid", "model", "place"])
def test_what_is_missing_is_said(db, granted, field):
    response = client_of("bo").post(f"/larmenheter/{granted('Grahn')}/koppla/", FORM | {field: ""})
    assert (response.status_code, f'href="#id_{field}"' in text_of(response)) == (422, True)


def test_another_unit_takes_over_from_the_first(db, granted):
    response = client_of("bo").post(f"/larmenheter/{granted('Hjelm')}/koppla/", FORM)
    assert response.status_code == 303
    routes = Route.objects.filter(cid__in=["46010001", "46010099"]).order_by("cid")
    assert list(routes.values_list("cid", "is_active")) == [("46010001", False), ("46010099", True)]


def test_an_analogue_alarm_has_no_unit_to_connect(db, granted):
    response = client_of("bo").get(f"/larmenheter/{granted('Krok')}/koppla/")
    assert response.status_code == 404

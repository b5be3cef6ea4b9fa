"""An operator sees the resident of a claimed alarm, and both sides' logs say so."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from gemensam.alarms import disclosure
from gemensam.alarms.actions import handling
from gemensam.alarms.actions.intake import Arrived, take_batch
from gemensam.alarms.tests.field import press
from gemensam.authority import api as authority
from gemensam.tenancy.context import tenant_context

second = timedelta(seconds=1)


@pytest.fixture
def claimed(now, centre, actor):
    def claim(cid="46010001"):
        (kept,) = take_batch([Arrived(press(cid, "r1"))], now=now, default_centre=centre())
        with tenant_context(centre()):
            handling.claim(
                command=handling.Command(uuid4(), actor("olga"), now), alarm_id=kept.alarm_id
            )
        return kept.alarm_id

    return claim


def logged(tenant_id, clones):
    """Read the log past the walls: no role of ours may read it here."""
    import psycopg

    with psycopg.connect(clones.cluster.dsn(database=clones.name)) as admin:
        rows = admin.execute(
            "SELECT actor_name, activity, purpose, resource_type, is_allowed FROM audit_accesslog"
            " WHERE tenant_id = %s AND resource_type = 'people.resident' ORDER BY at",
            [tenant_id],
        )
        return rows.fetchall()


def test_the_operator_sees_home_and_key_and_both_sides_log_it_once(
    real_db, now, centre, home, actor, claimed
):
    alarm_id = claimed()
    with tenant_context(centre()):
        found = disclosure.resident_of_alarm(actor=actor("olga"), alarm_id=alarm_id, now=now)
        disclosure.resident_of_alarm(actor=actor("olga"), alarm_id=alarm_id, now=now + second)
    assert (found.name, found.municipality, found.home.street_address) == (
        "Astrid Hjelm",
        "Munkedal",
        "Hällevägen 2",
    )
    assert (found.alarm_unit.place, found.alarm_unit.key) == ("Hallbyrån", "Nyckelskåp 114")
    assert [unit.name for unit in found.responders] == [
        "Nattpatrullen",
        "Hemtjänst Norr",
        "Hemtjänst Söder",
    ]
    row = ("Olga Persson", "Läsa", "Larmmottagning", "people.resident", True)
    assert logged(home(), real_db) == [row]
    assert logged(centre(), real_db) == [row]


def test_before_the_claim_nothing_is_shown(db, now, centre, actor):
    (kept,) = take_batch([Arrived(press("46010001", "r1"))], now=now, default_centre=centre())
    with tenant_context(centre()), pytest.raises(handling.NotYours):
        disclosure.resident_of_alarm(actor=actor("olga"), alarm_id=kept.alarm_id, now=now)


def test_after_the_lease_nothing_is_shown(db, now, centre, actor, claimed):
    alarm_id = claimed()
    with tenant_context(centre()), pytest.raises(handling.NotYours):
        disclosure.resident_of_alarm(actor=actor("olga"), alarm_id=alarm_id, now=now + 20 * second)


def test_a_colleague_does_not_see_whose_alarm_another_has(db, now, centre, actor, claimed):
    alarm_id, colleague = claimed(), replace(actor("olga"), person_id=uuid4())
    with tenant_context(centre()), pytest.raises(handling.NotYours):
        disclosure.resident_of_alarm(actor=colleague, alarm_id=alarm_id, now=now)


def test_an_operator_without_the_right_is_refused(db, now, centre, actor, claimed):
    alarm_id, olga = claimed(), actor("olga")
    bare = replace(olga, commission=replace(olga.commission, rights=frozenset()))
    with tenant_context(centre()), pytest.raises(authority.Refused):
        disclosure.resident_of_alarm(actor=bare, alarm_id=alarm_id, now=now)


def test_an_unknown_unit_has_no_resident(db, now, centre, actor, claimed):
    alarm_id = claimed("99999999")
    with tenant_context(centre()):
        assert disclosure.resident_of_alarm(actor=actor("olga"), alarm_id=alarm_id, now=now) is None

"""What operators order from the console: claims, leases, commands and their refusals."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from gemensam.alarms.actions import handling
from gemensam.alarms.models import Alarm
from gemensam.alarms.tests.console_world import (
    GUNNAR,
    SCRIPT,
    browse,
    claim,
    feed,
    kinds,
    logged,
    order,
    raise_alarm,
    said,
    second_operator,
)
from gemensam.tenancy.context import tenant_context

__all__ = ["browse", "raise_alarm", "second_operator"]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(("key", "status"), [("anna", 403), ("eva", 403), ("", 303)])
def test_only_an_operator_claims(browse, raise_alarm, centre, key, status):
    alarm_id = raise_alarm()
    assert claim(browse(key), alarm_id).status_code == status
    assert [kind for kind, _, _ in kinds(centre(), alarm_id)] == ["RAISED"]


def test_whoever_claims_sees_the_resident_and_both_sides_log_each_page_view_once(
    real_db, browse, raise_alarm, centre, home
):
    alarm_id, olga = raise_alarm(), browse("olga")
    page = claim(olga, alarm_id, **SCRIPT)
    assert page.status_code == 200
    assert "Astrid Hjelm, 90 år" in page.content.decode()
    first = feed(olga, alarm_id=alarm_id)
    for _ in range(3):
        feed(olga, after=first["sequence"], alarm_id=alarm_id, seen=first["digest"])
    one_view = [("Olga Persson", "Läsa", True)]
    assert (logged(real_db, centre()), logged(real_db, home())) == (one_view, one_view)
    assert "Astrid Hjelm" in olga.get(f"/larm/{alarm_id}/").content.decode()
    assert (logged(real_db, centre()), logged(real_db, home())) == (one_view * 2, one_view * 2)


def test_the_second_operator_is_told_who_has_it(db, browse, second_operator, raise_alarm, centre):
    alarm_id, ali = raise_alarm(), second_operator()
    claim(browse("olga"), alarm_id)
    answer = claim(ali, alarm_id, **SCRIPT)
    assert answer.status_code == 409
    assert re.fullmatch(r"Taget av Olga Persson kl\. \d\d\.\d\d\.\d\d\.", said(answer))
    assert "<html" not in answer.content.decode()
    whole_page = claim(ali, alarm_id)
    assert (whole_page.status_code, said(whole_page)) == (409, said(answer))


def test_a_double_click_is_one_command(db, browse, raise_alarm, centre):
    alarm_id, olga, number = raise_alarm(), browse("olga"), uuid4()
    assert [claim(olga, alarm_id, number).status_code for _ in range(2)] == [303, 303]
    unit_id = re.search(r'name="enhet" value="([^"]+)"', olga.get("/larm/").content.decode())[1]
    sent = uuid4()
    answers = [order(olga, alarm_id, "skicka", sent, enhet=unit_id).status_code for _ in range(2)]
    assert answers == [303, 303]
    told = [row for row in kinds(centre(), alarm_id) if row[0] in {"CLAIMED", "DISPATCHED"}]
    assert told == [
        ("CLAIMED", "Olga Persson", ""),
        ("DISPATCHED", "Olga Persson", "Nattpatrullen"),
    ]


def test_a_lost_lease_is_told_and_the_one_who_takes_over_is_in_the_history(
    db, browse, second_operator, raise_alarm, centre
):
    alarm_id, olga, ali = raise_alarm(), browse("olga"), second_operator()
    claim(olga, alarm_id)
    with tenant_context(centre()):
        alarm = Alarm.objects.get(id=alarm_id)
        Alarm.objects.filter(id=alarm_id).update(lease_until=alarm.claimed_at)
    assert 'class="call call--alarm"' in feed(ali)["parts"]["queue"]
    assert claim(ali, alarm_id).status_code == 303
    assert olga.post("/larm/forny/", {"larm": [str(alarm_id)]}).json() == {"held": []}
    read = feed(olga, alarm_id=alarm_id)
    assert (read["may_read"], read["mine"]) == (False, [])
    assert "Taget av Ali Rahm" in read["parts"]["head"]
    answer = order(olga, alarm_id, "avsluta", headers=SCRIPT, orsak="HELPED")
    assert answer.status_code == 409
    assert said(answer).startswith("Du har inte larmet längre. Taget av Ali Rahm kl. ")
    told = [row for row in kinds(centre(), alarm_id) if row[0] in {"CLAIMED", "TAKEN_OVER"}]
    assert told == [
        ("CLAIMED", "Olga Persson", ""),
        ("TAKEN_OVER", "Ali Rahm", "från Olga Persson"),
    ]


def test_renewing_keeps_only_ones_own_alarms(db, browse, second_operator, raise_alarm):
    mine, other = raise_alarm(), raise_alarm(GUNNAR)
    olga, ali = browse("olga"), second_operator()
    claim(olga, mine)
    claim(ali, other)
    held = olga.post("/larm/forny/", {"larm": [str(mine), str(other), "skräp"]}).json()
    assert held == {"held": [str(mine)]}


def test_a_note_is_kept_in_every_version_and_shown_in_its_last(db, browse, raise_alarm, centre):
    alarm_id, olga, number = raise_alarm(), browse("olga"), uuid4()
    claim(olga, alarm_id)
    autosave = {"X-Autosave": "true"}
    for text in ("Vaken", "Vaken, talar klart", "Vaken, talar klart"):
        answer = order(olga, alarm_id, "anteckna", number, headers=autosave, text=text)
        assert answer.status_code == 204
    notes = [what for kind, _, what in kinds(centre(), alarm_id) if kind == "NOTED"]
    assert notes == ["Vaken", "Vaken, talar klart"]
    history = feed(olga, alarm_id=alarm_id)["parts"]["history"]
    assert (history.count("Vaken"), "Vaken, talar klart" in history) == (1, True)
    assert ">Vaken, talar klart</textarea>" in olga.get("/larm/").content.decode()


def test_steps_are_ticked_unticked_and_done_by_what_the_system_sees(db, browse, raise_alarm):
    alarm_id, olga = raise_alarm(), browse("olga")
    claim(olga, alarm_id)

    def ticked():
        steps = feed(olga, alarm_id=alarm_id)["parts"]["steps"]
        return re.findall(r'id="step-(\w+)"[^>]*aria-checked="true"', steps)

    order(olga, alarm_id, "steg", steg="greet klart")
    assert ticked() == ["greet"]
    order(olga, alarm_id, "ringde", vem="112")
    assert ticked() == ["greet", "danger"]
    order(olga, alarm_id, "steg", steg="greet angra")
    assert ticked() == ["danger"]


def test_an_alarm_that_was_left_is_first_in_the_queue_again(db, browse, raise_alarm):
    alarm_id, olga = raise_alarm(), browse("olga")
    claim(olga, alarm_id)
    assert order(olga, alarm_id, "lamna").status_code == 303
    assert f'value="{alarm_id} ' in feed(olga)["parts"]["queue"]


def test_a_closed_alarm_leaves_the_queue_and_cannot_be_claimed(db, browse, raise_alarm, centre):
    alarm_id, olga = raise_alarm(), browse("olga")
    claim(olga, alarm_id)
    assert order(olga, alarm_id, "avsluta", orsak="BY_VOICE").status_code == 303
    assert feed(olga)["open"] == []
    answer = claim(olga, alarm_id)
    assert (answer.status_code, said(answer)) == (409, "Larmet är avslutat.")


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("skicka", {"enhet": "skräp"}),
        ("avsluta", {"orsak": "KEPT"}),
        ("steg", {"steg": "flyg klart"}),
        ("ringde", {"vem": "070-174 06 05"}),
        ("lamna", {"kommando": "skräp"}),
    ],
)
@pytest.mark.usefixtures("db")
def test_a_form_that_is_not_ours_is_refused_and_changes_nothing(
    browse, raise_alarm, centre, what, fields
):
    alarm_id, olga = raise_alarm(), browse("olga")
    claim(olga, alarm_id)
    before = kinds(centre(), alarm_id)
    assert order(olga, alarm_id, what, **fields).status_code == 422
    assert kinds(centre(), alarm_id) == before


def test_an_alarm_of_no_centre_of_ours_does_not_exist(db, browse):
    olga, unknown = browse("olga"), uuid4()
    assert olga.get(f"/larm/{unknown}/").status_code == 404
    assert claim(olga, unknown).status_code == 404
    assert order(olga, unknown, "lamna").status_code == 404


def test_handling_by_two_at_once_lets_exactly_one_through(
    real_db, browse, second_operator, raise_alarm, centre
):
    """Two real connections press at the same moment, five times over."""
    olga, ali = browse("olga"), second_operator()
    for n in range(5):
        alarm_id, together = raise_alarm(f"9000000{n}"), Barrier(2)

        def take(client, alarm_id=alarm_id, together=together):
            together.wait()
            try:
                return claim(client, alarm_id, **SCRIPT).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(take, (olga, ali))) == [200, 409]
        assert [kind for kind, _, _ in kinds(centre(), alarm_id)].count("CLAIMED") == 1


def test_a_command_within_the_lease_of_a_silent_console_keeps_it(db, browse, raise_alarm, centre):
    alarm_id, olga = raise_alarm(), browse("olga")
    claim(olga, alarm_id)
    with tenant_context(centre()):
        alarm = Alarm.objects.get(id=alarm_id)
        Alarm.objects.filter(id=alarm_id).update(lease_until=alarm.claimed_at)
    assert order(olga, alarm_id, "avsluta", orsak="HELPED").status_code == 303
    with pytest.raises(handling.NoSuchAlarm), tenant_context(centre()):
        handling.find(uuid4())

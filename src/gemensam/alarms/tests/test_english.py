"""Every page of alarms in English: no Swedish is left but for data."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import translation
from tests.cast_at_work import log_in
from tests.english import in_english, leftovers, names_in

from gemensam.alarms.actions import silence
from gemensam.alarms.actions.intake import note_life
from gemensam.alarms.console import words
from gemensam.alarms.console.checklists import checklist_for
from gemensam.alarms.installing.words import interval_text
from gemensam.alarms.kinds import EventKind, QueueLane
from gemensam.alarms.models import Alarm, SafetyAlarm
from gemensam.alarms.tests.console_world import (
    GUNNAR,
    SCRIPT,
    browse,
    claim,
    feed,
    order,
    raise_alarm,
    said,
    second_operator,
)
from gemensam.tenancy.context import tenant_context

__all__ = ["browse", "raise_alarm", "second_operator"]

# The addresses that the console's script is given are Swedish, as all addresses are.
ADDRESSES = {"/larm/", "/strom/larm"}
FORM = {"cid": "46010099", "model": "T", "line": "IP", "heartbeat_seconds": "300", "place": "H"}


def text_of(response):
    return response.content.decode()


@pytest.fixture
def names(db, centre, home):
    return names_in(home()) | names_in(centre()) | ADDRESSES


@pytest.fixture
def bo(db):
    return in_english(log_in("bo").client())


@pytest.fixture
def olga(db, browse):
    return in_english(browse("olga"))


@pytest.fixture
def granted(home):
    def of(family_name):
        with tenant_context(home()):
            return SafetyAlarm.objects.get(resident__family_name=family_name).id

    return of


@pytest.fixture
def flood(db, raise_alarm, now):
    """One alarm of each group, and a unit that has fallen silent; give the pressed one."""
    alarm_id = raise_alarm(ago=70)
    raise_alarm(ref="r2", ago=60)
    raise_alarm("44710098", "u1")
    raise_alarm(GUNNAR, "d1", dty="0014", stc="0076")
    raise_alarm("46010003", "b1", stc="0016")
    raise_alarm("46010004", "t1", stc="0103")
    raise_alarm("46010006", "f1", dty="0023")
    silence.find_silent(now=now, up_since=now - timedelta(days=30))
    return alarm_id


@pytest.fixture
def in_hand(flood, olga):
    """An alarm that Olga has, with every kind of line that she can make in its history."""
    claim(olga, flood)
    order(olga, flood, "steg", steg="greet klart")
    order(olga, flood, "steg", steg="greet angra")
    order(olga, flood, "ringde", vem="112")
    order(olga, flood, "ringde", vem="hem")
    order(olga, flood, "ringde", vem="1")
    order(olga, flood, "anteckna", text="Vaken på golvet")
    return flood


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", "All granted safety alarms in your units"),
        ("?visa=analoga", "Cannot be judged"),
        ("?visa=flygande", "were left aside: what is shown"),
    ],
)
def test_the_register_has_no_swedish_left(bo, names, address, expected):
    page = text_of(bo.get(f"/larmenheter/{address}"))
    assert expected in page
    assert leftovers(page, names) == []


@pytest.mark.parametrize(
    ("family_name", "page", "expected"),
    [
        ("Hjelm", "", "once a day"),
        ("Grahn", "", "Ordered, not connected"),
        ("Krok", "", "An analogue alarm gives no heartbeats"),
        ("Sandin", "", "Passed test alarm, at most 35 days old"),
        ("Hjelm", "prov/", "The alarm unit has shown that it works."),
        ("Hjelm", "koppla/", "stops taking alarms for Astrid Hjelm."),
        ("Grahn", "koppla/", "It is on the underside of the unit."),
        ("Hjelm", "avsluta/", "Why does the alarm end?"),
        ("Krok", "avsluta/", "The alarm is counted among the granted no more."),
    ],
)
def test_a_granted_alarm_has_no_swedish_left(bo, names, granted, family_name, page, expected):
    shown = text_of(bo.get(f"/larmenheter/{granted(family_name)}/{page}"))
    assert expected in shown
    assert leftovers(shown, names) == []


def test_an_ended_alarm_has_no_swedish_left(bo, names, granted):
    path = f"/larmenheter/{granted('Hjelm')}/"
    assert "Choose why the alarm ends." in text_of(bo.post(f"{path}avsluta/"))
    bo.post(f"{path}avsluta/", {"because": "MOVED"})
    for shown in (text_of(bo.get(path)), text_of(bo.post(f"{path}avsluta/"))):
        assert leftovers(shown, names) == []
    assert "The alarm is in force again." in text_of(bo.post(f"{path}angra-avslut/", follow=True))


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"cid": "abc", "model": "", "place": ""}, "The number is 4–16 digits."),
        ({"cid": "46010001"}, "Another alarm unit in use has that number."),
    ],
)
def test_a_form_that_is_sent_back_has_no_swedish_left(bo, names, granted, wrong, expected):
    page = text_of(bo.post(f"/larmenheter/{granted('Grahn')}/koppla/", FORM | wrong))
    assert expected in page
    assert leftovers(page, names) == []


def test_a_trial_that_goes_on_has_no_swedish_left(bo, names, granted, now):
    bo.post(f"/larmenheter/{granted('Grahn')}/koppla/", FORM)
    note_life({"46010099": (now, 1)})
    page = text_of(bo.get(f"/larmenheter/{granted('Grahn')}/prov/"))
    assert "1 has come, latest " in page
    assert leftovers(page, names) == []


def test_the_empty_console_has_no_swedish_left(olga, names):
    page = text_of(olga.get("/larm/"))
    assert "All is answered" in page
    assert leftovers(page, names) == []


def test_a_queue_of_every_sort_has_no_swedish_left(olga, names, flood):
    page = text_of(olga.get("/larm/"))
    assert "Pressed 2 times" in page
    assert "Door sensor: open" in page
    assert leftovers(page, names) == []
    assert leftovers(text_of(olga.get(f"/larm/{flood}/")), names) == []


def test_an_alarm_in_hand_has_no_swedish_left(olga, names, in_hand):
    page = text_of(olga.get("/larm/"))
    assert "Astrid Hjelm, 90 years" in page
    assert "Undone: Say who you are. Ask what has happened" in page
    assert "Called next of kin no. 1" in page
    assert '<span lang="sv">Vaken på golvet</span>' in page
    assert leftovers(page, names) == []


def test_an_alarm_in_hand_is_read_in_swedish_by_whoever_chose_that(browse, in_hand):
    page = text_of(browse("olga").get("/larm/"))
    assert "Ångrat: Säg vem du är. Fråga vad som har hänt" in page
    assert "Ringde anhörig nr 1" in page


@pytest.mark.parametrize("column", ["dispatched_at", "accepted_at", "arrived_at", "done_at"])
def test_an_alarm_that_help_is_sent_to_has_no_swedish_left(
    olga, second_operator, names, in_hand, centre, now, column
):
    unit_id = re.search(r'name="enhet" value="([^"]+)"', text_of(olga.get("/larm/")))[1]
    order(olga, in_hand, "skicka", enhet=unit_id)
    with tenant_context(centre()):
        Alarm.objects.filter(id=in_hand).update(**{column: now})
    assert leftovers(text_of(olga.get(f"/larm/{in_hand}/")), names) == []
    ali = in_english(second_operator())
    page = text_of(ali.get(f"/larm/{in_hand}/"))
    assert "Olga Persson sent help." in page
    assert leftovers(page, names) == []


@pytest.mark.parametrize("cid", ["44710098", GUNNAR, "46010003", "46010005", "46010006"])
@pytest.mark.usefixtures("flood")
def test_a_checklist_of_each_sort_has_no_swedish_left(olga, names, centre, cid):
    with tenant_context(centre()):
        alarm_id = Alarm.objects.filter(cid=cid, state="NEW").first().id
    assert claim(olga, alarm_id).status_code == 303
    assert leftovers(text_of(olga.get(f"/larm/{alarm_id}/")), names) == []


def test_what_polling_draws_has_no_swedish_left(olga, names, in_hand):
    read = feed(olga, alarm_id=in_hand)
    assert sorted(read["parts"]) == ["end", "head", "history", "queue", "send", "steps"]
    assert leftovers("".join(read["parts"].values()), names) == []
    spoken = "".join(f"<p>{one['text']}</p>" for one in read["open"])
    assert leftovers(spoken + read["wait"], names) == []


def test_a_refused_command_has_no_swedish_left(olga, second_operator, names, in_hand):
    ali = in_english(second_operator())
    refusals = [
        claim(ali, in_hand, **SCRIPT),
        order(ali, in_hand, "lamna"),
        order(olga, in_hand, "skicka", enhet=str(uuid4())),
        order(olga, in_hand, "steg", steg="flyg klart"),
    ]
    order(olga, in_hand, "avsluta", orsak="HELPED")
    refusals.append(claim(ali, in_hand, **SCRIPT))
    assert [re.sub(r"\d\d:\d\d:\d\d", "02:05:09", said(one)) for one in refusals] == [
        "Taken by Olga Persson at 02:05:09.",
        "You no longer have the alarm. Taken by Olga Persson at 02:05:09.",
        "That unit cannot be sent to this alarm.",
        "The form could not be read. Reload the page and try again.",
        "The alarm is ended.",
    ]
    assert leftovers(text_of(olga.get(f"/larm/{in_hand}/")), names) == []


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_is_said_in_english(kind):
    with translation.override("en"):
        assert leftovers(words.sentence(kind, "", silence.HEARD_AGAIN), []) == []


@pytest.mark.parametrize(
    ("language", "written"), [("sv", ("4.59", "02.05.09")), ("en", ("4:59", "02:05:09"))]
)
def test_times_are_written_as_the_language_does(now, language, written):
    at = now.replace(month=1, hour=1, minute=5, second=9)
    with translation.override(language):
        assert (words.duration(timedelta(seconds=299)), words.to_the_second(at)) == written


@pytest.mark.parametrize(
    ("seconds", "swedish", "english"),
    [
        (86_400, "en gång per dygn", "once a day"),
        (7200, "var 2:e timme", "every 2 hours"),
        (300, "var 5:e minut", "every 5 minutes"),
        (90, "var 90:e sekund", "every 90 seconds"),
    ],
)
def test_an_interval_is_said_in_both_languages(seconds, swedish, english):
    with translation.override("en"):
        in_words = interval_text(seconds)
    assert (interval_text(seconds), in_words) == (swedish, english)


def test_a_step_that_no_checklist_has_any_more_is_still_told_of():
    checklist = checklist_for(QueueLane.ALARM, "0003", is_sensor=False)
    assert words.marked("· done gone", checklist) == "Gjort: gone"

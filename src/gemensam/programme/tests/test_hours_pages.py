"""The pages of time: a press, a week, a clock, what a phone sends by itself, and attesting."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from gemensam.identity.models import ExternalIdentity
from gemensam.organisations import api as organisations
from gemensam.programme.models import HourReport, HoursTimer
from gemensam.programme.tests.pages import open_as, text_of
from gemensam.tenancy.context import tenant_context

HOURS = "/program/timmar/"
ALARMS = "plan_2013_2015/trygghetslarm"


@pytest.fixture
def home(db):
    place = organisations.municipality_by_slug("munkedal")
    with tenant_context(place.tenant_id):
        yield place


def person(who):
    return ExternalIdentity.objects.get(subject=who).person_id


def posted(**over):
    today = timezone.localdate().isoformat()
    return {
        "activity": ALARMS, "worked_on": today, "minutes": "20", "note": "", "key": str(uuid4()),
    } | over  # fmt: skip


def texts(response):
    return text_of(response.content.decode())


def test_a_press_can_be_undone_on_the_page_that_follows(home):
    client = open_as("nils")
    after = client.post(HOURS, posted())
    page = client.get(after["Location"])
    assert "Tiden är rapporterad. 20 min" in texts(page)
    undo = re.search(r'action="(/program/timmar/senaste/[^"]+)"', page.content.decode())
    assert client.post(undo[1]).status_code == 303
    row = HourReport.objects.filter(person_id=person("nils"), minutes=20).get()
    assert row.state == "WITHDRAWN"
    # The undone press offers nothing more.
    assert "20 min Ångra" not in texts(client.get(after["Location"]))


def test_what_is_taken_back_can_be_had_again(home):
    client = open_as("nils")
    client.post(HOURS, posted(minutes="21"))
    row = HourReport.objects.get(person_id=person("nils"), minutes=21)
    after = client.post(f"{HOURS}{row.id}/ta-tillbaka/", {"version": "1"})
    assert "Tiden är tillbakatagen. 21 min" in texts(client.get(after["Location"]))
    assert client.post(f"{HOURS}{row.id}/aterta/", {"version": "2"}).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.version) == ("REPORTED", 3)


def test_the_clock_survives_a_reload_and_is_stopped_without_script(home):
    client = open_as("farid")
    assert client.post(f"{HOURS}klocka/", {"activity": ALARMS}).status_code == 303
    assert "Klockan går" in texts(client.get(HOURS))
    assert "Klockan går" in texts(open_as("farid").get(HOURS))
    assert client.post(f"{HOURS}klocka/", {"activity": ALARMS}).status_code == 409
    timer = HoursTimer.objects.get(person_id=person("farid"))
    after = client.post(f"{HOURS}klocka/{timer.id}/stoppa/", {})
    assert "Tiden är rapporterad. 1 min" in texts(client.get(after["Location"]))
    assert client.post(f"{HOURS}klocka/{timer.id}/stoppa/", {}).status_code == 409


def test_a_week_is_written_in_a_grid_and_each_wrong_cell_is_named(home):
    client, today = open_as("nils"), timezone.localdate()
    monday = today - timedelta(days=today.weekday() + 7)
    address = (
        f"{HOURS}vecka/?vecka={monday.isocalendar().year}-W{monday.isocalendar().week:02}&alla=1"
    )
    cells = {
        f"{ALARMS}/{monday.isoformat()}": "1:30",
        f"{ALARMS}/{(monday + timedelta(days=1)).isoformat()}": "45 min",
    }
    key = str(uuid4())
    wrong = client.post(address, cells | {"key": key, f"plan_2013_2015/mobilitet/{monday}": "ja"})
    assert wrong.status_code == 422
    assert "Skriv en tid, till exempel 1:30" in texts(wrong)
    assert 'value="1:30"' in wrong.content.decode()
    for _ in range(2):
        assert client.post(address, cells | {"key": key}).status_code == 303
    rows = HourReport.objects.filter(person_id=person("nils"), worked_on__gte=monday)
    assert sorted(
        rows.filter(worked_on__lt=monday + timedelta(days=2)).values_list("minutes", flat=True)
    ) == [45, 90]


def test_an_empty_grid_is_refused(home):
    assert open_as("nils").post(f"{HOURS}vecka/", {"key": str(uuid4())}).status_code == 422


def test_last_week_is_repeated_with_one_press(home):
    client, today = open_as("farid"), timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    client.post(HOURS, posted(worked_on=(monday - timedelta(days=7)).isoformat(), minutes="33"))
    assert "Samma som vecka" in texts(client.get(HOURS))
    after = client.post(f"{HOURS}upprepa/", {"vecka": "den här"})
    assert after.status_code == 303
    copied = HourReport.objects.filter(person_id=person("farid"), minutes=33, worked_on=monday)
    assert copied.count() == 1
    client.post(f"{HOURS}upprepa/", {})
    assert copied.count() == 1


def send(client, who, *entries):
    body = json.dumps({"person": str(person(who)), "entries": list(entries)})
    return client.post(f"{HOURS}synk/", body, content_type="application/json")


def test_what_a_phone_kept_is_taken_once_however_often_it_is_sent(home):
    client, entry = open_as("nils"), posted(minutes="17")
    first, second = (send(client, "nils", entry).json()["answers"][0] for _ in range(2))
    assert (first["verdict"], second["verdict"]) == ("accepted", "duplicate")
    assert HourReport.objects.filter(person_id=person("nils"), minutes=17).count() == 1


def test_what_a_phone_sent_is_answered_as_the_page_shows_it_with_the_way_to_take_it_back(home):
    client, entry = open_as("nils"), posted(minutes="19", note="Provlarm")
    first, again = (send(client, "nils", entry).json() for _ in range(2))
    row = HourReport.objects.get(person_id=person("nils"), minutes=19)
    # The same when the first answer was lost on its way.
    for said in (first, again):
        assert f'id="r-{row.id}"' in said["lines"]
        assert ("Provlarm" in said["lines"], "Tiden är rapporterad." in said["undo"]) == (
            True,
            True,
        )
    undo = re.search(r'action="([^"]+/angra/)"', first["undo"])[1]
    assert client.post(undo).status_code == 303
    row.refresh_from_db()
    assert row.state == "WITHDRAWN"
    late = send(client, "nils", entry).json()
    assert (late["answers"][0]["verdict"], late["lines"], late["undo"]) == ("duplicate", "", "")


def test_what_cannot_be_taken_is_answered_with_its_reason_and_stops_nothing_else(home):
    client = open_as("nils")
    ahead = posted(worked_on=(timezone.localdate() + timedelta(days=9)).isoformat())
    unknown, right = posted(activity="plan/okand"), posted(minutes="18")
    answers = send(client, "nils", ahead, unknown, right).json()["answers"]
    assert [one["verdict"] for one in answers] == ["refused", "refused", "accepted"]
    assert answers[0]["reason"].startswith("Dagen har inte varit än")
    assert [one["key"] for one in answers] == [ahead["key"], unknown["key"], right["key"]]


def test_a_phone_that_somebody_else_has_logged_in_on_sends_nothing(home):
    assert send(open_as("nils"), "anna", posted()).status_code == 409


@pytest.mark.parametrize("body", ["", "[]", '{"entries": 1}', '{"person": "x", "entries": [1]}'])
def test_what_no_phone_sends_is_refused(home, body):
    response = open_as("nils").post(f"{HOURS}synk/", body, content_type="application/json")
    assert response.status_code == 400


def test_an_address_for_reminders_is_kept_and_ended(home):
    client = open_as("nils")
    client.post(f"{HOURS}paminnelser/", {"address": "nils@example.org"})
    assert 'value="nils@example.org"' in client.get(HOURS).content.decode()
    client.post(f"{HOURS}paminnelser/", {"address": ""})
    assert "nils@example.org" not in client.get(HOURS).content.decode()


def test_what_was_just_attested_can_be_undone_with_one_press(home):
    client = open_as("bo")
    page = client.get(f"{HOURS}attestera/").content.decode()
    picks = re.findall(r'name="hours" value="([^"]+)"', page)
    after = client.post(f"{HOURS}attestera/", {"hours": picks})
    page = client.get(after["Location"]).content.decode()
    assert f"{len(picks)} rader är attesterade." in text_of(page)
    moment = re.search(r'name="attesterat" value="([^"]+)"', page)[1]
    assert client.post(f"{HOURS}attestera/angra/", {"attesterat": moment}).status_code == 303
    again = client.get(f"{HOURS}attestera/").content.decode()
    assert len(re.findall(r'name="hours" value="([^"]+)"', again)) == len(picks)


def test_the_list_to_attest_is_narrowed_in_the_address(home):
    client = open_as("bo")
    everything = client.get(f"{HOURS}attestera/").content.decode()
    only = client.get(f"{HOURS}attestera/?person={person('farid')}").content.decode()
    assert (
        len(re.findall(r'name="hours"', everything)) > len(re.findall(r'name="hours"', only)) == 1
    )
    assert "Här väntar inget" in texts(client.get(f"{HOURS}attestera/?vecka=2013-W01"))

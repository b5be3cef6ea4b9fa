"""The cast at the doors of home care: who gets in, and what each finds there."""

import json

import pytest
from django.test import Client
from tests.cast_at_work import ANONYMOUS, ask, log_in

from gemensam.homecare.models import HeldEntry, Note, Visit
from gemensam.tenancy.context import tenant_context

STAFF = ("anna", "bo", "nils", "farid", "hanna", "ulla", "olga", "sven")
EVERYBODY = (ANONYMOUS, "margit", *STAFF)


@pytest.fixture
def world(real_db, home, now, actor):
    """A visit of the unit North, a note written there, and something held there."""
    from gemensam.homecare.actions import batch
    from gemensam.homecare.tests.phone import Phone
    from gemensam.people.models import Resident

    with tenant_context(home()):
        visit = Visit.objects.filter(
            unit__name="Hemtjänst Norr",
            assigned_person=None,
            resident__given_name="Sven",
            resident__family_name="Hult",
        ).earliest("window_starts_at")
        anna = Phone(actor("anna"), now)
        held = anna.note(Resident.objects.get(given_name="David", family_name="Holm").id)
        sent = anna.note(visit.resident_id, "Rodnad på hälen.", visit=visit.id)
        batch.take_in(anna.actor, [held, sent], now=now)
        return {
            "visit": visit,
            "note": Note.objects.get(id=sent["id"]),
            "held": HeldEntry.objects.get(entry_id=held["id"]),
        }


def statuses(method, path, **extra):
    found = {}
    for key in EVERYBODY:
        response = ask(log_in(key).client(), method, path, **extra)
        found[key] = (
            "login" if "/logga-in/" in response.get("Location", "") else response.status_code
        )
    return found


def only(status, *keys, others=403):
    return {ANONYMOUS: "login"} | {
        key: status if key in keys else others for key in EVERYBODY if key != ANONYMOUS
    }


def form(data):
    from urllib.parse import urlencode

    return {"data": urlencode(data), "content_type": "application/x-www-form-urlencoded"}


def test_the_round_is_for_home_care_and_each_unit_sees_its_own(world):
    assert statuses("GET", "/hemtjanst/") == only(200, "anna", "bo", "nils", "farid")
    shown = {
        key: "Sven Hult"
        in ask(log_in(key).client(), "GET", "/hemtjanst/?dag=imorgon").content.decode()
        for key in ("anna", "bo", "nils", "farid")
    }
    assert shown == {"anna": True, "bo": True, "nils": False, "farid": False}


def test_a_visit_opens_for_its_unit_and_is_not_there_in_another_municipality(world):
    path = f"/hemtjanst/besok/{world['visit'].id}/"
    assert statuses("GET", path) == only(200, "anna", "bo") | {"ulla": 404, "olga": 404} | {
        # Residents have no tenant but that of an address.
        "margit": 404
    }


def test_a_report_is_made_by_the_unit_only(world):
    path = f"/hemtjanst/besok/{world['visit'].id}/handelse/"
    found = statuses("POST", path, **form({"kind": "visit.accepted"}))
    assert found == only(303, "anna", "bo") | {"ulla": 404, "olga": 404, "margit": 404}


def test_a_note_is_written_by_the_unit_only(world):
    path = f"/hemtjanst/besok/{world['visit'].id}/anteckning/"
    found = statuses("POST", path, **form({"body": "Åt middag."}))
    assert found == only(303, "anna", "bo") | {"ulla": 404, "olga": 404, "margit": 404}


def test_a_note_is_corrected_only_by_those_who_can_read_it(world):
    found = statuses("GET", f"/hemtjanst/anteckning/{world['note'].id}/ratta/")
    assert found == only(200, "anna", "bo", others=404)


def test_the_phones_addresses_are_for_home_care_and_caseworkers(world):
    may = ("anna", "bo", "nils", "farid", "ulla")
    assert statuses("GET", "/hemtjanst/rond.json") == only(200, *may)
    assert statuses("GET", "/hemtjanst/anteckningar.json?efter=0") == only(200, *may)
    sent = {"data": json.dumps({"entries": []}), "content_type": "application/json"}
    assert statuses("POST", "/hemtjanst/synk/", **sent) == only(200, *may)


def test_what_was_held_is_for_the_units_manager_and_in_casework_for_the_unit(world):
    assert statuses("GET", "/hemtjanst/kvarhallet/") == only(200, "bo", "ulla")
    assert b"David Holm" not in log_in("ulla").client().get("/hemtjanst/kvarhallet/").content
    path = f"/hemtjanst/kvarhallet/{world['held'].id}/"
    found = statuses("POST", path, **form({"settlement": "LEFT", "because": "Fel person."}))
    assert found == only(303, "bo") | {"ulla": 404, "olga": 404, "margit": 404}


def test_the_shell_that_a_phone_keeps_names_nobody(world):
    pages = [ask(log_in(key).client(), "GET", "/hemtjanst/skal/") for key in EVERYBODY]
    assert [page.status_code for page in pages] == [200] * len(EVERYBODY)
    text = "".join(page.content.decode() for page in pages)
    named = ("Sven", "Anna", "Bo Hallberg", "Margit", "Farid", "csrfmiddlewaretoken")
    assert [name for name in named if name in text] == []


def test_the_service_worker_lies_where_it_may_look_after_the_pages(real_db):
    response = Client().get("/hemtjanst/sw.js")
    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (
        200,
        "text/javascript; charset=utf-8",
        "no-cache",
    )
    assert "worker-src 'self'" in response["Content-Security-Policy"]


def test_every_post_needs_its_token(world):
    client = log_in("anna").client(checks_csrf=True)
    paths = (
        f"/hemtjanst/besok/{world['visit'].id}/handelse/",
        f"/hemtjanst/besok/{world['visit'].id}/anteckning/",
        "/hemtjanst/synk/",
        f"/hemtjanst/kvarhallet/{world['held'].id}/",
    )
    assert [ask(client, "POST", path).status_code for path in paths] == [403, 403, 403, 403]

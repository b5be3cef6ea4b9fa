"""The pages as a browser without JavaScript meets them, and what is logged of it."""

import json
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast_at_work import log_in

from gemensam.homecare.models import HeldEntry, Note, Visit
from gemensam.tenancy.context import tenant_context

# What the issue allows a page.
QUERIES_MAX = 20


@pytest.fixture
def visit(real_db, home):
    with tenant_context(home()):
        return Visit.objects.filter(
            unit__name="Hemtjänst Norr",
            assigned_person=None,
            resident__given_name="Sven",
            resident__family_name="Hult",
        ).earliest("window_starts_at")


def post(client, path, **data):
    return client.generic(
        "POST", path, urlencode(data), content_type="application/x-www-form-urlencoded"
    )


def logged(home, resident_id):
    from gemensam.audit import api as audit

    with tenant_context(home()):
        rows = audit.accesses_to_resident(resident_id)
        return [(row.actor_name, row.activity, row.resource_type) for row in rows]


def test_each_person_of_the_round_is_logged_once_per_page(visit, home):
    log_in("anna").client().get("/hemtjanst/?dag=imorgon")
    assert logged(home, visit.resident_id)[:1] == [("Anna Berg", "Läsa", "homecare.visit")]
    before = len(logged(home, visit.resident_id))
    log_in("anna").client().get("/hemtjanst/?dag=imorgon")
    assert len(logged(home, visit.resident_id)) == before + 1


def test_a_phone_that_fetches_its_round_over_and_over_is_logged_once_a_day(visit, home):
    client = log_in("anna").client()
    before = len(logged(home, visit.resident_id))
    rounds = [client.get("/hemtjanst/rond.json") for _ in range(3)]
    assert [
        visit.resident_id.hex in response.content.decode().replace("-", "") for response in rounds
    ] == [True] * 3
    assert len(logged(home, visit.resident_id)) == before + 1


def test_the_round_and_a_visit_stay_within_their_queries(visit):
    client = log_in("anna").client()
    for path in ("/hemtjanst/?dag=imorgon", f"/hemtjanst/besok/{visit.id}/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= QUERIES_MAX, [query["sql"][:200] for query in queries]


def test_a_visit_goes_from_accepted_to_done_by_plain_forms(visit, home):
    client = log_in("anna").client()
    for kind in ("visit.accepted", "visit.arrived", "visit.done"):
        response = post(client, f"/hemtjanst/besok/{visit.id}/handelse/", kind=kind)
        assert (response.status_code, response["Location"]) == (
            303,
            f"/hemtjanst/besok/{visit.id}/",
        )
    with tenant_context(home()):
        assert Visit.objects.get(id=visit.id).state == "DONE"


def test_the_second_to_accept_is_told_who_was_first_and_where_to_go(visit):
    post(log_in("anna").client(), f"/hemtjanst/besok/{visit.id}/handelse/", kind="visit.accepted")
    response = post(
        log_in("bo").client(), f"/hemtjanst/besok/{visit.id}/handelse/", kind="visit.accepted"
    )
    assert response.status_code == 409
    assert "En kollega har redan besöket." in response.content.decode()


def test_an_empty_note_comes_back_with_what_to_mend(visit, home):
    response = post(log_in("anna").client(), f"/hemtjanst/besok/{visit.id}/anteckning/", body=" ")
    assert response.status_code == 422
    assert "Skriv vad som hände." in response.content.decode()
    with tenant_context(home()):
        assert Note.objects.filter(visit_id=visit.id).count() == 0


def test_a_correction_leaves_the_original_readable_and_marked(visit, home):
    client = log_in("anna").client()
    post(client, f"/hemtjanst/besok/{visit.id}/anteckning/", body="Tog blodtryck på Sven Hult.")
    with tenant_context(home()):
        first = Note.objects.get(visit_id=visit.id)
    path = f"/hemtjanst/anteckning/{first.id}/ratta/"
    assert "Tog blodtryck på Sven Hult." in client.get(path).content.decode()
    assert post(client, path, body="Tog puls på Sven Hult.").status_code == 303
    page = client.get(f"/hemtjanst/besok/{visit.id}/").content.decode()
    assert "Tog blodtryck på Sven Hult." in page
    assert "Tog puls på Sven Hult." in page
    with tenant_context(home()):
        rows = Note.objects.filter(visit_id=visit.id).order_by("server_sequence")
        assert [(row.corrects_id, row.body) for row in rows] == [
            (None, "Tog blodtryck på Sven Hult."),
            (first.id, "Tog puls på Sven Hult."),
        ]


def test_a_batch_that_is_no_batch_is_refused_whole(visit):
    client = log_in("anna").client()
    bodies = [
        b"",
        b"\xff",
        b"[]",
        b'{"entries": 1}',
        b'{"entries": [1]}',
        b"[" * 100_000,
        json.dumps({"entries": [{}] * 51}).encode(),
    ]
    answers = [
        client.generic("POST", "/hemtjanst/synk/", body, content_type="application/json")
        for body in bodies
    ]
    assert [answer.status_code for answer in answers] == [400] * 6 + [413]


def test_a_cursor_that_is_no_number_is_refused(visit):
    client = log_in("anna").client()
    answers = [
        client.get("/hemtjanst/anteckningar.json", {"efter": after})
        for after in ("", "-1", "x", "1.5", "9" * 30)
    ]
    assert [answer.status_code for answer in answers] == [400] * 5


def test_entries_without_anything_in_them_are_held_and_not_lost(visit, home):
    client = log_in("anna").client()
    sent = json.dumps({"entries": [{}, {"kind": "note"}]})
    answer = client.generic("POST", "/hemtjanst/synk/", sent, content_type="application/json")
    assert [each["verdict"] for each in answer.json()["verdicts"]] == ["held", "held"]
    with tenant_context(home()):
        rows = HeldEntry.objects.order_by("payload").values_list("payload", flat=True)
        assert list(rows) == ['{"kind": "note"}', "{}"]

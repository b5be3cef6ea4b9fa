"""Every page of home care in English, and the phone's own words: no Swedish is left but for data."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from tests.cast_at_work import log_in, undone
from tests.english import in_english, leftovers, names_in

from gemensam.homecare.models import HeldEntry, Note, Visit
from gemensam.homecare.rules import Reason
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def world(real_db, home, now, actor):
    """An alarm visit that Bo has, with a note and its correction, and held entries of two sorts."""
    from gemensam.homecare.actions import batch, held, notes, visits
    from gemensam.homecare.models import Settlement
    from gemensam.homecare.rules import IntentKind
    from gemensam.homecare.tests.phone import Phone
    from gemensam.people.models import Resident

    with tenant_context(home()):
        visit = Visit.objects.select_related("unit", "resident").filter(
            unit__name="Hemtjänst Norr", assigned_person=None, resident__family_name="Hult"
        )[0]
        anna, bo = Phone(actor("anna"), now), actor("bo")
        stranger = Resident.objects.get(given_name="David", family_name="Holm").id
        first, second = anna.note(stranger), anna.note(stranger)
        sent = anna.note(visit.resident_id, "Rodnad på hälen.", visit=visit.id)
        batch.take_in(anna.actor, [first, second, sent], now=now)
        notes.write(
            anna.actor,
            resident_id=visit.resident_id,
            body="Rodnad på vänster häl.",
            visit=visit,
            corrects=sent["id"],
            now=now,
        )
        visits.report(bo, visit, IntentKind.ACCEPTED, at=now, now=now)
        row = HeldEntry.objects.get(entry_id=first["id"])
        held.settle(bo, row, Settlement.LEFT, because="Fel person.", now=now)
        HeldEntry.objects.filter(entry_id=second["id"]).update(reason=Reason.TOO_LATE)
        return {
            "visit": visit,
            "note": Note.objects.get(id=sent["id"]),
            "held": HeldEntry.objects.get(entry_id=second["id"]),
            "names": names_in(home()),
        }


@pytest.fixture
def bo(world):
    return in_english(log_in("bo").client())


def post(client, path, **data):
    with undone():
        return client.generic(
            "POST", path, urlencode(data), content_type="application/x-www-form-urlencoded"
        )


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "Today, "),
        ("?dag=imorgon", "Tomorrow, "),
        ("besok/{visit}/", "What is to be done"),
        ("anteckning/{note}/ratta/", "The correction becomes a new note."),
        ("kvarhallet/", "The note is more than 30 days old."),
        ("skal/", "Nothing saved on the phone"),
    ],
)
def test_a_page_has_no_swedish_left_when_english_is_chosen(bo, world, path, said):
    ids = {"visit": world["visit"].id, "note": world["note"].id}
    page = text_of(bo.get(f"/hemtjanst/{path.format(**ids)}"))
    assert said in page
    assert '<html lang="en"' in page
    assert leftovers(page, world["names"]) == []


@pytest.mark.parametrize(
    ("path", "data", "status", "said"),
    [
        ("besok/{visit}/anteckning/", {"body": ""}, 422, "Write what happened."),
        ("besok/{visit}/anteckning/", {"body": "x" * 20_001}, 422, "The note is too long."),
        ("anteckning/{note}/ratta/", {"body": ""}, 422, "Write what happened."),
        ("kvarhallet/{held}/", {"settlement": "LEFT"}, 422, "Write why it is left outside."),
        ("kvarhallet/{held}/", {"settlement": "x"}, 422, "Write why, in at most 200 characters."),
    ],
)
def test_an_answer_to_what_was_wrong_has_no_swedish_left(bo, world, path, data, status, said):
    ids = {name: world[name].id for name in ("visit", "note", "held")}
    response = post(bo, f"/hemtjanst/{path.format(**ids)}", **data)
    assert (response.status_code, said in text_of(response)) == (status, True)
    assert leftovers(text_of(response), world["names"]) == []


def test_a_visit_that_a_colleague_has_says_so_in_english(world):
    anna = in_english(log_in("anna").client())
    page = post(anna, f"/hemtjanst/besok/{world['visit'].id}/handelse/", kind="visit.arrived")
    assert page.status_code == 409
    assert "A colleague already has the visit." in text_of(page)
    assert leftovers(text_of(page), world["names"]) == []


def test_the_phone_gets_its_round_in_the_language_that_its_reader_chose(world):
    anna = log_in("anna").client()
    visit = str(world["visit"].id)

    def headings(client):
        rows = client.get("/hemtjanst/rond.json").json()["visits"]
        return [row["heading"].split(", ")[1].split(" ")[0] for row in rows if row["id"] == visit]

    swedish = headings(anna)
    assert swedish != ["aged"]
    assert headings(in_english(anna)) == ["aged"]


def test_the_shell_says_which_language_it_speaks_so_that_the_phone_can_fetch_it_anew():
    answers = [
        client.get("/hemtjanst/skal/").headers["Content-Language"]
        for client in (Client(headers={"accept-language": "sv"}), in_english(Client()))
    ]
    assert answers == ["sv", "en"]


def test_every_reason_has_a_sentence_of_its_own_in_both_languages():
    from django.utils import translation

    from gemensam.homecare.words import reason_text

    said = []
    for language in ("sv", "en"):
        with translation.override(language):
            said += [reason_text(reason) for reason in Reason]
    assert len(set(said)) == 2 * len(Reason)

"""The designer's pages: odd posts do nothing, files come in and go out, faults are told in Swedish."""

import html
import json
import re
from importlib import resources

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext, override
from tests.cast_at_work import log_in

from gemensam.organisations import api as organisations
from gemensam.questionnaires.designer import drafts
from gemensam.questionnaires.rules import fhir, schema_json
from gemensam.questionnaires.tests.examples import a_field, a_form
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def lena(db):
    return log_in("lena").client()


@pytest.fixture
def draft(db):
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    with tenant_context(place.tenant_id):
        return drafts.drafts()[0]


def _now(draft):
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    with tenant_context(place.tenant_id):
        return drafts.draft(draft.id)


@pytest.mark.parametrize(
    "go", ["add:form", "add:x", "settle:x", "up:form", "up:field:gone", "remove:page:synpunkt", "?", ""]
)  # fmt: skip
def test_a_press_of_no_button_of_ours_changes_nothing(lena, draft, go):
    answer = lena.post(f"/formular/{draft.id}/", {"go": go, "del": "field:beratta", "seen": "²"})

    assert answer.status_code == 303
    assert _now(draft) == draft


def test_a_form_comes_in_from_our_own_file_and_from_fhir_and_goes_out_as_both(lena):
    form = schema_json.read(a_form(a_field("q", "yes_no"), a_field("r", show_when='q = "yes"')))
    resource, _lost = fhir.to_questionnaire(form, version="1", url="urn:x")
    for data in (schema_json.write(form), resource):
        sent = SimpleUploadedFile("form.json", json.dumps(data).encode())
        answer = lena.post("/formular/las-in/", {"file": sent})
        assert answer.status_code == 303, answer.content.decode()[-2000:]
        out = lena.get(f"{answer['Location'].partition('?')[0]}fil.json").json()
        assert {**out, "key": form.key} == schema_json.write(form)
        again = lena.get(f"{answer['Location'].partition('?')[0]}fil.json?fhir").json()
        assert (again["resourceType"], again["status"]) == ("Questionnaire", "draft")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "Filen är varken YAML eller JSON"),
        (b"a: &a [x]\nb: *a", "Filen upprepar delar genom hänvisning"),
        (b"a: 'b", "Det tar stopp på rad 1, tecken 6."),
        (b"a: 2026-13-45", "Filen är varken YAML eller JSON"),
        (b"[]", "Formuläret går inte att läsa: ska bestå av namn med var sitt värde"),
        (b"{}", "läsa: inget formulär"),
        (
            json.dumps(a_form(a_field("q", "number", least="några"))).encode(),
            "Sida p, grupp g, fråga q: least ska skrivas som frågans svar skrivs",
        ),
        (
            json.dumps(a_form(a_field("q", checks=[{"holds": "q"}]))).encode(),
            "fråga q, kontroll 1: message saknas",
        ),
        (b"resourceType: Patient", "Questionnaire: har en annan resourceType än den ska"),
        (
            b'{"resourceType": "Questionnaire", "item": [{"type": "string"}]}',
            "Questionnaire.item[0]: har inget linkId",
        ),
    ],
)
def test_a_file_that_is_no_form_is_refused_in_swedish(lena, content, words):
    sent = SimpleUploadedFile("form.yaml", content)
    answer = lena.post("/formular/las-in/", {"file": sent})

    assert answer.status_code == 422
    assert words in html.unescape(answer.content.decode())


def test_every_reason_to_refuse_a_file_is_said_in_swedish():
    places = ("rules/reading.py", "rules/schema_json.py", "rules/schema_format1.py", "rules/fhir")
    home = resources.files("gemensam.questionnaires")
    files = [one for place in places for one in _python_under(home / place)]
    texts = {text for file in files for text in NOOP.findall(file.read_text(encoding="utf-8"))}

    assert len(texts) > 30
    with override("sv"):
        assert [one for one in sorted(texts) if gettext(one) == one] == []


NOOP = re.compile(r'gettext_noop\(\s*"([^"]+)"')


def _python_under(place):
    if place.is_file():
        return [place]
    return [one for one in place.iterdir() if one.name.endswith(".py")]


def test_what_is_new_is_nothing_once_it_is_published(lena, draft):
    page = lena.get(f"/formular/{draft.id}/publicera/").content.decode()

    assert "Inget skiljer sig från den version som är publicerad." in page


def test_a_moment_that_has_been_is_no_moment_to_publish_from(lena, draft):
    answer = lena.post(f"/formular/{draft.id}/publicera/", {"at": "2020-01-01T08:00"})

    assert answer.status_code == 422
    assert "Välj en tid som inte har varit" in answer.content.decode()


def test_a_file_begins_with_what_the_form_is_called_in_swedish_first(lena, draft):
    text = lena.get(f"/formular/{draft.id}/fil.json").content.decode()

    assert list(json.loads(text))[:3] == ["format", "key", "title"]
    assert next(iter(json.loads(text)["title"])) == "sv"
    assert list(json.loads(text))[-1] in {"pages", "tests"}

"""After it was sent: a correction, the decision, the appeal and the days, on both sides' pages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast_at_work import undone

from gemensam.cases import api as cases
from gemensam.cases.models import Case, CaseEvent
from gemensam.eservices.models import Application
from gemensam.eservices.tests.browsing import MINE, Visitor
from gemensam.eservices.tests.margits_case import cecilia_at_work, send_for_margit
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context


@pytest.fixture(scope="module")
def municipality(clones):
    """Margit's municipality; what this module's tests do is undone."""
    clones.renew()
    with undone():
        yield organisations.municipality_by_slug("munkedal")


@pytest.fixture(scope="module")
def application(municipality) -> Application:
    """Eva's application for Margit, sent."""
    return send_for_margit(municipality)


@pytest.fixture
def sent(application):
    """The application as it was sent; what a test does with it is undone."""
    with undone():
        yield application


@pytest.fixture
def rejected(municipality, sent):
    """The same, rejected by Cecilia."""
    with tenant_context(municipality.tenant_id):
        cases.decide(
            actor=cecilia_at_work(municipality),
            case_id=sent.case_id,
            version=Case.objects.get(id=sent.case_id).version,
            wanted=cases.Wanted(cases.Outcome.REJECT, "Behovet är tillgodosett."),
            now=timezone.now(),
        )
    return sent


def _mine(sent) -> str:
    return f"{MINE}arenden/{sent.case_id}/"


def _arbeta(sent, last="") -> str:
    return f"/arbeta/arenden/{sent.case_id}/{last}"


def _open(who: str, path: str) -> Visitor:
    visitor = Visitor(who)
    assert visitor.get(path).status_code == 200
    return visitor


def _kinds(municipality, sent):
    with tenant_context(municipality.tenant_id):
        rows = CaseEvent.objects.filter(case_id=sent.case_id).order_by("at", "id")
        return [one.kind for one in rows]


def test_a_correction_is_seen_at_its_line_by_both_sides(municipality, sent):
    eva = _open("eva", _mine(sent))
    eva.send("field", field="spare_key", text="Nyckeln ligger hos grannen.")
    eva.follow()
    assert "Rättat av Eva Lindgren: Nyckeln ligger hos grannen." in eva.text
    cecilia = _open("cecilia", _arbeta(sent))
    assert "Nyckeln ligger hos grannen." in cecilia.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"field": "", "text": "Något"}, "Välj vad du vill rätta"),
        ({"field": "spare_key", "text": " "}, "Skriv något innan du skickar"),
    ],
)
def test_half_a_correction_is_asked_about_and_what_was_typed_is_kept(sent, typed, said):
    eva = _open("eva", _mine(sent))
    eva.send("field", **typed)
    assert eva.page.status_code == 422
    assert said in eva.text
    assert typed["text"].strip() in eva.text


def test_a_caseworker_corrects_a_line_at_its_place(municipality, sent):
    cecilia = _open("cecilia", f"{_arbeta(sent)}?ratta=spare_key")
    cecilia.send("ratta-text", **{"ratta-text": "Nyckel nr 4"})
    cecilia.follow()
    assert "Rättelsen är sparad och den sökande får veta det." in cecilia.text
    margit = _open("margit", _mine(sent))
    assert "Rättat av Cecilia Nyberg: Nyckel nr 4" in margit.text


def test_a_correction_after_the_decision_is_refused_in_words(rejected):
    # The page was open before the decision came.
    eva = _open("eva", _mine(rejected))
    token = eva.client.cookies["gemensam_csrf"].value
    answer = eva.client.post(
        f"{_mine(rejected)}ratta/",
        {"csrfmiddlewaretoken": token, "field": "spare_key", "text": "Nej"},
    )
    assert answer.status_code == 409
    assert "Ärendet beslutades innan du skickade det här" in answer.content.decode()


def test_the_days_are_counted_from_when_the_decision_was_opened(municipality, rejected):
    margit = _open("margit", _mine(rejected))
    last = cases.last_day(timezone.localtime().date())
    assert "Du kan överklaga till och med" in margit.text
    assert f" {last.day} " in margit.text
    assert _kinds(municipality, rejected)[-1] == "RECEIVED"
    _open("margit", _mine(rejected))
    assert _kinds(municipality, rejected).count("RECEIVED") == 1


def test_an_appeal_is_sent_seen_taken_back_and_handed_on(municipality, rejected):
    eva = _open("eva", _mine(rejected))
    eva.send("text", text="Mamma har fallit igen.")
    eva.follow()
    assert "Du har överklagat" in eva.text
    cecilia = _open("cecilia", _arbeta(rejected))
    assert "Mamma har fallit igen." in cecilia.text
    assert "I tid: sista dagen är" in cecilia.text
    assert "Mamma har fallit igen." not in _open("cecilia", "/arbeta/?visa=nya").text
    assert "Margit Lindgren" in _open("cecilia", "/arbeta/?visa=overklagade").text
    cecilia.send("overlamna-court", **{"overlamna-court": "Förvaltningsrätten i Göteborg"})
    cecilia.follow()
    assert "Överklagandet är överlämnat" in cecilia.text
    eva.get(_mine(rejected))
    assert "Överlämnat till Förvaltningsrätten i Göteborg." in eva.text
    assert "Överklagandet är hos domstolen" in eva.text
    assert "Tycker du att det är fel?" not in eva.text
    assert _kinds(municipality, rejected)[-2:] == ["APPEAL", "APPEAL_FORWARDED"]


def test_an_empty_appeal_is_asked_about(rejected):
    margit = _open("margit", _mine(rejected))
    margit.send("text", text=" ")
    assert (margit.page.status_code, "Skriv något innan du skickar" in margit.text) == (422, True)


def test_an_appeal_is_taken_back(municipality, rejected):
    margit = _open("margit", _mine(rejected))
    margit.send("text", text="Jag vill ha larm.")
    margit.follow()
    action = f"{_mine(rejected)}ta-tillbaka/"
    assert action in margit.text
    token = margit.client.cookies["gemensam_csrf"].value
    answer = margit.client.post(action, {"csrfmiddlewaretoken": token})
    assert answer.status_code == 303
    assert _kinds(municipality, rejected)[-1] == "APPEAL_WITHDRAWN"


def test_a_caseworker_cannot_dismiss_what_came_in_time(rejected):
    margit = _open("margit", _mine(rejected))
    margit.send("text", text="Jag vill ha larm.")
    cecilia = _open("cecilia", _arbeta(rejected))
    assert "avvisa/" not in cecilia.text
    token = cecilia.client.cookies["gemensam_csrf"].value
    version = cecilia.form("overlamna-court").values["overlamna-version"][0]
    answer = cecilia.client.post(
        _arbeta(rejected, "avvisa/"),
        {"csrfmiddlewaretoken": token, "avvisa-version": version, "avvisa-reason": "Nej"},
    )
    assert answer.status_code == 409
    assert "Överklagandet kom in i tid" in answer.content.decode()


def test_after_an_appeal_the_decision_can_be_changed_from_the_page(municipality, rejected):
    margit = _open("margit", _mine(rejected))
    margit.send("text", text="Jag vill ha larm.")
    cecilia = _open("cecilia", _arbeta(rejected))
    form = cecilia.form("beslut-outcome")
    unit = next(str(one.id) for one in _units(municipality) if one.name == "Hemtjänst Norr")
    day = (timezone.localtime() + timedelta(days=2)).date()
    typed = form.values | {
        "beslut-outcome": "GRANT",
        "beslut-motivation": "Du har fallit igen.",
        "beslut-starts_on": day.isoformat(),
        "beslut-performer": unit,
        "bekrafta": "ja",
    }
    assert cecilia.client.post(form.action, typed).status_code == 303
    margit.get(_mine(rejected))
    assert "Du får det du ansökte om: trygghetslarm." in margit.text
    assert "Du har överklagat" not in margit.text


def _units(municipality):
    with tenant_context(municipality.tenant_id):
        return organisations.units()


def test_the_whole_case_is_printed_for_its_caseworker(sent):
    cecilia = Visitor("cecilia")
    answer = cecilia.get(_arbeta(sent, "akt.pdf"))
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "application/pdf",
        "no-store",
    )
    assert answer.content.startswith(b"%PDF-1.7")

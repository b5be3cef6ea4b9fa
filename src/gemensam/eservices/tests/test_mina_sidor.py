"""Mina sidor: what waits, the dialogue, the decision, and mandates."""

from uuid import UUID

import pytest
from django.utils import timezone
from tests.cast_at_work import undone

from gemensam.cases.models import Case, CaseEvent
from gemensam.eservices.models import Application
from gemensam.eservices.tests.browsing import MINE, Visitor
from gemensam.eservices.tests.margits_case import ask_about_the_key, send_for_margit
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.people.models import Mandate
from gemensam.tenancy.context import tenant_context


@pytest.fixture(scope="module")
def municipality(clones):
    """Margit's municipality; what this module's tests do is undone."""
    clones.renew()
    with undone():
        yield organisations.municipality_by_slug("munkedal")


@pytest.fixture(scope="module")
def application(municipality) -> Application:
    """Eva's application for Margit, filled in page by page once for all tests, and sent."""
    return send_for_margit(municipality)


@pytest.fixture
def sent(application):
    """The application as it was sent; what a test does with it is undone."""
    with undone():
        yield application


@pytest.fixture
def home(municipality):
    """Margit's municipality; what a test does there is undone."""
    with undone():
        yield municipality


def _case_path(sent: Application) -> str:
    return f"{MINE}arenden/{sent.case_id}/"


def test_the_case_stands_on_mina_sidor_of_both_and_is_marked_for_whom(home, sent):
    eva, margit = Visitor("eva"), Visitor("margit")
    eva.get(MINE)
    margit.get(MINE)

    assert f'href="{_case_path(sent)}"' in eva.text
    assert "För Margit Lindgren" in eva.text
    assert "Du är ombud för <b>Margit Lindgren</b>." in eva.text
    assert f'href="{_case_path(sent)}"' in margit.text
    assert "För Margit" not in margit.text


def test_a_question_waits_on_mina_sidor_and_its_answer_lands_in_the_thread(home, sent):
    question = ask_about_the_key(home, sent)
    eva = Visitor("eva")
    eva.get(MINE)
    assert f'href="{_case_path(sent)}#fraga-{question}"' in eva.text
    assert "För Margit Lindgren. Cecilia Nyberg behöver ditt svar" in eva.text

    eva.get(_case_path(sent))
    eva.send("question", text="Jag lämnar den på torsdag.")
    eva.follow()
    with tenant_context(home.tenant_id):
        answers = CaseEvent.objects.filter(kind="ANSWER", case_id=sent.case_id).values_list(
            "question_id", "text", "field_id", "is_on_behalf"
        )
        assert list(answers) == [(question, "Jag lämnar den på torsdag.", "spare_key", True)]
        assert Case.objects.get(id=sent.case_id).state == "ANSWERED"
    eva.get(MINE)
    assert "Inget väntar på dig just nu." in eva.text


def test_an_empty_answer_is_asked_for_again(home, sent):
    question = ask_about_the_key(home, sent)
    eva = Visitor("eva")
    eva.get(_case_path(sent))
    eva.send("question", text="   ")

    assert eva.page.status_code == 422
    assert f'<a href="#id_{question}_text">Skriv något innan du skickar</a>' in eva.text


def test_an_answer_that_is_too_long_is_given_back_as_it_was_typed(home, sent):
    ask_about_the_key(home, sent)
    eva = Visitor("eva")
    eva.get(_case_path(sent))
    eva.send("question", text="nyckel " * 700)

    assert eva.page.status_code == 422
    assert "Skriv kortare: högst 4000 tecken" in eva.text
    assert eva.form("question").values["text"][0].startswith("nyckel nyckel")


def test_a_second_answer_to_the_same_question_is_told_that_it_came_after(home, sent):
    ask_about_the_key(home, sent)
    eva, margit = Visitor("eva"), Visitor("margit")
    eva.get(_case_path(sent))
    margit.get(_case_path(sent))
    margit.send("question", text="Eva gör det.")
    eva.send("question", text="Jag gör det.")

    assert eva.page.status_code == 409
    assert "Någon har redan svarat på frågan." in eva.text


def test_a_message_is_said_in_the_thread(home, sent):
    margit = Visitor("margit")
    margit.get(_case_path(sent))
    form = margit.form("text")
    margit.client.post(form.action, form.values | {"text": "Tack för hjälpen."})
    margit.get(_case_path(sent))

    assert "Tack för hjälpen." in margit.text


@pytest.mark.parametrize("last", ["", "svara/", "skriv/", "beslut.pdf"])
def test_a_case_is_not_there_for_somebody_without_ties(home, sent, last):
    david = Visitor("david")
    david.get(MINE)
    token = {"csrfmiddlewaretoken": david.client.cookies["gemensam_csrf"].value}
    path = f"{_case_path(sent)}{last}"
    send = {"svara/", "skriv/"}
    data = token | {"text": "x", "question": str(UUID(int=7))}
    answer = david.client.post(path, data) if last in send else david.client.get(path)

    assert answer.status_code == 404
    assert "Margit" not in answer.content.decode()


@pytest.mark.parametrize("who", ["cecilia", "ulla"])
def test_staff_do_not_come_in_by_the_residents_door(home, sent, who):
    visitor = Visitor(who)
    paths = [MINE, _case_path(sent), f"{MINE}vem-har-last/", f"{MINE}ombud/"]

    assert [visitor.get(path).status_code for path in paths] == [403, 403, 403, 403]


def test_both_sides_see_the_mandate_and_only_the_resident_may_end_it(home, sent):
    margit, eva = Visitor("margit"), Visitor("eva")
    margit.get(f"{MINE}ombud/")
    eva.get(f"{MINE}ombud/")
    both = [
        "Fullmakt på papper, registrerad av kommunen",
        "Skickade in en ansökan: trygghetslarm",
        "läsa, ansöka och svara",
    ]

    assert [words in margit.text for words in both] == [True, True, True]
    assert [words in eva.text for words in both] == [True, True, True]
    assert "aterkalla/" in margit.text
    assert "aterkalla/" not in eva.text


def test_nobody_but_the_resident_can_revoke_and_twice_is_told(home, sent):
    with tenant_context(home.tenant_id):
        mandate = Mandate.objects.get(resident_id=sent.resident_id)
    path = f"{MINE}ombud/{mandate.id}/aterkalla/"

    def sends(who: str) -> int:
        visitor = Visitor(who)
        visitor.get(f"{MINE}ombud/")
        token = {"csrfmiddlewaretoken": visitor.client.cookies["gemensam_csrf"].value}
        return visitor.client.post(path, token).status_code

    assert [sends(who) for who in ("eva", "david", "cecilia")] == [404, 404, 403]
    with tenant_context(home.tenant_id):
        assert Mandate.objects.get(id=mandate.id).revoked_at is None
    assert [sends("margit"), sends("margit")] == [303, 409]
    with tenant_context(home.tenant_id):
        journal = [line.what for line in people.journal(mandate.id)]
    assert journal[-1] == "Behörigheten återkallades"


def test_whoever_holds_a_mandate_stops_acting_by_it_and_both_read_of_it(home, sent):
    with tenant_context(home.tenant_id):
        mandate = Mandate.objects.get(resident_id=sent.resident_id)
    path = f"{MINE}ombud/{mandate.id}/lamna/"
    eva = Visitor("eva")
    assert f'action="{path}"' in eva.get(f"{MINE}ombud/").content.decode()

    def sends(visitor: Visitor) -> int:
        visitor.get(f"{MINE}ombud/")
        token = {"csrfmiddlewaretoken": visitor.client.cookies["gemensam_csrf"].value}
        return visitor.client.post(path, token).status_code

    assert [sends(one) for one in (Visitor("margit"), eva)] == [404, 303]
    page = eva.get(f"{MINE}ombud/").content.decode()
    assert ("Du är inte längre ombud för Margit" in page, path in page) == (True, False)
    assert sends(eva) == 409
    with tenant_context(home.tenant_id):
        assert people.journal(mandate.id)[-1].what == "Ombudet lämnade uppdraget"
    assert "Ombudet lämnade uppdraget" in Visitor("margit").get(f"{MINE}ombud/").content.decode()


def test_whoever_a_court_named_does_not_stop_here(home, sent):
    with tenant_context(home.tenant_id):
        Mandate.objects.filter(resident_id=sent.resident_id).update(basis="TRUSTEE")
        mandate = Mandate.objects.get(resident_id=sent.resident_id)
    path = f"{MINE}ombud/{mandate.id}/lamna/"
    eva = Visitor("eva")
    assert path not in eva.get(f"{MINE}ombud/").content.decode()
    token = {"csrfmiddlewaretoken": eva.client.cookies["gemensam_csrf"].value}
    assert eva.client.post(path, token).status_code == 409


def test_after_revoking_nothing_of_margit_is_left_on_evas_pages(home, sent):
    with tenant_context(home.tenant_id):
        Mandate.objects.update(revoked_at=timezone.now())
    eva = Visitor("eva")
    eva.get(MINE)

    assert "Margit" not in eva.text
    assert eva.get(_case_path(sent)).status_code == 404


def test_a_resident_of_another_municipality_is_told_so_and_shown_nothing(home, sent):
    david = Visitor("david")
    david.get("/skara/mina-sidor/")
    assert david.page.status_code == 200
    assert "Vi hittar dig inte som invånare i Skara kommun" in david.text


def test_the_start_page_leads_from_what_is_hard_to_the_service(home):
    stranger = Visitor()
    stranger.get("/munkedal/")
    assert stranger.text.count('href="/munkedal/ansok/trygghetslarm/"') == 3
    assert "Jag är orolig för en förälder som bor ensam" in stranger.text
    assert stranger.get("/munkedal/ansok/finns-inte/").status_code == 404
    assert stranger.get("/finns-inte/").status_code == 404

"""The pages of surveys, without script: answered by link, on paper and in two browsers; and worked with."""

import io
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests.cast_at_work import log_in

from gemensam.audit.models import AccessLog
from gemensam.organisations import api as organisations
from gemensam.surveys import actions, links, queries
from gemensam.surveys.models import Invitation, Participation, Survey, SurveyKind
from gemensam.surveys.tests.asking import (
    LIDKOPING,
    MUNKEDAL,
    NOW,
    a_survey,
    answer,
    home,
    invite,
    publish,
    the_form,
)
from gemensam.tenancy.context import tenant_context

ROOT = "/enkat/munkedal/fraga/"
SWEDISH = {"accept-language": "sv"}


@pytest.fixture
def lena(db):
    return log_in("lena").client()


@pytest.fixture
def in_munkedal(db):
    with tenant_context(home().tenant_id):
        yield


def _browser() -> Client:
    return Client(headers=SWEDISH)


# What a page of the form says that it asks.
ASKED = {"asked": ["pick", "picks", "number", "words"]}


def _go(client, path, data=None, **kwargs):
    page = client.post(path, data, **kwargs) if data is not None else client.get(path)
    while page.status_code == 303:
        page = client.get(page["Location"].partition("#")[0])
    return page


def _said(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_anybody_with_the_link_answers_without_logging_in_and_the_browser_forgets(in_munkedal):
    a_survey(codes=(MUNKEDAL, LIDKOPING))
    browser = _browser()
    start = browser.get(ROOT)
    assert "Du är anonym" in _said(start)
    assert browser.post(ROOT).status_code == 422
    page = _go(browser, ROOT, {"municipality": LIDKOPING})
    assert page.request["PATH_INFO"] == f"{ROOT}1/"
    missing = _go(browser, f"{ROOT}1/", ASKED | {"go": "next", "words": "Jo"})
    assert missing.status_code == 422
    check = _go(browser, f"{ROOT}1/", ASKED | {"go": "next", "pick": "b", "words": "Jo"})
    assert "Kontrollera och skicka" in _said(check)
    thanks = _go(browser, f"{ROOT}kontrollera/", {"send": "1"})

    assert "Tack för dina svar" in _said(thanks)
    assert browser.cookies["enkat"].value == ""
    row = Participation.objects.get()
    assert (row.municipality_code, row.counted) == (LIDKOPING, {"pick": "b", "words": "Jo"})
    # A second click on the same button.
    assert "Tack" in _said(_go(browser, f"{ROOT}kontrollera/", {"send": "1"}))
    assert Participation.objects.count() == 1


def test_an_invitations_token_leaves_the_address_at_once_and_answers_go_on_in_another_browser(
    in_munkedal,
):
    survey = a_survey(SurveyKind.INVITED)
    [token] = invite(survey, "eva@example.org")
    first, other = _browser(), _browser()
    arrived = first.get(f"{ROOT}i/{token}/")
    assert (arrived.status_code, arrived["Location"]) == (303, ROOT)
    _go(first, ROOT, {})
    _go(first, f"{ROOT}1/", ASKED | {"go": "later", "words": "Halvvägs"})
    later = first.get(f"{ROOT}senare/")
    assert f"http://testserver{ROOT}i/{token}/" in later.content.decode()
    _go(first, f"{ROOT}glom/", {})
    assert first.get(f"{ROOT}1/")["Location"] == ROOT

    again = _go(other, f"{ROOT}i/{token}/")
    assert "Fortsätt svara" in _said(again)
    assert "Halvvägs" in other.get(f"{ROOT}1/").content.decode()
    _go(other, f"{ROOT}1/", {"asked": "pick", "go": "next", "pick": "b"})
    sent = other.post(f"{ROOT}kontrollera/", {"send": "1"})
    assert (sent.status_code, sent["Location"]) == (303, f"{ROOT}tack/")
    assert "Du har redan svarat" in _said(_go(first, f"{ROOT}i/{token}/"))


def test_whoever_is_not_invited_and_whoever_comes_late_is_told_so_and_nothing_is_lost(in_munkedal):
    survey = a_survey(SurveyKind.INVITED)
    [token] = invite(survey, "eva@example.org")
    assert "Bara de som är inbjudna" in _said(_browser().get(ROOT))
    browser = _browser()
    _go(browser, f"{ROOT}i/{token}/")
    _go(browser, ROOT, {})
    actions.close_survey(survey.id, now=NOW)
    late = browser.post(f"{ROOT}1/", ASKED | {"go": "next", "pick": "a"})
    assert late.status_code == 410
    assert "Enkäten har stängt" in _said(late)
    assert browser.get(f"{ROOT}i/forged.token/").status_code == 303
    assert _browser().get("/enkat/munkedal/finns-inte/").status_code == 404
    assert _browser().get("/enkat/ingen/fraga/").status_code == 404


def test_nobody_is_led_to_answer_under_a_token_that_another_chose(in_munkedal):
    a_survey()
    browser = _browser()
    _go(browser, f"{ROOT}i/chosen-by-another/")
    _go(browser, ROOT, {})
    assert Participation.objects.count() == 1
    assert not Participation.objects.filter(door=links.door_of("chosen-by-another")).exists()


def test_a_survey_whose_last_day_has_gone_is_opened_again_by_a_later_one(lena, in_munkedal):
    survey = a_survey(last_day=date(2026, 11, 1))
    here = f"/enkater/{survey.id}/gor/"
    assert "sätt en senare" in _said(_go(lena, here, {"go": "open"}))
    wrong = lena.post(here, {"go": "days", "last_day": "2020-01-01"})
    assert wrong.status_code == 422
    _go(lena, here, {"go": "days", "last_day": "2099-01-01"})
    assert "Enkäten är öppen" in _said(_go(lena, here, {"go": "open"}))


def test_whoever_wants_no_reminder_says_so_on_the_page(in_munkedal):
    survey = a_survey(SurveyKind.INVITED)
    [token] = invite(survey, "eva@example.org")
    browser = _browser()
    _go(browser, f"{ROOT}i/{token}/")
    assert "inga fler påminnelser" in _said(_go(browser, f"{ROOT}avsta/", {}))
    assert Invitation.objects.get().wants_no_more
    assert _browser().post(f"{ROOT}avsta/").status_code == 404


def test_a_survey_is_made_invited_to_opened_reminded_closed_and_its_results_published(
    lena, in_munkedal
):
    version_id = publish(the_form())
    made = lena.post("/enkater/ny/", {
        "title": "Vad tycker du om träffpunkten?", "form": str(version_id), "kind": "INVITED",
        "about": "Vi vill göra den bättre.", "last_day": "", "reminds_on": "",
    })  # fmt: skip
    assert made.status_code == 303, _said(made)
    row = Survey.objects.get()
    assert row.key == "vad-tycker-du-om-traffpunkten"
    here = made["Location"]
    wrong = lena.post(f"{here}inbjudna/", {"lines": "eva@example.org\nUddevalla;x@y.se\nbara ord"})
    assert wrong.status_code == 422
    assert "Rad 3, ”bara ord”" in _said(wrong) or "bara ord" in _said(wrong)
    assert not Invitation.objects.exists()
    lena.post(f"{here}inbjudna/", {"lines": "eva@example.org\nkurt@example.org"})
    again = _go(lena, f"{here}inbjudna/", {"lines": "eva@example.org\nlo@example.org"})
    assert "1 är tillagd. 1 stod redan på listan." in _said(again)
    [lo] = Invitation.objects.filter(address="lo@example.org")
    _go(lena, f"{here}inbjudna/{lo.id}/ta-bort/", {})
    opened = _go(lena, f"{here}gor/", {"go": "open"})
    assert "2 inbjudningar är på väg." in _said(opened)
    assert lena.get(f"{here}andra/").status_code == 409
    token = links.token_of(Invitation.objects.get(address="eva@example.org").id)
    answer(queries.survey(row.id, now=NOW), token=token, pick="a")
    assert "1 av 2" in _said(lena.get(here)).replace("\u00a0", " ") or "50" in _said(lena.get(here))
    _go(lena, f"{here}gor/", {"go": "close"})
    assert "Enkäten är öppen" in _said(_go(lena, f"{here}gor/", {"go": "open"}))
    public = f"/enkat/munkedal/{row.key}/resultat/"
    assert _browser().get(public).status_code == 404
    _go(lena, f"{here}gor/", {"go": "publish"})
    assert _browser().get(public).status_code == 200
    _go(lena, f"{here}gor/", {"go": "unpublish"})
    assert _browser().get(public).status_code == 404


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"kind": "OPEN"}, "frågar vem någon är"),
        ({"kind": "NAMED", "last_day": "2020-01-01"}, "Dagen har varit"),
        ({"kind": "NAMED", "last_day": "2099-01-02", "reminds_on": "2099-01-03"}, "Påminn före"),
        ({"kind": ""}, "Välj"),
    ],
)
def test_a_survey_that_would_not_work_is_not_made(lena, in_munkedal, over, words):
    from gemensam.questionnaires.tests.examples import a_field, a_form

    version_id = publish(a_form(a_field("who", "email"), key="mejl"))
    data = {"title": "T", "form": str(version_id), "about": "A", **over}
    page = lena.post("/enkater/ny/", data)
    assert page.status_code == 422
    assert words in _said(page)
    assert not Survey.objects.exists()


def test_a_paper_is_written_in_and_counted_like_any_other(lena, in_munkedal):
    survey = a_survey()
    page = _go(lena, f"/enkater/{survey.id}/papper/", {})
    path = page.request["PATH_INFO"]
    check = _go(lena, path, ASKED | {"go": "next", "pick": "c"})
    assert "Kontrollera och skicka" in _said(check)
    done = _go(lena, check.request["PATH_INFO"], {"send": "1"})
    assert "Pappret är räknat" in _said(done)
    assert queries.answered(survey.id) == 1
    # What was counted cannot be opened again, nor can what somebody else writes in a browser.
    assert lena.get(path).status_code == 404
    browser = _browser()
    _go(browser, ROOT, {})
    other = Participation.objects.get(sent_on=None)
    assert lena.get(f"/enkater/{survey.id}/papper/{other.id}/1/").status_code == 404


def test_named_answers_are_read_by_those_who_may_and_the_access_log_says_so(real_db):
    lena = log_in("lena").client()
    with tenant_context(home().tenant_id):
        survey = a_survey(SurveyKind.NAMED)
        [token] = invite(survey, "eva@example.org")
        answer(survey, token=token, pick="a", words="Nämnden <b>")
        [row] = queries.named(survey.id)
    page = lena.get(f"/enkater/{survey.id}/svar/{row.id}/")
    assert "Nämnden &lt;b&gt;" in page.content.decode()
    book = load_workbook(io.BytesIO(lena.get(f"/enkater/{survey.id}/resultat.xlsx").content))
    assert [cell.value for cell in book["Svar"][2]][:3] == ["Munkedal", "eva", "2026-11-22"]
    with tenant_context(home().tenant_id, using="logreader"):
        logged = AccessLog.objects.using("logreader").filter(resource_id=survey.id)
        assert [(one.actor_name, one.is_allowed) for one in logged] == [("Lena Åberg", True)] * 2
    # Another municipality finds nothing, and who has no right is refused.
    assert log_in("tove").client().get(f"/enkater/{survey.id}/").status_code == 404
    assert log_in("cecilia").client().get(f"/enkater/{survey.id}/").status_code == 403


def test_an_anonymous_surveys_answers_are_never_shown_one_by_one(lena, in_munkedal):
    survey = a_survey()
    answer(survey, pick="a")
    one = Participation.objects.get()
    assert lena.get(f"/enkater/{survey.id}/svar/").status_code == 404
    assert lena.get(f"/enkater/{survey.id}/svar/{one.id}/").status_code == 404


def test_results_stand_on_the_page_and_in_the_files_alike(lena, in_munkedal):
    survey = a_survey(codes=(MUNKEDAL, LIDKOPING))
    for n in range(30):
        answer(survey, pick="a" if n % 3 else "b", code=MUNKEDAL, words="=1+1")
    for _n in range(12):
        answer(survey, pick="b", code=LIDKOPING)
    actions.close_survey(survey.id, now=NOW)
    page = lena.get(f"/enkater/{survey.id}/resultat/")
    assert "20 · 48" in _said(page).replace("\u00a0", " ")
    text = lena.get(f"/enkater/{survey.id}/resultat.csv").content.decode()
    rows = [line.split(";") for line in text.splitlines() if line.startswith("Vill du?")]
    assert [row[1:6] for row in rows] == [
        ["Alla", "Ja", "20", "47.6", "42"], ["Alla", "Nej", "22", "52.4", "42"],
        ["Alla", "Kanske", "0", "0.0", "42"],
        ["Munkedal", "Ja", "20", "66.7", "30"], ["Munkedal", "Nej", "10", "33.3", "30"],
        ["Munkedal", "Kanske", "0", "0.0", "30"],
        ["Lidköping", "Ja", "0", "0.0", "12"], ["Lidköping", "Nej", "12", "100.0", "12"],
        ["Lidköping", "Kanske", "0", "0.0", "12"],
    ]  # fmt: skip
    book = load_workbook(io.BytesIO(lena.get(f"/enkater/{survey.id}/resultat.xlsx").content))
    assert book["Resultat"]["D2"].value == 20
    assert book["Skrivna svar"]["B2"].value == "'=1+1"
    assert organisations.municipality_by_code(LIDKOPING).name in text


def test_an_earlier_survey_of_the_same_form_is_compared_with(lena, in_munkedal):
    before = a_survey(SurveyKind.BODIES, key="forra")
    [token] = invite(before, "a@example.org")
    answer(before, token=token, pick="a", number="2")
    Survey.objects.filter(id=before.id).update(opened_at=NOW - timedelta(days=365))
    survey = a_survey(SurveyKind.BODIES, version_id=before.version_id)
    [token] = invite(survey, "a@example.org")
    answer(survey, token=token, pick="a", number="5")
    page = _said(lena.get(f"/enkater/{survey.id}/resultat/?jamfor={before.id}"))
    assert "1 · 100 % (förra gången: 100 %)" in page.replace("\u00a0", " ")
    assert "Medel 5,00, median 5,00 (förra gången: medel 2,00)" in page

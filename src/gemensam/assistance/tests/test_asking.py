"""A question to the authorities from a case: who is told what, what is kept, and what went wrong in words.

SSBTEK is the tests' stand-in: a real HTTPS server that wants a certificate.
"""

from datetime import date

import pytest
from django.test import override_settings

from gemensam.assistance import asking
from gemensam.assistance.models import CalculationVersion
from gemensam.assistance.rules.incomes import IncomeKind
from gemensam.assistance.ssbtek import client as clients
from gemensam.assistance.ssbtek.client import NotConfigured
from gemensam.assistance.ssbtek.question import Agency
from gemensam.assistance.tests import samples
from gemensam.assistance.tests.casework import an_application, found, jonnas, page_of, visit
from gemensam.assistance.tests.stand_in import StandIn, serving
from gemensam.assistance.tests.test_from_answers import FAMILY
from gemensam.audit import api as audit
from gemensam.soap.tests.stand_in import papers

SENT = {"fraga-first": "2026-11-01", "fraga-last": "2026-11-30"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def stand_in(made, monkeypatch):
    monkeypatch.setattr(clients, "PAUSES", (0.0, 0.0))
    served = StandIn()
    with serving(served, made) as configured:
        given = {
            "address": configured.address,
            "certificate": str(configured.certificate),
            "key": str(configured.key),
            "organisation": configured.organisation.number,
            "name": configured.organisation.name,
            "actor_id": configured.actor_id,
            "authorities": str(configured.authorities),
        }
        with override_settings(GEMENSAM_SSBTEK=given):
            yield served


@pytest.fixture
def page(real_world):
    page = page_of(real_world, None)
    page.case_id = page.inside(lambda: jonnas().id)
    return page


def _now(page):
    return page.inside(lambda: found(page.world, page.case_id))


def _told(page):
    """The resident's log: what each disclosure is called, newest first."""
    resident = _now(page).case.resident.id
    rows = page.inside(lambda: audit.accesses_to_resident(resident, limit=100))
    return [row.resource_type for row in rows if row.resource_type.startswith("ssbtek_")]


def test_the_page_says_who_is_asked_about_whom_and_which_days_before_the_question(page, stand_in):
    shown = page.get().text
    assert "Försäkringskassan och Pensionsmyndigheten, a-kassorna, CSN" in shown
    assert "Den handlar om: Jonna Ekberg." in shown
    assert 'value="2026-11-01"' in shown
    assert stand_in.asked == []


def test_what_was_paid_in_the_period_is_counted_and_each_agency_is_in_the_log(page, stand_in):
    assert page.post("ask", **SENT).status_code == 303
    now = _now(page)
    incomes = [one for one in now.sheet.application.incomes if one.agency]
    assert [(one.kind, one.amount.ore) for one in incomes] == [
        (IncomeKind.STUDY_SUPPORT, 4444_00),
        (IncomeKind.SICKNESS_BENEFIT, 7000_25),
        (IncomeKind.PENSION, 1200_00),
        (IncomeKind.UNEMPLOYMENT_BENEFIT, 2100_50),
    ]
    assert now.sheet.asked.missing == {"applicant": ()}
    assert stand_in.asked == [["CSN", "FK", "SO"]]
    assert sorted(_told(page)) == ["ssbtek_csn", "ssbtek_fk", "ssbtek_so"]
    assert "har hittats och är inte uppgett" in page.get().text


def test_of_the_answers_only_incomes_are_kept(page, stand_in):
    page.post("ask", **SENT)
    kept = page.inside(lambda: str(_stored(page)))
    assert "Hemlig" not in kept
    assert samples.PERSON.reveal() not in kept


def _stored(page):
    row = CalculationVersion.objects.get(case_id=page.case_id)
    return row.sheet, row.calculation


def test_an_agency_that_is_silent_is_a_warning_and_never_zero(page, stand_in):
    stand_in.parts["SO"] = samples.away("SO", "BT")
    assert page.post("ask", **SENT).status_code == 303
    assert _now(page).sheet.asked.missing == {"applicant": (("SO", "NO_ANSWER"),)}
    shown = page.get().text
    assert "Inget helt svar från a-kassorna om Jonna Ekberg" in shown
    assert "Den svarade inte. Det kan finnas inkomster som inte är här." in shown


def test_a_service_that_cannot_be_reached_is_said_and_the_disclosure_stays_in_the_log(
    page, stand_in
):
    stand_in.first = [(503, b"")] * 3
    assert page.post("ask", **SENT).status_code == 303
    shown = page.get().text
    assert shown.count("Tjänsten gick inte att nå. Fråga igen senare.") == len(asking.AGENCIES)
    assert len(_told(page)) == len(asking.AGENCIES)


def test_asking_again_replaces_what_was_told_before(page, stand_in):
    page.post("ask", **SENT)
    first = _now(page).sheet.application.incomes
    page.post("ask", **SENT)
    again = _now(page)
    assert (again.number, again.sheet.application.incomes) == (2, first)


def test_what_an_agency_told_before_stays_while_it_is_silent(page, stand_in):
    page.post("ask", **SENT)
    first = _now(page).sheet.application.incomes
    stand_in.parts["SO"] = samples.away("SO", "BT")
    page.post("ask", **SENT)
    again = _now(page).sheet
    assert sorted(again.application.incomes, key=str) == sorted(first, key=str)
    assert again.asked.missing == {"applicant": (("SO", "NO_ANSWER"),)}


def test_a_partner_is_asked_about_by_number_and_has_rows_of_her_own_in_the_log(page, stand_in):
    page.case_id = page.inside(lambda: jonnas("INVESTIGATING").id)
    assert page.post("ask", **SENT).status_code == 303
    now = _now(page)
    assert now.sheet.asked.missing == {"applicant": (), "partner": ()}
    assert len(stand_in.asked) == 2
    partner = page.inside(lambda: asking.subjects_of(_now(page)))[1]
    assert partner.resident_id not in {None, now.case.resident.id}
    rows = page.inside(lambda: audit.accesses_to_resident(partner.resident_id, limit=100))
    told = [row.resource_type for row in rows if row.resource_type.startswith("ssbtek_")]
    assert sorted(told) == sorted(_told(page)) == ["ssbtek_csn", "ssbtek_fk", "ssbtek_so"]


def test_a_partner_without_a_number_is_not_asked_about_and_that_is_said(page, stand_in, disk):
    answers = FAMILY | {"partner_has_number": "no"}
    page.case_id = page.inside(lambda: an_application(page.world, answers))
    assert page.post("ask", **SENT).status_code == 303
    assert stand_in.asked == [["CSN", "FK", "SO"]]
    missing = _now(page).sheet.asked.missing
    assert missing["partner"] == tuple((one, "NO_NUMBER") for one in asking.AGENCIES)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("2026-11-30", "2026-11-01"), "Sista dagen ska komma efter den första."),
        (("2026-01-01", "2026-11-01"), "Fråga om högst tre månader"),
        (("", "2026-11-01"), "Välj en dag."),
    ],
)
def test_a_period_that_is_none_or_too_long_asks_nobody(page, stand_in, days, said):
    shown = page.post("ask", **{"fraga-first": days[0], "fraga-last": days[1]})
    assert (shown.status_code, said in shown.text) == (422, True)
    assert (stand_in.asked, _told(page)) == ([], [])


def test_who_does_not_handle_the_case_asks_nobody(page, stand_in):
    for key in ("anna", "ulla"):
        other = page_of(page.world, page.case_id, key)
        assert other.post("ask", **SENT).status_code in {403, 404}
    assert stand_in.asked == []
    assert _told(page) == []


def test_a_decided_case_asks_nobody(page, stand_in):
    page.case_id = page.inside(lambda: jonnas("DECIDED").id)
    assert page.post("ask", **SENT).status_code == 409
    assert stand_in.asked == []


def test_without_a_configuration_it_is_refused_before_anything_is_logged(page):
    with pytest.raises(NotConfigured):
        page.inside(
            lambda: asking.ask(
                visit(page.world), page.case_id, first=_day(1), last=_day(30), said="Fråga."
            )
        )
    assert _told(page) == []


def _day(number):
    return date(2026, 11, number)


def test_every_agency_that_is_asked_has_words_in_the_residents_log():
    names = {f"{asking.LOG_PREFIX}{one.lower()}" for one in asking.AGENCIES}
    assert names == {"ssbtek_fk", "ssbtek_so", "ssbtek_csn"}
    assert set(asking.AGENCIES) <= set(Agency)

"""A question to the authorities from a case: who is told what, what is kept, and what went wrong in words.

SSBTEK is the tests' stand-in: a real HTTPS server that wants a certificate. What the worker does is
done by `answered`.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings
from tests.as_worker import as_worker

from gemensam.assistance import asking, inquiring
from gemensam.assistance.models import (
    AgencyAnswer,
    AnswerState,
    CalculationVersion,
    Inquiry,
    WaitingAnswer,
)
from gemensam.assistance.rules.incomes import IncomeKind
from gemensam.assistance.ssbtek import client as clients
from gemensam.assistance.ssbtek.client import NotConfigured
from gemensam.assistance.ssbtek.question import Agency
from gemensam.assistance.tests import samples
from gemensam.assistance.tests.casework import an_application, found, jonnas, page_of, visit
from gemensam.assistance.tests.stand_in import StandIn, serving
from gemensam.assistance.tests.test_from_answers import FAMILY
from gemensam.audit import api as audit
from gemensam.soap import channel
from gemensam.soap.tests.stand_in import papers

SENT = {"fraga-number": "0", "fraga-first": "2026-11-01", "fraga-last": "2026-11-30"}


def answered(clock=None):
    """The worker asks until nothing is due."""
    with as_worker():
        while inquiring.ask_next(clock=clock or _clock):
            pass


def one_answers():
    """The worker asks one agency."""
    with as_worker():
        assert inquiring.ask_next(clock=_clock)


def _clock():
    return datetime.now(UTC)


def _after_the_hold():
    return _clock() + inquiring.HOLD + timedelta(seconds=1)


def asked(page, number=0):
    """A question that is put and answered."""
    response = page.post("ask", **SENT | {"fraga-number": str(number)})
    answered()
    return response


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def stand_in(made, monkeypatch):
    for module in (clients, channel):
        monkeypatch.setattr(module, "PAUSES", (0.0, 0.0))
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
    assert asked(page).status_code == 303
    now = _now(page)
    incomes = [one for one in now.sheet.application.incomes if one.agency]
    assert [(one.kind, one.amount.ore) for one in incomes] == [
        (IncomeKind.STUDY_SUPPORT, 4444_00),
        (IncomeKind.SICKNESS_BENEFIT, 7000_25),
        (IncomeKind.PENSION, 1200_00),
        (IncomeKind.UNEMPLOYMENT_BENEFIT, 2100_50),
    ]
    assert now.sheet.asked.missing == {"applicant": ()}
    assert sorted(stand_in.asked) == [["CSN"], ["FK"], ["SO"]]
    assert sorted(_told(page)) == ["ssbtek_csn", "ssbtek_fk", "ssbtek_so"]
    assert "har hittats och är inte uppgett" in page.get().text


def test_of_the_answers_only_incomes_are_kept(page, stand_in):
    asked(page)
    kept = page.inside(lambda: str(_stored(page)))
    assert "Hemlig" not in kept
    assert samples.PERSON.reveal() not in kept


def _stored(page):
    row = CalculationVersion.objects.get(case_id=page.case_id)
    return row.sheet, row.calculation


def test_an_agency_that_is_silent_is_a_warning_and_never_zero(page, stand_in):
    stand_in.parts["SO"] = samples.away("SO", "BT")
    assert asked(page).status_code == 303
    assert _now(page).sheet.asked.missing == {"applicant": (("SO", "NO_ANSWER"),)}
    shown = page.get().text
    assert "Inget helt svar från a-kassorna om Jonna Ekberg" in shown
    assert "Den svarade inte. Det kan finnas inkomster som inte är här." in shown


def test_a_service_that_cannot_be_reached_is_said_and_the_disclosure_stays_in_the_log(
    page, stand_in
):
    stand_in.first = [(503, b"")] * 3 * len(asking.AGENCIES)
    assert asked(page).status_code == 303
    shown = page.get().text
    assert shown.count("Tjänsten gick inte att nå. Fråga igen senare.") == 2 * len(asking.AGENCIES)
    assert len(_told(page)) == len(asking.AGENCIES)


def test_asking_again_replaces_what_was_told_before(page, stand_in):
    asked(page)
    first = _now(page).sheet.application.incomes
    asked(page, 1)
    again = _now(page)
    assert (again.number, again.sheet.application.incomes) == (2, first)


def test_what_an_agency_told_before_stays_while_it_is_silent(page, stand_in):
    asked(page)
    first = _now(page).sheet.application.incomes
    stand_in.parts["SO"] = samples.away("SO", "BT")
    asked(page, 1)
    again = _now(page).sheet
    assert sorted(again.application.incomes, key=str) == sorted(first, key=str)
    assert again.asked.missing == {"applicant": (("SO", "NO_ANSWER"),)}


def test_the_question_is_stored_before_anybody_is_asked_and_the_page_says_who_has_answered(
    page, stand_in
):
    assert page.post("ask", **SENT).status_code == 303
    assert stand_in.asked == []
    inquiry = page.inside(lambda: Inquiry.objects.get(case_id=page.case_id))
    assert (inquiry.asked_by_name, inquiry.purpose, inquiry.legal_basis) == (
        "Cecilia Nyberg",
        asking.PURPOSE,
        asking.LEGAL_BASIS,
    )
    assert (inquiry.first, inquiry.last, inquiry.closed_at) == (_day(1), _day(30), None)
    assert sorted(_told(page)) == ["ssbtek_csn", "ssbtek_fk", "ssbtek_so"]
    assert "0 av 3 svar har kommit" in page.get().text
    one_answers()
    shown = page.client.get(page.address("answers"), headers={"HX-Request": "true"})
    assert "1 av 3 svar har kommit" in shown.text
    assert shown.text.count("Har inte svarat ännu.") == 2
    assert 'hx-trigger="every 4s"' in shown.text
    assert _now(page).number == 0
    answered()
    shown = page.client.get(page.address("answers"), headers={"HX-Request": "true"})
    assert "hx-trigger" not in shown.text
    assert "Svaren har kommit" in shown.text


def test_without_javascript_the_answers_are_the_page_itself(page, stand_in):
    page.post("ask", **SENT)
    shown = page.client.get(page.address("answers"))
    assert (shown.status_code, "0 av 3 svar har kommit" in shown.text) == (200, True)
    assert page.address("answers") in shown.text


def test_a_second_press_asks_nobody_twice_while_it_is_waited_and_afterwards(page, stand_in):
    page.post("ask", **SENT)
    page.post("ask", **SENT)
    answered()
    again = page.client.post(page.address("ask"), SENT, follow=True)
    answered()
    assert sorted(stand_in.asked) == [["CSN"], ["FK"], ["SO"]]
    assert "ingen tillfrågas två gånger" in again.text
    assert len(_told(page)) == len(asking.AGENCIES)


def test_only_those_are_asked_again_who_have_not_answered(page, stand_in):
    stand_in.parts["SO"] = samples.away("SO", "BT")
    asked(page)
    before = _now(page).sheet.application.incomes
    stand_in.parts["SO"] = samples.everything()["SO"]
    assert page.post("ask_again", number="1").status_code == 303
    assert page.post("ask_again", number="1").status_code == 303
    answered()
    assert stand_in.asked[3:] == [["SO"]]
    sheet = _now(page).sheet
    assert set(before) < set(sheet.application.incomes)
    assert sheet.asked.missing == {"applicant": ()}
    assert sorted(_told(page)) == ["ssbtek_csn", "ssbtek_fk", "ssbtek_so", "ssbtek_so"]
    assert "Fråga dem igen" not in page.get().text


def test_a_worker_that_dies_while_it_asks_loses_nothing(page, stand_in):
    page.post("ask", **SENT)
    # It took the question and was killed: nothing came back.
    with as_worker():
        assert inquiring._hold(_clock()) is not None
    answered()
    waiting = page.inside(lambda: AgencyAnswer.objects.get(state=AnswerState.WAITING))
    assert (_now(page).number, waiting.tries) == (0, 1)
    answered(_after_the_hold)
    assert (_now(page).number, _now(page).sheet.asked.missing) == (1, {"applicant": ()})


def test_a_worker_that_dies_before_it_counts_asks_nobody_anew(page, stand_in, monkeypatch):
    page.post("ask", **SENT)

    def dies(*_arguments, **_named):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(inquiring.counting, "close_if_whole", dies)
        for _each in asking.AGENCIES:
            with pytest.raises(RuntimeError):
                one_answers()
    answered(_after_the_hold)
    assert sorted(stand_in.asked) == [["CSN"], ["FK"], ["SO"]]
    assert _now(page).sheet.asked.missing == {"applicant": ()}
    with as_worker():
        assert WaitingAnswer.objects.count() == 0


def test_whoever_does_not_handle_the_case_sees_no_answers(page, stand_in):
    page.post("ask", **SENT)
    answered()
    for key in ("anna", "ulla"):
        other = page_of(page.world, page.case_id, key)
        for name in ("calculation", "answers"):
            shown = other.client.get(page.address(name), headers={"HX-Request": "true"})
            assert shown.status_code in {403, 404}
        for name in ("ask_again", "count"):
            assert other.post(name, number="1").status_code in {403, 404}


def test_nobody_is_asked_for_whoever_has_lost_the_case_meanwhile_and_a_colleague_goes_on(
    page, stand_in, monkeypatch
):
    page.post("ask", **SENT)
    one_answers()
    with monkeypatch.context() as patched:

        def gone(commission_id, **_named):
            raise inquiring.identity.NoSuchCommission(commission_id)

        patched.setattr(inquiring.identity, "actor_in", gone)
        answered()
    ((first,),) = stand_in.asked
    assert _now(page).number == 0
    shown = page.get().text
    assert "Svaren har kommit, men är inte inräknade" in shown
    assert page.post("count", number="1").status_code == 303
    assert page.post("count", number="1").status_code == 303
    now = _now(page)
    assert now.number == 1
    others = sorted(set(asking.AGENCIES) - {first})
    assert now.sheet.asked.missing == {"applicant": tuple((one, "NOT_ASKED") for one in others)}
    assert page.inside(lambda: list(AgencyAnswer.objects.values_list("incomes", flat=True))) == [
        []
    ] * len(asking.AGENCIES)


def test_a_case_that_is_decided_while_the_answers_are_waited_for_keeps_none_of_them(
    page, stand_in, monkeypatch
):
    page.post("ask", **SENT)
    one_answers()

    def decided(*_arguments, **_named):
        raise inquiring.cases.CaseIsDecided

    monkeypatch.setattr(inquiring.cases, "case_to_ask_about", decided)
    monkeypatch.setattr(inquiring.cases, "put_basis", decided)
    answered()
    inquiry = page.inside(lambda: Inquiry.objects.get(case_id=page.case_id))
    assert (inquiry.outcome, len(stand_in.asked)) == ("CASE_DECIDED", 1)
    assert page.inside(lambda: AgencyAnswer.objects.exclude(incomes=[]).count()) == 0


def test_a_partner_is_asked_about_by_number_and_has_rows_of_her_own_in_the_log(page, stand_in):
    page.case_id = page.inside(lambda: jonnas("INVESTIGATING").id)
    assert asked(page).status_code == 303
    now = _now(page)
    assert now.sheet.asked.missing == {"applicant": (), "partner": ()}
    assert len(stand_in.asked) == 2 * len(asking.AGENCIES)
    partner = page.inside(lambda: asking.subjects_of(_now(page)))[1]
    assert partner.resident_id not in {None, now.case.resident.id}
    rows = page.inside(lambda: audit.accesses_to_resident(partner.resident_id, limit=100))
    told = [row.resource_type for row in rows if row.resource_type.startswith("ssbtek_")]
    assert sorted(told) == sorted(_told(page)) == ["ssbtek_csn", "ssbtek_fk", "ssbtek_so"]


def test_a_partner_without_a_number_is_not_asked_about_and_that_is_said(page, stand_in, disk):
    answers = FAMILY | {"partner_has_number": "no"}
    page.case_id = page.inside(lambda: an_application(page.world, answers))
    assert asked(page).status_code == 303
    assert sorted(stand_in.asked) == [["CSN"], ["FK"], ["SO"]]
    missing = _now(page).sheet.asked.missing
    assert missing["partner"] == tuple((one, "NO_NUMBER") for one in sorted(asking.AGENCIES))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("2026-11-30", "2026-11-01"), "Sista dagen ska komma efter den första."),
        (("2026-01-01", "2026-11-01"), "Fråga om högst tre månader"),
        (("", "2026-11-01"), "Välj en dag."),
    ],
)
def test_a_period_that_is_none_or_too_long_asks_nobody(page, stand_in, days, said):
    shown = page.post("ask", **{"fraga-number": "0", "fraga-first": days[0], "fraga-last": days[1]})
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
                visit(page.world), _now(page), first=_day(1), last=_day(30), number=0
            )
        )
    assert _told(page) == []


def _day(number):
    return date(2026, 11, number)


def test_every_agency_that_is_asked_has_words_in_the_residents_log():
    names = {f"{asking.LOG_PREFIX}{one.lower()}" for one in asking.AGENCIES}
    assert names == {"ssbtek_fk", "ssbtek_so", "ssbtek_csn"}
    assert set(asking.AGENCIES) <= set(Agency)

"""The calculation's page: what it shows, what it keeps through errors, and what happens to two at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gemensam.assistance.models import CalculationVersion
from gemensam.assistance.tests.casework import found, jonnas, page_of
from gemensam.cases.models import CaseEvent

RENT = "cost:RENT:"
MOST_QUERIES = 20


@pytest.fixture
def page(real_world):
    page = page_of(real_world, None)
    page.case_id = page.inside(lambda: jonnas().id)
    return page


def _versions(page):
    return page.inside(
        lambda: list(
            CalculationVersion.objects.filter(case_id=page.case_id)
            .order_by("number")
            .values_list("number", "granted_ore")
        )
    )


def _calculation(page):
    return page.inside(lambda: found(page.world, page.case_id)).calculation


def test_before_anybody_saved_it_the_page_shows_what_the_answers_come_to(page):
    with CaptureQueriesContext(connection) as cost:
        shown = page.get()
    assert shown.status_code == 200
    assert len(cost) <= MOST_QUERIES
    assert "Ingen har sparat den än." in shown.text
    assert "Ändrat sedan förra månaden: Hyra, 9\u202f350\u00a0kr → 9\u202f800\u00a0kr" in shown.text
    assert "Normen är påhittad." in shown.text
    assert _versions(page) == []


def test_another_amount_needs_a_reason_and_everything_typed_is_kept(page):
    sent = page.amounts(**{RENT: ("9000", "")})
    shown = page.client.post(page.address("amounts"), sent)
    assert shown.status_code == 422
    assert 'value="9000"' in shown.text
    assert "den sökande läser det" in shown.text
    assert _versions(page) == []


def test_a_decided_amount_with_its_reason_is_a_new_version_and_a_note_in_the_case(page):
    before = _calculation(page).granted()
    sent = page.amounts(**{RENT: ("9 000", "Riktlinjens högsta hyra.")})
    assert page.client.post(page.address("amounts"), sent).status_code == 303
    assert _versions(page) == [(1, before.ore - 800_00)]
    row = _calculation(page).row(RENT)
    assert (row.applied.ore, row.proposed.ore, row.decided.ore, row.reason) == (
        9800_00,
        9800_00,
        9000_00,
        "Riktlinjens högsta hyra.",
    )
    notes = page.inside(
        lambda: list(
            CaseEvent.objects.filter(case_id=page.case_id, kind="NOTE").values_list(
                "text", flat=True
            )
        )
    )
    assert len(notes) == 1
    assert "Hyra 9\u202f000\u00a0kr (Riktlinjens högsta hyra.)." in notes[0]


def test_of_two_who_save_the_second_is_told_and_keeps_what_was_typed(page):
    first = page.amounts(**{RENT: ("9000", "Riktlinje.")})
    second = page.amounts(**{RENT: ("8500", "Delas med en vän.")})
    assert page.client.post(page.address("amounts"), first).status_code == 303
    shown = page.client.post(page.address("amounts"), second)
    assert shown.status_code == 409
    assert "Beräkningen har ändrats sedan du öppnade den." in shown.text
    assert "Delas med en vän." in shown.text
    assert 'name="belopp-number" value="1"' in shown.text
    assert [number for number, _ore in _versions(page)] == [1]
    again = {**second, "belopp-number": 1}
    assert page.client.post(page.address("amounts"), again).status_code == 303


def test_a_row_is_added_by_hand_with_a_reason_and_taken_away_again(page):
    values = {
        "rad-number": 0,
        "rad-what": "cost:GLASSES",
        "rad-whose": "applicant",
        "rad-amount": "1 450",
        "rad-reason": "Kvitto visat.",
    }
    assert page.post("add", **{**values, "rad-reason": ""}).status_code == 422
    assert page.post("add", **values).status_code == 303
    row = _calculation(page).row("cost:GLASSES:")
    assert (row.applied.ore, row.proposed.ore, row.steps[0].source) == (
        0,
        1450_00,
        "Kvitto visat.",
    )
    assert page.post("remove", 0, number=0).status_code == 409
    assert page.post("remove", 0, number=1).status_code == 303
    assert page.post("remove", 0, number=2).status_code == 404
    assert [number for number, _ore in _versions(page)] == [1, 2]
    assert len({ore for _number, ore in _versions(page)}) == 2


def test_the_household_is_changed_with_a_reason(page):
    values = {
        "hushall-number": 0,
        "hushall-month": "2026-11-09",
        "hushall-days": "",
        "hushall-others_sharing": "1",
        "hushall-days-0": "30",
        "hushall-lunch-0": "on",
        "hushall-days-1": "0",
        "hushall-reason": "Lo bor hos sin far.",
    }
    assert page.post("household", **{**values, "hushall-reason": ""}).status_code == 422
    assert page.post("household", **values).status_code == 303
    now = page.inside(lambda: found(page.world, page.case_id))
    home = now.sheet.application.household
    assert (home.others_sharing, [one.days_here for one in home.children]) == (1, [None, 0])
    assert "norm:child:child:2" not in {row.key for row in now.calculation.rows}
    assert now.versions[0].said == "Hushållet ändrades: Lo bor hos sin far."


def test_what_cannot_be_calculated_is_said_and_not_stored(page):
    values = {
        "hushall-number": 0,
        "hushall-month": "2031-01-01",
        "hushall-others_sharing": "0",
        "hushall-days-0": "31",
        "hushall-days-1": "31",
        "hushall-reason": "Fel månad.",
    }
    shown = page.post("household", **values)
    assert shown.status_code == 422
    assert "Det finns ingen norm för januari 2031." in shown.text
    assert _versions(page) == []


def test_a_warning_is_acknowledged_once_and_stays_below(page):
    key = "changed:cost:RENT::980000"
    assert page.post("acknowledge", key=key).status_code == 303
    shown = page.get().text
    assert f'name="key" value="{key}"' not in shown
    assert "Ändrat sedan förra månaden: Hyra" in shown
    assert page.post("acknowledge", key="nothing").status_code == 409


def test_without_ssbtek_the_page_says_so_and_nobody_is_asked(page):
    assert "är inte ansluten till SSBTEK" in page.get().text
    sent = {"fraga-number": "0", "fraga-first": "2026-11-01", "fraga-last": "2026-11-30"}
    assert page.post("ask", **sent).status_code == 409
    assert _versions(page) == []


def test_a_decided_case_is_read_and_not_changed(page):
    page.case_id = page.inside(lambda: jonnas("DECIDED").id)
    shown = page.get()
    assert shown.status_code == 200
    assert "<input" not in shown.text.partition("<main")[2].partition("</main>")[0]
    sent = {"belopp-number": 1}
    assert page.post("amounts", **sent).status_code == 409


@pytest.mark.parametrize(("key", "status"), [("ulla", 404), ("anna", 403), ("sven", 403)])
def test_who_does_not_handle_the_case_meets_no_calculation(page, key, status):
    other = page_of(page.world, page.case_id, key)
    assert (other.get().status_code, other.post("amounts").status_code) == (status, status)

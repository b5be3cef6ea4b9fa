"""The ledger's rules: whatever the order of lines, corrections and closings, every krona is somewhere."""

import os
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemensam.kernel.money import Money, total
from gemensam.programme.kinds import CofundingState, LineKind
from gemensam.programme.rules import ledger as rules
from gemensam.programme.rules.ledger import Closing, Component, Entry, Hours, Ledger, Line
from gemensam.programme.rules.ledger_statement import Standing, Statement, statement
from gemensam.programme.tests.ledger_entries import YEAR, YEARS, empty_ledger, entries

# `make drill NAME=ledger` runs the same properties at least 5,000 times.
RUNS = int(os.environ.get("GEMENSAM_LEDGER_RUNS", "60"))
some = settings(max_examples=RUNS, deadline=None)


def kr(amount: int) -> Money:
    return Money.from_kronor(amount)


def replay(ledger: Ledger, asked: list[Entry]) -> Ledger:
    """Take what can be taken, as the database would: a refused entry changes nothing."""
    for entry in asked:
        try:
            ledger = rules.append(ledger, entry)
        except rules.LedgerRefused:
            continue
    return ledger


@some
@given(empty_ledger(), entries())
def test_every_granted_krona_is_in_one_place_whatever_the_order(
    start: Ledger, asked: list[Entry]
) -> None:
    ledger = replay(start, asked)
    granted = total(one.amount for one in start.components)
    for year in YEARS:
        found = statement(ledger, year)
        for outcome in filter(None, (found.known, found.forecast)):
            assert outcome.used + outcome.unspent == found.granted == granted
            assert min(outcome.used, outcome.unspent) >= Money(0)
            for reading in (outcome.on_matchable, outcome.on_total):
                parts = (reading.matched, reading.unmatched, reading.exempt, outcome.unspent)
                assert total(parts) == granted
                assert min(parts) >= Money(0)
                assert reading.to_repay == reading.unmatched + outcome.unspent
                assert reading.cofunding == reading.matched + reading.spare


@some
@given(empty_ledger(), entries())
def test_cofunding_is_attested_hours_and_booked_money_on_matchable_components(
    start: Ledger, asked: list[Entry]
) -> None:
    ledger = replay(start, asked)
    matchable = {one.key for one in start.components if one.is_matchable}
    booked = total(
        line.amount
        for line in ledger.lines.values()
        if line.kind is LineKind.BOOKED and not line.is_estimate and line.component in matchable
    )
    counted = total(
        rules.counted_hours(ledger, hours_id)
        for hours_id, activity in _activities(ledger).items()
        if (place := rules.component_of(start.components, activity)) and place.key in matchable
    )
    assert statement(ledger, YEARS[-1]).known.on_matchable.cofunding == booked + counted
    for hours_id in _activities(ledger):
        news = [one for one in asked if isinstance(one, Hours) and one.id == hours_id]
        attested = [one.amount for one in news if one.state is CofundingState.ATTESTED]
        counts = rules.counted_hours(ledger, hours_id)
        assert Money(0) <= counts <= max([Money(0), *attested])


def _activities(ledger: Ledger) -> dict[str, str]:
    late = {one.hours.id: one.hours.activity for one in ledger.late}
    return late | {key: one.activity for key, one in ledger.hours.items()}


def _figures(ledger: Ledger, year: int) -> Statement:
    return replace(statement(ledger, year), corrections=0)


@some
@given(empty_ledger(), entries())
def test_a_closed_year_changes_only_by_a_correction_line(start: Ledger, asked: list[Entry]) -> None:
    ledger = start
    for entry in asked:
        try:
            after = rules.append(ledger, entry)
        except rules.LedgerRefused:
            continue
        is_correction = isinstance(entry, Line) and entry.is_correction
        for year in ledger.closed:
            if not is_correction:
                assert statement(after, year) == statement(ledger, year)
            assert dict(list(after.lines.items())[: len(ledger.lines)]) == ledger.lines
        ledger = after


@some
@given(empty_ledger(), entries(), st.randoms())
def test_the_order_of_what_was_taken_in_changes_no_figure(
    start: Ledger, asked: list[Entry], random: object
) -> None:
    ledger = replay(start, asked)
    shuffled = list(ledger.lines.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    other = replace(ledger, lines=dict(shuffled))
    for year in YEARS:
        assert statement(other, year) == statement(ledger, year)


ACTIVITIES = Component("akt", "Aktiviteter", kr(1000), is_matchable=True)
COORDINATOR = Component("sam", "Samordnare", kr(200), is_matchable=False, assumption="Antagande.")
START = Ledger(YEAR, (ACTIVITIES, COORDINATOR))


def cost(key: str, amount: int, component: str = "akt") -> Line:
    return Line(key, LineKind.COST, component, YEAR, kr(amount))


def attested(key: str, amount: int, version: int = 1) -> Hours:
    return Hours(key, version, CofundingState.ATTESTED, YEAR, "mobilitet", "1430", kr(amount))


def test_a_statement_says_what_is_matched_and_what_is_to_be_repaid_both_ways() -> None:
    found = statement(
        rules.fold(
            START,
            [
                cost("k1", 700),
                cost("k2", 150, "sam"),
                Line("b1", LineKind.BOOKED, "akt", YEAR, kr(400)),
                attested("t1", 100),
                Closing(YEAR),
            ],
        ),
        YEAR,
    )
    assert (found.standing, found.forecast, found.is_last_year) == (Standing.FINAL, None, True)
    assert (found.granted, found.known.used, found.known.unspent) == (kr(1200), kr(850), kr(350))
    parts, whole = found.known.on_matchable, found.known.on_total
    assert (parts.to_match, parts.cofunding, parts.matched, parts.unmatched, parts.exempt) == (
        kr(700), kr(500), kr(500), kr(200), kr(150),
    )  # fmt: skip
    assert (whole.to_match, whole.matched, whole.unmatched, whole.exempt) == (
        kr(850), kr(500), kr(350), kr(0),
    )  # fmt: skip
    assert (parts.to_repay, whole.to_repay) == (kr(550), kr(700))
    assert (parts.assumptions, whole.assumptions) == (("Antagande.",), ())
    assert parts.workings.result == parts.to_repay.ore


def test_an_estimate_is_a_forecast_and_what_is_booked_is_not_added_to_it() -> None:
    planned = Line("b1", LineKind.BOOKED, "akt", YEAR, kr(400), is_estimate=True)
    found = statement(
        rules.fold(START, [planned, Line("b2", LineKind.BOOKED, "akt", YEAR, kr(150))]), YEAR
    )
    assert found.forecast is not None
    assert found.known.on_matchable.cofunding == kr(150)
    assert found.forecast.on_matchable.cofunding == kr(400)


def test_costs_beyond_what_was_given_are_the_countys_own() -> None:
    found = statement(rules.fold(START, [cost("k1", 1300)]), YEAR)
    assert (found.known.used, found.known.unspent, found.over) == (kr(1000), kr(200), kr(300))


def test_late_hours_wait_until_a_correction_takes_them_in() -> None:
    closed = rules.fold(START, [cost("k1", 500), Closing(YEAR), attested("t1", 100)])
    assert statement(closed, YEAR).known.on_matchable.cofunding == kr(0)
    taken = Line(
        "r1", LineKind.HOURS, "akt", YEAR, kr(100),
        corrects="t1", late_version=1, reason="Attesterade efter bokslutet",
    )  # fmt: skip
    after = rules.append(closed, taken)
    assert statement(after, YEAR).known.on_matchable.cofunding == kr(100)
    with pytest.raises(rules.LineIsThere):
        rules.append(after, replace(taken, id="r2"))


def test_hours_are_corrected_only_when_their_year_is_closed() -> None:
    wrong = Line(
        "r1", LineKind.HOURS, "akt", YEAR, kr(-100), corrects="t1", reason="Fel aktivitet"
    )  # fmt: skip
    known = rules.fold(START, [attested("t1", 100)])
    with pytest.raises(rules.YearIsOpen):
        rules.append(known, wrong)
    after = rules.fold(known, [Closing(YEAR), wrong])
    assert statement(after, YEAR).known.on_matchable.cofunding == kr(0)


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (cost("k2", 5), rules.YearIsClosed),
        (cost("k2", -5), rules.OnlyCorrectionsAreNegative),
        (cost("k1", 5), rules.LineIsThere),
        (replace(cost("k2", 5), component="?"), rules.NoSuchComponent),
        (replace(cost("k2", 5), reason="Fel"), rules.CorrectionWithoutReason),
        (replace(cost("k2", -5), corrects="k1"), rules.CorrectionWithoutReason),
        (replace(cost("k2", 0), corrects="k1", reason="Fel"), rules.OnlyCorrectionsAreNegative),
        (replace(cost("k2", -501), corrects="k1", reason="Fel"), rules.MoreThanThereIs),
        (replace(cost("k2", -5), corrects="?", reason="Fel"), rules.NothingToCorrect),
        (
            replace(cost("k2", -5, "sam"), corrects="k1", reason="Fel"),
            rules.OtherThanCorrected,
        ),
        (Closing(YEAR), rules.YearsCloseInOrder),
        (Closing(YEAR + 2), rules.YearsCloseInOrder),
    ],
)
def test_a_closed_ledger_refuses(entry: Entry, refusal: type[rules.LedgerRefused]) -> None:
    closed = rules.fold(START, [cost("k1", 500), Closing(YEAR)])
    with pytest.raises(refusal):
        rules.append(closed, entry)

"""The rules that phone and server share, by the tables that both are tested with."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from gemensam.homecare import rules
from gemensam.homecare.rules import Assigned, IntentKind, Outcome, Reason, VisitState

TABLES = Path(__file__).parents[3] / "offline" / "tests"
NOW = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)


def table(name):
    rows = json.loads((TABLES / name).read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["name"]) for row in rows]


@pytest.mark.parametrize("case", table("canonical_cases.json"))
def test_the_canonical_form_and_its_hash_are_those_of_the_phone(case):
    entry = case["entry"]
    assert (rules.canonical(entry).decode(), rules.hash_of(entry)) == (
        case["canonical"],
        case["hash"],
    )


@pytest.mark.parametrize("case", table("intent_cases.json"))
def test_a_report_does_to_a_visit_what_the_phone_says(case):
    outcome = rules.after_intent(
        VisitState(case["state"]), IntentKind(case["kind"]), Assigned(case["assigned"])
    )
    reason = Reason(case["reason"]) if case["reason"] else None
    assert outcome == Outcome(VisitState(case["after"]), reason)


def test_the_table_of_reports_asks_about_every_state_kind_and_ownership():
    rows = [parameters.values[0] for parameters in table("intent_cases.json")]
    assert {row["state"] for row in rows} == {state.value for state in VisitState}
    assert {row["kind"] for row in rows} == {kind.value for kind in IntentKind}
    assert {row["assigned"] for row in rows} == {each.value for each in Assigned}


def test_an_instant_is_written_in_utc_with_milliseconds_whatever_its_zone():
    at = datetime(2026, 11, 21, 17, 30, 0, 123_999, tzinfo=timezone(timedelta(hours=1)))
    assert rules.iso(at) == "2026-11-21T16:30:00.123Z"


@pytest.mark.parametrize(
    ("text", "can_be_kept"),
    [("å 😀\n", True), ("", True), ("a\x00b", False), ("\ud83d", False), ("a\udc00", False)],
)
def test_a_text_can_be_kept_without_nul_and_halves_of_pairs(text, can_be_kept):
    assert rules.is_storable(text) is can_be_kept


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (NOW, None),
        (NOW + timedelta(minutes=5), None),
        (NOW + timedelta(minutes=5, milliseconds=1), Reason.CLOCK_AHEAD),
        (NOW - timedelta(days=30), None),
        (NOW - timedelta(days=30, milliseconds=1), Reason.TOO_LATE),
    ],
)
def test_a_time_is_believed_from_a_month_ago_to_five_minutes_ahead(written, problem):
    assert rules.time_problem(created_at=written, now=NOW) == problem


A, B = "a" * 64, "b" * 64


@pytest.mark.parametrize(
    ("sequence", "prev_hash", "predecessor", "is_taken", "problem"),
    [
        (1, rules.GENESIS, None, False, None),
        (1, A, None, False, Reason.CHAIN_BROKEN),
        (2, A, A, False, None),
        (2, A, B, False, Reason.CHAIN_BROKEN),
        (2, A, None, False, None),
        (2, A, A, True, Reason.SEQUENCE_REUSED),
    ],
)
def test_a_note_follows_the_one_before_when_that_is_known(
    sequence, prev_hash, predecessor, is_taken, problem
):
    assert (
        rules.chain_problem(
            sequence=sequence,
            prev_hash=prev_hash,
            predecessor_hash=predecessor,
            is_taken=is_taken,
        )
        == problem
    )


def test_a_chain_begins_at_one_and_goes_on_from_its_last():
    assert (rules.next_of_chain(None), rules.next_of_chain((7, A))) == ((1, rules.GENESIS), (8, A))

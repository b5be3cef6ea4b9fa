"""The promised clock, and what a case needs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.cases import rules
from gemensam.cases.models import CaseState

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
hours = st.integers(0, 24 * 60).map(lambda n: timedelta(hours=n))


def test_a_started_clock_promises_a_decision_in_fourteen_days():
    assert rules.Clock.started(START) == rules.Clock(START, START + timedelta(days=14), None)


@given(hours, hours)
def test_a_pause_moves_the_promised_day_by_exactly_its_length(worked, waited):
    clock = rules.Clock.started(START).paused(START + worked).resumed(START + worked + waited)
    assert clock == rules.Clock(START, START + timedelta(days=14) + waited, None)


@given(hours, hours, hours)
def test_time_left_does_not_change_while_the_clock_stands_still(worked, early, late):
    clock = rules.Clock.started(START).paused(START + worked)
    assert clock.remaining(START + worked + early) == clock.remaining(START + worked + late)


@given(hours, hours, hours)
def test_stopping_twice_is_stopping_once(worked, first, second):
    clock = rules.Clock.started(START).paused(START + worked)
    assert clock.paused(START + worked + first) == clock
    ended = START + worked + first + second
    assert clock.paused(START + worked + first).resumed(ended) == clock.resumed(ended)


@given(st.lists(st.tuples(hours, hours), max_size=6))
def test_working_time_is_the_same_however_often_it_was_interrupted(periods):
    clock, now = rules.Clock.started(START), START
    for worked, waited in periods:
        clock = clock.paused(now + worked).resumed(now + worked + waited)
        now += worked + waited
    spent = sum((worked for worked, _ in periods), timedelta())
    assert clock.remaining(now) == rules.PROMISE - spent


@given(hours)
def test_the_share_gone_stays_between_nothing_and_all(later):
    assert 0 <= rules.Clock.started(START).percent_gone(START + later) <= 100


@pytest.mark.parametrize(
    ("days", "late", "soon"),
    [
        (0, False, False),
        (10.9, False, False),
        (11, False, True),
        (14, False, True),
        (14.1, True, False),
    ],
)
def test_a_clock_is_soon_in_its_last_three_days_and_late_afterwards(days, late, soon):
    clock, now = rules.Clock.started(START), START + timedelta(days=days)
    assert (clock.is_late(now), clock.is_soon(now)) == (late, soon)


def test_every_state_has_a_need():
    assert {state: rules.need_of(state) for state in CaseState.values} == {
        "NEW": "NEW_APPLICATION",
        "INVESTIGATING": "DECISION_DUE",
        "WAITING": "WAITING",
        "ANSWERED": "ANSWER_CAME",
        "DECIDED": "NOTHING",
        "APPEALED": "APPEAL",
    }


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_a_text_with_nothing_in_it_is_refused(text):
    with pytest.raises(rules.EmptyText):
        rules.clean_text(text)


def test_a_text_is_trimmed_and_its_lines_kept():
    assert rules.clean_text("  Hej\r\nEva\x00  ") == "Hej\nEva"


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(rules.TooLongText):
        rules.clean_text("x" * (rules.LONGEST_TEXT + 1))


@pytest.mark.parametrize("days", [-1, 61])
def test_a_day_for_an_answer_before_today_or_after_sixty_days_is_refused(days):
    today = date(2026, 11, 2)
    with pytest.raises(rules.AnswerDayOutOfRange):
        rules.ensure_answer_day(today + timedelta(days=days), today=today)


def test_a_number_is_written_with_its_year_and_four_digits():
    assert (rules.written_number(2026, 7), rules.written_number(2026, 12345)) == (
        "2026-0007",
        "2026-12345",
    )

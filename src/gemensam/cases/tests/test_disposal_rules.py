"""When a case is disposed of, whatever it is made of."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.cases.disposal_rules import CaseFacts, Kept, Rule, disposal_of, rule_for
from gemensam.cases.disposing import shipped

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))
RULE = Rule(
    "a",
    date(2025, 7, 1),
    5,
    "lagen",
    sample_days=frozenset({5, 15, 25}),
    kept_kinds=frozenset({"adoption"}),
)
FACTS = CaseFacts(
    "home_care",
    is_decided=True,
    is_appealed=False,
    last_note_on=date(2026, 3, 4),
    born_on=date(1940, 3, 12),
)


def test_five_years_after_the_last_note_at_the_end_of_that_year():
    assert disposal_of(FACTS, RULE).due_on == date(2031, 12, 31)
    assert disposal_of(FACTS, replace(RULE, at_year_end=False)).due_on == date(2031, 3, 4)


def test_a_leap_day_has_its_day_in_march():
    facts = replace(FACTS, last_note_on=date(2024, 2, 29))
    assert disposal_of(facts, replace(RULE, at_year_end=False)).due_on == date(2029, 3, 1)


@given(DAYS, st.lists(DAYS, max_size=3), st.booleans())
def test_never_before_its_years_have_passed_since_everything_that_happened(last, ends, at_end):
    facts = replace(FACTS, last_note_on=last, services_end=ends)
    found = disposal_of(facts, replace(RULE, at_year_end=at_end))
    newest = max([last, *ends])
    assert found.counted_from == newest
    assert found.due_on is not None
    assert found.due_on >= newest + timedelta(days=5 * 365)
    assert found.due_on.year == newest.year + 5
    assert not found.is_due(found.due_on - timedelta(days=1))
    assert found.is_due(found.due_on)


@given(DAYS, DAYS)
def test_what_was_written_in_later_is_not_disposed_of_earlier(one, other):
    first, last = sorted([one, other])
    due = [disposal_of(replace(FACTS, last_note_on=day), RULE).due_on for day in (first, last)]
    assert due == sorted(due)


@given(DAYS, DAYS)
def test_the_research_sample_is_kept_whenever_it_was(born, last):
    found = disposal_of(replace(FACTS, born_on=born, last_note_on=last), RULE)
    assert (found.kept is Kept.SAMPLE) == (born.day in {5, 15, 25})
    assert (found.due_on is None) == (found.kept is not None)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"is_decided": False}, Kept.OPEN),
        ({"is_decided": False, "is_appealed": True}, Kept.APPEALED),
        ({"services_end": [None, date(2020, 1, 1)]}, Kept.SERVICE_RUNS),
        ({"has_order": True}, Kept.ORDER),
        ({"has_request": True}, Kept.REQUEST),
        ({"kind": "adoption"}, Kept.KIND),
    ],
)
def test_what_is_kept_says_why(changes, why):
    found = disposal_of(replace(FACTS, **changes), RULE)
    assert (found.kept, found.due_on) == (why, None)


def test_a_municipality_may_keep_everything():
    assert disposal_of(FACTS, replace(RULE, keeps_all=True)).kept is Kept.ALL


def test_the_rule_of_the_kind_goes_before_and_the_newest_that_has_begun():
    own = replace(RULE, key="own", years=10, kind="home_care")
    later = replace(RULE, key="later", since=date(2030, 1, 1), years=3)
    known, today = [RULE, own, later], date(2026, 1, 1)
    assert rule_for("home_care", known, today=today) == own
    assert rule_for("meals", known, today=today) == RULE
    assert rule_for("meals", known, today=date(2030, 1, 1)) == later
    same_day = replace(RULE, key="plan", years=7)
    assert rule_for("meals", [RULE, same_day], today=today) == same_day


def test_the_shipped_rule_says_where_it_comes_from():
    (found,) = shipped()
    assert (found.years, sorted(found.sample_days)) == (5, [5, 15, 25])
    assert "2025:400" in found.source

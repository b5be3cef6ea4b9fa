"""Goal fulfilment by rule: what a status asks for, what is counted, how a report is kept."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.programme import shipped, shipped_followup
from gemensam.programme.kinds_followup import OutcomeStatus
from gemensam.programme.pages.followup_national import allocation
from gemensam.programme.rules import followup as rules
from gemensam.programme.rules.followup import (
    AreaOfCounties,
    AreaOutcome,
    CountChange,
    CountyGroup,
    Difference,
    Fault,
    Report,
)
from gemensam.programme.rules.followup_kept import report_of

MET, PARTLY, NOT_MET, NOT_ASSESSABLE, DORMANT = OutcomeStatus

# A surrogate alone is no text, and no database keeps it.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
LINES = st.lists(TEXT, max_size=3).map(tuple)
AREAS = st.builds(
    AreaOutcome,
    key=TEXT,
    name=TEXT,
    goal=TEXT,
    status=st.sampled_from(OutcomeStatus),
    status_is_ours=st.booleans(),
    why=TEXT,
    worked_with=LINES,
    indicators=LINES,
    deliveries=LINES,
    comment=TEXT,
    wakes_on=LINES,
    decided=TEXT,
)
REPORTS = st.builds(
    Report,
    year=st.integers(1990, 2100),
    intro=TEXT,
    analysis=TEXT,
    comments=TEXT,
    areas=st.lists(AREAS, max_size=4).map(tuple),
    source=TEXT,
)


def area(key="larm", status=NOT_ASSESSABLE, **said):
    return AreaOutcome(key=key, name=key.title(), goal="", status=status, **said)


def report(*areas):
    return Report(2026, "", "", "", areas)


@given(REPORTS)
def test_a_kept_report_is_read_back_as_it_was(one):
    kept = rules.canonical(one)
    assert report_of(kept.text) == one
    assert rules.canonical(report_of(kept.text)) == kept
    assert kept.digest == sha256(kept.text.encode()).hexdigest()


@given(REPORTS, REPORTS)
def test_two_reports_are_kept_alike_only_when_they_say_the_same(one, other):
    assert (rules.canonical(one) == rules.canonical(other)) == (one == other)


@given(AREAS, st.sets(TEXT, max_size=3))
def test_nothing_is_shown_as_met_that_is_not_measured(one, measured):
    shown = rules.shown_status(one, measured)
    if shown in {MET, PARTLY}:
        assert measured & set(one.indicators)
    else:
        assert shown is one.status or one.status in {MET, PARTLY}


@given(REPORTS)
def test_no_report_without_faults_calls_an_area_met_without_a_measure_and_a_reason(one):
    if not rules.faults(one):
        for each in one.areas:
            assert each.status not in {MET, PARTLY} or (each.indicators and each.why)
            assert (each.status is DORMANT) == bool(each.wakes_on)


@given(REPORTS)
def test_lines_are_never_fewer_than_deliveries_and_the_workings_add_up(one):
    lines, distinct = rules.deliveries(one).steps
    assert lines.result == sum(len(each.deliveries) for each in one.areas)
    assert 0 <= distinct.result <= lines.result
    assert eval(lines.formula) == lines.result
    assert eval(distinct.formula.replace("−", "-")) == distinct.result


@given(REPORTS)
def test_a_report_differs_from_itself_in_nothing(one):
    unique = {each.key: each for each in one.areas}
    same = replace(one, areas=tuple(unique.values()))
    assert rules.differences(same, same) == ()


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (area(), ()),
        (replace(area(), name=""), (("name", "Give the area a name"),)),
        (
            area(status=MET),
            (
                ("why", "Say what the assessment rests on"),
                ("indicators", "Choose what shows that the goal is met"),
            ),
        ),
        (area(status=PARTLY, why="x", indicators=("a",)), ()),
        (area(status=NOT_MET), (("why", "Say what the assessment rests on"),)),
        (area(status=DORMANT), (("wakes_on", "Say what would wake the area"),)),
        (area(status=DORMANT, wakes_on=("x",)), ()),
        (area(wakes_on=("x",)), (("wakes_on", "Only an area that rests can be woken"),)),
        (area(decided="2015-09"), ()),
        (
            area(decided="i september"),
            (("decided", "Write the date as 2026, 2026-09 or 2026-09-15"),),
        ),
        (area(comment="x" * 2_001), (("comment", "Write at most 2,000 characters"),)),
        (area(deliveries=("x",) * 61), (("deliveries", "Write at most 60 lines"),)),
    ],
)
def test_a_status_asks_for_what_it_rests_on(one, expected):
    assert rules.faults(report(one)) == tuple(Fault(0, *each) for each in expected)


def test_two_areas_of_the_same_name_are_told_at_the_second():
    found = rules.faults(report(area("a"), replace(area("b"), name=" A ")))
    assert found == (Fault(1, "name", "Two areas have the same name"),)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ({"a": 3, "b": 9}, {"a": 1, "c": 7}, CountChange(1, 2)),
        ({"a": 0}, {"a": 4}, CountChange(1, -4)),
        ({"a": 3}, {"b": 3}, None),
    ],
)
def test_a_count_is_compared_only_where_it_is_known_both_times(now, before, expected):
    assert rules.count_change(now, before) == expected


def test_forty_one_areas_are_one_too_many():
    found = rules.faults(report(*(area(f"a{number}") for number in range(41))))
    assert found == (Fault(None, "areas", "A report has at most 40 areas"),)


def test_what_differs_is_named_by_area_and_field():
    before = report(area("a"), area("b"))
    after = replace(report(area("a", NOT_MET, why="x"), area("c")), intro="ny")
    assert rules.differences(before, after) == (
        Difference("", "intro"),
        Difference("A", "status"),
        Difference("A", "why"),
        Difference("C", "added"),
        Difference("B", "removed"),
    )
    assert rules.differences(None, after) == ()


def test_the_report_of_2015_holds_together_with_fifteen_lines_and_twelve_deliveries():
    one = shipped_followup.report()
    assert rules.faults(one) == ()
    lines, distinct = rules.deliveries(one).steps
    assert (lines.formula, lines.result) == ("8 + 7 + 0", 15)
    assert (distinct.formula, distinct.result) == ("15 − 3", 12)
    assert [each.status for each in one.areas] == [NOT_ASSESSABLE, NOT_ASSESSABLE, DORMANT]
    known = shipped.indicators().keys()
    assert {key for each in one.areas for key in each.indicators} <= known
    assert {key for aim in shipped_followup.national().aims for key in aim.indicators} <= known


def test_thirteen_five_and_two_are_twenty_of_twenty_one_counties():
    found = shipped_followup.national()
    counted = [one for one in found.areas if rules.counties(one, found.counties_in_sweden)]
    assert [one.key for one in counted] == ["npo_consumer"]
    workings = rules.counties(counted[0], found.counties_in_sweden)
    assert [(step.formula, step.result) for step in workings.steps] == [
        ("13 + 5 + 2", 20),
        ("21 − 20", 1),
    ]


def test_an_area_whose_counties_nobody_counted_has_no_sum():
    one = AreaOfCounties("a", "A", (CountyGroup("x", "X", 3), CountyGroup("y", "Y")))
    assert rules.counties(one, 21) is None


def test_ninety_millions_are_the_sum_of_twenty_and_seventy():
    found = allocation()
    assert [step.result // 100 for step in found.steps] == [20_000_000, 70_000_000, 90_000_000]
    assert found.result == shipped.grant_2013().national_total.ore

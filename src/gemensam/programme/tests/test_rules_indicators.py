"""Indicator values: two integers, four states, sums that are never made of percentages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.programme import shipped
from gemensam.programme.rules import indicators
from gemensam.programme.rules.indicators import (
    MISSING,
    NOT_ASSESSABLE,
    SUPPRESSED,
    Feed,
    Publication,
    ShareValue,
    ValueState,
    share,
)

measured = st.integers(1, 5000).flatmap(
    lambda denominator: st.integers(0, denominator).map(lambda n: share(n, denominator))
)
any_value = st.one_of(measured, st.sampled_from([MISSING, NOT_ASSESSABLE]))
by_code = st.dictionaries(st.integers(1401, 1499).map(str), any_value, max_size=49)


def test_zero_is_a_value_and_is_added() -> None:
    summed = indicators.sum_of({"1430": share(0, 40), "1496": share(60, 60)})
    assert share(0, 40).tenths_of_percent == 0
    assert summed == share(60, 100)


def test_missing_zero_and_not_assessable_are_three_things() -> None:
    summed = indicators.sum_of({"a": MISSING, "b": share(0, 5), "c": share(0, 0)})
    assert summed == share(0, 5)


def test_percentages_are_never_averaged() -> None:
    summed = indicators.sum_of({"small": share(10, 10), "large": share(0, 990)})
    assert summed.tenths_of_percent == 10


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, MISSING),
        ({"a": MISSING}, MISSING),
        ({"a": MISSING, "b": NOT_ASSESSABLE}, MISSING),
        ({"a": NOT_ASSESSABLE}, NOT_ASSESSABLE),
    ],
)
def test_a_sum_without_values_says_why(values: dict[str, ShareValue], expected: ShareValue) -> None:
    assert indicators.sum_of(values) == expected


def test_suppressed_values_are_never_added() -> None:
    with pytest.raises(indicators.SuppressedValueInSum):
        indicators.sum_of({"a": SUPPRESSED, "b": share(1, 2)})


@pytest.mark.parametrize(("numerator", "denominator"), [(3, 2), (-1, 2), (1, 0), (0, -1)])
def test_an_impossible_share_is_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(indicators.ShareOutOfRange):
        share(numerator, denominator)


@pytest.mark.parametrize(
    ("state", "numerator", "denominator"),
    [
        (ValueState.MISSING, 1, 2),
        (ValueState.MISSING, 1, None),
        (ValueState.MEASURED, None, None),
        (ValueState.MEASURED, 1, None),
    ],
)
def test_a_state_that_contradicts_its_numbers_is_refused(
    state: ValueState, numerator: int | None, denominator: int | None
) -> None:
    with pytest.raises(indicators.StateAndNumbersDisagree):
        ShareValue(state, numerator, denominator)


@given(values=by_code, cut=st.integers(1401, 1500))
def test_a_sum_of_part_sums_is_the_sum_of_all(values: dict[str, ShareValue], cut: int) -> None:
    low = {key: value for key, value in values.items() if int(key) < cut}
    high = {key: value for key, value in values.items() if int(key) >= cut}
    parts = {str(i): indicators.sum_of(half) for i, half in enumerate((low, high)) if half}
    assert indicators.sum_of(parts) == indicators.sum_of(values)


@given(values=by_code)
def test_a_summed_share_lies_between_its_parts(values: dict[str, ShareValue]) -> None:
    summed = indicators.sum_of(values)
    shares = [one.tenths_of_percent for one in values.values() if one.tenths_of_percent is not None]
    if shares:
        assert summed.tenths_of_percent is not None
        assert min(shares) <= summed.tenths_of_percent <= max(shares)


def test_nine_are_hidden_with_the_smallest_neighbour_and_ten_are_shown() -> None:
    values = {"a": share(9, 9), "b": share(5, 10), "c": share(50, 100), "d": MISSING}
    assert indicators.publish(values) == Publication(
        rows={"a": SUPPRESSED, "b": SUPPRESSED, "c": share(50, 100), "d": MISSING},
        total=share(64, 119),
        hidden=("a", "b"),
    )


def test_two_small_groups_that_are_ten_together_need_no_third() -> None:
    values = {"a": share(4, 4), "b": share(5, 6), "c": share(50, 100)}
    assert indicators.publish(values).hidden == ("a", "b")


def test_a_total_that_is_too_small_is_hidden_itself() -> None:
    assert indicators.publish({"a": share(1, 4), "b": share(2, 5)}) == Publication(
        rows={"a": SUPPRESSED, "b": SUPPRESSED}, total=SUPPRESSED, hidden=("a", "b")
    )


def test_a_single_small_group_hides_the_total_too() -> None:
    assert indicators.publish({"a": share(1, 4)}).total == SUPPRESSED


def test_large_groups_are_shown_as_they_are() -> None:
    values = {"a": share(0, 10), "b": share(12, 30)}
    assert indicators.publish(values) == Publication(rows=values, total=share(12, 40), hidden=())


small = st.integers(1, 30).flatmap(lambda d: st.integers(0, d).map(lambda n: share(n, d)))


@given(values=st.dictionaries(st.sampled_from("abcdefgh"), small, max_size=8))
def test_no_small_group_comes_back_by_subtraction(values: dict[str, ShareValue]) -> None:
    published = indicators.publish(values)
    shown = [v.denominator or 0 for v in published.rows.values() if v.denominator is not None]
    assert all(size >= indicators.SMALLEST_SHOWN_GROUP for size in shown)
    if published.total.denominator is not None and published.hidden:
        assert len(published.hidden) > 1
        assert published.total.denominator - sum(shown) >= indicators.SMALLEST_SHOWN_GROUP


def test_a_hidden_association_hides_the_county_unless_another_is_hidden_with_it() -> None:
    small, other, large = {"a": share(1, 4)}, {"b": share(2, 9)}, {"c": share(50, 100)}
    alone = indicators.publish_levels({"small": small, "large": large})
    together = indicators.publish_levels({"small": small, "other": other, "large": large})
    assert (alone.groups["small"].total, alone.total) == (SUPPRESSED, SUPPRESSED)
    assert alone.groups["large"].total == share(50, 100)
    assert together.total == share(53, 113)


def test_missing_associations_hide_nothing() -> None:
    shown = indicators.publish_levels({"silent": {"a": MISSING}, "large": {"b": share(5, 20)}})
    assert (shown.groups["silent"].total, shown.total) == (MISSING, share(5, 20))


@given(
    groups=st.dictionaries(
        st.sampled_from("wxyz"), st.dictionaries(st.sampled_from("abc"), small, max_size=3)
    )
)
def test_no_small_association_comes_back_from_the_county_sum(
    groups: dict[str, dict[str, ShareValue]],
) -> None:
    published = indicators.publish_levels(groups)
    totals = [group.total for group in published.groups.values()]
    if published.total.denominator is not None:
        left = published.total.denominator - sum(total.denominator or 0 for total in totals)
        assert left == 0 or left >= indicators.SMALLEST_SHOWN_GROUP


def test_a_share_shows_its_workings_in_the_definitions_words() -> None:
    definition = shipped.indicators()["andel_digitala_trygghetslarm"]
    assert definition.numerator is not None
    assert definition.denominator is not None
    workings = indicators.share_workings(
        share(15_265, 18_589),
        numerator=definition.numerator.sv,
        denominator=definition.denominator.sv,
    )
    assert workings is not None
    assert [(s.label, s.result) for s in workings.steps] == [
        ("beviljade trygghetslarm som är digitala", 15_265),
        ("alla beviljade trygghetslarm, även analoga", 18_589),
        ("Share: numerator divided by denominator", 821),
    ]


@pytest.mark.parametrize("value", [MISSING, NOT_ASSESSABLE, SUPPRESSED])
def test_without_value_there_are_no_workings(value: ShareValue) -> None:
    assert indicators.share_workings(value, numerator="a", denominator="b") is None


def test_three_indicators_are_live_and_the_rest_are_reported() -> None:
    definitions = shipped.indicators()
    assert [key for key, d in definitions.items() if d.feed is Feed.LIVE] == [
        "andel_saker_identifikation",
        "andel_digitala_trygghetslarm",
        "andel_larm_som_avsett",
    ]
    assert [key for key, d in definitions.items() if d.in_2015_list] == [
        "antal_etjanster",
        "andel_saker_identifikation",
        "andel_mobil_dokumentation",
        "andel_npo",
        "andel_digitala_trygghetslarm",
        "andel_kommuner_tsd",
    ]


def test_every_indicator_of_the_plan_is_defined() -> None:
    named = {key for a in shipped.plan_2013_2015().activities for key in a.indicators}
    assert named <= set(shipped.indicators())


def test_differing_denominators_keep_their_documents() -> None:
    with_conflict = {
        key: [d.source for d in definition.differing_denominators]
        for key, definition in shipped.indicators().items()
        if definition.differing_denominators
    }
    assert with_conflict == {
        "andel_saker_identifikation": [
            "2013_follow_up",
            "2013_plan",
            "2013_plan",
            "2015_goal_fulfilment",
        ],
        "andel_mobil_dokumentation": [
            "2013_follow_up",
            "2013_plan",
            "2013_plan",
            "2015_goal_fulfilment",
        ],
        "andel_npo": ["2015_goal_fulfilment", "2013_plan"],
    }
    assert all(shipped.indicators()[key].denominator is None for key in with_conflict)

"""Where municipalities stand: what is counted here wins, and nothing hidden can be found."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from gemensam.programme import shipped
from gemensam.programme.rules.indicators import (
    Feed,
    IndicatorDefinition,
    ShareValue,
    ValueState,
    share,
)
from gemensam.programme.rules.indicators_figures import Asked, Place, Reading, build
from gemensam.programme.rules.standing import Standing, StandingRow, from_figures

AT = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
DEFINITION = shipped.indicators()["andel_larm_som_avsett"]
MEMBERS = [Place(str(n), f"Kommun {n}", "Fyrbodal" if n < 4 else "Skaraborg") for n in range(1, 7)]


def _live(part: int, whole: int) -> Reading:
    return Reading(Feed.LIVE, part, whole, AT)


def _told(part: int, whole: int) -> Reading:
    return Reading(Feed.REPORTED, part, whole, AT, is_synthetic=True)


def _standing(
    known: Mapping[str, list[Reading]], definition: IndicatorDefinition = DEFINITION
) -> Standing:
    asked = Asked(definition, date(2026, 11, 1), date(2026, 11, 30))
    return from_figures(build(asked, MEMBERS, known))


def test_what_is_counted_here_wins_over_what_was_reported_which_stands_beside_it() -> None:
    row = _standing({"1": [_told(9, 10), _live(10, 20)]}).row_of("1")
    assert row == StandingRow(
        MEMBERS[0], share(10, 20), Feed.LIVE, AT, is_synthetic=False, others=(_told(9, 10),)
    )


def test_a_service_without_alarms_here_leaves_the_word_to_the_report() -> None:
    found = _standing({"1": [_live(0, 0), _told(9, 10)], "2": [_live(0, 0)]})
    assert (found.row_of("1").value, found.row_of("1").feed) == (share(9, 10), Feed.REPORTED)
    assert found.row_of("2").value.state is ValueState.NOT_ASSESSABLE
    assert found.row_of("3") == StandingRow(
        MEMBERS[2], ShareValue(ValueState.MISSING), None, None, is_synthetic=False
    )


def test_zero_missing_too_few_and_nothing_at_all_are_four_different_things() -> None:
    known = {"1": [_told(0, 40)], "3": [_told(3, 4)], "2": [_told(30, 60)], "4": [_live(0, 0)]}
    found = _standing(known)
    assert {row.member.code: row.value.state for row in found.rows} == {
        "1": ValueState.SUPPRESSED,
        "2": ValueState.MEASURED,
        "3": ValueState.SUPPRESSED,
        "4": ValueState.NOT_ASSESSABLE,
        "5": ValueState.MISSING,
        "6": ValueState.MISSING,
    }
    assert found.county == share(33, 104)


def test_a_zero_is_a_value() -> None:
    found = _standing({"1": [_told(0, 40)]})
    assert found.row_of("1").value == share(0, 40)
    assert found.county == share(0, 40)
    assert found.group_of("Fyrbodal").value == share(0, 40)


def test_answers_of_municipalities_are_never_too_few_to_show() -> None:
    definition = replace(DEFINITION, counts_municipalities=True)
    found = _standing({"1": [_told(1, 1)], "2": [_told(0, 1)]}, definition)
    assert [row.value for row in found.rows[:2]] == [share(1, 1), share(0, 1)]
    assert found.county == share(1, 2)

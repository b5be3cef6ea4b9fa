"""Where municipalities stand: what is counted here wins, and nothing hidden can be found."""

from dataclasses import replace
from datetime import UTC, datetime

from gemensam.programme import shipped
from gemensam.programme.rules.indicators import Feed, ValueState, share
from gemensam.programme.rules.standing import Known, Member, prefer, standing

AT = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
DEFINITION = shipped.indicators()["andel_larm_som_avsett"]
MEMBERS = [Member(str(n), f"Kommun {n}", "Fyrbodal" if n < 4 else "Skaraborg") for n in range(1, 7)]


def _live(part: int, whole: int) -> Known:
    return Known(share(part, whole), Feed.LIVE, AT)


def _told(part: int, whole: int) -> Known:
    return Known(share(part, whole), Feed.REPORTED, AT, is_synthetic=True)


def test_what_is_counted_here_wins_over_what_was_reported() -> None:
    assert prefer(_live(1, 20), _told(9, 10)) == _live(1, 20)


def test_a_service_without_alarms_here_leaves_the_word_to_the_report() -> None:
    assert prefer(_live(0, 0), _told(9, 10)) == _told(9, 10)
    assert prefer(_live(0, 0), None) == _live(0, 0)
    assert prefer(None, None) is None


def test_zero_missing_too_few_and_nothing_at_all_are_four_different_things() -> None:
    known = {"1": _told(0, 40), "3": _told(3, 4), "2": _told(30, 60), "4": _live(0, 0)}
    found = standing(DEFINITION, MEMBERS, known)
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
    found = standing(DEFINITION, MEMBERS, {"1": _told(0, 40)})
    assert found.row_of("1").value == share(0, 40)
    assert found.county == share(0, 40)


def test_answers_of_municipalities_are_never_too_few_to_show() -> None:
    definition = replace(DEFINITION, counts_municipalities=True)
    found = standing(definition, MEMBERS, {"1": _told(1, 1), "2": _told(0, 1)})
    assert [row.value for row in found.rows[:2]] == [share(1, 1), share(0, 1)]
    assert found.county == share(1, 2)

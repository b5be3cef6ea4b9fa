"""Definitions from text: the shipped ones are whole, and each kind of fault is shown with its place."""

from importlib.resources import files

import pytest

from gemensam.programme.rules.indicators_yaml import WrongDefinition, read

SHIPPED = ("indicators.yaml", "indicators_more.yaml")
ONE = """\
indicators:
  - id: andel_larm
    version: 2
    name: {sv: Larm, en: Alarms}
    short_name: null
    measure: share
    over_time: stock
    formula:
      numerator: count(alarms.granted, works = yes)
      denominator: "count(alarms.granted)"
    direction: increase
    feed: live
    numerator: null
    denominator: null
    differing_denominators: []
    sources: [2013_plan]
    note: null
"""


def _shipped(name: str) -> str:
    return files("gemensam.programme").joinpath("data", name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_definition_is_whole(name: str) -> None:
    recipes = read(_shipped(name))
    assert len({recipe.id for recipe in recipes}) == len(recipes) >= 9
    # Kept by itself, a definition is the same one.
    for recipe in recipes:
        assert read(f"indicators:\n{recipe.text}") == (recipe,)


def test_the_last_line_needs_no_end() -> None:
    assert read(ONE.rstrip()) == read(ONE)


def test_what_is_counted_among_others_is_named_and_the_own_denominator_comes_first() -> None:
    recipe = next(one for one in read(_shipped(SHIPPED[0])) if one.id == "andel_npo")
    assert recipe.among == ("", "concerned_staff")


def _said(text: str) -> list[str]:
    with pytest.raises(WrongDefinition) as refused:
        read(text)
    return str(refused.value).split("; ")


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("works = yes", "works = maybe", "9:48: Expected no, yes, found “maybe”."),
        (
            '"count(alarms.granted)"',
            '"count(alarm.granted)"',
            ("10:27: Expected alarms.granted, eservices.offered, observed.denominator, "
            "observed.numerator, reported.denominator, reported.numerator, staff.concerned, found “alarm.granted”."),
        ),
        (
            "count(alarms.granted, works = yes)",
            "5 + 7",
            ("9:18: The numerator is only numbers: the indicator would say the same for everybody, "
            "for ever. Count or add up a measure."),
        ),
        ('"count(alarms.granted)"', "null", "10:20: A share needs a denominator."),
        (
            "measure: share",
            "measure: count",
            "10:20: A number has no denominator: write null, or make it a share.",
        ),
        (
            "over_time: stock",
            "over_time: flow",
            "7:16: What is counted as it stands is a stock, not a flow.",
        ),
        (
            '"count(alarms.granted)"',
            "sum(reported.denominator)",
            "9:7: What is counted as it stands cannot be mixed with what is added up.",
        ),
        ("feed: live", "feed: alive", "12:11: Expected live, observed, reported, found “alive”."),
        ("version: 2", "version: 0", "3:14: Versions are counted from one."),
        ("version: 2", "version: two", "3:14: The definition is not whole: version is not a whole number."),
        ("    direction: increase\n", "", "2:5: The definition is not whole: direction is missing."),
        ("name: {sv: Larm, en: Alarms}", "name: {sv: Larm}", "4:11: The definition is not whole: en is missing."),
        ("indicators:", "other:", "1:1: There is no list of indicators here."),
        ("version: 2", "version: [", "5:5: The text is not YAML: expected ',' or ']', but got '<scalar>'."),
    ],
)  # fmt: skip
def test_a_fault_is_shown_with_its_line_and_column(good: str, bad: str, said: str) -> None:
    assert good in ONE
    assert _said(ONE.replace(good, bad)) == [said]


def test_all_faults_are_shown_at_once_and_an_id_stands_once() -> None:
    other = ONE.removeprefix("indicators:\n").replace("works = yes", "works = 1")
    twice = ONE + ONE.removeprefix("indicators:\n") + other
    assert _said(twice) == [
        "18:9: The id stands twice in the text.",
        "41:48: Expected a value, found “1”.",
    ]

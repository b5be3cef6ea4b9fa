"""Every figure that the programme is known by comes out by computation from the shipped data."""

import pytest

from gemensam.programme import shipped
from gemensam.programme.rules import figures
from gemensam.programme.rules.workings import Unit

PAGE = ("programme:plan",)


def _figures():
    for plan in shipped.plans():
        names = {one.key: one.name for one in plan.activities}
        yield from figures.of_plan(plan, PAGE)
        yield from figures.of_funding(plan, PAGE)
        yield from figures.of_resources(plan.key, plan.resources, plan.posts, names, PAGE)
    grant = shipped.grant_2013()
    yield from figures.of_matching(
        grant.key, grant.components, grant.cofunding, ("2013_plan",), PAGE
    )


FIGURES = {figure.key: figure for figure in _figures()}


def _told(key):
    figure = FIGURES[key]
    last = figure.workings.steps[-1]
    kind = Unit.ORE if figure.unit is Unit.ORE else figure.unit
    value = figure.value // 100 if kind is Unit.ORE else figure.value
    return value, last.formula.replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("key", "value", "formula"),
    [
        ("plan_2013_2015.total", 25_662_496, "19 510 496 + 2 352 000 + 3 800 000"),
        ("plan_2013_2015.funding", 25_662_496, "13 877 988 + 11 784 508"),
        ("plan_2013_2015.styrning", 19_510_496, "2 467 200 + 17 043 296"),
        ("plan_2013_2015.natverk", 2_352_000, "2 352 000"),
        ("plan_2013_2015.samordning", 3_800_000, "1 000 000 + 2 800 000"),
        ("plan_2013_2015.halves", 17_043_296, "2 × 8 521 648"),
        ("plan_2013_2015.rest", 8_619_200, "5 356 340 + 3 262 860"),
        ("grant_2013.amount", 13_877_988, "11 784 508 + 2 093 480"),
        ("grant_2013.left_on_total", 2_093_480, "13 877 988 − 11 784 508"),
        ("grant_2013.covered_on_total", 849, "11 784 508 / 13 877 988"),
        ("grant_2013.left_on_matchable", 0, "11 784 508 − 11 784 508"),
        ("grant_2013.covered_on_matchable", 1000, "11 784 508 / 11 784 508"),
        ("plan_2018.total", 5_261_590, "3 711 590 + 550 000 + 1 000 000"),
        ("plan_2018.seminarier", 440_000, "8 × (40 000 + 15 000)"),
        ("plan_2018.kommunikation", 550_000, "440 000 + 60 000 + 50 000"),
        ("plan_2018.uppdragsportfolj", 1_000_000, "1 000 000"),
        ("plan_2018.esamordnare", 3350, "20 + 140 + 40 + 5 + 50 + 20 + 60"),
        ("plan_2018.esamordnare.capacity", 4000, "4 × 100"),
        ("plan_2018.lanssamordnare", 500, "30 + 20"),
        ("plan_2018.shared", 300, "30"),
        ("plan_2018.bought", 1600, "40 + 120"),
        ("plan_2018.resources", 5750, "335 + 50 + 30 + 160"),
    ],
)
def test_a_figure_comes_out_with_its_formula(key, value, formula):
    assert _told(key) == (value, formula)

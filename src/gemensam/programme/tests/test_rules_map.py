"""The county map: classes, strips, and the shipped outlines."""

import itertools
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.programme import map as county
from gemensam.programme import shipped
from gemensam.programme.map import Dot, Fill, LegendStep
from gemensam.programme.rules.indicators import (
    MISSING,
    NOT_ASSESSABLE,
    SUPPRESSED,
    ShareValue,
    share,
)

measured = st.integers(1, 500).flatmap(
    lambda denominator: st.integers(0, denominator).map(lambda n: share(n, denominator))
)
by_code = st.dictionaries(st.integers(1401, 1499).map(str), measured, max_size=49)


def test_shades_follow_the_fixed_limits_and_nothing_to_show_is_hatched() -> None:
    values = {
        "zero": share(0, 100),
        "just under": share(8999, 10_000),
        "on the limit": share(9, 10),
        "half": share(1, 2),
        "all": share(7, 7),
        "missing": MISSING,
        "none granted": NOT_ASSESSABLE,
        "too few": SUPPRESSED,
    }
    assert county.fills(values) == {
        "zero": Fill.STEP_1,
        "just under": Fill.STEP_4,
        "on the limit": Fill.STEP_5,
        "half": Fill.STEP_2,
        "all": Fill.STEP_5,
        "missing": Fill.HATCHED,
        "none granted": Fill.HATCHED,
        "too few": Fill.HATCHED,
    }


def test_the_legend_covers_the_axis_without_gaps() -> None:
    assert county.legend() == (
        LegendStep(Fill.STEP_1, 0, 500),
        LegendStep(Fill.STEP_2, 500, 700),
        LegendStep(Fill.STEP_3, 700, 800),
        LegendStep(Fill.STEP_4, 800, 900),
        LegendStep(Fill.STEP_5, 900, 1000),
    )


@pytest.mark.parametrize("limits", [(), (1, 2, 3), (5, 4, 6, 7)])
def test_limits_that_do_not_rise_are_refused(limits: tuple[int, ...]) -> None:
    with pytest.raises(county.LimitsAreNotRising):
        county.fills({}, limits)


def test_quantile_limits_make_equal_steps_of_different_values() -> None:
    values = {str(i): share(i, 100) for i in range(50)}
    found = list(county.fills(values, county.quantile_limits(values)).values())
    assert [found.count(shade) for shade in county.SHADES] == [10, 10, 10, 10, 10]


def test_quantile_limits_without_values_are_the_fixed_ones() -> None:
    assert county.quantile_limits({"a": MISSING}) == county.SHARE_LIMITS


@given(values=by_code)
def test_a_higher_share_never_has_a_lower_shade(values: dict[str, ShareValue]) -> None:
    shades = county.fills(values, county.quantile_limits(values))
    order = sorted(values, key=lambda k: (values[k].numerator or 0) / (values[k].denominator or 1))
    steps = [county.SHADES.index(shades[key]) for key in order]
    assert steps == sorted(steps)


def test_dots_stand_on_the_axis_and_stack_where_they_would_cover() -> None:
    values = {
        "a": share(0, 10),
        "b": share(10, 10),
        "c": share(5, 10),
        "d": share(5, 10),
        "e": MISSING,
    }
    assert county.strip(values, width=220, dot_radius=10) == (
        Dot("a", 10.0, 0),
        Dot("c", 110.0, 0),
        Dot("d", 110.0, 20),
        Dot("b", 210.0, 0),
    )


@given(values=by_code)
def test_no_two_dots_cover_each_other(values: dict[str, ShareValue]) -> None:
    dots = county.strip(values, width=600, dot_radius=6)
    assert sorted(dot.key for dot in dots) == sorted(values)
    rows: dict[float, list[float]] = {}
    for dot in dots:
        rows.setdefault(dot.y, []).append(dot.x)
    gaps = [b - a for xs in rows.values() for a, b in itertools.pairwise(xs)]
    # Coordinates are rounded to a tenth.
    assert all(gap >= 12 - 0.11 for gap in gaps)
    assert all(6 <= dot.x <= 594 for dot in dots)


def test_the_median_is_the_lower_middle_and_none_without_values() -> None:
    values = {"a": share(1, 10), "b": share(2, 10), "c": share(3, 10), "d": share(4, 10)}
    assert county.median_tenths({**values, "e": MISSING}) == 200
    assert county.median_tenths({"e": MISSING}) is None


def test_the_shipped_map_has_all_49_inside_its_frame_and_is_small() -> None:
    drawn = shipped.county_map()
    left, top, width, height = drawn.view_box
    assert len(drawn.shapes) == 49
    assert all(
        left < x < left + width and top < y < top + height
        for x, y in (shape.label for shape in drawn.shapes.values())
    )
    packaged = files("gemensam.programme").joinpath("data/map/municipalities.json")
    assert len(packaged.read_bytes()) <= 60_000


def borders(path: str) -> set[frozenset[tuple[int, int]]]:
    """Every straight piece of an outline, whichever way it is drawn."""
    pieces = set()
    for ring in re.findall(r"M([^z]+)z", path):
        start, _, steps = ring.partition("l")
        x, y = map(int, start.split())
        points = [(x, y)]
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        closed = [*points, points[0]]
        pieces |= {frozenset(pair) for pair in itertools.pairwise(closed)}
    return pieces


def test_neighbours_share_their_border_piece_by_piece() -> None:
    shapes = shipped.county_map().shapes
    munkedal, fargelanda, tanum, boras = (
        borders(shapes[code].path) for code in ("1430", "1439", "1435", "1490")
    )
    assert len(munkedal & fargelanda) >= 5
    assert len(munkedal & tanum) >= 5
    assert munkedal & boras == set()

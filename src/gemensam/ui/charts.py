"""Charts as geometry: values in, per cents and pixels out. The templates write the SVG.

No viewBox is used: x is in per cent of the width and y in pixels, so text never scales.
Gaps stay gaps, bars start at zero, the target is a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

# Pixels: tall enough to read a slope in, low enough for two charts on a phone screen.
LINE_HEIGHT = 180
LINE_TOP = 24
LINE_BOTTOM = 150
BAR_STEP = 44
BAR_THICKNESS = 16
STRIP_MIDDLE = 14
# Pixels between the target and a value under it for the value's label to stand above the dot.
LABEL_ROOM = 28
# Pixels under the bars for the target's words.
TARGET_ROOM = 22
# Per cent of the width from each edge inside which centred words would be cut.
CUT = 12
# Per cent of the width kept free at each end, so that dots and their labels are not cut.
EDGE = 3.0
# Per cent of the width a bar may take; the rest is for its number.
BAR_SPAN = 82.0


@dataclass(frozen=True, slots=True)
class Point:
    """One value and its label; no value is a gap, with the reason if known."""

    label: str
    value: float | None
    text: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class LineChart:
    """A development over time."""

    title: str
    points: Sequence[Point]
    below: str = ""
    target: float | None = None
    target_text: str = ""
    top: float | None = None
    download_href: str = ""
    value_head: str = ""
    label_head: str = ""
    id: str = "chart"


@dataclass(frozen=True, slots=True)
class BarChart:
    """Amounts side by side."""

    title: str
    points: Sequence[Point]
    below: str = ""
    target: float | None = None
    target_text: str = ""
    top: float | None = None
    download_href: str = ""
    value_head: str = ""
    label_head: str = ""
    id: str = "chart"


@dataclass(frozen=True, slots=True)
class DotStrip:
    """One dot per member of a group."""

    title: str
    points: Sequence[Point]
    below: str = ""
    low: float = 0
    high: float = 100
    low_text: str = ""
    high_text: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of line between two points; a gap is dotted."""

    x1: str
    y1: str
    x2: str
    y2: str
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot or bar where it stands."""

    point: Point
    x: str
    y: str
    width: str = ""
    text_y: str = ""
    side: str = "mid"
    is_gap: bool = False
    shows_text: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a template draws."""

    height: int
    marks: Sequence[Mark]
    segments: Sequence[Segment] = field(default=())
    target: str = ""
    target_side: str = "end"
    middle: str = ""
    bottom: int = LINE_BOTTOM


def draw_line(chart: LineChart) -> Drawing:
    """Place the points of a line over time."""
    top = _top(chart.points, chart.target, chart.top)
    places = [
        (_spread(index, len(chart.points)), _down(point.value, top))
        for index, point in enumerate(chart.points)
    ]
    target = _down(chart.target, top)
    return Drawing(
        height=LINE_HEIGHT,
        marks=_line_marks(chart.points, places, target),
        segments=_segments(places),
        target="" if target is None else _write(target),
        target_side=_free_side(places, target),
    )


def _free_side(places: Sequence[tuple[float, float | None]], target: float | None) -> str:
    """Say at which end the target's words stand: where the line is further from the target."""
    known = [y for _x, y in places if y is not None]
    if target is None or not known or abs(known[-1] - target) >= abs(known[0] - target):
        return "end"
    return "start"


def _line_marks(
    points: Sequence[Point],
    places: Sequence[tuple[float, float | None]],
    target: float | None,
) -> list[Mark]:
    told = _told_by_label(points)
    last = len(points) - 1
    marks = []
    for index, (point, (x, y)) in enumerate(zip(points, places, strict=True)):
        side = "start" if index == 0 else "end" if index == last else "mid"
        height = LINE_BOTTOM if y is None else y
        is_under_target = target is not None and 0 <= height - target < LABEL_ROOM
        marks.append(
            Mark(
                point=point,
                x=_write(x),
                y=_write(height),
                text_y=_write(height + 22 if is_under_target else height - 12),
                side=side,
                is_gap=y is None,
                shows_text=index in told,
            )
        )
    return marks


def _told_by_label(points: Sequence[Point]) -> set[int]:
    known = [index for index, point in enumerate(points) if point.value is not None]
    return {known[0], known[-1]} if known else set()


def _segments(places: Sequence[tuple[float, float | None]]) -> list[Segment]:
    known = [(index, x, y) for index, (x, y) in enumerate(places) if y is not None]
    return [
        Segment(
            x1=_write(x1), y1=_write(y1), x2=_write(x2), y2=_write(y2), is_gap=after - before > 1
        )
        for (before, x1, y1), (after, x2, y2) in pairwise(known)
    ]


def draw_bars(chart: BarChart) -> Drawing:
    """Place horizontal bars, one row each with its label above."""
    top = _top(chart.points, chart.target, chart.top)
    marks = []
    for index, point in enumerate(chart.points):
        width = 0.0 if point.value is None else BAR_SPAN * point.value / top
        marks.append(
            Mark(
                point=point,
                x=_write(width),
                y=str(index * BAR_STEP + 20),
                width=_write(BAR_SPAN if point.value is None else width),
                text_y=str(index * BAR_STEP + 14),
                is_gap=point.value is None,
                shows_text=True,
            )
        )
    height = len(chart.points) * BAR_STEP + 4
    if chart.target is None:
        return Drawing(height=height, marks=marks)
    place = BAR_SPAN * chart.target / top
    side = "start" if place < CUT else "end" if place > 100 - CUT else "mid"
    return Drawing(
        height=height + TARGET_ROOM,
        bottom=height,
        marks=marks,
        target=_write(place),
        target_side=side,
    )


def draw_strip(strip: DotStrip) -> Drawing:
    """Place one dot per value, and the median."""
    known = [point.value for point in strip.points if point.value is not None]
    marks = [
        Mark(point=point, x=_write(_across(point.value, strip)), y=str(STRIP_MIDDLE))
        for point in strip.points
        if point.value is not None
    ]
    middle = _write(_across(median(known), strip)) if known else ""
    return Drawing(height=STRIP_MIDDLE * 2, marks=marks, middle=middle)


def _across(value: float, strip: DotStrip) -> float:
    share = (value - strip.low) / (strip.high - strip.low)
    return EDGE + (100 - 2 * EDGE) * min(1.0, max(0.0, share))


def _spread(index: int, count: int) -> float:
    return EDGE + (100 - 2 * EDGE) * (index / (count - 1) if count > 1 else 0.5)


def _down(value: float | None, top: float) -> float | None:
    return None if value is None else LINE_BOTTOM - (LINE_BOTTOM - LINE_TOP) * value / top


def _top(points: Sequence[Point], target: float | None, given: float | None) -> float:
    values = [point.value for point in points if point.value is not None]
    return given or max([*values, target or 0, 0]) or 1


def _write(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")

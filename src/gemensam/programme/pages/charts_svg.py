"""Charts as markup: x in per cent and y in pixels, so that text never scales with the width.

The same markup stands on the page and, with colours of its own, in the file. It is put together
here and not in templates, since a page draws hundreds of marks.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import itemgetter

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gemensam.programme.pages import shown
from gemensam.programme.rules.charts import Moment, Position, Ranked

# Pixels of one row in the ranking, and of what stands above the first.
ROW = 24
HEAD = 26
# Per cent of the width: names to the left, numbers to the right, the axis between.
NAMES_END = 34.0
NUMBERS_START = 86.0
# Pixels of a trend: room for a label above 100 %, and for the periods below nought.
TREND_HEIGHT = 220
TREND_TOP = 18
TREND_BOTTOM = 190
SPARK_HEIGHT = 84
SPARK_TOP = 14
SPARK_BOTTOM = 76
# Per cent of the width that the axis' numbers take, and that end labels need.
AXIS = 11.0
ENDS = 92.0
FULL = 1000
# Labels closer than this many pixels would run into each other.
LINE_OF_TEXT = 17


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a trend: the main one is drawn strong, the others are for comparison."""

    name: str
    moments: Sequence[Moment]
    is_main: bool = False


def _safe(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 -- every text is escaped where it is put in


def ranking_height(count: int) -> int:
    """Give the pixels that so many rows take."""
    return HEAD + count * ROW + 6


def _across(tenths: int) -> str:
    return f"{NAMES_END + (NUMBERS_START - NAMES_END) * tenths / FULL:.2f}%"


def ranking(rows: Sequence[Ranked], county: int | None, *, marked: str = "") -> SafeString:
    """Draw a dot with its interval per municipality, and the county's share as a line."""
    parts = [] if county is None else [_county_line(county, ranking_height(len(rows)))]
    for place, one in enumerate(rows):
        tenths = one.row.value.tenths_of_percent
        assert tenths is not None
        y = HEAD + place * ROW + ROW // 2
        name = escape(one.row.member.name)
        is_sure = one.position is not Position.UNCERTAIN
        strong = ' class="strong"' if one.row.member.code == marked else ""
        span = f"{shown.percent(one.interval.low)}–{shown.percent(one.interval.high)}"
        parts.append(
            f"<g><title>{name}: {shown.percent(tenths)} ({span})</title>"
            f'<text{strong} x="0" y="{y + 5}">{one.number}. {name}</text>'
            f'<line class="span" x1="{_across(one.interval.low)}" '
            f'x2="{_across(one.interval.high)}" y1="{y}" y2="{y}"/>'
            f'<circle class="{"dot" if is_sure else "ring"}" cx="{_across(tenths)}" cy="{y}" r="5"/>'
            f'<text class="end{" strong" if strong else ""}" x="100%" y="{y + 5}">'
            f"{shown.percent(tenths)}</text></g>"
        )
    return _safe(parts)


def _county_line(tenths: int, height: int) -> str:
    x = _across(tenths)
    return (
        f'<line class="target" x1="{x}" x2="{x}" y1="{HEAD - 6}" y2="{height}"/>'
        f'<text class="mid" x="{x}" y="14">{escape(_("The county"))} {shown.percent(tenths)}</text>'
    )


def trend(
    series: Sequence[Series], *, target: int | None = None, target_text: str = ""
) -> SafeString:
    """Draw developments on one axis from 0 to 100 %; gaps are dotted, the target is a line."""
    days = sorted({one.ends_on for line in series for one in line.moments})
    parts = [_grid(tenths) for tenths in (0, 500, FULL)]
    if target is not None:
        y = _down(target)
        parts.append(
            f'<line class="target" x1="{AXIS}%" x2="100%" y1="{y}" y2="{y}"/>'
            f'<text x="{AXIS + 1}%" y="{y - 6:.1f}">{escape(target_text)}</text>'
        )
    parts += [_day_label(day, days) for day in _labelled(days)]
    drawn = [
        (one, _known(one, lambda day: _x(day, days), _down))
        for one in sorted(series, key=lambda one: one.is_main)
    ]
    parts += [_line(known, is_main=one.is_main) for one, known in drawn]
    parts += _end_labels(drawn)
    return _safe(parts)


def _down(tenths: int) -> float:
    return TREND_BOTTOM - (TREND_BOTTOM - TREND_TOP) * tenths / FULL


def _spark_down(tenths: int) -> float:
    return SPARK_BOTTOM - (SPARK_BOTTOM - SPARK_TOP) * tenths / FULL


def _grid(tenths: int) -> str:
    y = _down(tenths)
    return (
        f'<line class="axis" x1="{AXIS}%" x2="100%" y1="{y:.0f}" y2="{y:.0f}"/>'
        f'<text class="end" x="{AXIS - 1.5}%" y="{y + 5:.0f}">{tenths // 10}</text>'
    )


def _x(day: date, days: Sequence[date], *, start: float = AXIS + 2, end: float = ENDS) -> float:
    whole = (days[-1] - days[0]).days
    return start + (end - start) * ((day - days[0]).days / whole if whole else 1)


def _labelled(days: Sequence[date]) -> list[date]:
    """Give the first and the last day, and one in between when there is room."""
    if len(days) < 3:  # noqa: PLR2004 -- two ends have no middle
        return list(days)
    return [days[0], days[len(days) // 2], days[-1]]


def _day_label(day: date, days: Sequence[date]) -> str:
    side = "mid" if day != days[0] else ""
    return (
        f'<text class="{side}" x="{_x(day, days):.1f}%" y="{TREND_BOTTOM + 22}">'
        f"{escape(shown.month(day, is_short=True))}</text>"
    )


def _known(
    series: Series, xs: Callable[[date], float], down: Callable[[int], float]
) -> list[tuple[int, float, float]]:
    """Give place, x and y of what is measured."""
    return [
        (place, xs(one.ends_on), down(tenths))
        for place, one in enumerate(series.moments)
        if (tenths := one.value.tenths_of_percent) is not None
    ]


def _line(known: Sequence[tuple[int, float, float]], *, is_main: bool) -> str:
    kind = "line" if is_main else "line line--2"
    parts = [
        f'<line class="{"gap" if second - first > 1 else kind}" x1="{x1:.2f}%" y1="{y1:.1f}"'
        f' x2="{x2:.2f}%" y2="{y2:.1f}"/>'
        for (first, x1, y1), (second, x2, y2) in pairwise(known)
    ]
    if known:
        mark, (_place, x, y) = ("dot" if is_main else "dot dot--2"), known[-1]
        parts.append(f'<circle class="{mark}" cx="{x:.2f}%" cy="{y:.1f}" r="5"/>')
    return "".join(parts)


def _end_labels(drawn: Sequence[tuple[Series, Sequence[tuple[int, float, float]]]]) -> list[str]:
    """Name each line at its end, the highest first; none stands on another."""
    ends = sorted(((known[-1][2], one) for one, known in drawn if known), key=itemgetter(0))
    parts, lowest = [], 0.0
    for order, (y, one) in enumerate(ends):
        # The highest stands above its dot, the others below theirs.
        wanted = y - 10 if order == 0 else y + LINE_OF_TEXT + 2
        place = max(wanted, lowest, LINE_OF_TEXT - 4)
        lowest = place + LINE_OF_TEXT
        tenths = next(
            tenths
            for moment in reversed(one.moments)
            if (tenths := moment.value.tenths_of_percent) is not None
        )
        strong = " strong" if one.is_main else ""
        parts.append(
            f'<text class="end{strong}" x="100%" y="{place:.0f}">'
            f"{escape(one.name)} {shown.percent(tenths)}</text>"
        )
    return parts


def spark(
    moments: Sequence[Moment], *, target: int | None = None, target_text: str = ""
) -> SafeString:
    """Draw one development small: from nought to a hundred, the last value as a dot."""
    days = [one.ends_on for one in moments]
    parts = [f'<line class="axis" x1="0" x2="100%" y1="{SPARK_BOTTOM}" y2="{SPARK_BOTTOM}"/>']
    if target is not None:
        y = _spark_down(target)
        parts.append(
            f'<line class="target" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="0" y="{y - 5:.1f}">{escape(target_text)}</text>'
        )
    if days:
        known = _known(
            Series("", moments, is_main=True),
            lambda day: _x(day, days, start=1.5, end=97.5),
            _spark_down,
        )
        parts.append(_line(known, is_main=True))
    return _safe(parts)

"""One indicator over the whole county: map, strips, table, what lacks and the workings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gemensam.organisations.api import Place
from gemensam.programme import map as drawing
from gemensam.programme import shipped
from gemensam.programme.pages import map_svg, shown, standing_words
from gemensam.programme.rules.indicators import (
    IndicatorDefinition,
    ShareValue,
    ValueState,
    share_workings,
)
from gemensam.programme.rules.standing import GroupStanding, Standing, StandingRow
from gemensam.ui.parts import Column, Working

# Units of the strip's axis; dots are placed so that none covers another at a wide screen.
STRIP_WIDTH = 1000
DOT_RADIUS = 12
# Pixels between two rows of dots, and from the strip's edge to the axis.
DOT_STEP = 11
STRIP_EDGE = 9
SORTINGS = ("kommun", "andel", "antal")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A municipality in the table; the cells are plain text, since there are many of them."""

    code: str
    name: str
    group: str
    href: str
    counts: str
    share: str
    is_measured: bool
    origin: str
    origin_below: str


@dataclass(frozen=True, slots=True)
class StandingTable:
    """Every municipality's line, with the county's below."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[TableRow]
    county_counts: str
    county_share: str


@dataclass(frozen=True, slots=True)
class PlacedDot:
    """A municipality in a strip: x in per cent, y in pixels."""

    x: str
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """An association's municipalities on one axis."""

    name: str
    below: str
    height: int
    axis: int
    dots: Sequence[PlacedDot]
    median_x: str


@dataclass(frozen=True, slots=True)
class StandingPage:
    """Everything that is drawn of one indicator."""

    indicator: str
    name: str
    note: str
    county_text: str
    county_counts: str
    view_box: str
    areas: SafeString
    key: Sequence[tuple[str, str]]
    strips: Sequence[Strip]
    scale: Sequence[str]
    lacking: Sequence[str]
    lacking_title: str
    table: StandingTable
    workings: Sequence[Working]
    origin: str
    is_made_up: bool
    csv_href: str
    href: str


def build(
    standing: Standing, places: Sequence[Place], *, sort: str, sort_href: str
) -> StandingPage:
    """Build what one indicator shows; `sort_href` ends where the sorting's name is put."""
    definition = standing.definition
    return StandingPage(
        indicator=definition.id,
        name=shown.said(definition.name),
        note=shown.said(definition.note),
        county_text=shown.share_text(standing.county),
        county_counts=shown.counts_text(standing.county, standing_words.noun(definition)),
        view_box=map_svg.view_box(),
        areas=_areas(standing, places),
        key=standing_words.key(definition),
        strips=[] if definition.counts_municipalities else [_strip(g) for g in standing.groups],
        scale=[shown.percent(tenths) for tenths in (0, 500, 1000)],
        lacking=standing_words.lacking(standing),
        lacking_title=standing_words.lacking_title(standing),
        table=_table(standing, places, sort=sort, sort_href=sort_href),
        workings=county_workings(standing),
        origin=standing_words.origin(standing),
        is_made_up=standing.is_partly_synthetic,
        csv_href=reverse("programme:indicator_csv", args=[definition.id]),
        href=reverse("programme:indicator", args=[definition.id]),
    )


def _areas(standing: Standing, places: Sequence[Place]) -> SafeString:
    fills = drawing.fills({row.member.code: row.value for row in standing.rows})
    shapes = shipped.county_map().shapes
    addresses = _addresses(places)
    return map_svg.areas(
        (
            row.member.code,
            row.member.name,
            _told(row, standing.definition),
            addresses[row.member.code],
            fills[row.member.code].value,
        )
        for row in standing.rows
        if row.member.code in shapes
    )


def _addresses(places: Sequence[Place]) -> dict[str, str]:
    return {place.code: reverse("programme:municipality", args=[place.slug]) for place in places}


def _told(row: StandingRow, definition: IndicatorDefinition) -> str:
    text = shown.share_text(row.value, yes_or_no=definition.counts_municipalities)
    if definition.counts_municipalities or not shown.is_measured(row.value):
        return text
    return f"{text}, {shown.counts_text(row.value, standing_words.noun(definition))}"


def _strip(group: GroupStanding) -> Strip:
    values = {row.member.code: row.value for row in group.rows}
    names = {row.member.code: row.member.name for row in group.rows}
    dots = drawing.strip(values, width=STRIP_WIDTH, dot_radius=DOT_RADIUS)
    rows = max((round(dot.y / (2 * DOT_RADIUS)) for dot in dots), default=0)
    axis = STRIP_EDGE + rows * DOT_STEP
    median = drawing.median_tenths(values)
    return Strip(
        name=group.name,
        below=standing_words.strip_words(group, median),
        height=axis + STRIP_EDGE,
        axis=axis,
        dots=[
            PlacedDot(
                x=_percent_of_width(dot.x),
                y=axis - round(dot.y / (2 * DOT_RADIUS)) * DOT_STEP,
                text=f"{names[dot.key]} {shown.share_text(values[dot.key])}",
            )
            for dot in dots
        ],
        median_x="" if median is None else _percent_of_width(_place_of(median)),
    )


def _place_of(tenths: int) -> float:
    return DOT_RADIUS + (STRIP_WIDTH - 2 * DOT_RADIUS) * tenths / 1000


def _percent_of_width(x: float) -> str:
    return f"{x * 100 / STRIP_WIDTH:.1f}"


def county_workings(standing: Standing) -> list[Working]:
    """Give the county's share with its two sums, each from the municipalities' rows."""
    definition = standing.definition
    steps = share_workings(
        standing.county,
        numerator=_capital(shown.said(definition.numerator)),
        denominator=_capital(shown.said(definition.denominator) or _("staff to be counted")),
    )
    if steps is None:
        return []
    written = shown.workings(steps)
    rows = len(standing.rows) - len(standing.in_state(ValueState.MISSING))
    source = _("The sum of %(count)d municipalities' rows") % {"count": rows}
    return [
        *(replace(one, source=source, href="#tabell") for one in written[:2]),
        *written[2:],
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _table(
    standing: Standing, places: Sequence[Place], *, sort: str, sort_href: str
) -> StandingTable:
    addresses = _addresses(places)
    definition = standing.definition
    return StandingTable(
        caption=_("%(measure)s, by municipality") % {"measure": shown.said(definition.name)},
        columns=[
            _column(_("Municipality"), "kommun", sort, sort_href, is_number=False),
            _column(_("Number"), "antal", sort, sort_href, is_number=True),
            _column(_("Share"), "andel", sort, sort_href, is_number=True),
            Column(_("Source")),
        ],
        rows=[
            _row(row, addresses[row.member.code], definition) for row in sorted_rows(standing, sort)
        ],
        county_counts=shown.counts_text(standing.county),
        county_share=shown.share_text(standing.county),
    )


def _column(text: str, name: str, sort: str, sort_href: str, *, is_number: bool) -> Column:
    is_sorted = sort == name
    order = ("descending" if is_number else "ascending") if is_sorted else ""
    return Column(text, num=is_number, sort_href=f"{sort_href}{name}#tabell", sorted=order)


def sorted_rows(standing: Standing, sort: str) -> list[StandingRow]:
    """Put rows in order; those without a value stand last, in the county's own order."""
    if sort == "andel":
        return sorted(standing.rows, key=lambda row: -_exact(row.value))
    if sort == "antal":
        return sorted(standing.rows, key=lambda row: -(row.value.denominator or 0))
    return list(standing.rows)


def _exact(value: ShareValue) -> float:
    if value.numerator is None or value.denominator is None:
        return -1
    return value.numerator / value.denominator


def _row(row: StandingRow, href: str, definition: IndicatorDefinition) -> TableRow:
    origin = standing_words.origin_of(row)
    return TableRow(
        code=row.member.code,
        name=row.member.name,
        group=row.member.group,
        href=href,
        counts="" if definition.counts_municipalities else shown.counts_text(row.value),
        share=shown.share_text(row.value, yes_or_no=definition.counts_municipalities),
        is_measured=shown.is_measured(row.value),
        origin=origin.text if origin else "",
        origin_below=origin.below if origin else "",
    )

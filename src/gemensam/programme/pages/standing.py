"""One indicator over the whole county: map, strips, table, what lacks and the workings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gemensam.organisations.api import Place
from gemensam.programme import map as drawing
from gemensam.programme import shipped
from gemensam.programme.pages import map_svg, shown, standing_words
from gemensam.programme.rules.indicators import (
    ShareValue,
    ValueState,
    share_workings,
)
from gemensam.programme.rules.standing import GroupStanding, Standing, StandingRow
from gemensam.ui.parts import Column, Lines, Working

# Units of the strip's axis; dots are placed so that none covers another at a wide screen.
STRIP_WIDTH = 1000
DOT_RADIUS = 12
# Pixels between two rows of dots, and from the strip's edge to the axis.
DOT_STEP = 11
STRIP_EDGE = 9
SORTINGS = ("kommun", "andel", "antal")


@dataclass(frozen=True, slots=True)
class Line:
    """A municipality's words, made once for map and table."""

    row: StandingRow
    href: str
    counts: str
    share: str
    origin: Lines | None


@dataclass(frozen=True, slots=True)
class StandingTable:
    """Every municipality's line, with the county's below; the body is markup, as there is much."""

    caption: str
    columns: Sequence[Column]
    body: SafeString
    county_counts: str
    county_share: str


@dataclass(frozen=True, slots=True)
class Strip:
    """An association's municipalities on one axis."""

    name: str
    href: str
    below: str
    height: int
    drawing: SafeString


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
    standing: Standing,
    places: Sequence[Place],
    *,
    sort: str,
    sort_href: Callable[[str], str],
    rows: Sequence[StandingRow] | None = None,
) -> StandingPage:
    """Build what one indicator shows; the table has `rows`, or everybody's when none are given."""
    definition = standing.definition
    lines = lines_of(standing, places)
    return StandingPage(
        indicator=definition.id,
        name=shown.said(definition.name),
        note=shown.said(definition.note),
        county_text=shown.share_text(standing.county),
        county_counts=shown.counts_text(standing.county, standing_words.noun(definition)),
        view_box=map_svg.view_box(),
        areas=areas(standing, lines),
        key=standing_words.key(definition),
        strips=[] if definition.counts_municipalities else _strips(standing, places),
        scale=[shown.percent(tenths) for tenths in (0, 500, 1000)],
        lacking=standing_words.lacking(standing),
        lacking_title=standing_words.lacking_title(standing),
        table=table(
            standing, lines, standing.rows if rows is None else rows, sort=sort, sort_href=sort_href
        ),
        workings=county_workings(standing),
        origin=standing_words.origin(standing),
        is_made_up=standing.is_partly_synthetic,
        csv_href=reverse("programme:indicator_file", args=[definition.id, "csv"]),
        href=reverse("programme:indicator", args=[definition.id]),
    )


def addresses(places: Sequence[Place]) -> dict[str, str]:
    """Give each municipality's page; the address is looked up once, not 49 times."""
    some = reverse("programme:municipality", args=["x"])
    return {place.code: f"{some[:-2]}{place.slug}/" for place in places}


def lines_of(standing: Standing, places: Sequence[Place]) -> dict[str, Line]:
    """Write every municipality's values once."""
    hrefs = addresses(places)
    definition = standing.definition
    is_yes_or_no = definition.counts_municipalities
    return {
        row.member.code: Line(
            row=row,
            href=hrefs[row.member.code],
            counts="" if is_yes_or_no else shown.counts_text(row.value),
            share=shown.share_text(row.value, yes_or_no=is_yes_or_no),
            origin=standing_words.origin_of(row),
        )
        for row in standing.rows
    }


def areas(standing: Standing, lines: Mapping[str, Line]) -> SafeString:
    """Draw the map's areas, each a link that says its value."""
    fills = drawing.fills({row.member.code: row.value for row in standing.rows})
    shapes = shipped.county_map().shapes
    noun = standing_words.noun(standing.definition)
    return map_svg.areas(
        (code, line.row.member.name, _told(line, noun), line.href, fills[code].value)
        for code, line in lines.items()
        if code in shapes
    )


def _told(line: Line, noun: str) -> str:
    return f"{line.share}, {line.counts} {noun}" if line.counts else line.share


def _strips(standing: Standing, places: Sequence[Place]) -> list[Strip]:
    slugs = {place.association_name: place.association_slug for place in places}
    return [_strip(group, slugs[group.name]) for group in standing.groups]


def _strip(group: GroupStanding, slug: str) -> Strip:
    values = {row.member.code: row.value for row in group.rows}
    names = {row.member.code: row.member.name for row in group.rows}
    dots = drawing.strip(values, width=STRIP_WIDTH, dot_radius=DOT_RADIUS)
    rows = max((round(dot.y / (2 * DOT_RADIUS)) for dot in dots), default=0)
    axis = STRIP_EDGE + rows * DOT_STEP
    median = drawing.median_tenths(values)
    height = axis + STRIP_EDGE
    marks = [f'<line class="axis" x1="0" x2="100%" y1="{axis}" y2="{axis}"/>']
    marks += [
        f'<circle class="pip" cx="{_percent_of_width(dot.x)}%" r="5.5"'
        f' cy="{axis - round(dot.y / (2 * DOT_RADIUS)) * DOT_STEP}">'
        f"<title>{escape(names[dot.key])} {shown.share_text(values[dot.key])}</title></circle>"
        for dot in dots
    ]
    if median is not None:
        x = _percent_of_width(DOT_RADIUS + (STRIP_WIDTH - 2 * DOT_RADIUS) * median / 1000)
        marks.append(f'<line class="tick" x1="{x}%" x2="{x}%" y1="0" y2="{height}"/>')
    return Strip(
        name=group.name,
        href=reverse("programme:association", args=[slug]) if slug else "",
        below=standing_words.strip_words(group, median),
        height=height,
        drawing=mark_safe("".join(marks)),  # noqa: S308 -- every text is escaped above
    )


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


def table(
    standing: Standing,
    lines: Mapping[str, Line],
    rows: Sequence[StandingRow],
    *,
    sort: str,
    sort_href: Callable[[str], str],
) -> StandingTable:
    """Put the lines in order, with the county's sum below."""
    return StandingTable(
        caption=_("%(measure)s, by municipality")
        % {"measure": shown.said(standing.definition.name)},
        columns=[
            _column(_("Municipality"), "kommun", sort, sort_href, is_number=False),
            _column(_("Number"), "antal", sort, sort_href, is_number=True),
            _column(_("Share"), "andel", sort, sort_href, is_number=True),
            Column(_("Source")),
        ],
        body=mark_safe(  # noqa: S308 -- every text is escaped in the rows
            "".join(_row(lines[row.member.code]) for row in sorted_rows(rows, sort))
        ),
        county_counts=shown.counts_text(standing.county),
        county_share=shown.share_text(standing.county),
    )


def _column(
    text: str, name: str, sort: str, sort_href: Callable[[str], str], *, is_number: bool
) -> Column:
    is_sorted = sort == name
    order = ("descending" if is_number else "ascending") if is_sorted else ""
    return Column(text, num=is_number, sort_href=f"{sort_href(name)}#tabell", sorted=order)


def sorted_rows(rows: Sequence[StandingRow], sort: str) -> list[StandingRow]:
    """Put rows in order; those without a value stand last, in the county's own order."""
    if sort == "andel":
        return sorted(rows, key=lambda row: -_exact(row.value))
    if sort == "antal":
        return sorted(rows, key=lambda row: -(row.value.denominator or 0))
    return list(rows)


def _exact(value: ShareValue) -> float:
    if value.numerator is None or value.denominator is None:
        return -1
    return value.numerator / value.denominator


def _row(line: Line) -> str:
    member = line.row.member
    muted = "" if shown.is_measured(line.row.value) else " muted wrap-text"
    origin = ""
    if line.origin:
        origin = escape(line.origin.text)
        if line.origin.below:
            origin += f' <span class="status"><small>{escape(line.origin.below)}</small></span>'
    return (
        f'<tr id="row-{member.code}" data-row><th scope="row"><a href="{line.href}">'
        f'{escape(member.name)}</a><span class="status"><small>{escape(member.group)}</small></span>'
        f'</th><td class="num">{line.counts}</td><td class="num{muted}">{escape(line.share)}</td>'
        f"<td>{origin}</td></tr>"
    )

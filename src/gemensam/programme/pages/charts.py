"""One indicator for the county, an association or a municipality: every chart of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gemensam.organisations.api import Place
from gemensam.programme.pages import (
    charts_svg,
    charts_words,
    map_svg,
    shown,
    standing,
    standing_words,
)
from gemensam.programme.pages.charts_files import Picture
from gemensam.programme.pages.charts_filters import Asked, period_text
from gemensam.programme.queries.charts import WantedShare
from gemensam.programme.rules.charts import Moment, Ranked, change, ranking
from gemensam.programme.rules.charts_history import History
from gemensam.programme.rules.charts_periods import Period
from gemensam.programme.rules.indicators import Feed, ShareValue
from gemensam.programme.rules.standing import Standing, StandingRow
from gemensam.ui import formats
from gemensam.ui.parts import Column, Num, Row, Table

PICTURES = ("karta", "utveckling", "rangordning")


@dataclass(frozen=True, slots=True)
class Source:
    """All that an indicator's page is made of."""

    standing: Standing
    history: History
    places: Sequence[Place]
    periods: Sequence[Period]
    asked: Asked
    target: WantedShare | None
    today: date


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart on the page: its title, what it tells, its marks and their height."""

    id: str
    title: str
    told: str
    marks: SafeString
    height: int
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Multiple:
    """One of several small charts on one scale."""

    title: str
    href: str
    value: str
    below: str
    told: str
    drawing: SafeString
    has_value: bool = True


@dataclass(frozen=True, slots=True)
class ChartsPage:
    """What the page shows beside map, strips and table."""

    place: str
    value: str
    counts: str
    has_value: bool
    narrative: Sequence[str]
    trend: Drawing | None
    multiples: Sequence[Multiple]
    multiples_title: str
    ranking: Drawing | None


def chosen_rows(source: Source) -> tuple[StandingRow, ...]:
    """Give the lines of what is chosen: the county's, an association's, or one."""
    place, slug = source.asked.municipality, source.asked.association
    if place is not None:
        return (source.standing.row_of(place.code),)
    if slug:
        codes = {one.code for one in source.places if one.association_slug == slug}
        return tuple(row for row in source.standing.rows if row.member.code in codes)
    return source.standing.rows


def _group_name(source: Source) -> str:
    slug = source.asked.association
    return next((one.association_name for one in source.places if one.association_slug == slug), "")


def _chosen(source: Source) -> tuple[str, ShareValue, tuple[Moment, ...]]:
    """Give the name, the value and the development of what is chosen."""
    history, standing_ = source.history, source.standing
    if (place := source.asked.municipality) is not None:
        value = standing_.row_of(place.code).value
        return place.name, value, history.places.get(place.code, ())
    if group := _group_name(source):
        value = standing_.group_of(group).value
        return group, value, history.groups.get(group, ())
    return _("The county"), standing_.county, history.county


def build(source: Source) -> ChartsPage:
    """Put the charts together."""
    definition = source.standing.definition
    name, value, moments = _chosen(source)
    ranked = ranking(source.standing.rows, source.standing.county, definition.direction)
    return ChartsPage(
        place=name,
        value=shown.share_text(value, yes_or_no=_is_yes_or_no(source)),
        counts=""
        if _is_yes_or_no(source)
        else shown.counts_text(value, standing_words.noun(definition)),
        has_value=shown.is_measured(value),
        narrative=_narrative(source, ranked, name, value, moments),
        trend=_trend(source, name, moments),
        multiples=_multiples(source),
        multiples_title=_multiples_title(source),
        ranking=None if definition.counts_municipalities else _ranking(source, ranked),
    )


def _is_yes_or_no(source: Source) -> bool:
    return (
        source.standing.definition.counts_municipalities and source.asked.municipality is not None
    )


def _narrative(
    source: Source,
    ranked: Sequence[Ranked],
    name: str,
    value: ShareValue,
    moments: Sequence[Moment],
) -> list[str]:
    definition, place = source.standing.definition, source.asked.municipality
    target = charts_words.wanted(value, source.target)
    if definition.counts_municipalities:
        told = [charts_words.of_municipalities(source.standing)]
        return [*told, target] if target and place is None else told
    # What is counted here now is not compared with what was reported before.
    is_reported = place is None or source.standing.row_of(place.code).feed is Feed.REPORTED
    gone = change(moments) if is_reported else None
    told = [charts_words.of_place(name, value, definition, gone)]
    if place is not None:
        own = next((one for one in ranked if one.row.member.code == place.code), None)
        if own is not None:
            told.append(charts_words.beside_county(own, len(ranked), source.standing.county))
    else:
        codes = {row.member.code for row in chosen_rows(source)}
        inside = [one for one in ranked if one.row.member.code in codes]
        told.append(charts_words.of_ranking(inside, source.standing))
    return [text for text in (*told, target) if text]


def series(source: Source) -> list[charts_svg.Series]:
    """Give the chosen place's line, with its association's and the county's to compare with."""
    name, _value, moments = _chosen(source)
    found = [charts_svg.Series(name, moments, is_main=True)]
    if source.asked.municipality is not None:
        group = source.asked.municipality.association_name
        found.append(charts_svg.Series(group, source.history.groups.get(group, ())))
    if source.asked.municipality is not None or source.asked.association:
        found.append(charts_svg.Series(_("The county"), source.history.county))
    return found


def _trend(source: Source, name: str, moments: Sequence[Moment]) -> Drawing | None:
    if len([one for one in moments if shown.is_measured(one.value)]) < 2:  # noqa: PLR2004
        return None
    target = source.target
    return Drawing(
        id="utveckling",
        title=_("Development"),
        told=f"{name}: {charts_words.changed(change(moments))}",
        marks=charts_svg.trend(
            series(source),
            target=target.tenths if target else None,
            target_text=target_text(target),
        ),
        height=charts_svg.TREND_HEIGHT,
        table=_moments_table(source),
    )


def target_text(target: WantedShare | None) -> str:
    """Write a target beside its line; nothing without one."""
    if target is None:
        return ""
    return _("target %(share)s") % {"share": shown.percent(target.tenths)}


def _moments_table(source: Source) -> Table:
    """Give the trend's values as a table, newest first."""
    lines = series(source)
    days = sorted({one.ends_on for line in lines for one in line.moments})
    values: list[Mapping[date, ShareValue]] = [
        {one.ends_on: one.value for one in line.moments} for line in lines
    ]
    return Table(
        caption=_("The development as a table"),
        columns=[Column(_("Period")), *(Column(line.name, num=True) for line in lines)],
        rows=[
            Row(
                [
                    shown.month(ends_on),
                    *(
                        Num(shown.share_text(one[ends_on]) if ends_on in one else "")
                        for one in values
                    ),
                ]
            )
            for ends_on in reversed(days)
        ],
        cards=False,
    )


def _multiples_title(source: Source) -> str:
    group = _group_name(source)
    if group:
        return _("Every municipality in %(association)s, on one scale") % {"association": group}
    return _("The sub-regions, on one scale")


def _multiples(source: Source) -> list[Multiple]:
    """Draw the members of what is chosen small: associations of the county, or municipalities."""
    if source.asked.municipality is not None:
        return []
    if group := _group_name(source):
        hrefs = standing.addresses(source.places)
        rows = source.standing.group_of(group).rows
        is_single = source.standing.definition.counts_municipalities
        return [
            multiple(
                source, row.member.name, hrefs[row.member.code], row.value,
                source.history.places.get(row.member.code, ()), is_single=is_single,
            )
            for row in rows
        ]  # fmt: skip
    slugs = {one.association_name: one.association_slug for one in source.places}
    return [
        multiple(
            source, one.name, _association_href(slugs[one.name]), one.value,
            source.history.groups.get(one.name, ()),
        )
        for one in source.standing.groups
    ]  # fmt: skip


def _association_href(slug: str) -> str:
    return reverse("programme:association", args=[slug]) if slug else ""


def multiple(
    source: Source, title: str, href: str, value: ShareValue, moments: Sequence[Moment],
    *, is_single: bool = False,
) -> Multiple:  # fmt: skip
    """Draw one development small; `is_single` for one municipality's yes or no."""
    gone = charts_words.changed(change(moments))
    target = source.target
    return Multiple(
        title=title,
        href=href,
        value=shown.share_text(value, yes_or_no=is_single),
        below="" if is_single else shown.counts_text(value),
        told=gone or _("No development to show"),
        drawing=charts_svg.spark(
            moments,
            target=target.tenths if target else None,
            target_text=target_text(target),
        ),
        has_value=shown.is_measured(value),
    )


def _ranking(source: Source, ranked: Sequence[Ranked]) -> Drawing | None:
    codes = {row.member.code for row in chosen_rows(source)}
    place = source.asked.municipality
    inside = [one for one in ranked if place is not None or one.row.member.code in codes]
    if not inside:
        return None
    return Drawing(
        id="rangordning",
        title=_("Order, with uncertainty"),
        told=charts_words.of_ranking(inside, source.standing),
        marks=charts_svg.ranking(
            inside,
            source.standing.county.tenths_of_percent,
            marked=place.code if place else "",
        ),
        height=charts_svg.ranking_height(len(inside)),
    )


def picture(source: Source, page: ChartsPage, which: str) -> Picture | None:
    """Give one of the page's charts as it stands alone; nothing when there is nothing to draw."""
    definition = source.standing.definition
    drawing = {"utveckling": page.trend, "rangordning": page.ranking}.get(which)
    below = f"{period_text(source.asked.period)} · {page.place} {page.value}"
    if which == "karta":
        lines = standing.lines_of(source.standing, source.places)
        box = map_svg.view_box()
        _left, _top, width, height = map(int, box.split())
        return Picture(
            title=shown.said(definition.name),
            below=below,
            source=source_line(source),
            drawing=standing.areas(source.standing, lines),
            height=712 * height // width,
            view_box=box,
            key=standing_words.key(definition),
        )
    if drawing is None:
        return None
    return Picture(
        title=shown.said(definition.name),
        below=f"{drawing.title} · {below}",
        source=source_line(source),
        drawing=drawing.marks,
        height=drawing.height,
    )


def source_line(source: Source) -> str:
    """Say on a file who gives the figures, as of when, and whether any is made up."""
    told = _("Source: Gemensam, %(day)s. %(origin)s") % {
        "day": formats.day(source.today),
        "origin": standing_words.origin(source.standing),
    }
    return f"{_('Made-up values.')} {told}" if source.standing.is_partly_synthetic else told

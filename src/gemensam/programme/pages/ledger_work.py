"""The grant's working pages: the list, lines, one line with its corrections, parts, conditions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.kernel.money import total
from gemensam.organisations.api import Place
from gemensam.programme.kinds import CofundingState, ConditionState, LineKind
from gemensam.programme.models import LateHours
from gemensam.programme.pages import shown
from gemensam.programme.pages.ledger import concerns, hours_text, line_kind
from gemensam.programme.queries.ledger import GrantHead
from gemensam.programme.queries.ledger_rows import Condition, CountedHours, LineRow
from gemensam.programme.rules.ledger_statement import Statement
from gemensam.programme.words import (
    CONDITION_WORDS,
    COST_FORM_WORDS,
    LINE_KIND_WORDS,
)
from gemensam.ui import formats
from gemensam.ui.parts import (
    Cell,
    Column,
    Fact,
    Kind,
    Lines,
    Link,
    Num,
    Row,
    Table,
    Tag,
    Working,
)

CONDITION_KINDS = {
    ConditionState.MET: Kind.OK,
    ConditionState.NOT_MET: Kind.WARM,
    ConditionState.UNKNOWN: Kind.OFF,
}


def tabs(head: GrantHead, chosen: str) -> list[Link]:
    """Give the tabs of a grant."""
    named = (
        ("statement", _("Statement"), "grant"),
        ("lines", _("Lines"), "grant_lines"),
        ("hours", _("Hours"), "grant_hours"),
        ("parts", _("Parts"), "grant_parts"),
        ("conditions", _("Conditions"), "grant_conditions"),
    )
    return [
        Link(text, reverse(f"programme:{name}", args=[head.key]), current=key == chosen)
        for key, text, name in named
    ]


def late(
    rows: Sequence[LateHours], places: Mapping[UUID, Place], activities: Mapping[str, str]
) -> list[tuple[UUID, str, str]]:
    """Tell of each late report: its id, what it is, and what it would change."""
    return [
        (
            row.id,
            (
                f"{places[row.reporting_municipality_id].name}, {formats.day(row.worked_on)},"
                f" {activities.get(row.activity_key, row.activity_key)}"
            ),
            formats.number(row.amount_change, 2),
        )
        for row in rows
    ]


def parts(head: GrantHead, found: Statement, activities: Mapping[str, str]) -> Table:
    """List the parts with what is said of each."""
    sums = {part.component.key: part for part in found.parts}
    return Table(
        caption=_("The parts of the grant"),
        columns=[
            Column(_("Part")), Column(_("Amount granted"), num=True), Column(_("Left to set aside"), num=True),
            Column(_("Period")), Column(_("Matching")), Column(_("Hours that count here")),
        ],
        rows=[
            Row(
                [
                    Lines(shown.in_swedish(part.text), shown.in_swedish(part.purpose) if part.purpose else ""),
                    Num(formats.amount(part.amount)),
                    Num(formats.amount(part.amount - sums[part.key].allocated)),
                    _period(part.starts_on, part.ends_on),
                    _("To be matched") if part.is_matchable
                    else Lines(_("Taken not to need matching"), shown.in_swedish(part.assumption)),
                    ", ".join(activities.get(key, key) for key in part.activity_keys) or _("Every activity"),
                ]
            )
            for part in head.parts
        ],
        foot=[_("Sum"), Num(formats.amount(head.granted)), "", "", "", ""],
        id="delar",
    )  # fmt: skip


def _period(starts: date | None, ends: date | None) -> str:
    if starts is None and ends is None:
        return _("Not stated")
    return " – ".join("…" if day is None else formats.day(day) for day in (starts, ends))


def line_filters(head: GrantHead, query: QueryDict) -> list[tuple[str, list[Link]]]:
    """Give the filters of the lines: kind, part, year."""
    kinds = [(kind.value, _(LINE_KIND_WORDS[kind])) for kind in LineKind]
    years = [(str(year), str(year)) for year in head.years]
    named = [
        ("slag", _("Kind"), kinds),
        ("del", _("Part"), [(part.key, part.text) for part in head.parts]),
        *([("ar", _("Year"), years)] if len(years) > 1 else []),
    ]
    kept = {name: query.get(name, "") for name, _label, _values in named}
    return [
        (
            label,
            [
                Link(
                    text,
                    "?" + urlencode({k: v for k, v in {**kept, name: value}.items() if v}),
                    current=kept[name] == value,
                )
                for value, text in (("", _("All")), *values)
            ],
        )
        for name, label, values in named
    ]


def lines(
    head: GrantHead,
    rows: Sequence[LineRow],
    places: Mapping[UUID, Place],
    activities: Mapping[str, str],
    *,
    more_href: str,
    first_href: str,
) -> Table:
    """List lines, each leading to its own page, or to that of what it corrects."""
    return Table(
        caption=_("Every line"),
        columns=[
            Column(_("What")), Column(_("Day")), Column(_("Kind")), Column(_("Part")),
            Column(_("Concerns")), Column(_("Amount"), num=True),
        ],
        rows=[
            Row(
                [
                    shown.in_swedish(line.text or line.reason),
                    formats.day(line.dated_on) if line.dated_on else str(line.year),
                    line_kind(line),
                    shown.in_swedish(line.component),
                    concerns(line, places, activities),
                    Num(formats.amount(line.amount)),
                ],
                href=_line_href(head, line),
            )
            for line in rows
        ],
        empty_text=_("No lines here."),
        more_href=more_href,
        first_href=first_href,
        id="rader",
    )  # fmt: skip


def _line_href(head: GrantHead, line: LineRow) -> str:
    if line.corrects_hours_id:
        return reverse("programme:grant_hours", args=[head.key])
    return reverse("programme:grant_line", args=[head.key, line.corrects_id or line.id])


def hours(
    head: GrantHead,
    rows: Sequence[CountedHours],
    places: Mapping[UUID, Place],
    activities: Mapping[str, str],
    *,
    more_href: str,
    first_href: str,
) -> Table:
    """List hour reports, each leading to its own page."""
    return Table(
        caption=_("Hours that meet the grant"),
        columns=[
            Column(_("Municipality")), Column(_("Day")), Column(_("Activity")), Column(_("State")),
            Column(_("Hours"), num=True), Column(_("Amount"), num=True),
            Column(_("Counts for"), num=True),
        ],
        rows=[
            Row(
                [
                    places[one.municipality_id].name,
                    formats.day(one.worked_on),
                    shown.in_swedish(activities.get(one.activity_key, one.activity_key)),
                    _hours_state(one),
                    Num(hours_text(one.minutes)),
                    Num(formats.amount(one.amount)),
                    Num(formats.amount(one.counts)),
                ],
                href=reverse("programme:grant_hour", args=[head.key, one.hours_id]),
            )
            for one in rows
        ],
        empty_text=_("No hours have come in for the year."),
        more_href=more_href,
        first_href=first_href,
        id="timmar",
    )  # fmt: skip


def _hours_state(one: CountedHours) -> Cell:
    is_attested = one.state is CofundingState.ATTESTED
    text = _("Attested") if is_attested else _("Waiting to be attested")
    return Lines(text, _("corrected") if one.corrections else "")


@dataclass(frozen=True, slots=True)
class LinePage:
    """One line or hour report: what is known of it, and what it is worth with its corrections."""

    title: str
    facts: Sequence[Fact]
    worth: str
    workings: Sequence[Working]


def line(
    found: Sequence[LineRow], places: Mapping[UUID, Place], activities: Mapping[str, str]
) -> LinePage:
    """Tell everything of a line; its corrections are the steps to what it is worth."""
    first = found[0]
    facts = [
        Fact(_("Kind"), line_kind(first)),
        Fact(_("Part"), shown.in_swedish(first.component)),
        Fact(_("Concerns"), concerns(first, places, activities)),
        Fact(_("Day"), formats.day(first.dated_on) if first.dated_on else _("Not stated")),
    ]
    if first.cost_form:
        facts.append(Fact(_("Kind of cost"), _(COST_FORM_WORDS[first.cost_form])))
    if first.minutes is not None:
        facts.append(
            Fact(
                _("Hours times rate"),
                f"{hours_text(first.minutes)} × {formats.amount(first.rate_per_hour)}",
                below=first.rate_basis,
            )
        )
    if first.reference:
        facts.append(Fact(_("Invoice, account or decision"), shown.source_name(first.reference)))
    if first.written_at:
        facts.append(Fact(_("Written"), f"{formats.moment(first.written_at)}, {first.written_by}"))
    return LinePage(
        title=first.text or _(LINE_KIND_WORDS[first.kind]),
        facts=facts,
        worth=formats.amount(total(one.amount for one in found)),
        workings=_steps(found),
    )


def _steps(found: Sequence[LineRow]) -> list[Working]:
    worth = formats.amount(total(one.amount for one in found))
    return [
        Working(_("As it was written"), formats.amount(found[0].amount)),
        *(
            Working(
                shown.in_swedish(one.reason),
                formats.amount(one.amount),
                source=f"{formats.moment(one.written_at)}, {one.written_by}",
            )
            for one in found[1:]
        ),
        Working(_("What the line is worth"), worth, total=True),
    ]


def hour(
    found: CountedHours, places: Mapping[UUID, Place], activities: Mapping[str, str]
) -> LinePage:
    """Tell everything the county knows of an hour report."""
    return LinePage(
        title=_("Hours in %(place)s") % {"place": places[found.municipality_id].name},
        facts=[
            Fact(
                _("Activity"),
                shown.in_swedish(activities.get(found.activity_key, found.activity_key)),
            ),
            Fact(_("Day"), formats.day(found.worked_on)),
            Fact(_("Hours"), hours_text(found.minutes)),
            Fact(_("State"), _hours_state(found)),
        ],
        worth=formats.amount(found.counts),
        workings=[
            Working(_("Attested"), formats.amount(found.counts - found.corrected)),
            Working(_("Corrections"), formats.amount(found.corrected)),
            Working(_("What the hours count for"), formats.amount(found.counts), total=True),
        ],
    )


def conditions(found: Sequence[Condition], places: Sequence[Place]) -> Table:
    """Draw municipalities by conditions; what nobody has said is unknown."""
    return Table(
        caption=_("Conditions by municipality"),
        columns=[Column(_("Municipality")), *(Column(one.text) for one in found)],
        rows=[
            Row([place.name, *(_standing(one, place) for one in found)])
            for place in sorted(places, key=lambda one: one.name)
        ],
        id="villkor",
    )


def _standing(condition: Condition, place: Place) -> Cell:
    known = condition.standings.get(place.organisation_id)
    if known is None:
        return Tag(_(CONDITION_WORDS[ConditionState.UNKNOWN]), Kind.OFF)
    basis = f"{known.basis} ({_('made up')})" if known.is_synthetic else known.basis
    return Tag(_(CONDITION_WORDS[known.state]), CONDITION_KINDS[known.state], next_step=basis)


def add_title(kind: LineKind) -> str:
    """Say what is being written."""
    return {
        LineKind.ALLOCATION: _("Set money aside"),
        LineKind.COST: _("Write a cost"),
        LineKind.BOOKED: _("Book co-funding"),
    }[kind]

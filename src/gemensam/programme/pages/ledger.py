"""A grant's statement as a page: figures, both readings, parts, purposes and the rows behind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from gemensam.kernel.money import Money, total
from gemensam.organisations.api import Place
from gemensam.programme.kinds import CofundingState, LineKind
from gemensam.programme.pages import shown
from gemensam.programme.queries.ledger import GrantHead, PurposeRow
from gemensam.programme.queries.ledger_rows import HoursSum, LineRow
from gemensam.programme.rules.ledger import component_of
from gemensam.programme.rules.ledger_statement import (
    REPAYMENT_ASSUMPTION,
    Outcome,
    PartSums,
    Reading,
    Standing,
    Statement,
)
from gemensam.programme.words import LINE_KIND_WORDS, STANDING_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Cell, Column, Figure, Kind, Lines, Link, Num, Row, Table, Tag, Working


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that a statement's page is drawn from."""

    head: GrantHead
    statement: Statement
    lines: Sequence[LineRow]
    hours: Sequence[HoursSum]
    purposes: Sequence[PurposeRow]
    places: Mapping[UUID, Place]
    activities: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadingCard:
    """One reading: its title, what is to be repaid, how it was worked out."""

    title: str
    tag: Tag
    answer: str
    workings: Sequence[Working]
    assumptions: Sequence[str]
    repayment: str


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A statement, ready to be drawn."""

    title: str
    year: int
    tag: Tag
    told: str
    figures: Sequence[Figure]
    comparison: Table
    readings: Sequence[ReadingCard]
    parts: Table
    purposes: Table | None
    lines: Table
    hours: Table
    notes: Sequence[str]
    years: Sequence[Link]
    is_synthetic: bool


def build(rows: Rows, *, rows_href: str = "#rader", hours_href: str = "#timmar") -> StatementPage:
    """Put a statement together; its figures lead to the rows behind them."""
    found = rows.statement
    is_final = found.standing is Standing.FINAL
    shown_outcome = found.forecast or found.known
    return StatementPage(
        title=rows.head.title,
        year=found.year,
        tag=Tag(_(STANDING_WORDS[found.standing]), Kind.OK if is_final else Kind.ASK, box=True),
        told=_told(found),
        figures=_figures(found, shown_outcome, rows_href, hours_href),
        comparison=_comparison(found, rows_href, hours_href),
        readings=_cards(found, shown_outcome),
        parts=_parts(found),
        purposes=_purposes(rows) if rows.purposes else None,
        lines=_lines(rows),
        hours=_hours(rows),
        notes=_notes(found),
        years=[
            Link(str(year), f"?ar={year}", current=year == found.year) for year in rows.head.years
        ],
        is_synthetic=rows.head.is_synthetic,
    )


def _told(found: Statement) -> str:
    if found.standing is Standing.FINAL:
        return _("The year is closed. Only a correction line can change it, and it says why.")
    return _(
        "The year is open: these figures are a forecast. What is set aside is taken to be used,"
        " and what is reported to be attested. What is known so far stands beside it."
    )


def _figures(found: Statement, outcome: Outcome, rows_href: str, hours_href: str) -> list[Figure]:
    reading = outcome.on_matchable
    below = _("Forecast") if found.forecast else _("Outcome")
    named = (
        (_("Amount granted"), found.granted, _("The sum of the parts"), "#delar"),
        (_("Used"), outcome.used, below, rows_href),
        (_("Matched"), reading.matched, below, hours_href),
        (_("Unmatched"), reading.unmatched, below, "#lasningar"),
        (_("Unspent"), outcome.unspent, below, "#delar"),
        (_repay(found), reading.to_repay, below, "#lasningar"),
    )
    return [
        Figure(label, shown.kronor(amount), _("SEK"), text, href)
        for label, amount, text, href in named
    ]


def _repay(found: Statement) -> str:
    """Name what would go back: while the year is open most of it is money not yet used."""
    return _("To repay if nothing more is written") if found.forecast else _("To repay")


def _comparison(found: Statement, rows_href: str, hours_href: str) -> Table:
    """Set both readings side by side, and what is known beside the forecast."""
    outcomes = [(_("so far"), found.known)] if found.forecast else [("", found.known)]
    if found.forecast:
        outcomes.append((_("forecast"), found.forecast))
    columns, picked = [], list[tuple[Outcome, Reading]]()
    for outcome_name, outcome in outcomes:
        for name, reading in (
            (_("Matchable parts"), outcome.on_matchable),
            (_("The whole grant"), outcome.on_total),
        ):
            columns.append(f"{name}, {outcome_name}" if outcome_name else name)
            picked.append((outcome, reading))
    lines: tuple[tuple[str, str, Sequence[Money]], ...] = (
        (_("Amount granted"), "#delar", [found.granted for _one in picked]),
        (_("Used"), rows_href, [outcome.used for outcome, _reading in picked]),
        (_("Unspent"), "#delar", [outcome.unspent for outcome, _reading in picked]),
        (_("Co-funding"), hours_href, [reading.cofunding for _outcome, reading in picked]),
        (_("Matched"), "", [reading.matched for _outcome, reading in picked]),
        (_("Unmatched"), "", [reading.unmatched for _outcome, reading in picked]),
        (_("Used without needing a match"), "", [reading.exempt for _outcome, reading in picked]),
    )
    return Table(
        caption=_("Both readings side by side"),
        columns=[Column(_("Figure")), *(Column(name, num=True) for name in columns)],
        rows=[
            Row([name, *(Num(formats.amount(amount)) for amount in amounts)], href=href)
            for name, href, amounts in lines
        ],
        foot=[
            _repay(found),
            *(Num(formats.amount(reading.to_repay)) for _outcome, reading in picked),
        ],
        id="jamforelse",
    )


def _cards(found: Statement, outcome: Outcome) -> list[ReadingCard]:
    return [
        _card(found, _("Only the parts that are taken to need matching"), outcome.on_matchable),
        _card(found, _("Read against the whole grant"), outcome.on_total),
    ]


def _card(found: Statement, title: str, reading: Reading) -> ReadingCard:
    answer = _("%(amount)s to repay.") if reading.to_repay else _("Nothing to repay.")
    if found.forecast and reading.to_repay:
        answer = _("%(amount)s to repay if nothing more is written before the year is closed.")
    if not found.is_last_year:
        answer = _("%(amount)s would be repaid; the money may still be used next year.")
    return ReadingCard(
        title=title,
        tag=Tag(_("Forecast"), Kind.ASK, box=True)
        if found.forecast
        else Tag(_("Outcome"), Kind.OK, box=True),
        answer=answer % {"amount": formats.amount(reading.to_repay)},
        workings=shown.workings(reading.workings),
        assumptions=reading.assumptions,
        repayment=_(REPAYMENT_ASSUMPTION),
    )


def _parts(found: Statement) -> Table:
    columns = (
        _("Amount granted"), _("Set aside"), _("Used"), _("Unspent"), _("Booked money"),
        _("Attested hours"),
    )  # fmt: skip
    return Table(
        caption=_("The parts of the grant"),
        columns=[Column(_("Part")), *(Column(name, num=True) for name in columns)],
        rows=[
            Row([_part_name(part), *(Num(formats.amount(one)) for one in _part_amounts(part))])
            for part in found.parts
        ],
        foot=[
            _("Sum"),
            *(
                Num(formats.amount(total(column)))
                for column in zip(*map(_part_amounts, found.parts), strict=True)
            ),
        ],
        id="delar",
    )


def _part_name(part: PartSums) -> Cell:
    below = _("needs matching") if part.component.is_matchable else _("taken not to need matching")
    return Lines(shown.in_swedish(part.component.text), below)


def _part_amounts(part: PartSums) -> tuple[Money, ...]:
    return (
        part.component.amount, part.allocated, part.used, part.unspent, part.booked, part.attested,
    )  # fmt: skip


def _purposes(rows: Rows) -> Table:
    """Say what each purpose has used and what hours met it; costs without an activity come last."""
    spent: defaultdict[str, Money] = defaultdict(Money)
    for line in rows.lines:
        if line.kind is LineKind.COST:
            spent[line.activity_key] += line.amount
    worked: defaultdict[str, Money] = defaultdict(Money)
    for one in rows.hours:
        if one.state is CofundingState.ATTESTED:
            worked[one.activity_key] += one.amount
    named: list[tuple[str, tuple[str, ...]]] = [
        (shown.in_swedish(one.text), one.activity_keys) for one in rows.purposes
    ]
    known = {key for _text, keys in named for key in keys}
    if others := tuple(sorted({*spent, *worked} - known)):
        named.append((_("No purpose named"), others))
    return Table(
        caption=_("Use by purpose"),
        columns=[
            Column(_("Purpose")), Column(_("Costs"), num=True),
            Column(_("Attested hours"), num=True),
        ],
        rows=[
            Row(
                [
                    text,
                    Num(formats.amount(total(spent[key] for key in keys))),
                    Num(formats.amount(total(worked[key] for key in keys))),
                ]
            )
            for text, keys in named
        ],
        id="andamal",
    )  # fmt: skip


def _lines(rows: Rows) -> Table:
    return Table(
        caption=_("Every line"),
        columns=[
            Column(_("Day")), Column(_("Kind")), Column(_("Part")), Column(_("Concerns")),
            Column(_("Amount"), num=True),
        ],
        rows=[
            Row(
                [
                    formats.day(line.dated_on) if line.dated_on else str(line.year),
                    line_kind(line),
                    shown.in_swedish(line.component),
                    concerns(line, rows.places, rows.activities),
                    Num(formats.amount(line.amount)),
                ],
                key=str(line.id),
            )
            for line in rows.lines
        ],
        empty_text=_("Nothing is written in the ledger. That is not zero: it is unknown."),
        id="rader",
    )  # fmt: skip


def line_kind(line: LineRow) -> Cell:
    """Say what a line is, and whether it corrects or estimates."""
    told = []
    if line.is_correction:
        told.append(_("correction"))
    if line.is_estimate:
        told.append(_("estimate, not booked"))
    if line.is_synthetic:
        told.append(_("made up"))
    return Lines(_(LINE_KIND_WORDS[line.kind]), ", ".join(told))


def concerns(line: LineRow, places: Mapping[UUID, Place], activities: Mapping[str, str]) -> Cell:
    """Say which activity or municipality a line is about."""
    place = places.get(line.municipality_id) if line.municipality_id else None
    activity = activities.get(line.activity_key, line.activity_key)
    if place and activity:
        return Lines(place.name, shown.in_swedish(activity))
    if place:
        return place.name
    return shown.in_swedish(activity) if activity else _("The whole part")


def _hours(rows: Rows) -> Table:
    """List hours by municipality and activity; which part they count in stands beside."""
    components = rows.head.empty_ledger.components
    ordered = sorted(
        rows.hours, key=lambda one: (rows.places[one.municipality_id].name, one.activity_key)
    )
    return Table(
        caption=_("Hours by municipality and activity"),
        columns=[
            Column(_("Municipality")), Column(_("Activity")), Column(_("Counts in")),
            Column(_("State")), Column(_("Hours"), num=True), Column(_("Amount"), num=True),
        ],
        rows=[
            Row(
                [
                    rows.places[one.municipality_id].name,
                    shown.in_swedish(rows.activities.get(one.activity_key, one.activity_key)),
                    shown.in_swedish(part.text)
                    if (part := component_of(components, one.activity_key))
                    else _("no part"),
                    _("Attested")
                    if one.state is CofundingState.ATTESTED
                    else _("Waiting to be attested"),
                    Num(hours_text(one.minutes)),
                    Num(formats.amount(one.amount)),
                ]
            )
            for one in ordered
        ],
        empty_text=_("No hours have come in for the year."),
        id="timmar",
    )  # fmt: skip


def hours_text(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{formats.number(hours)}:{rest:02}"


def _notes(found: Statement) -> list[str]:
    notes = []
    if not found.has_costs:
        notes.append(_("No cost is written: what is used so far is not zero but unknown."))
    if found.over:
        notes.append(
            _("%(amount)s of the costs is beyond what was granted: it is the county's own.")
            % {"amount": formats.amount(found.over)}
        )
    if found.uncounted_hours:
        notes.append(
            _("%(amount)s of attested hours is on activities that no part has: it counts nowhere.")
            % {"amount": formats.amount(found.uncounted_hours)}
        )
    if found.corrections:
        notes.append(_("Correction lines: %(count)d.") % {"count": found.corrections})
    return notes

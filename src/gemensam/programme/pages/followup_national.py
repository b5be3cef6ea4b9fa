"""The national follow-up as its page shows it: counties by area, money, and where sources differ."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme import shipped, shipped_followup
from gemensam.programme.pages import shown
from gemensam.programme.rules import followup as rules
from gemensam.programme.rules.indicators import IndicatorDefinition
from gemensam.programme.rules.workings import Step, Unit, Workings, gettext_noop, sum_formula
from gemensam.ui import formats
from gemensam.ui.charts import BarChart, Point
from gemensam.ui.parts import Column, Num, Row, Table, Working


@dataclass(frozen=True, slots=True)
class CountiesShown:
    """An area of the national follow-up; a chart only where counties are counted."""

    key: str
    name: str
    chart: BarChart | None
    table: Table | None
    texts: Sequence[str]
    workings: Sequence[Working]
    unaccounted: str


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """A question, and what each source answers."""

    key: str
    about: str
    statements: Sequence[tuple[str, str, str]]
    handling: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class NationalPage:
    """The national follow-up of a year."""

    national: shipped_followup.National
    source: str
    areas: Sequence[CountiesShown]
    allocation: Sequence[Working]
    total: str
    parts: Sequence[tuple[str, str]]
    own: str
    conflicts: Sequence[ConflictShown]
    denominators: Sequence[ConflictShown]
    pdf_href: str


def national() -> NationalPage:
    """Show the country's counties by area, the money, and where sources differ."""
    found, grant = shipped_followup.national(), shipped.grant_2013()
    return NationalPage(
        national=found,
        source=shown.source_name(found.source),
        areas=[_counties(area, found.counties_in_sweden) for area in found.areas],
        allocation=_allocation_shown(),
        total=formats.amount(grant.national_total),
        parts=[(one.text, formats.amount(one.amount)) for one in grant.national_components],
        own=formats.amount(grant.stimulus),
        conflicts=[_conflict(one) for one in found.conflicts],
        denominators=[
            _denominators(one)
            for one in shipped.indicators().values()
            if len({said.text for said in one.differing_denominators}) > 1
        ],
        pdf_href=reverse("programme:national_pdf"),
    )


def allocation() -> Workings:
    """Give how the state's money divides in the whole country: the parts are added, not read."""
    parts, source = shipped.grant_2013().national_components, shipped_followup.national().source
    return Workings(
        (
            *(
                Step(one.text, sum_formula([one.amount]), one.amount.ore, Unit.ORE, source=source)
                for one in parts
            ),
            Step(
                gettext_noop("The whole country"),
                sum_formula(one.amount for one in parts),
                sum(one.amount.ore for one in parts),
                Unit.ORE,
            ),
        )
    )


def _allocation_shown() -> list[Working]:
    """Give the workings with the parts' names marked as the Swedish that they are."""
    *parts, whole = shown.workings(allocation())
    return [*(replace(one, text=shown.in_swedish(one.text)) for one in parts), whole]


def _counties(area: rules.AreaOfCounties, in_all: int) -> CountiesShown:
    counted = rules.counties(area, in_all)
    if counted is None:
        return CountiesShown(
            area.key, area.name, None, None, [one.text for one in area.groups], (), ""
        )
    return CountiesShown(
        key=area.key,
        name=area.name,
        chart=_chart(area, in_all),
        table=_counties_table(area, in_all),
        texts=(),
        workings=shown.workings(counted),
        unaccounted=ngettext(
            "%(count)d county is not accounted for: the follow-up does not say which.",
            "%(count)d counties are not accounted for: the follow-up does not say which.",
            counted.result,
        )
        % {"count": counted.result}
        if counted.result
        else "",
    )


def _chart(area: rules.AreaOfCounties, in_all: int) -> BarChart:
    return BarChart(
        title=_("Counties, of %(count)d") % {"count": in_all},
        points=[Point(shown.said(one.short) or one.text, one.counties) for one in area.groups],
        value_head=_("Counties"),
        label_head=_("Where things stood"),
        id=f"lan-{area.key}",
    )


def _counties_table(area: rules.AreaOfCounties, in_all: int) -> Table:
    counts = [one.counties for one in area.groups if one.counties is not None]
    return Table(
        caption=_("Counties, of %(count)d") % {"count": in_all},
        columns=[
            Column(_("Where things stood")),
            Column(_("Counties"), num=True),
            Column(_("Named")),
        ],
        rows=[
            Row(
                [
                    shown.in_swedish(one.text),
                    Num(str(one.counties)),
                    shown.in_swedish(", ".join(one.names)) if one.names else _("none named"),
                ]
            )
            for one in area.groups
        ],
        foot=[_("Counties that the follow-up counts"), Num(str(sum(counts))), ""],
        id=f"tabell-{area.key}",
    )


def _conflict(one: shipped_followup.Conflict) -> ConflictShown:
    return ConflictShown(
        one.key,
        shown.said(one.about),
        [(shown.source_name(said.source), "", said.text) for said in one.statements],
        shown.said(one.handling),
    )


def _denominators(definition: IndicatorDefinition) -> ConflictShown:
    return ConflictShown(
        key=definition.id,
        about=shown.said(definition.name),
        statements=[
            (shown.source_name(one.source), shown.said(one.where), shown.said(one.text))
            for one in definition.differing_denominators
        ],
        handling=shown.said(definition.note),
        href=reverse("programme:indicator", args=[definition.id]),
    )

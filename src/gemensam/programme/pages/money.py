"""The money: what the plan costs, who pays, and both readings of the matching rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _

from gemensam.kernel.money import Money
from gemensam.programme import shipped
from gemensam.programme.pages import ledger_grants, shown
from gemensam.programme.queries.ledger import GrantHead
from gemensam.programme.queries.overview import GrantRow
from gemensam.programme.rules import contribution, matching, plans, plans_funding
from gemensam.programme.rules.ledger_statement import Statement
from gemensam.programme.rules.workings import Workings
from gemensam.programme.words import CERTAINTY_WORDS, MATCH_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Column, Figure, Kind, Num, Row, Table, Tag, Working

MATCH_KINDS = {
    matching.Match.MET: Kind.OK,
    matching.Match.SHORT: Kind.HALF,
    matching.Match.NOT_ASSESSABLE: Kind.ASK,
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a whole as a stretch of a bar: per cent from the left."""

    text: str
    amount: str
    start: str
    width: str
    css: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the rule, with its answer and its workings."""

    title: str
    tag: Tag
    answer: str
    workings: Sequence[Working]
    assumptions: Sequence[str]


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """Everything about the money."""

    total: str
    figures: Sequence[Figure]
    bars: Sequence[Bar]
    costs: Table
    totals: Sequence[tuple[str, Sequence[Working]]]
    rule: str
    rule_source: str
    agreement: str
    readings: Sequence[Reading]
    split: Sequence[Working]
    statements: Table
    grants: Table
    frame: Table
    contribution: Sequence[Working]
    contribution_note: str
    contribution_total: str
    contribution_title: str
    contribution_source: str
    cofunding_note: str


def build(
    *,
    plan: plans.Plan,
    grant: GrantRow,
    shipped_grant: shipped.Grant,
    rate: shipped.ContributionRate,
    populations: Mapping[str, int | None],
    statements: Sequence[tuple[GrantHead, Statement]],
) -> MoneyPage:
    """Put the page together from the rules' own sums."""
    totals = plans.plan_totals(plan)
    compared = matching.compare_matching(
        grant.components, matching.Cofunding(grant.booked, None, is_whole=True)
    )
    paid = _paid(rate, populations)
    return MoneyPage(
        total=formats.amount(totals.whole.added),
        figures=_figures(plan, totals, compared),
        bars=_bars(plan),
        costs=_costs(plan, totals),
        totals=_totals(plan, totals),
        rule=grant.matching_rule,
        rule_source=shown.source_name(grant.matching_source),
        agreement=grant.agreement,
        readings=_readings(compared),
        split=shown.workings(plans_funding.funding_split(plan).workings),
        statements=_statements(shipped_grant.statements),
        grants=ledger_grants.grants(statements, address="programme:statement"),
        frame=ledger_grants.frame(shipped_grant),
        contribution=shown.workings(paid.workings),
        contribution_note=rate.assumption,
        contribution_total=formats.amount(paid.total),
        contribution_title=_("%(amount)s per inhabitant")
        % {"amount": formats.amount(rate.per_inhabitant)},
        contribution_source=shown.source_name(rate.source),
        cofunding_note=shipped_grant.cofunding_note,
    )


def _paid(
    rate: shipped.ContributionRate, populations: Mapping[str, int | None]
) -> contribution.Contribution:
    return contribution.contribution(
        per_inhabitant=rate.per_inhabitant,
        populations=populations,
        source=rate.source,
        assumption=rate.assumption,
    )


def _figures(
    plan: plans.Plan, totals: plans.PlanTotals, compared: matching.MatchComparison
) -> list[Figure]:
    short = compared.on_total.shortfall
    covered = compared.on_total.covered_tenths
    return [
        _figure(_("The plan costs"), totals.whole.added, _("The sum of the plan's three areas")),
        _figure(_("The state's grant"), plan.funding.stimulus, _("Grant decided in 2013")),
        _figure(_("The county's co-funding"), plan.funding.cofunding, _("Estimate in the plan")),
        _figure(
            _("Short, read against the whole grant"),
            short or Money(),
            _("%(share)s is matched") % {"share": shown.percent(covered)}
            if covered is not None
            else "",
        ),
    ]


def _figure(label: str, amount: Money, below: str) -> Figure:
    return Figure(label, shown.kronor(amount), _("SEK"), below)


def _bars(plan: plans.Plan) -> list[Bar]:
    whole = plan.funding.stimulus + plan.funding.cofunding
    parts = (
        (_("State grant"), plan.funding.stimulus, "bar"),
        (_("Co-funding"), plan.funding.cofunding, "bar--2"),
    )
    bars, start = [], 0.0
    for text, amount, css in parts:
        width = 100 * amount.ore / whole.ore
        bars.append(Bar(text, formats.amount(amount), f"{start:.2f}", f"{width:.2f}", css))
        start += width
    return bars


def _costs(plan: plans.Plan, totals: plans.PlanTotals) -> Table:
    rows = []
    for area in plan.areas:
        rows += [
            Row(
                [
                    shown.in_swedish(cost.text),
                    shown.in_swedish(area.name),
                    Num(formats.amount(cost.amount)),
                    _divides(cost),
                ]
            )
            for cost in area.costs
        ]
        added = Num(formats.amount(totals.areas[area.key].added))
        rows.append(Row([_sum_of(area.name), "", added, ""], subtotal=True))
    return Table(
        caption=_("The costs of the plan, row by row"),
        columns=[
            Column(_("Row")), Column(_("Area")), Column(_("Amount"), num=True),
            Column(_("Co-funding")),
        ],
        rows=rows,
        foot=[_("Sum"), "", Num(formats.amount(totals.whole.added)), ""],
        id="kostnader",
    )  # fmt: skip


def _sum_of(name: str) -> str:
    inside = shown.in_swedish(f"{name[0].lower()}{name[1:]}")
    return format_html(_("Sum of {area}"), area=inside)


def _divides(cost: plans.CostRow) -> str:
    share = cost.cofunding_share
    if share is None:
        return _("The plan does not say how the row divides")
    if share.numerator * 2 == share.denominator:
        return _("Half")
    return _("%(part)s of %(whole)s") % {"part": share.numerator, "whole": share.denominator}


def _totals(plan: plans.Plan, totals: plans.PlanTotals) -> list[tuple[str, Sequence[Working]]]:
    named: list[tuple[str, Workings]] = [
        (_("The whole plan"), totals.whole.workings),
        (_("Grant and co-funding"), totals.funding.workings),
    ]
    named += [
        (shown.in_swedish(area.name), totals.areas[area.key].workings)
        for area in plan.areas
        if len(area.costs) > 1
    ]
    title = _("How this was worked out: {what}")
    # One element round it all: the line it stands on sets its elements apart.
    return [
        (
            format_html("<span>{}</span>", format_html(title, what=name)),
            shown.workings(steps),
        )
        for name, steps in named
    ]


def _readings(compared: matching.MatchComparison) -> list[Reading]:
    return [
        _reading(_("Read against the whole grant"), compared.on_total),
        _reading(_("Read without the coordinator part"), compared.on_matchable),
    ]


def _reading(title: str, reading: matching.MatchReading) -> Reading:
    return Reading(
        title=title,
        tag=Tag(_(MATCH_WORDS[reading.match]), MATCH_KINDS[reading.match], box=True),
        answer=_answer(reading),
        workings=shown.workings(reading.workings),
        assumptions=reading.assumptions,
    )


def _answer(reading: matching.MatchReading) -> str:
    if reading.shortfall:
        return _("%(amount)s is lacking.") % {"amount": formats.amount(reading.shortfall)}
    if reading.surplus:
        return _("There is %(amount)s to spare.") % {"amount": formats.amount(reading.surplus)}
    if reading.cofunding is None:
        return _("The co-funding is not known.")
    return _("The amounts are equal.")


def _statements(statements: Sequence[shipped.GrantStatement]) -> Table:
    return Table(
        caption=_("What the documents write about the grant"),
        columns=[
            Column(_("Year")), Column(_("Amount"), num=True), Column(_("How certain")),
            Column(_("What it says")), Column(_("Document")),
        ],
        rows=[
            Row(
                [
                    str(one.year),
                    Num(formats.amount(one.amount)),
                    _(CERTAINTY_WORDS[one.certainty]),
                    shown.in_swedish(one.text),
                    shown.source_name(one.source),
                ]
            )
            for one in statements
        ],
    )  # fmt: skip

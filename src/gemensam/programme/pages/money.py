"""The money: what the plan costs, who pays, and both readings of the matching rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gemensam.kernel.money import Money
from gemensam.programme import shipped
from gemensam.programme.pages import shown
from gemensam.programme.queries import GrantRow
from gemensam.programme.rules import contribution, matching, plans
from gemensam.programme.rules.workings import Workings
from gemensam.programme.words import MATCH_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Column, Figure, Kind, Num, Row, Table, Tag, Working

CERTAINTY = {"decided": "beslutat", "rounded": "avrundat", "lower_bound": "minst"}
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
) -> MoneyPage:
    """Put the page together from the rules' own sums."""
    totals = plans.plan_totals(plan)
    compared = matching.compare_matching(
        grant.components, matching.Cofunding(grant.booked, None, is_whole=True)
    )
    paid = contribution.contribution(
        per_inhabitant=rate.per_inhabitant,
        populations=populations,
        source=rate.source,
        assumption=rate.assumption,
    )
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
        split=shown.workings(plans.funding_split(plan).workings),
        statements=_statements(shipped_grant.statements),
        contribution=shown.workings(paid.workings),
        contribution_note=rate.assumption,
        contribution_total=formats.amount(paid.total),
        contribution_title=f"{formats.amount(rate.per_inhabitant)} per invånare",
        contribution_source=shown.source_name(rate.source),
        cofunding_note=shipped_grant.cofunding_note,
    )


def _figures(
    plan: plans.Plan, totals: plans.PlanTotals, compared: matching.MatchComparison
) -> list[Figure]:
    short = compared.on_total.shortfall
    covered = compared.on_total.covered_tenths
    return [
        _figure("Planen kostar", totals.whole.added, "Summan av planens tre områden"),
        _figure("Statens stimulansmedel", plan.funding.stimulus, "Beslutat bidrag 2013"),
        _figure("Länets medfinansiering", plan.funding.cofunding, "Uppskattning i planen"),
        _figure(
            "Fattas, läst på hela bidraget",
            short or Money(),
            f"{shown.percent(covered)} är matchat" if covered is not None else "",
        ),
    ]


def _figure(label: str, amount: Money, below: str) -> Figure:
    return Figure(label, formats.number(amount.kronor), "kr", below)


def _bars(plan: plans.Plan) -> list[Bar]:
    whole = plan.funding.stimulus + plan.funding.cofunding
    parts = (
        ("Stimulansmedel", plan.funding.stimulus, "bar"),
        ("Medfinansiering", plan.funding.cofunding, "bar--2"),
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
            Row([cost.text, area.name, Num(formats.amount(cost.amount)), _divides(cost)])
            for cost in area.costs
        ]
        added = totals.areas[area.key].added
        rows.append(
            Row(
                [
                    f"Summa {area.name[0].lower()}{area.name[1:]}",
                    "",
                    Num(formats.amount(added)),
                    "",
                ],
                subtotal=True,
            )
        )
    return Table(
        caption="Planens kostnader, rad för rad",
        columns=[
            Column("Rad"), Column("Område"), Column("Belopp", num=True), Column("Medfinansiering"),
        ],
        rows=rows,
        foot=["Summa", "", Num(formats.amount(totals.whole.added)), ""],
        id="kostnader",
    )  # fmt: skip


def _divides(cost: plans.CostRow) -> str:
    share = cost.cofunding_share
    if share is None:
        return "Planen säger inte hur raden delas"
    return (
        "Hälften"
        if share.numerator * 2 == share.denominator
        else f"{share.numerator} av {share.denominator}"
    )


def _totals(plan: plans.Plan, totals: plans.PlanTotals) -> list[tuple[str, Sequence[Working]]]:
    named: list[tuple[str, Workings]] = [
        ("Hela planen", totals.whole.workings),
        ("Bidrag och medfinansiering", totals.funding.workings),
    ]
    named += [
        (area.name, totals.areas[area.key].workings) for area in plan.areas if len(area.costs) > 1
    ]
    return [(name, shown.workings(steps)) for name, steps in named]


def _readings(compared: matching.MatchComparison) -> list[Reading]:
    return [
        _reading("Läst på hela bidraget", compared.on_total),
        _reading("Läst utan samordnardelen", compared.on_matchable),
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
        return f"Det fattas {formats.amount(reading.shortfall)}."
    if reading.surplus:
        return f"Det är {formats.amount(reading.surplus)} över."
    if reading.cofunding is None:
        return "Medfinansieringen är inte känd."
    return "Beloppen är lika stora."


def _statements(statements: Sequence[shipped.GrantStatement]) -> Table:
    return Table(
        caption="Vad dokumenten skriver om bidraget",
        columns=[
            Column("År"), Column("Belopp", num=True), Column("Hur säkert"), Column("Vad som står"),
            Column("Dokument"),
        ],
        rows=[
            Row(
                [
                    str(one.year),
                    Num(formats.amount(one.amount)),
                    CERTAINTY[one.certainty],
                    one.text,
                    shown.source_name(one.source),
                ]
            )
            for one in statements
        ],
    )  # fmt: skip

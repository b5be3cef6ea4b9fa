"""Read the plan, the grant and the co-funding as the values that the rules calculate with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gemensam.kernel.money import Money
from gemensam.programme.kinds import CofundingKind, CofundingState, FundingKind, SentenceColumn
from gemensam.programme.models import (
    Activity,
    ActivityCost,
    Area,
    CofundingLine,
    Funding,
    Grant,
    GrantComponent,
    Plan,
    Sentence,
)
from gemensam.programme.rules import cofunding, matching, plans

type Said = Mapping[str, Sequence[Sentence]]


class NoSuchPlan(LookupError):
    """The running tenant has no plan by that key."""


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A year's grant with its parts, and the co-funding that is booked against it."""

    key: str
    title: str
    year: int
    agreement: str
    amount: Money
    matching_rule: str
    matching_source: str
    components: tuple[matching.GrantComponent, ...]
    booked: Money | None


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Reported or attested time as the county body knows it: no person."""

    hours_id: UUID
    municipality_id: UUID
    activity_key: str
    worked_on: date
    minutes: int
    amount: Money
    rate: cofunding.HourlyRate
    is_attested: bool
    attested_at: datetime | None


def plan(key: str) -> plans.Plan:
    """Give a plan with everything in it, in six queries. Raises NoSuchPlan."""
    row = Plan.objects.filter(key=key).first()
    if row is None:
        raise NoSuchPlan(key)
    sentences = list(
        Sentence.objects.filter(area__plan=row).order_by("order")
        | Sentence.objects.filter(activity__plan=row).order_by("order")
    )
    costs = _by(ActivityCost.objects.filter(area__plan=row).order_by("order"), "area_id")
    of_area, of_activity = _by(sentences, "area_id"), _by(sentences, "activity_id")
    return plans.Plan(
        key=row.key,
        title=row.title,
        subtitle=row.subtitle,
        first_year=row.first_year,
        last_year=row.last_year,
        source=row.source,
        funding=_funding(Funding.objects.filter(plan=row)),
        areas=tuple(
            _area(area, _columns(of_area[area.id]), costs[area.id])
            for area in Area.objects.filter(plan=row).order_by("order")
        ),
        activities=tuple(
            _activity(activity, _columns(of_activity[activity.id]))
            for activity in Activity.objects.filter(plan=row).order_by("order")
        ),
        printed_total=Money.from_kronor(row.printed_total),
    )


def _by[M](rows: Iterable[M], name: str) -> Mapping[UUID | None, list[M]]:
    found: defaultdict[UUID | None, list[M]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _columns(sentences: Iterable[Sentence]) -> Said:
    found: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        found[sentence.column].append(sentence)
    return found


def _texts(said: Said, column: SentenceColumn) -> tuple[plans.PlanText, ...]:
    return tuple(
        plans.PlanText(one.text, is_fragment=one.is_fragment, is_ours=one.is_ours)
        for one in said.get(column, ())
    )


def _text(said: Said, column: SentenceColumn) -> plans.PlanText | None:
    return next(iter(_texts(said, column)), None)


def _dated(said: Said, column: SentenceColumn) -> plans.DatedText | None:
    for one in said.get(column, ()):
        if one.year is not None:
            return plans.DatedText(one.year, one.text)
    return None


def _funding(rows: Iterable[Funding]) -> plans.PlanFunding:
    kinds = {row.kind: row for row in rows}
    stimulus, cofunded = kinds[FundingKind.STIMULUS], kinds[FundingKind.COFUNDING]
    return plans.PlanFunding(
        stimulus=Money.from_kronor(stimulus.amount),
        cofunding=Money.from_kronor(cofunded.amount),
        cofunding_is_estimate=cofunded.is_estimate,
        printed_total=Money.from_kronor(stimulus.printed_total),
        source=stimulus.source,
        note=stimulus.note,
    )


def _area(row: Area, said: Said, costs: Iterable[ActivityCost]) -> plans.PlanArea:
    what, when = _text(said, SentenceColumn.WHAT), _text(said, SentenceColumn.WHEN)
    assert what is not None
    assert when is not None
    return plans.PlanArea(
        key=row.key,
        name=row.name,
        source=row.source,
        what=what,
        how=_texts(said, SentenceColumn.HOW),
        when=when,
        who=_texts(said, SentenceColumn.WHO),
        costs=tuple(_cost(cost) for cost in costs),
        printed_total=Money.from_kronor(row.printed_total),
    )


def _cost(row: ActivityCost) -> plans.CostRow:
    share = None
    if row.share_numerator is not None and row.share_denominator is not None:
        share = plans.CofundingShare(row.share_numerator, row.share_denominator)
    return plans.CostRow(row.key, row.text, Money.from_kronor(row.amount), share)


def _activity(row: Activity, said: Said) -> plans.PlanActivity:
    return plans.PlanActivity(
        key=row.key,
        number=row.number,
        name=row.name,
        source=row.source,
        what=_text(said, SentenceColumn.WHAT),
        how=_texts(said, SentenceColumn.HOW),
        when=_text(said, SentenceColumn.WHEN),
        who=_text(said, SentenceColumn.WHO),
        cost=None if row.cost is None else Money.from_kronor(row.cost),
        current_state=_text(said, SentenceColumn.STATE),
        goal=_dated(said, SentenceColumn.GOAL),
        target=_dated(said, SentenceColumn.TARGET),
        indicators=tuple(row.indicators),
        comment=_text(said, SentenceColumn.COMMENT),
    )


@dataclass(frozen=True, slots=True)
class Target:
    """An activity's target picture."""

    key: str
    number: str
    name: str
    indicators: tuple[str, ...]
    picture: plans.DatedText


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What the front page says of a plan."""

    first_year: int
    last_year: int
    funding: plans.PlanFunding
    targets: tuple[Target, ...]


def plan_summary(key: str) -> PlanSummary:
    """Give a plan's years, funding and target pictures, in three queries. Raises NoSuchPlan.

    Plain rows, no model instances: the front page asks at every request.
    """
    row = Plan.objects.filter(key=key).values_list("id", "first_year", "last_year").first()
    if row is None:
        raise NoSuchPlan(key)
    plan_id, first_year, last_year = row
    sentences = Sentence.objects.filter(
        column=SentenceColumn.TARGET, activity__plan_id=plan_id, year__isnull=False
    ).order_by("activity__order")
    return PlanSummary(
        first_year=first_year,
        last_year=last_year,
        funding=_funding(Funding.objects.filter(plan_id=plan_id)),
        targets=tuple(
            Target(one_key, number, name, tuple(indicators), plans.DatedText(year, text))
            for one_key, number, name, indicators, year, text in sentences.values_list(
                "activity__key",
                "activity__number",
                "activity__name",
                "activity__indicators",
                "year",
                "text",
            )
            if year is not None
        ),
    )


@dataclass(frozen=True, slots=True)
class ActivityName:
    """An activity to report time on."""

    key: str
    number: str
    name: str


def activity_names(plan_key: str) -> Sequence[ActivityName]:
    """List a plan's activities in order."""
    rows = Activity.objects.filter(plan__key=plan_key).order_by("order")
    return [ActivityName(row.key, row.number, row.name) for row in rows]


def grant(year: int) -> GrantRow | None:
    """Give the grant of a year, or nothing when the state gave none that we know of."""
    row = Grant.objects.filter(year=year).first()
    if row is None:
        return None
    booked = CofundingLine.objects.filter(grant=row, kind=CofundingKind.BOOKED)
    amounts = [Money.from_kronor(line.amount) for line in booked]
    return GrantRow(
        key=row.key,
        title=row.title,
        year=row.year,
        agreement=row.agreement,
        amount=Money.from_kronor(row.amount),
        matching_rule=row.matching_rule,
        matching_source=row.matching_source,
        components=tuple(
            matching.GrantComponent(
                key=part.key,
                text=part.text,
                amount=Money.from_kronor(part.amount),
                is_matchable=part.is_matchable,
                assumption=part.assumption or None,
            )
            for part in GrantComponent.objects.filter(grant=row).order_by("order")
        ),
        booked=sum(amounts, Money()) if amounts else None,
    )


def hours_lines(year: int) -> Sequence[HoursLine]:
    """List a year's time from every municipality, newest first; withdrawn time is not there."""
    rows = CofundingLine.objects.filter(kind=CofundingKind.HOURS, year=year)
    rows = rows.exclude(state=CofundingState.WITHDRAWN).order_by("-worked_on", "-id")
    return [_hours_line(row) for row in rows]


def _hours_line(row: CofundingLine) -> HoursLine:
    assert row.hours_id is not None
    assert row.reporting_municipality_id is not None
    assert row.worked_on is not None
    assert row.minutes is not None
    assert row.rate_per_hour is not None
    return HoursLine(
        hours_id=row.hours_id,
        municipality_id=row.reporting_municipality_id,
        activity_key=row.activity_key,
        worked_on=row.worked_on,
        minutes=row.minutes,
        amount=Money.from_kronor(row.amount),
        rate=cofunding.HourlyRate(Money.from_kronor(row.rate_per_hour), row.rate_basis),
        is_attested=row.state == CofundingState.ATTESTED,
        attested_at=row.attested_at,
    )


def cofunding_of(lines: Iterable[HoursLine], *, year: int) -> cofunding.HoursCofunding:
    """Give a year's time as money, by the rule."""
    return cofunding.cofunding_from_hours(
        entries=[
            cofunding.HoursEntry(
                id=line.hours_id,
                municipality=str(line.municipality_id),
                activity=line.activity_key,
                worked_on=line.worked_on,
                minutes=line.minutes,
                rate=line.rate,
                state=cofunding.HoursState.ATTESTED
                if line.is_attested
                else cofunding.HoursState.SUBMITTED,
            )
            for line in lines
        ],
        year=year,
    )

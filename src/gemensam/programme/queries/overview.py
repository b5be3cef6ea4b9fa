"""Read the plan, the grant and the co-funding as the values that the rules calculate with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gemensam.kernel.money import Money, total
from gemensam.programme.kinds import CofundingState, LineKind
from gemensam.programme.models import CofundingLine, Grant, GrantComponent, LedgerLine
from gemensam.programme.queries.plans import NoSuchPlan, plan
from gemensam.programme.rules import cofunding, matching, plans

__all__ = [
    "GrantRow",
    "HoursLine",
    "NoSuchPlan",
    "PlanSummary",
    "Target",
    "cofunding_of",
    "grant",
    "hours_lines",
    "plan",
    "plan_summary",
]


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
    # The keys of a plan and of one of its activities.
    activity: tuple[str, str]
    worked_on: date
    minutes: int
    amount: Money
    rate: cofunding.HourlyRate
    is_attested: bool
    attested_at: datetime | None


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
    """Give a plan's years, funding and target pictures, in one query. Raises NoSuchPlan."""
    found = plan(key)
    return PlanSummary(
        first_year=found.first_year,
        last_year=found.last_year,
        funding=found.funding,
        targets=tuple(
            Target(
                key=one.key,
                number=one.number,
                name=one.name,
                indicators=one.indicators,
                picture=one.target,
            )
            for one in found.activities
            if one.target is not None
        ),
    )


def grant(year: int) -> GrantRow | None:
    """Give the grant of a year, or nothing when the state gave none that we know of."""
    row = Grant.objects.filter(year=year).order_by("key").first()
    if row is None:
        return None
    booked = LedgerLine.objects.filter(grant=row, kind=LineKind.BOOKED)
    amounts = [Money.from_kronor(line.amount) for line in booked]
    parts = tuple(GrantComponent.objects.filter(grant=row).order_by("order"))
    return GrantRow(
        key=row.key,
        title=row.title,
        year=row.year,
        agreement=row.agreement,
        amount=total(Money.from_kronor(part.amount) for part in parts),
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
            for part in parts
        ),
        booked=total(amounts) if amounts else None,
    )


def hours_lines(year: int, municipality_id: UUID | None = None) -> Sequence[HoursLine]:
    """List a year's time, newest first: every municipality's, or one's. Withdrawn time is not there."""
    rows = CofundingLine.objects.filter(year=year)
    if municipality_id is not None:
        rows = rows.filter(reporting_municipality_id=municipality_id)
    rows = rows.exclude(state=CofundingState.WITHDRAWN).order_by("-worked_on", "-id")
    return [_hours_line(row) for row in rows]


def _hours_line(row: CofundingLine) -> HoursLine:
    return HoursLine(
        hours_id=row.hours_id,
        municipality_id=row.reporting_municipality_id,
        activity=(row.plan_key, row.activity_key),
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
                activity="/".join(line.activity),
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

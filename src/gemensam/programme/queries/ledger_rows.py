"""Rows behind a statement, for pages, files and the signed export: lines, hours, conditions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from gemensam.identity import api as identity
from gemensam.kernel.money import Money
from gemensam.programme.kinds import CofundingState, ConditionState, CostForm, LineKind
from gemensam.programme.models import (
    CofundingLine,
    ConditionStanding,
    GrantCondition,
    LedgerLine,
)
from gemensam.programme.queries.ledger import GrantHead
from gemensam.ui.paging import Order, Page, page_of

# What is corrected comes before its corrections, whatever id a form gave it.
IN_ORDER = (F("corrects_id").asc(nulls_first=True), "id")


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line as pages show it."""

    id: UUID
    kind: LineKind
    component_key: str
    component: str
    year: int
    dated_on: date | None
    amount: Money
    text: str
    reference: str
    activity_key: str
    municipality_id: UUID | None
    cost_form: CostForm | None
    minutes: int | None
    rate_per_hour: Money | None
    rate_basis: str
    allocation_id: UUID | None
    corrects_id: UUID | None
    corrects_hours_id: UUID | None
    reason: str
    is_estimate: bool
    is_synthetic: bool
    written_by: str
    written_at: datetime | None

    @property
    def is_correction(self) -> bool:
        return bool(self.reason)


def _rows(rows: Sequence[LedgerLine], *, names: bool) -> list[LineRow]:
    people = sorted({row.written_by_id for row in rows if row.written_by_id}) if names else []
    known = identity.names(people) if people else {}
    return [_row(row, known[row.written_by_id].display_name if row.written_by_id in known else "")
            for row in rows]  # fmt: skip


def _row(row: LedgerLine, written_by: str) -> LineRow:
    hours = row.corrects_hours or row.corrects_late
    return LineRow(
        id=row.id,
        kind=LineKind(row.kind),
        component_key=row.component.key,
        component=row.component.text,
        year=row.year,
        dated_on=row.dated_on,
        amount=Money.from_kronor(row.amount),
        text=row.text,
        reference=row.reference,
        activity_key=row.activity_key,
        municipality_id=row.municipality_id,
        cost_form=CostForm(row.cost_form) if row.cost_form else None,
        minutes=row.minutes,
        rate_per_hour=None if row.rate_per_hour is None else Money.from_kronor(row.rate_per_hour),
        rate_basis=row.rate_basis,
        allocation_id=row.allocation_id,
        corrects_id=row.corrects_id,
        corrects_hours_id=hours.hours_id if hours else None,
        reason=row.reason,
        is_estimate=row.is_estimate,
        is_synthetic=row.is_synthetic,
        written_by=written_by,
        written_at=row.written_at,
    )


def _lines(head: GrantHead) -> QuerySet[LedgerLine]:
    rows = LedgerLine.objects.filter(grant_id=head.id)
    return rows.select_related("component", "corrects_hours", "corrects_late")


def lines(
    head: GrantHead, *, kind: LineKind | None, component: str, year: int | None, after: str
) -> Page[LineRow]:
    """Give a page of lines, the latest written first."""
    wanted = _lines(head)
    if kind is not None:
        wanted = wanted.filter(kind=kind)
    if component:
        wanted = wanted.filter(component__key=component)
    if year is not None:
        wanted = wanted.filter(year=year)
    page = page_of(wanted, order=[Order("id", descending=True)], after=after)
    return Page(tuple(_rows(page.rows, names=True)), page.next_cursor, page.started_over)


def all_lines(head: GrantHead, *, year: int) -> Sequence[LineRow]:
    """List every line to the end of a year, corrections last; without who wrote them."""
    return _rows(list(_lines(head).filter(year__lte=year).order_by(*IN_ORDER)), names=False)


def line(head: GrantHead, line_id: UUID) -> Sequence[LineRow]:
    """Give a line and its corrections, the line first; nothing when the grant has none such."""
    rows = _lines(head).filter(Q(id=line_id) | Q(corrects_id=line_id)).order_by(*IN_ORDER)
    found = _rows(list(rows), names=True)
    return found if found and found[0].id == line_id else []


@dataclass(frozen=True, slots=True)
class HoursSum:
    """A municipality's hours on an activity, added up: no person, no day."""

    activity_key: str
    municipality_id: UUID
    state: CofundingState
    minutes: int
    amount: Money
    reports: int


def hours_sums(head: GrantHead) -> Sequence[HoursSum]:
    """Add up the hours that meet a grant, by activity, municipality and state."""
    if not head.plan_key:
        return []
    rows = (
        CofundingLine.objects.filter(year=head.year, plan_key=head.plan_key)
        .exclude(state=CofundingState.WITHDRAWN)
        .values_list("activity_key", "reporting_municipality_id", "state")
        .annotate(minutes=Sum("minutes"), sum=Sum("amount"), reports=Count("id"))
        .order_by("activity_key", "reporting_municipality_id", "state")
    )
    return [
        HoursSum(activity, place, CofundingState(state), minutes, Money.from_kronor(amount), count)
        for activity, place, state, minutes, amount, count in rows
    ]


@dataclass(frozen=True, slots=True)
class CountedHours:
    """One hour report and what it counts for after corrections."""

    hours_id: UUID
    municipality_id: UUID
    activity_key: str
    worked_on: date
    minutes: int
    amount: Money
    state: CofundingState
    corrected: Money
    corrections: int

    @property
    def counts(self) -> Money:
        """What it is co-funding for: attested time, with what corrections changed."""
        attested = self.amount if self.state is CofundingState.ATTESTED else Money()
        return attested + self.corrected


def hours(head: GrantHead, *, after: str) -> Page[CountedHours]:
    """Give a page of the hour reports that meet a grant, the latest day first."""
    rows = CofundingLine.objects.filter(year=head.year, plan_key=head.plan_key)
    rows = rows.exclude(state=CofundingState.WITHDRAWN)
    page = page_of(rows, order=[Order("worked_on", descending=True)], after=after)
    changed = _corrected([row.hours_id for row in page.rows])
    found = tuple(_counted(row, changed.get(row.hours_id)) for row in page.rows)
    return Page(found, page.next_cursor, page.started_over)


def hours_report(head: GrantHead, hours_id: UUID) -> CountedHours | None:
    """Give one hour report that meets a grant."""
    rows = CofundingLine.objects.filter(year=head.year, plan_key=head.plan_key, hours_id=hours_id)
    row = rows.first()
    if row is None:
        return None
    return _counted(row, _corrected([hours_id]).get(hours_id))


def _corrected(hours_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Money, int]]:
    """Add up the corrections of hour reports, late news that was taken in too."""
    of = Coalesce("corrects_hours__hours_id", "corrects_late__hours_id")
    rows = LedgerLine.objects.filter(kind=LineKind.HOURS).annotate(of=of)
    sums = rows.filter(of__in=hours_ids).values_list("of").annotate(Sum("amount"), Count("id"))
    return {of: (Money.from_kronor(amount), count) for of, amount, count in sums}


def _counted(row: CofundingLine, changed: tuple[Money, int] | None) -> CountedHours:
    return CountedHours(
        hours_id=row.hours_id,
        municipality_id=row.reporting_municipality_id,
        activity_key=row.activity_key,
        worked_on=row.worked_on,
        minutes=row.minutes,
        amount=Money.from_kronor(row.amount),
        state=CofundingState(row.state),
        corrected=changed[0] if changed else Money(),
        corrections=changed[1] if changed else 0,
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a condition in one municipality."""

    state: ConditionState
    basis: str
    written_at: datetime
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, and what is known of it by municipality; nothing known means unknown."""

    id: UUID
    text: str
    component: str
    standings: Mapping[UUID, Known]


def conditions(head: GrantHead) -> Sequence[Condition]:
    """List a grant's conditions with the latest word on each municipality, in two queries."""
    rows = GrantCondition.objects.filter(grant_id=head.id).select_related("component")
    found = list(rows.order_by("order"))
    latest = (
        ConditionStanding.objects.filter(condition__grant_id=head.id)
        .order_by("condition_id", "municipality_id", "-written_at", "-id")
        .distinct("condition_id", "municipality_id")
    )
    of: defaultdict[UUID, dict[UUID, Known]] = defaultdict(dict)
    for one in latest:
        of[one.condition_id][one.municipality_id] = Known(
            ConditionState(one.state), one.basis, one.written_at, one.is_synthetic
        )
    return [
        Condition(row.id, row.text, row.component.text if row.component else "", of[row.id])
        for row in found
    ]

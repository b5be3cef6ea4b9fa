"""Read grants and their ledgers: the fold that the rules calculate with, and rows for pages.

Everything runs in the county body's tenant; the caller opens it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from gemensam.kernel.money import Money, total
from gemensam.programme.kinds import CofundingState, LineKind
from gemensam.programme.models import (
    CofundingLine,
    Grant,
    GrantClosing,
    GrantComponent,
    GrantPurpose,
    LateHours,
    LedgerLine,
)
from gemensam.programme.rules import ledger as rules
from gemensam.programme.rules import ledger_statement


class NoSuchGrant(LookupError):
    """The running tenant has no grant by that key."""


@dataclass(frozen=True, slots=True)
class Part:
    """A component with what its document says of it."""

    id: UUID
    key: str
    text: str
    amount: Money
    is_matchable: bool
    assumption: str
    purpose: str
    starts_on: date | None
    ends_on: date | None
    activity_keys: tuple[str, ...]

    @property
    def rule(self) -> rules.Component:
        return rules.Component(
            key=self.key,
            text=self.text,
            amount=self.amount,
            is_matchable=self.is_matchable,
            assumption=self.assumption or None,
            activities=frozenset(self.activity_keys),
            last_year=self.ends_on.year if self.ends_on else None,
        )


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """One of the grant's purposes, and the activities that serve it."""

    text: str
    activity_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GrantHead:
    """A grant with its parts; its amount is their sum."""

    id: UUID
    key: str
    title: str
    year: int
    agreement: str
    plan_key: str
    printed_total: Money | None
    matching_rule: str
    matching_source: str
    is_synthetic: bool
    parts: tuple[Part, ...]
    closed: dict[int, datetime]

    @property
    def granted(self) -> Money:
        return total(part.amount for part in self.parts)

    @property
    def last_year(self) -> int:
        return self.empty_ledger.last_year

    @property
    def empty_ledger(self) -> rules.Ledger:
        return rules.Ledger(self.year, tuple(part.rule for part in self.parts))

    @property
    def years(self) -> range:
        """Every year that can have a statement: closed ones stay, whatever the period says."""
        return range(self.year, max([self.last_year, *self.closed]) + 1)

    @property
    def next_to_close(self) -> int:
        return max([self.year - 1, *self.closed]) + 1


def grants() -> Sequence[GrantHead]:
    """List every grant, the latest year first, in three queries."""
    return _heads(Grant.objects.all())


def grant(key: str) -> GrantHead:
    """Give one grant. Raises NoSuchGrant."""
    found = _heads(Grant.objects.filter(key=key))
    if not found:
        raise NoSuchGrant(key)
    return found[0]


def _heads(rows: QuerySet[Grant]) -> list[GrantHead]:
    heads = list(rows.order_by("-year", "key"))
    ids = [row.id for row in heads]
    parts = list(GrantComponent.objects.filter(grant_id__in=ids).order_by("order"))
    closings = list(GrantClosing.objects.filter(grant_id__in=ids).order_by("year"))
    return [
        GrantHead(
            id=row.id,
            key=row.key,
            title=row.title,
            year=row.year,
            agreement=row.agreement,
            plan_key=row.plan_key,
            printed_total=None
            if row.printed_total is None
            else Money.from_kronor(row.printed_total),
            matching_rule=row.matching_rule,
            matching_source=row.matching_source,
            is_synthetic=row.is_synthetic,
            parts=tuple(_part(part) for part in parts if part.grant_id == row.id),
            closed={one.year: one.closed_at for one in closings if one.grant_id == row.id},
        )
        for row in heads
    ]


def _part(row: GrantComponent) -> Part:
    return Part(
        id=row.id,
        key=row.key,
        text=row.text,
        amount=Money.from_kronor(row.amount),
        is_matchable=row.is_matchable,
        assumption=row.assumption,
        purpose=row.purpose,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        activity_keys=tuple(row.activity_keys),
    )


def purposes(grant_id: UUID) -> Sequence[PurposeRow]:
    """List what a grant is for."""
    rows = GrantPurpose.objects.filter(grant_id=grant_id).order_by("order")
    return [PurposeRow(row.text, tuple(row.activity_keys)) for row in rows]


def statement(grant_key: str, year: int) -> ledger_statement.Statement:
    """Give a grant's statement for a year. Raises NoSuchGrant."""
    return ledger_statement.statement(ledger_of(grant(grant_key)), year)


def first_statements() -> Sequence[tuple[GrantHead, ledger_statement.Statement]]:
    """Give every grant with the statement of its own year, the latest first."""
    return [(head, ledger_statement.statement(ledger_of(head), head.year)) for head in grants()]


def ledger_of(head: GrantHead, *, one_by_one: Iterable[UUID] = ()) -> rules.Ledger:
    """Give a grant's ledger, in three queries.

    Hours come added up by activity, municipality and state, since there may be many; those named
    by `one_by_one` (hours_id) come each by itself, with the late news of them.
    """
    apart = tuple(one_by_one)
    lines = {line.id: line for line in map(_line, _line_values(head.id))}
    hours = {one.id: one for one in (*_hours_sums(head, apart), *_hours_of(head, apart))}
    late = LateHours.objects.filter(hours_id__in=apart).order_by("report_version") if apart else ()
    return rules.Ledger(
        year=head.year,
        components=tuple(part.rule for part in head.parts),
        lines=lines,
        hours=hours,
        late=tuple(
            rules.LateNews(_late(row), Money.from_kronor(row.amount_change)) for row in late
        ),
        closed=frozenset(head.closed),
    )


_LINE_FIELDS = (
    "id", "kind", "component__key", "year", "amount", "activity_key", "municipality_id",
    "is_estimate", "corrects_id", "corrects_hours__hours_id", "corrects_late__hours_id",
    "corrects_late__report_version", "reason",
)  # fmt: skip


def _line_values(grant_id: UUID) -> Iterable[tuple[object, ...]]:
    rows = LedgerLine.objects.filter(grant_id=grant_id).order_by("id")
    return rows.values_list(*_LINE_FIELDS).iterator(chunk_size=2000)


def _line(row: tuple[object, ...]) -> rules.Line:
    (
        id_, kind, component, year, amount, activity, municipality, is_estimate, corrects,
        corrects_hours, corrects_late, late_version, reason,
    ) = row  # fmt: skip
    return rules.Line(
        id=str(id_),
        kind=LineKind(str(kind)),
        component=str(component),
        year=int(str(year)),
        amount=Money.from_kronor(Decimal(str(amount))),
        activity=str(activity),
        municipality=str(municipality or ""),
        is_estimate=bool(is_estimate),
        corrects=str(corrects or corrects_hours or corrects_late or ""),
        late_version=int(str(late_version or 0)),
        reason=str(reason),
    )


def _of_grant(head: GrantHead) -> QuerySet[CofundingLine]:
    if not head.plan_key:
        return CofundingLine.objects.none()
    return CofundingLine.objects.filter(year=head.year, plan_key=head.plan_key)


def _hours_sums(head: GrantHead, apart: tuple[UUID, ...]) -> Iterable[rules.Hours]:
    rows = _of_grant(head).exclude(state=CofundingState.WITHDRAWN).exclude(hours_id__in=apart)
    sums = rows.values_list("activity_key", "reporting_municipality_id", "state").annotate(
        sum=Sum("amount")
    )
    for activity, municipality, state, amount in sums:
        yield rules.Hours(
            id=f"{activity}:{municipality}:{state}",
            version=1,
            state=CofundingState(state),
            year=head.year,
            activity=activity,
            municipality=str(municipality),
            amount=Money.from_kronor(amount),
        )


def _hours_of(head: GrantHead, hours_ids: tuple[UUID, ...]) -> Iterable[rules.Hours]:
    rows = _of_grant(head).filter(hours_id__in=hours_ids) if hours_ids else ()
    for row in rows:
        yield _hours(row)


def _hours(row: CofundingLine | LateHours) -> rules.Hours:
    return rules.Hours(
        id=str(row.hours_id),
        version=row.report_version,
        state=CofundingState(row.state),
        year=row.year,
        activity=row.activity_key,
        municipality=str(row.reporting_municipality_id),
        amount=Money.from_kronor(row.amount),
    )


_late = _hours


@dataclass(frozen=True, slots=True)
class Written:
    """How much is written in a grant's ledger, and when the last of it was."""

    lines: int
    last_at: datetime | None


def written(grant_id: UUID) -> Written:
    """Say how far a ledger has come: whoever closes or corrects has seen this much."""
    found = LedgerLine.objects.filter(grant_id=grant_id).aggregate(
        lines=Count("id"), last=Max("written_at")
    )
    return Written(found["lines"], found["last"])


def waiting_late(head: GrantHead) -> Sequence[LateHours]:
    """List late news that would change the closed year's sum and that no line has taken in."""
    rows = LateHours.objects.filter(year=head.year, plan_key=head.plan_key)
    rows = rows.exclude(Q(amount_change=0)).filter(corrections__isnull=True)
    return list(rows.order_by("heard_at", "id")) if head.plan_key else []

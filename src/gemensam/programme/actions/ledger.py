"""Write in a grant's ledger: register it, set aside, spend, book, correct, and close the year.

Every write locks the grant, asks the rules (`rules.ledger`) and adds; the database checks again.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from gemensam.kernel.actor import Activity, Actor
from gemensam.kernel.money import Money, total
from gemensam.programme import policy
from gemensam.programme.kinds import CostForm, LineKind
from gemensam.programme.models import Grant, GrantClosing, GrantComponent, LedgerLine
from gemensam.programme.queries import ledger as queries
from gemensam.programme.rules import ledger as rules
from gemensam.programme.rules.cofunding import HourlyRate, value_of
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import new_id

MOST_KEY = 40


class LedgerWriteRefused(Exception):
    """What was asked cannot be written as it is."""


class GrantHasNoParts(LedgerWriteRefused):
    """A grant has at least one component."""


class ExemptWithoutAssumption(LedgerWriteRefused):
    """A component that is taken not to need matching says on what assumption."""


class HoursAreTaken(LedgerWriteRefused):
    """Another grant of the year takes the plan's hours already: an hour is co-funding once."""


class OutsidePeriod(LedgerWriteRefused):
    """The day is outside the time in which the component's money may be used."""


class DayIsAhead(LedgerWriteRefused):
    """A cost or a booking is written when it has come."""


class MoreThanGranted(LedgerWriteRefused):
    """More would be set aside than the component has."""


class OtherAllocation(LedgerWriteRefused):
    """A cost is spent from what was set aside of the same component."""


class YearIsNotOver(LedgerWriteRefused):
    """A year is closed when it has ended."""


class ChangedMeanwhile(LedgerWriteRefused):
    """Somebody else has written or closed first."""


@dataclass(frozen=True, slots=True)
class NewPart:
    """A component as somebody types it."""

    text: str
    amount: Money
    is_matchable: bool
    assumption: str = ""
    purpose: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    activity_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A grant as somebody types it; what it comes to is the sum of its parts."""

    title: str
    year: int
    parts: tuple[NewPart, ...]
    agreement: str = ""
    plan_key: str = ""
    matching_rule: str = ""
    matching_source: str = ""
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line as somebody types it: an amount, or minutes and what an hour costs."""

    kind: LineKind
    component: str
    dated_on: date
    text: str
    amount: Money = rules.NOTHING
    reference: str = ""
    activity_key: str = ""
    municipality_id: UUID | None = None
    allocation_id: UUID | None = None
    cost_form: CostForm | None = None
    minutes: int | None = None
    rate: HourlyRate | None = None
    is_synthetic: bool = False

    @property
    def value(self) -> Money:
        return value_of(self.rate, self.minutes) if self.rate and self.minutes else self.amount


def key_of(title: str, taken: Sequence[str]) -> str:
    """Make a word for addresses out of a title, one that is not taken."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    word = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: MOST_KEY - 3] or "del"
    key, number = word, 2
    while key in taken:
        key, number = f"{word}-{number}", number + 1
    return key


@transaction.atomic
def register_grant(*, actor: Actor, grant: NewGrant, now: datetime) -> str:
    """Write down a grant with its parts; give its key.

    Raises authority.Refused, GrantHasNoParts, ExemptWithoutAssumption, HoursAreTaken.
    """
    owner = policy.ensure_ledger(actor, Activity.WRITE, now=now)
    if not grant.parts:
        raise GrantHasNoParts
    with tenant_context(owner):
        same = Grant.objects.filter(year=grant.year, plan_key=grant.plan_key)
        if grant.plan_key and same.exists():
            raise HoursAreTaken(grant.plan_key)
        key = key_of(grant.title, list(Grant.objects.values_list("key", flat=True)))
        row = Grant.objects.create(
            key=key,
            title=grant.title,
            year=grant.year,
            agreement=grant.agreement,
            plan_key=grant.plan_key,
            matching_rule=grant.matching_rule,
            matching_source=grant.matching_source,
            is_synthetic=grant.is_synthetic,
        )
        for part in grant.parts:
            _add_part(row, part)
    return key


@transaction.atomic
def add_component(*, actor: Actor, grant_key: str, part: NewPart, now: datetime) -> None:
    """Add a component to a grant of which no year is closed.

    Raises authority.Refused, queries.NoSuchGrant, ExemptWithoutAssumption, rules.YearIsClosed.
    """
    owner = policy.ensure_ledger(actor, Activity.WRITE, now=now)
    with tenant_context(owner):
        head = take(grant_key)
        if head.closed:
            raise rules.YearIsClosed(str(max(head.closed)))
        _add_part(Grant.objects.get(id=head.id), part)


def _add_part(row: Grant, part: NewPart) -> None:
    if not part.is_matchable and not part.assumption:
        raise ExemptWithoutAssumption(part.text)
    known = list(GrantComponent.objects.filter(grant=row).values_list("key", flat=True))
    GrantComponent.objects.create(
        grant=row,
        key=key_of(part.text, known),
        order=len(known) + 1,
        text=part.text,
        amount=part.amount.kronor,
        is_matchable=part.is_matchable,
        assumption=part.assumption,
        purpose=part.purpose,
        starts_on=part.starts_on,
        ends_on=part.ends_on,
        activity_keys=list(part.activity_keys),
    )


def take(grant_key: str) -> queries.GrantHead:
    """Lock a grant for as long as the transaction lasts, then read it."""
    if not Grant.objects.select_for_update(no_key=True).filter(key=grant_key).exists():
        raise queries.NoSuchGrant(grant_key)
    return queries.grant(grant_key)


@transaction.atomic
def add_line(
    *, actor: Actor, grant_key: str, line: NewLine, now: datetime, line_id: UUID | None = None
) -> UUID:
    """Set aside, spend or book. The same `line_id` again is the same line.

    Raises authority.Refused, queries.NoSuchGrant, rules.LedgerRefused, LedgerWriteRefused.
    """
    owner = policy.ensure_ledger(actor, Activity.WRITE, now=now)
    key = line_id or new_id()
    with tenant_context(owner):
        head = take(grant_key)
        if LedgerLine.objects.filter(id=key, grant_id=head.id).exists():
            return key
        part = _part_for(head, line, now)
        found = rules.Line(str(key), line.kind, line.component, line.dated_on.year, line.value)
        ledger = queries.ledger_of(head)
        rules.append(ledger, found)
        _ensure_set_aside(ledger, part, line)
        _create(key, head, part, line, actor=actor, now=now)
    return key


def _create(
    key: UUID,
    head: queries.GrantHead,
    part: queries.Part,
    line: NewLine,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    LedgerLine.objects.create(
        id=key,
        grant_id=head.id,
        component_id=part.id,
        kind=line.kind,
        year=line.dated_on.year,
        dated_on=line.dated_on,
        amount=line.value.kronor,
        text=line.text,
        reference=line.reference,
        plan_key=head.plan_key if line.activity_key else "",
        activity_key=line.activity_key,
        municipality_id=line.municipality_id,
        allocation_id=line.allocation_id,
        cost_form=line.cost_form or "",
        minutes=line.minutes,
        rate_per_hour=line.rate.per_hour.kronor if line.rate else None,
        rate_basis=line.rate.basis if line.rate else "",
        is_synthetic=line.is_synthetic,
        written_by_id=actor.person_id,
        written_at=now,
    )


def _part_for(head: queries.GrantHead, line: NewLine, now: datetime) -> queries.Part:
    for part in head.parts:
        if part.key == line.component:
            break
    else:
        raise rules.NoSuchComponent(line.component)
    if line.dated_on > timezone.localdate(now):
        raise DayIsAhead(line.dated_on)
    starts, ends = part.starts_on or date(head.year, 1, 1), part.ends_on
    if line.dated_on < starts or line.dated_on > (ends or date(head.last_year, 12, 31)):
        raise OutsidePeriod(line.dated_on)
    return part


def _ensure_set_aside(ledger: rules.Ledger, part: queries.Part, line: NewLine) -> None:
    if line.kind is LineKind.ALLOCATION:
        before = total(
            one.amount
            for one in ledger.lines.values()
            if (one.kind, one.component) == (LineKind.ALLOCATION, part.key)
        )
        if before + line.value > part.amount:
            raise MoreThanGranted(part.key)
    elif line.allocation_id is not None:
        spent = ledger.lines.get(str(line.allocation_id))
        if spent is None or (spent.kind, spent.component) != (LineKind.ALLOCATION, part.key):
            raise OtherAllocation(str(line.allocation_id))


@dataclass(frozen=True, slots=True)
class Correction:
    """What to add to a line, why, and how many corrections of it the writer had seen."""

    change: Money
    reason: str
    seen: int


@transaction.atomic
def correct_line(*, actor: Actor, line_id: UUID, correction: Correction, now: datetime) -> UUID:
    """Correct a line by a new one that points at it, in an open year or a closed one.

    Of two who correct the same line at once, one wins and the other is told.
    Raises authority.Refused, rules.LedgerRefused, ChangedMeanwhile.
    """
    owner = policy.ensure_ledger(actor, Activity.WRITE, now=now)
    with tenant_context(owner):
        target = LedgerLine.objects.filter(id=line_id).select_related("grant", "component").first()
        if target is None:
            raise rules.NothingToCorrect(str(line_id))
        head = take(target.grant.key)
        if LedgerLine.objects.filter(corrects_id=line_id).count() != correction.seen:
            raise ChangedMeanwhile(str(line_id))
        key = new_id()
        asked = rules.Line(
            str(key), LineKind(target.kind), target.component.key, target.year, correction.change,
            corrects=str(line_id), reason=correction.reason,
        )  # fmt: skip
        rules.append(queries.ledger_of(head), asked)
        _create_correction(key, target, correction, actor=actor, now=now)
    return key


def _create_correction(
    key: UUID, target: LedgerLine, correction: Correction, *, actor: Actor, now: datetime
) -> None:
    LedgerLine.objects.create(
        id=key,
        grant_id=target.grant_id,
        component_id=target.component_id,
        kind=target.kind,
        year=target.year,
        dated_on=timezone.localdate(now),
        amount=correction.change.kronor,
        text=target.text,
        plan_key=target.plan_key,
        activity_key=target.activity_key,
        municipality_id=target.municipality_id,
        allocation_id=target.allocation_id,
        cost_form=target.cost_form,
        corrects_id=target.id,
        reason=correction.reason,
        is_estimate=target.is_estimate,
        is_synthetic=target.is_synthetic,
        written_by_id=actor.person_id,
        written_at=now,
    )


def close_year(*, actor: Actor, grant_key: str, year: int, seen: int, now: datetime) -> None:
    """Close a grant's year for good: from here on only corrections change it.

    `seen` is how many lines the ledger had when the actor looked.
    Raises authority.Refused, rules.YearsCloseInOrder, YearIsNotOver, ChangedMeanwhile.
    """
    owner = policy.ensure_ledger(actor, Activity.DECIDE, now=now)
    assert actor.person_id is not None
    with transaction.atomic(), tenant_context(owner):
        if not Grant.objects.select_for_update().filter(key=grant_key).exists():
            raise queries.NoSuchGrant(grant_key)
        head = queries.grant(grant_key)
        if year >= timezone.localdate(now).year:
            raise YearIsNotOver(year)
        if year in head.closed or queries.written(head.id).lines != seen:
            raise ChangedMeanwhile(grant_key)
        rules.append(queries.ledger_of(head), rules.Closing(year))
        try:
            GrantClosing.objects.create(
                grant_id=head.id, year=year, closed_by_id=actor.person_id, closed_at=now
            )
        except IntegrityError as error:
            raise ChangedMeanwhile(grant_key) from error

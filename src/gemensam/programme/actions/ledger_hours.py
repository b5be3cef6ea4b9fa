"""Hours in the grant's ledger: news after the year was closed, and corrections of what counted."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, Sum
from django.utils import timezone

from gemensam.kernel.actor import Activity, Actor
from gemensam.kernel.money import Money
from gemensam.programme import policy
from gemensam.programme.actions.ledger import ChangedMeanwhile, Correction, take
from gemensam.programme.kinds import CofundingState, LineKind
from gemensam.programme.models import (
    CofundingLine,
    GrantClosing,
    LateHours,
    LedgerLine,
)
from gemensam.programme.queries import ledger as queries
from gemensam.programme.rules import ledger as rules
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import new_id


@dataclass(frozen=True, slots=True)
class News:
    """What an event says of an hour report."""

    hours_id: UUID
    report_version: int
    state: CofundingState
    plan_key: str
    activity_key: str
    municipality_id: UUID
    worked_on: date
    minutes: int
    amount: Money


def is_closed(*, plan_key: str, year: int) -> bool:
    """Say whether the grant that takes a plan's hours has closed their year.

    Without a lock: whoever is late by a moment is refused by the database and comes again.
    """
    closed = GrantClosing.objects.filter(grant__plan_key=plan_key, grant__year=year, year=year)
    return bool(plan_key) and closed.exists()


def keep_late(news: News, *, now: datetime) -> None:
    """Keep what came too late, with what it would change; older news changes nothing."""
    known = CofundingLine.objects.filter(hours_id=news.hours_id).first()
    earlier = LateHours.objects.filter(hours_id=news.hours_id).aggregate(
        newest=Max("report_version"), change=Sum("amount_change")
    )
    newest = max(earlier["newest"] or 0, known.report_version if known else 0)
    if news.report_version <= newest:
        return
    before = Money.from_kronor(earlier["change"] or 0)
    if known is not None and known.state == CofundingState.ATTESTED:
        before += Money.from_kronor(known.amount)
    after = news.amount if news.state is CofundingState.ATTESTED else Money()
    LateHours.objects.create(
        hours_id=news.hours_id,
        report_version=news.report_version,
        state=news.state,
        year=news.worked_on.year,
        plan_key=news.plan_key,
        activity_key=news.activity_key,
        reporting_municipality_id=news.municipality_id,
        worked_on=news.worked_on,
        minutes=news.minutes,
        amount=news.amount.kronor,
        amount_change=(after - before).kronor,
        heard_at=now,
    )


def last_known(hours_id: UUID) -> CofundingLine | LateHours | None:
    """Give the newest row of an hour report, late or not."""
    late = LateHours.objects.filter(hours_id=hours_id).order_by("-report_version").first()
    return late or CofundingLine.objects.filter(hours_id=hours_id).first()


def news_of(row: CofundingLine | LateHours, *, report_version: int, state: CofundingState) -> News:
    """Give a change of state as news: the rest is as it was."""
    return News(
        hours_id=row.hours_id,
        report_version=report_version,
        state=state,
        plan_key=row.plan_key,
        activity_key=row.activity_key,
        municipality_id=row.reporting_municipality_id,
        worked_on=row.worked_on,
        minutes=row.minutes,
        amount=Money.from_kronor(row.amount),
    )


@transaction.atomic
def take_in_late(
    *, actor: Actor, grant_key: str, late_id: UUID, reason: str, now: datetime
) -> UUID:
    """Take late news into its closed year, in whole, by a correction line.

    Raises authority.Refused, queries.NoSuchGrant, rules.LedgerRefused, ChangedMeanwhile.
    """
    owner = policy.ensure_ledger(actor, Activity.WRITE, now=now)
    with tenant_context(owner):
        head = take(grant_key)
        news = LateHours.objects.filter(id=late_id).first()
        if news is None:
            raise rules.NothingToCorrect(str(late_id))
        if LedgerLine.objects.filter(corrects_late_id=late_id).exists():
            raise ChangedMeanwhile(str(late_id))
        change = Money.from_kronor(news.amount_change)
        line = _line_of(head, news, change, reason, news.report_version)
        return _write(actor, head, news, line, late_id=late_id, now=now)


@transaction.atomic
def correct_hours(
    *, actor: Actor, grant_key: str, hours_id: UUID, correction: Correction, now: datetime
) -> UUID:
    """Correct what an hour report counts for: never below nought, never above what is attested.

    Raises authority.Refused, queries.NoSuchGrant, rules.LedgerRefused, ChangedMeanwhile.
    """
    owner = policy.ensure_ledger(actor, Activity.WRITE, now=now)
    with tenant_context(owner):
        head = take(grant_key)
        row = CofundingLine.objects.filter(hours_id=hours_id).first()
        if row is None:
            raise rules.NothingToCorrect(str(hours_id))
        of_it = Q(corrects_hours_id=row.id) | Q(corrects_late__hours_id=hours_id)
        if LedgerLine.objects.filter(of_it).count() != correction.seen:
            raise ChangedMeanwhile(str(hours_id))
        line = _line_of(head, row, correction.change, correction.reason, 0)
        return _write(actor, head, row, line, now=now)


def _line_of(
    head: queries.GrantHead,
    row: CofundingLine | LateHours,
    change: Money,
    reason: str,
    late_version: int,
) -> rules.Line:
    place = rules.component_of(head.empty_ledger.components, row.activity_key)
    if place is None or (head.year, head.plan_key) != (row.year, row.plan_key):
        raise rules.OtherThanCorrected(str(row.hours_id))
    return rules.Line(
        id=str(new_id()),
        kind=LineKind.HOURS,
        component=place.key,
        year=row.year,
        amount=change,
        activity=row.activity_key,
        municipality=str(row.reporting_municipality_id),
        corrects=str(row.hours_id),
        late_version=late_version,
        reason=reason,
    )


def _write(
    actor: Actor,
    head: queries.GrantHead,
    row: CofundingLine | LateHours,
    line: rules.Line,
    *,
    now: datetime,
    late_id: UUID | None = None,
) -> UUID:
    rules.append(queries.ledger_of(head, one_by_one=[row.hours_id]), line)
    part = next(part for part in head.parts if part.key == line.component)
    line_id = UUID(line.id)
    LedgerLine.objects.create(
        id=line_id,
        grant_id=head.id,
        component_id=part.id,
        kind=LineKind.HOURS,
        year=line.year,
        dated_on=timezone.localdate(now),
        amount=line.amount.kronor,
        plan_key=head.plan_key,
        activity_key=line.activity,
        municipality_id=row.reporting_municipality_id,
        corrects_hours_id=None if late_id else row.id,
        corrects_late_id=late_id,
        reason=line.reason,
        written_by_id=actor.person_id,
        written_at=now,
    )
    return line_id

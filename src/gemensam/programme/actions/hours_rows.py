"""What every action on hour reports does: wait for one's turn, take the rows as seen, tell others."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from gemensam.kernel.actor import Actor
from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.programme.actions.hours_refusals import ChangedMeanwhile, Pick
from gemensam.programme.events import (
    AttestationWithdrawn,
    HoursAttested,
    HoursReported,
    ReportWithdrawn,
)
from gemensam.programme.kinds import HoursState
from gemensam.programme.models import HourReport

type Telling = type[HoursReported | HoursAttested]
type Withdrawing = type[AttestationWithdrawn | ReportWithdrawn]


def tenant_of(actor: Actor) -> UUID:
    assert actor.tenant_id is not None  # the policy has let the actor in
    return actor.tenant_id


def person_of(actor: Actor) -> UUID:
    assert actor.person_id is not None  # the policy has let the actor in
    return actor.person_id


def code_of(actor: Actor) -> str:
    place = organisations.municipality_by_tenant(tenant_of(actor))
    assert place is not None
    return place.code


def wait_for_the_years(actor: Actor, *, alone: bool) -> None:
    """Let closing a year and everything else about the municipality's hours exclude each other.

    Held to the end of the transaction: nothing slips into a year while it is being closed.
    """
    kind = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pg_advisory_xact_lock{kind}(hashtextextended(%s, 0))",
            [f"programme.hours {tenant_of(actor)}"],
        )


def wait_for_the_person(actor: Actor) -> None:
    """Let one person's reports come one after the other: a day's sum and a key seen twice hold."""
    years = f"programme.hours {tenant_of(actor)}"
    with connection.cursor() as cursor:
        # As `wait_for_the_years`, and then one's own turn.
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0)),"
            " pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [years, f"{years} {person_of(actor)}"],
        )


def take(picks: Sequence[Pick], state: HoursState) -> list[HourReport]:
    """Lock the rows, always in the same order, and refuse all if one is not as it was seen.

    Raises ChangedMeanwhile.
    """
    seen = {pick.hours_id: pick.version for pick in picks}
    rows = list(HourReport.objects.select_for_update().filter(id__in=seen).order_by("id"))
    unchanged = {row.id for row in rows if row.state == state and row.version == seen[row.id]}
    if changed := [hours_id for hours_id in seen if hours_id not in unchanged]:
        raise ChangedMeanwhile(changed)
    return rows


def tell(kind: Telling, rows: Sequence[HourReport], code: str, now: datetime) -> None:
    """Say what was reported or attested, in figures."""
    outgoing = [
        outbox.Outgoing(
            kind(
                hours_id=row.id,
                municipality_code=code,
                plan_key=row.plan_key,
                activity_key=row.activity_key,
                worked_on=row.worked_on,
                minutes=row.minutes,
                rate_ore_per_hour=Money.from_kronor(row.rate_per_hour).ore,
                rate_basis=row.rate_basis,
                report_version=row.version,
                at=now,
            ),
            key=str(row.id),
            tenant_id=row.tenant_id,
        )
        for row in rows
    ]
    outbox.publish_many(outgoing, now=now)


def tell_of_withdrawal(
    kind: Withdrawing, rows: Sequence[HourReport], code: str, now: datetime
) -> None:
    """Say that something counts no longer."""
    outgoing = [
        outbox.Outgoing(
            kind(hours_id=row.id, municipality_code=code, report_version=row.version, at=now),
            key=str(row.id),
            tenant_id=row.tenant_id,
        )
        for row in rows
    ]
    outbox.publish_many(outgoing, now=now)

"""Asks HSA about every known employee, and takes in what it says: each night, or when told to.

Each employee is asked about while nothing is locked, and taken in by a transaction of its own: a run
that is killed has done whole employees, and the next one does the rest. While HSA is away nothing is
withdrawn. Log-ins need none of this: what an issuer claims can only narrow what stands here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import F

from gemensam.identity.hsa.answers import Answer
from gemensam.identity.hsa.applying import follow, take_in
from gemensam.identity.hsa.client import configuration, connected
from gemensam.identity.hsa.reading import RefusedByHsa
from gemensam.identity.hsa_models import DirectoryRun
from gemensam.identity.models import Commission, StaffMember
from gemensam.organisations import api as organisations
from gemensam.soap.channel import NotConfigured, Unreachable
from gemensam.soap.elements import NotUnderstood
from gemensam.tenancy.context import tenant_context

EVERY: Final = timedelta(hours=24)
# A run that was killed, or met trouble, is followed by another after this.
AGAIN_AFTER: Final = timedelta(hours=1)
# HSA is away when so many in a row could not be asked about.
AWAY_AFTER: Final = 3
# So many at once may be gone from HSA; more are a fault until somebody says that they are not.
FEW: Final = 5
FEW_OF: Final = 5


class Trouble(StrEnum):
    """Why a run did not hear about everybody, or did not do all that it heard."""

    AWAY = "AWAY"
    SOME = "SOME"
    MANY_GONE = "MANY_GONE"
    STOPPED = "STOPPED"


class Asking(Protocol):
    """Whoever can be asked about an employee."""

    def ask(self, employee_hsa_id: str) -> Answer:
        """Raises Unreachable, NotUnderstood and RefusedByHsa."""


@dataclass(slots=True)
class _Run:
    tenant_id: UUID
    client: Asking
    clock: Callable[[], datetime]
    is_stopped: Callable[[], bool]
    takes_many_gone: bool = False
    asked: int = 0
    heard: int = 0
    changes: int = 0
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a run came to."""

    asked: int
    heard: int
    changes: int
    trouble: Trouble | None


def synchronise(
    tenant_id: UUID,
    client: Asking,
    *,
    clock: Callable[[], datetime],
    takes_many_gone: bool = False,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Done:
    """Ask about all that a tenant knows, whoever was asked about longest ago first."""
    run = _Run(tenant_id, client, clock, is_stopped, takes_many_gone=takes_many_gone)
    with tenant_context(tenant_id):
        row = DirectoryRun.objects.create(started_at=clock())
    return _carry_out(run, row.id)


def synchronise_due(
    *, clock: Callable[[], datetime], is_stopped: Callable[[], bool] = lambda: False
) -> int:
    """Ask for every tenant whose last whole run is a day old; give how many. Without HSA: none."""
    try:
        configured = configuration()
    except NotConfigured:
        return 0
    with tenant_context(None):
        tenants = [one.tenant_id for one in organisations.bodies()]
    done = 0
    with connected(configured) as client:
        for tenant_id in tenants:
            row_id = None if is_stopped() else _begun_if_due(tenant_id, clock())
            if row_id is not None:
                _carry_out(_Run(tenant_id, client, clock, is_stopped), row_id)
                done += 1
    return done


def _begun_if_due(tenant_id: UUID, now: datetime) -> UUID | None:
    """Begin a run if it is due. Of several workers one does: they wait for each other here."""
    with tenant_context(tenant_id):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('gemensam.hsa.sync'))")
        runs = DirectoryRun.objects.all()
        whole = runs.filter(started_at__gt=now - EVERY, trouble="", ended_at__isnull=False)
        if whole.exists() or runs.filter(started_at__gt=now - AGAIN_AFTER).exists():
            return None
        if not known_employees():
            return None
        row_id: UUID = DirectoryRun.objects.create(started_at=now).id
        return row_id


def _carry_out(run: _Run, row_id: UUID) -> Done:
    with tenant_context(run.tenant_id):
        employees = known_employees()
    _hear_all(run, employees)
    with tenant_context(run.tenant_id):
        DirectoryRun.objects.filter(id=row_id).update(
            ended_at=run.clock(),
            asked=run.asked,
            heard=run.heard,
            changes=run.changes,
            trouble=run.trouble or "",
        )
    return Done(run.asked, run.heard, run.changes, run.trouble)


def _hear_all(run: _Run, employees: list[str]) -> None:
    in_a_row = 0
    gone: list[tuple[str, Answer, datetime]] = []
    for employee in employees:
        if run.is_stopped():
            run.trouble = Trouble.STOPPED
            return
        asked_at = run.clock()
        _note_asked(run, employee, asked_at)
        try:
            answer = run.client.ask(employee)
        except (Unreachable, NotUnderstood, RefusedByHsa) as error:
            _log(error)
            run.trouble = Trouble.SOME
            in_a_row = in_a_row + 1 if isinstance(error, Unreachable) else 0
            if in_a_row == AWAY_AFTER:
                run.trouble = Trouble.AWAY
                break
            continue
        in_a_row = 0
        run.heard += 1
        if answer.credentials is None:
            gone.append((employee, answer, asked_at))
        else:
            _take_in(run, employee, answer, asked_at)
    _take_in_gone(run, gone)


def _take_in_gone(run: _Run, gone: list[tuple[str, Answer, datetime]]) -> None:
    """Withdraw from those whom HSA does not know, unless so many are gone that it looks like a fault."""
    with tenant_context(run.tenant_id):
        rows = Commission.objects.filter(
            employee_hsa_id__in=[one for one, _answer, _at in gone], withdrawn_at=None
        )
        losing = rows.values("employee_hsa_id").distinct().count()
    if losing > FEW and losing * FEW_OF > run.heard and not run.takes_many_gone:
        run.trouble = Trouble.MANY_GONE
        return
    for employee, answer, asked_at in gone:
        _take_in(run, employee, answer, asked_at)


def _note_asked(run: _Run, employee: str, asked_at: datetime) -> None:
    run.asked += 1
    with tenant_context(run.tenant_id):
        member = follow(employee)
        member.asked_at = asked_at
        member.save(update_fields=["asked_at"])


def _take_in(run: _Run, employee: str, answer: Answer, asked_at: datetime) -> None:
    with tenant_context(run.tenant_id):
        run.changes += take_in(
            answer, employee_hsa_id=employee, asked_at=asked_at, tenant_id=run.tenant_id
        )


def _log(error: Exception) -> None:
    """Say what went wrong, and never about whom."""
    structlog.get_logger().warning(
        "hsa.employee.not_heard", error=type(error).__name__, what=str(error)
    )


def known_employees() -> list[str]:
    """List the running tenant's employees by HSA-id, whoever was asked about longest ago first."""
    asked = StaffMember.objects.order_by(F("asked_at").asc(nulls_first=True), "employee_hsa_id")
    followed = list(asked.values_list("employee_hsa_id", flat=True))
    held = set(Commission.objects.values_list("employee_hsa_id", flat=True))
    return [*sorted(held - set(followed)), *followed]

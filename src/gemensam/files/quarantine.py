"""Ask the scanner again about the files that wait for it.

Theory of operation. No transaction is open while the scanner works: a file is read, scanned, and its
row written in a short transaction of its tenant. Two workers may meet over a file; both get the same
answer. The row of an infected file is written before its bytes are removed, and the sweep of orphans
removes them again, so a stop in between leaves nothing that can be opened.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from gemensam.files import disk, scanning
from gemensam.files.events import FileFoundInfected
from gemensam.files.models import UNSETTLED, ScanReason, ScanState
from gemensam.files.models import StoredFile as Row
from gemensam.files.scanning import Verdict
from gemensam.outbox import api as outbox
from gemensam.tenancy.context import tenant_context

# The worker has more to do, and files may take seconds each.
A_ROUND: Final = 20
# The scanner was not asked at all: again as soon as it is there. What it gave no verdict on, it may
# give none on again, unless somebody has changed its limits.
_AT_ONCE: Final = ("", ScanReason.AWAY, ScanReason.NOT_CONFIGURED)
# Nothing to be had from it now, and each try may take its whole time: the others' turn comes.
_NOT_WELL: Final = (ScanReason.AWAY, ScanReason.NO_VERDICT)
TRY_AGAIN_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """A file that left quarantine: clean, or infected and removed."""

    tenant_id: UUID
    file_id: UUID
    state: ScanState


def scan_waiting(*, now: datetime) -> tuple[Settled, ...]:
    """Try some of all tenants' waiting files again; give those that got a verdict."""
    settled: list[Settled] = []
    left = A_ROUND
    if not scanning.answers():
        return ()
    for tenant_id in disk.tenants_with_files():
        with tenant_context(tenant_id):
            waiting = _waiting(now=now, at_most=left)
        left -= len(waiting)
        for row in waiting:
            verdict = _verdict_on(tenant_id, row)
            if verdict.state != ScanState.PENDING:
                settled.append(Settled(tenant_id, row.id, verdict.state))
            _write(tenant_id, row, verdict, now=now)
            if verdict.reason in _NOT_WELL:
                return tuple(settled)
        if not left:
            break
    return tuple(settled)


def _waiting(*, now: datetime, at_most: int) -> list[Row]:
    """List the files to try: also those from before there was a scanner."""
    due = Q(scan_reason__in=_AT_ONCE) | Q(scanned_at__lt=now - TRY_AGAIN_AFTER)
    return list(Row.objects.filter(UNSETTLED, due).order_by("stored_at")[:at_most])


def _verdict_on(tenant_id: UUID, row: Row) -> Verdict:
    try:
        data = disk.read(tenant_id, row.id, sha256=row.sha256)
    except disk.FileIsDamaged:
        return Verdict(ScanState.PENDING, reason=ScanReason.DAMAGED)
    return scanning.verdict_on(data)


def _write(tenant_id: UUID, row: Row, verdict: Verdict, *, now: datetime) -> None:
    with tenant_context(tenant_id):
        written = Row.objects.filter(id=row.id, scan_state=row.scan_state).update(
            scan_state=verdict.state,
            scan_reason=verdict.reason,
            scan_signature=verdict.signature,
            scanned_at=now,
        )
        if written and verdict.state == ScanState.INFECTED:
            # In the row's transaction, and by the worker that wrote it: told once, and not forgotten.
            outbox.publish(
                FileFoundInfected(file_id=row.id, at=now),
                key=str(row.resident_id or row.id),
                tenant_id=tenant_id,
                now=now,
            )
    if verdict.state == ScanState.INFECTED:
        disk.remove(tenant_id, row.id)

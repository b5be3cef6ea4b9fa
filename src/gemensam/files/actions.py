"""Store files, and sweep away what no row speaks of."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from gemensam.files import disk, remaking, rules, scanning
from gemensam.files.models import MADE_BY_US, FilePurpose, ScanState
from gemensam.files.models import StoredFile as Row
from gemensam.files.queries import Infected, StoredFile
from gemensam.kernel.actor import Actor
from gemensam.tenancy.context import current_tenant_id, tenant_context
from gemensam.tenancy.models import new_id

# No request runs for so long: a file this old without a row belongs to a transaction that never was.
ORPHAN_AGE = timedelta(days=1)


def store(
    *,
    actor: Actor,
    name: str,
    content_type: str = "",
    data: bytes,
    resident_id: UUID | None,
    purpose: FilePurpose,
    now: datetime,
    dispose_after: date | None = None,
) -> StoredFile:
    """Put a file on disk, then write its row in the running transaction and tenant.

    What somebody sent in is scanned, and a picture is made anew, before anything is kept. Without a
    verdict the file is kept in quarantine.

    Raises Empty, TooLarge, NotWhatItSays, NotAPicture, TooManyPixels: not a file to store.
    Raises Infected: it is harmful; nothing was stored.
    Raises NoRoomForFile: the disk is full; nothing was stored.
    """
    kind = rules.fit_kind(data, content_type)
    data, kind, verdict = _looked_over(data, kind, purpose)
    tenant_id, file_id = current_tenant_id(), new_id()
    disk.write(tenant_id, file_id, data)
    row = Row.objects.create(
        id=file_id,
        name=rules.name_for(name, kind),
        content_type=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        purpose=purpose,
        resident_id=resident_id,
        stored_at=now,
        stored_by=actor.person_id,
        dispose_after=dispose_after,
        scan_state=verdict.state,
        scan_reason=verdict.reason,
        scanned_at=None if verdict.state == ScanState.UNSCANNED else now,
    )
    return StoredFile(row.id, row.name, kind, row.sha256, row.size, verdict.state)


def _looked_over(
    data: bytes, kind: str, purpose: FilePurpose
) -> tuple[bytes, str, scanning.Verdict]:
    """Give what is to be kept, of which kind, and what the scanner said of what was sent."""
    if purpose in MADE_BY_US:
        return data, kind, scanning.Verdict(ScanState.UNSCANNED)
    # As it was sent, and before our own decoders open it.
    verdict = scanning.verdict_on(data)
    if verdict.state == ScanState.INFECTED:
        raise Infected(verdict.signature)
    if kind in rules.PICTURES:
        return remaking.remade(data, kind), rules.kept_as(kind), verdict
    return data, kind, verdict


def sweep_orphans(*, now: datetime) -> int:
    """Remove the running tenant's files that no row speaks of; say how many.

    They come from transactions that were undone after the bytes were written. What was found
    infected counts as such too: whoever was to remove it may have been stopped in between.
    """
    tenant_id = current_tenant_id()
    old = list(disk.older_than(tenant_id, timestamp=(now - ORPHAN_AGE).timestamp()))
    named = {path.name: path for path in old if not path.name.endswith(disk.TEMPORARY)}
    rows = Row.objects.filter(id__in=named).exclude(scan_state=ScanState.INFECTED)
    known = {str(one) for one in rows.values_list("id", flat=True)}
    orphans = [path for path in old if path.name not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def forget_bytes(tenant_id: UUID, file_ids: Sequence[UUID]) -> None:
    """Take away the bytes of files whose rows are gone; what is missed here is swept as an orphan."""
    for file_id in file_ids:
        disk.remove(tenant_id, file_id)


def discard(file_ids: Sequence[UUID]) -> None:
    """Take files away that nothing speaks of any more; the bytes go once that is committed."""
    tenant_id = current_tenant_id()
    Row.objects.filter(id__in=file_ids).delete()
    transaction.on_commit(lambda: forget_bytes(tenant_id, file_ids))


def sweep_every_tenant(*, now: datetime) -> int:
    """Sweep all tenants' files; the worker does this now and then. Say how many were removed."""
    removed = 0
    for tenant_id in disk.tenants_with_files():
        with tenant_context(tenant_id):
            removed += sweep_orphans(now=now)
    return removed

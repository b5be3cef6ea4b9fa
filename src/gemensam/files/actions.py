"""Store files, and sweep away what no row speaks of."""

import hashlib
from datetime import date, datetime, timedelta
from uuid import UUID

from gemensam.files import disk, rules
from gemensam.files.models import FilePurpose
from gemensam.files.models import StoredFile as Row
from gemensam.files.queries import StoredFile
from gemensam.kernel.actor import Actor
from gemensam.tenancy.context import current_tenant_id, tenant_context
from gemensam.tenancy.models import new_id

# No request runs for so long: a file this old without a row belongs to a transaction that never was.
ORPHAN_AGE = timedelta(days=1)


def store(
    *,
    actor: Actor,
    name: str,
    content_type: str,
    data: bytes,
    resident_id: UUID | None,
    purpose: FilePurpose,
    now: datetime,
    dispose_after: date | None = None,
) -> StoredFile:
    """Put a file on disk, then write its row in the running transaction and tenant.

    Raises Empty, TooLarge, NotWhatItSays: not a file to store.
    Raises NoRoomForFile: the disk is full; nothing was stored.
    """
    rules.ensure_fit(data, content_type)
    tenant_id, file_id = current_tenant_id(), new_id()
    digest = hashlib.sha256(data).hexdigest()
    disk.write(tenant_id, file_id, data)
    Row.objects.create(
        id=file_id,
        name=rules.safe_name(name),
        content_type=content_type,
        size=len(data),
        sha256=digest,
        purpose=purpose,
        resident_id=resident_id,
        stored_at=now,
        stored_by=actor.person_id,
        dispose_after=dispose_after,
    )
    return StoredFile(id=file_id, sha256=digest, size=len(data))


def sweep_orphans(*, now: datetime) -> int:
    """Remove the running tenant's files that no row speaks of; say how many.

    They come from transactions that were undone after the bytes were written.
    """
    tenant_id = current_tenant_id()
    old = list(disk.older_than(tenant_id, timestamp=(now - ORPHAN_AGE).timestamp()))
    named = {path.name: path for path in old if not path.name.endswith(disk.TEMPORARY)}
    known = {str(one) for one in Row.objects.filter(id__in=named).values_list("id", flat=True)}
    orphans = [path for path in old if path.name not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def sweep_every_tenant(*, now: datetime) -> int:
    """Sweep all tenants' files; the worker does this now and then. Say how many were removed."""
    removed = 0
    for tenant_id in disk.tenants_with_files():
        with tenant_context(tenant_id):
            removed += sweep_orphans(now=now)
    return removed

"""Use a stored file again: a file of its own with the same bytes."""

from datetime import datetime

from gemensam.files import disk, rules
from gemensam.files.models import ScanState
from gemensam.files.models import StoredFile as Row
from gemensam.files.queries import Infected, OpenedFile, StoredFile
from gemensam.kernel.actor import Actor
from gemensam.tenancy.context import current_tenant_id
from gemensam.tenancy.models import new_id


def copy(file: OpenedFile, *, actor: Actor, now: datetime) -> StoredFile:
    """Keep a file that was opened once more, for another thing that it is to belong to.

    A copy, and not a reference: the two belong to things that are disposed of each in its own time,
    and bytes lie under their row's id, so that taking one away never touches the other.
    What the scanner said goes along, with when it said it; a copy of what nobody has looked at is
    looked at in its own turn. A picture is not made anew once more: the bytes are those we made.

    Raises Infected: it was found harmful meanwhile. Raises TooLarge, NoRoomForFile.
    """
    source = Row.objects.get(id=file.id)
    if source.scan_state == ScanState.INFECTED:
        raise Infected(source.scan_signature)
    if file.size > rules.LARGEST_FILE:
        raise rules.TooLarge(file.size)
    file_id = new_id()
    disk.write(current_tenant_id(), file_id, file.data)
    row = Row.objects.create(
        id=file_id,
        name=source.name,
        content_type=source.content_type,
        size=source.size,
        sha256=source.sha256,
        purpose=source.purpose,
        resident_id=source.resident_id,
        stored_at=now,
        stored_by=actor.person_id,
        scan_state=source.scan_state,
        scanned_at=source.scanned_at,
    )
    state = ScanState(row.scan_state)
    return StoredFile(row.id, row.name, row.content_type, row.sha256, row.size, state)

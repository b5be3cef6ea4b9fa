"""Read stored files."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.files import disk
from gemensam.files.models import StoredFile as Row
from gemensam.tenancy.context import current_tenant_id


class NoSuchFile(LookupError):
    """The running tenant has no such file."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the one who stored a file gets to know."""

    id: UUID
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file with its bytes, whole and as stored."""

    id: UUID
    name: str
    content_type: str
    size: int
    sha256: str
    stored_at: datetime
    resident_id: UUID | None
    purpose: str
    data: bytes


def open_file(file_id: UUID) -> OpenedFile:
    """Give a file of the running tenant. Whether it may be read, the caller has asked before.

    Raises NoSuchFile: no row. Raises FileIsDamaged: the bytes are not those that were stored.
    """
    row = Row.objects.filter(id=file_id).first()
    if row is None:
        raise NoSuchFile(file_id)
    return OpenedFile(
        id=row.id,
        name=row.name,
        content_type=row.content_type,
        size=row.size,
        sha256=row.sha256,
        stored_at=row.stored_at,
        resident_id=row.resident_id,
        purpose=row.purpose,
        data=disk.read(current_tenant_id(), row.id, sha256=row.sha256),
    )

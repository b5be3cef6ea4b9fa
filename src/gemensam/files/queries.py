"""Read stored files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.files import disk, rules, scanning
from gemensam.files.models import MADE_BY_US, ScanReason, ScanState
from gemensam.files.models import StoredFile as Row
from gemensam.tenancy.context import current_tenant_id


class NoSuchFile(LookupError):
    """The running tenant has no such file."""


class NotYetScanned(Exception):
    """The file waits in quarantine: nobody opens it before a scanner has found nothing in it."""


class Infected(Exception):
    """A scanner found something harmful, named here. The bytes are not kept."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the one who stored a file gets to know: a picture may have become another sort."""

    id: UUID
    name: str
    content_type: str
    sha256: str
    size: int
    state: ScanState


@dataclass(frozen=True, slots=True)
class FileState:
    """Whether a file can be opened; else the reason that it waits, or what was found in it."""

    state: ScanState
    can_be_opened: bool
    reason: str = ""
    signature: str = ""
    content_type: str = ""

    @property
    def is_picture(self) -> bool:
        """Say whether it is one: made anew here, so it is safe to look at where it stands."""
        return self.content_type in rules.PICTURES

    @property
    def words(self) -> str:
        """How it stands, for a person: the reason that it waits, if there is one."""
        return str(ScanReason(self.reason).label if self.reason else self.state.label)


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

    Raises NoSuchFile: no row. Raises NotYetScanned: it waits in quarantine. Raises Infected: its
    bytes were removed. Raises FileIsDamaged: the bytes are not those that were stored.
    """
    row = Row.objects.filter(id=file_id).first()
    if row is None:
        raise NoSuchFile(file_id)
    if row.scan_state == ScanState.INFECTED:
        raise Infected(row.scan_signature)
    if not _can_be_opened(row):
        raise NotYetScanned(row.scan_reason)
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


def state_of(ids: Iterable[UUID]) -> dict[UUID, FileState]:
    """Give how it stands with files of the running tenant, in one query. Unknown ids are left out."""
    return {
        row.id: FileState(
            state=ScanState(row.scan_state),
            can_be_opened=_can_be_opened(row),
            reason=row.scan_reason,
            signature=row.scan_signature,
            content_type=row.content_type,
        )
        for row in Row.objects.filter(id__in=set(ids))
    }


def _can_be_opened(row: Row) -> bool:
    if row.scan_state == ScanState.UNSCANNED:
        # Not looked at is good enough only where nobody looks at anything.
        return row.purpose in MADE_BY_US or not scanning.is_wanted()
    return row.scan_state == ScanState.CLEAN

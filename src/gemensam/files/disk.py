"""Bytes on disk: whole or not at all.

Theory of operation. A file is written under a temporary name in the folder where it will lie, flushed
to the disk, renamed, and the folder flushed. Only then may the row be written. A crash before the
commit leaves a file without a row, which `orphans` finds; a row without its file cannot come about.
"""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

TEMPORARY = ".half"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoomForFile(Exception):
    """The disk is full. Nothing was stored."""


class FileIsDamaged(Exception):
    """The bytes on disk are missing or not those that were stored."""


def folder_of(tenant_id: UUID) -> Path:
    """Give where a tenant's files lie."""
    return Path(settings.GEMENSAM_HOME) / "files" / str(tenant_id)


def path_of(tenant_id: UUID, file_id: UUID) -> Path:
    """Give where a file lies. The last two digits spread files evenly: a uuid7 begins with time."""
    return folder_of(tenant_id) / file_id.hex[-2:] / str(file_id)


def write(tenant_id: UUID, file_id: UUID, data: bytes) -> None:
    """Put bytes on disk so that they survive a power cut.

    Raises NoRoomForFile: nothing is left behind.
    """
    path = path_of(tenant_id, file_id)
    half = path.with_name(path.name + TEMPORARY)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with half.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        if error.errno in _FULL:
            raise NoRoomForFile(str(path.parent)) from error
        raise


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(tenant_id: UUID, file_id: UUID, *, sha256: str) -> bytes:
    """Give the bytes.

    Raises FileIsDamaged: missing, or not the bytes that were stored.
    """
    try:
        data = path_of(tenant_id, file_id).read_bytes()
    except FileNotFoundError as error:
        raise FileIsDamaged(file_id) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileIsDamaged(file_id)
    return data


def remove(tenant_id: UUID, file_id: UUID) -> None:
    """Take a file's bytes away; nothing happens when they are gone already."""
    path_of(tenant_id, file_id).unlink(missing_ok=True)


def older_than(tenant_id: UUID, *, timestamp: float) -> Iterator[Path]:
    """Walk a tenant's files, half-written ones too, that were last touched before a moment."""
    for path in sorted(folder_of(tenant_id).glob("*/*")):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < timestamp:
                yield path


def tenants_with_files() -> list[UUID]:
    """List the tenants that have a folder."""
    home = Path(settings.GEMENSAM_HOME) / "files"
    return [UUID(path.name) for path in sorted(home.glob("*-*-*-*-*")) if path.is_dir()]

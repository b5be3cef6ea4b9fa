"""Passwords and keys of one installation, made when first asked for, in one file that only its owner reads."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BYTES = 32  # 256 random bits: nothing to guess, and URL-safe text needs no escaping in a DSN
PRIVATE = 0o600
PRIVATE_FOLDER = 0o700


class Secrets:
    """Makes a secret the first time it is asked for; safe with several processes at once."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def password_for(self, role: str) -> str:
        """The password of a database role."""
        return self._value("passwords", role)

    def key_for(self, purpose: str) -> str:
        """A key for something else than a database role: signing sessions, sealing fields…"""
        return self._value("keys", purpose)

    def _value(self, kind: str, name: str) -> str:
        # Reading needs no lock: the file is only ever replaced whole.
        known = self._read().get(kind, {}).get(name)
        return known or self._make(kind, name)

    def _make(self, kind: str, name: str) -> str:
        with self._exclusive():
            held = self._read()
            values = held.setdefault(kind, {})
            if name not in values:
                values[name] = secrets.token_urlsafe(BYTES)
                self._replace(held)
            return values[name]

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            held: dict[str, dict[str, str]] = json.loads(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return held

    def _replace(self, held: dict[str, dict[str, str]]) -> None:
        """A crash leaves the old file or the new one, never half of one."""
        fresh = self._file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(held, out, indent=1, sort_keys=True)
            out.write("\n")
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self._file)
        _sync_folder(self._file.parent)

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        # The first one who needs a secret may come before anything else was made.
        self._file.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        lock = self._file.with_suffix(".lock")
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, PRIVATE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

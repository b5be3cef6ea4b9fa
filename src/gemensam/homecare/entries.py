"""What a phone sends, read strictly into values. Pure: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from gemensam.homecare.rules import BODY_MAX, IntentKind, Plain, hash_of, is_storable, iso
from gemensam.kernel.actor import InformationClass, Regime

NOTE_KIND: Final = "note"
# A note from a home visit, which belongs to a case.
CASE_NOTE_KIND: Final = "case_note"
# What PostgreSQL's integer column holds, and more notes than a phone ever writes.
SEQUENCE_MAX: Final = 2_147_483_647
CURSOR_MAX: Final = 9_223_372_036_854_775_807
HASH_LENGTH: Final = 64


class Unreadable(ValueError):
    """The entry lacks something, or something in it is not what it should be."""


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A note as its device wrote it."""

    id: UUID
    author: UUID
    device: UUID
    sequence: int
    resident: UUID
    visit: UUID | None
    regime: Regime
    information_class: InformationClass
    form_version: UUID | None
    created_at: datetime
    based_on: int
    prev_hash: str
    body: str
    corrects: UUID | None

    def plain(self) -> dict[str, Plain]:
        """Give all that the hash covers, as plain values."""
        return {
            "kind": NOTE_KIND,
            "id": str(self.id),
            "author": str(self.author),
            "device": str(self.device),
            "sequence": self.sequence,
            "resident": str(self.resident),
            "visit": _text(self.visit),
            "regime": self.regime.value,
            "information_class": self.information_class.name,
            "form_version": _text(self.form_version),
            "created_at": iso(self.created_at),
            "based_on": self.based_on,
            "prev_hash": self.prev_hash,
            "body": self.body,
            "corrects": _text(self.corrects),
        }

    @property
    def hash(self) -> str:
        """Give the note's own hash, which the device's next note follows."""
        return hash_of(self.plain())


@dataclass(frozen=True, slots=True)
class CaseNoteEntry:
    """A note from a home visit as its device wrote it. It stands in no chain: the case keeps it."""

    id: UUID
    author: UUID
    device: UUID
    case: UUID
    created_at: datetime
    body: str

    @property
    def hash(self) -> str:
        """Give the hash over all that the case keeps of it."""
        return case_note_hash(self.id, self.author, self.case, self.created_at, self.body)


def case_note_hash(
    note_id: UUID, author_id: UUID, case_id: UUID, written_at: datetime, body: str
) -> str:
    """Give the hash of a note from a home visit, which proves that it is the same bit for bit."""
    return hash_of(
        {
            "kind": CASE_NOTE_KIND,
            "id": str(note_id),
            "author": str(author_id),
            "case": str(case_id),
            "created_at": iso(written_at),
            "body": body,
        }
    )


@dataclass(frozen=True, slots=True)
class IntentEntry:
    """What somebody reported of a visit."""

    id: UUID
    kind: IntentKind
    visit: UUID
    at: datetime
    made_by: UUID
    device: UUID


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _uuid(entry: Mapping[str, object], name: str) -> UUID:
    value = entry.get(name)
    if not isinstance(value, str):
        raise Unreadable(name)
    try:
        found = UUID(value)
    except ValueError:
        raise Unreadable(name) from None
    # The hash covers the text, so there is one way to write an id.
    if str(found) != value:
        raise Unreadable(name)
    return found


def _uuid_or_none(entry: Mapping[str, object], name: str) -> UUID | None:
    return None if entry.get(name) is None else _uuid(entry, name)


def _instant(entry: Mapping[str, object], name: str) -> datetime:
    value = entry.get(name)
    if not isinstance(value, str):
        raise Unreadable(name)
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise Unreadable(name) from None
    if found.utcoffset() is None or iso(found) != value:
        raise Unreadable(name)
    return found


def _number(entry: Mapping[str, object], name: str, *, least: int, most: int) -> int:
    value = entry.get(name)
    # JSON's true is Python's True, which counts as an int.
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Unreadable(name)
    return value


def _body(entry: Mapping[str, object]) -> str:
    value = entry.get("body")
    if not isinstance(value, str) or not value.strip() or len(value) > BODY_MAX:
        raise Unreadable("body")
    if not is_storable(value):
        raise Unreadable("body")
    return value


def _hash(entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or len(value) != HASH_LENGTH or value.strip("0123456789abcdef"):
        raise Unreadable(name)
    return value


def read_note(entry: Mapping[str, object]) -> tuple[NoteEntry, str]:
    """Read a note and the hash it says it has. Raises Unreadable."""
    try:
        regime = Regime(str(entry.get("regime")))
        information_class = InformationClass[str(entry.get("information_class"))]
    except (ValueError, KeyError) as error:
        raise Unreadable("regime") from error
    note = NoteEntry(
        id=_uuid(entry, "id"),
        author=_uuid(entry, "author"),
        device=_uuid(entry, "device"),
        sequence=_number(entry, "sequence", least=1, most=SEQUENCE_MAX),
        resident=_uuid(entry, "resident"),
        visit=_uuid_or_none(entry, "visit"),
        regime=regime,
        information_class=information_class,
        form_version=_uuid_or_none(entry, "form_version"),
        created_at=_instant(entry, "created_at"),
        based_on=_number(entry, "based_on", least=0, most=CURSOR_MAX),
        prev_hash=_hash(entry, "prev_hash"),
        body=_body(entry),
        corrects=_uuid_or_none(entry, "corrects"),
    )
    return note, _hash(entry, "hash")


def read_case_note(entry: Mapping[str, object]) -> tuple[CaseNoteEntry, str]:
    """Read a note from a home visit and the hash it says it has. Raises Unreadable."""
    note = CaseNoteEntry(
        id=_uuid(entry, "id"),
        author=_uuid(entry, "author"),
        device=_uuid(entry, "device"),
        case=_uuid(entry, "case"),
        created_at=_instant(entry, "created_at"),
        body=_body(entry),
    )
    return note, _hash(entry, "hash")


def read_intent(entry: Mapping[str, object]) -> IntentEntry:
    """Read a report of a visit. Raises Unreadable."""
    try:
        kind = IntentKind(str(entry.get("kind")))
    except ValueError:
        raise Unreadable("kind") from None
    return IntentEntry(
        id=_uuid(entry, "id"),
        kind=kind,
        visit=_uuid(entry, "visit"),
        at=_instant(entry, "at"),
        made_by=_uuid(entry, "made_by"),
        device=_uuid(entry, "device"),
    )

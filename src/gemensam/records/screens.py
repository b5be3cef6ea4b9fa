"""What the records pages show, as plain values."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from gemensam.authority import api as authority
from gemensam.consents import api as consents
from gemensam.homecare import api as homecare
from gemensam.records.reading import BLOCKED, Record
from gemensam.ui import formats
from gemensam.ui.parts import Event

_LIFT = "Spärren kan hävas för en tid om {name} går med på det."
# What the reader can do about it, by the reason of the refusal.
WHAT_TO_DO: Final = {
    authority.Reason.CONSENT: "Fråga {name}. Vid ett ja skriver du in det här, och då öppnas "
    "anteckningarna.",
    authority.Reason.BLOCK_INNER: _LIFT,
    authority.Reason.BLOCK_OUTER: _LIFT,
    authority.Reason.RELATION: "Ska du ge vård här? Be den som planerar att skriva in personen hos "
    "din enhet.",
    authority.Reason.EMERGENCY: "Öppna nödåtkomsten på nytt om det fortfarande är akut.",
}
# What one page shows: more than anybody reads before a visit.
NOTES_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One resident's page. Without a name when the reader must not know whose it is."""

    resident_id: UUID
    name: str
    born: str
    is_open: bool
    why_not: str
    what_to_do: str
    code: str
    asks_consent: bool
    events: Sequence[Event]
    count: str
    # How many notes come from which unit.
    units: str
    is_blocked: bool
    may_lift: bool
    has_consent: bool
    # Whether emergency access would open anything more.
    may_need_emergency: bool
    consents: Sequence["ConsentLine"]
    emergency: "EmergencyLine | None"


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent that the reader's unit has."""

    id: UUID
    text: str
    below: str


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """Emergency access that is open, and how many seconds it has left."""

    until: datetime
    minutes_left: int
    seconds_left: int
    reason: str


def record_page(
    record: Record, given: Sequence[consents.ConsentRow], *, now: datetime
) -> RecordPage:
    """Turn a record into what the page shows."""
    resident = record.resident
    age = resident.age(formats.local_day(now))
    shown = not record.is_nameless
    return RecordPage(
        resident_id=resident.id,
        name=resident.name if shown else "",
        born=f"{resident.identity_number.masked} · {age} år" if shown else "",
        is_open=record.is_open,
        why_not="" if record.is_open else authority.explain(record.reason),
        what_to_do=WHAT_TO_DO.get(record.reason, "").format(name=resident.name),
        code=record.reason.value,
        asks_consent=record.reason is authority.Reason.CONSENT,
        events=[_event(note) for note in record.notes[:NOTES_MAX]],
        count=_count(len(record.notes)),
        units=_units(record.notes),
        is_blocked=bool(record.blocks) or record.reason in BLOCKED,
        may_lift=bool(record.blocks),
        has_consent=record.has_consent,
        may_need_emergency=record.emergency is None and (not record.is_open or bool(record.blocks)),
        consents=[_consent(row) for row in given],
        emergency=_emergency(record.emergency, now),
    )


def _count(notes: int) -> str:
    if notes > NOTES_MAX:
        return f"De {NOTES_MAX} senaste av {notes} anteckningar"
    return "1 anteckning" if notes == 1 else f"{notes} anteckningar"


def _units(notes: Sequence[homecare.NoteRow]) -> str:
    counted = Counter(note.unit_name for note in notes)
    return ", ".join(f"{name} ({count})" for name, count in counted.most_common())


def _event(note: homecare.NoteRow) -> Event:
    status = ""
    if note.corrects is not None:
        status = "Rättelse av en tidigare anteckning"
    elif note.corrected_by is not None:
        status = "Rättad: se den nyare anteckningen"
    author = f"{note.author_name}, {note.author_title}" if note.author_title else note.author_name
    return Event(
        kind="note",
        who=f"{author} · {note.unit_name}",
        at=note.created_at,
        text=note.body,
        status=status,
        id=f"anteckning-{note.id}",
    )


def _consent(row: consents.ConsentRow) -> ConsentLine:
    until = f"till {formats.moment(row.ends_at)}" if row.ends_at else "tills det återkallas"
    return ConsentLine(
        id=row.id,
        text=f"Samtycke från {formats.moment(row.starts_at)}, {until}",
        below=f"{row.evidence} Skrivet av {row.registered_by}.",
    )


def _emergency(emergency: authority.EmergencyFacts | None, now: datetime) -> EmergencyLine | None:
    if emergency is None:
        return None
    seconds = int((emergency.until - now).total_seconds())
    # Rounded up: "0 minutes left" would be said of something still open.
    return EmergencyLine(emergency.until, -(-seconds // 60), seconds + 1, emergency.reason)

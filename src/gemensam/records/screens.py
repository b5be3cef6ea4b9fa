"""What the records pages show, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gemensam.authority import api as authority
from gemensam.consents import api as consents
from gemensam.homecare import api as homecare
from gemensam.records.reading import BLOCKED, Record
from gemensam.ui import formats
from gemensam.ui.parts import Event


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
    # The reader asked for a page that could not be found again.
    started_over: bool
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
    evidence: str
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
    age = _("%(age)d years") % {"age": resident.age(formats.local_day(now))}
    shown = not record.is_nameless
    return RecordPage(
        resident_id=resident.id,
        name=resident.name if shown else "",
        born=f"{resident.identity_number.masked} · {age}" if shown else "",
        is_open=record.is_open,
        why_not="" if record.is_open else _why(record.reason),
        what_to_do=_what_to_do(record.reason, resident.name),
        code=record.reason.value,
        asks_consent=record.reason is authority.Reason.CONSENT,
        events=[_event(note) for note in record.page.rows],
        count=_count(record),
        units=", ".join(f"{one.unit_name} ({one.count})" for one in record.per_unit),
        started_over=record.page.started_over,
        is_blocked=bool(record.blocks) or record.reason in BLOCKED,
        may_lift=bool(record.blocks),
        has_consent=record.has_consent,
        may_need_emergency=record.emergency is None and (not record.is_open or bool(record.blocks)),
        consents=[_consent(row) for row in given],
        emergency=_emergency(record.emergency, now),
    )


def _why(reason: authority.Reason) -> str:
    return authority.explain(reason, get_language() or "sv")


def _what_to_do(reason: authority.Reason, name: str) -> str:
    """Say what the reader can do about it, by the reason of the refusal."""
    match reason:
        case authority.Reason.CONSENT:
            said = _("Ask %(name)s. If the answer is yes, write it here, and the notes open.")
        case authority.Reason.BLOCK_INNER | authority.Reason.BLOCK_OUTER:
            said = _("The block can be lifted for a time if %(name)s agrees.")
        case authority.Reason.RELATION:
            return _(
                "Are you to give care here? Ask whoever plans to enrol the person at your unit."
            )
        case authority.Reason.EMERGENCY:
            return _("Open emergency access again if it is still urgent.")
        case _other:
            return ""
    return said % {"name": name}


def _count(record: Record) -> str:
    count = sum(one.count for one in record.per_unit)
    return ngettext("%(count)d note", "%(count)d notes", count) % {"count": count}


def _event(note: homecare.NoteRow) -> Event:
    status = ""
    if note.corrects is not None:
        status = _("Correction of an earlier note")
    elif note.corrected_by is not None:
        status = _("Corrected: see the newer note")
    author = f"{note.author_name}, {note.author_title}" if note.author_title else note.author_name
    return Event(
        kind="note",
        who=f"{author} · {note.unit_name}",
        at=note.created_at,
        text=note.body,
        text_lang="sv",
        status=status,
        id=f"anteckning-{note.id}",
    )


def _consent(row: consents.ConsentRow) -> ConsentLine:
    starts = formats.moment(row.starts_at)
    text = _("Consent from %(starts)s, until it is revoked") % {"starts": starts}
    if row.ends_at:
        ends = formats.moment(row.ends_at)
        text = _("Consent from %(starts)s to %(ends)s") % {"starts": starts, "ends": ends}
    return ConsentLine(
        id=row.id,
        text=text,
        evidence=row.evidence,
        below=_("Written by %(name)s.") % {"name": row.registered_by},
    )


def _emergency(emergency: authority.EmergencyFacts | None, now: datetime) -> EmergencyLine | None:
    if emergency is None:
        return None
    seconds = int((emergency.until - now).total_seconds())
    # Rounded up: "0 minutes left" would be said of something still open.
    return EmergencyLine(emergency.until, -(-seconds // 60), seconds + 1, emergency.reason)

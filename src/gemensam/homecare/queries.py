"""Read visits and notes: the round of a unit, one visit with what matters, the line of notes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from gemensam.homecare import policy
from gemensam.homecare.models import Device, HeldEntry, Intent, Note, Stream, Verdict, Visit
from gemensam.homecare.models import VisitKind as Kind
from gemensam.homecare.rules import VisitState
from gemensam.kernel.actor import Actor

# More visits in a day than any unit makes; the page and the phone's bundle stop there.
ROUND_MAX = 120
# What a worker reads at the door; the rest of the notes lies behind "visa fler".
NOTES_PER_RESIDENT = 5
# One pull of the line of notes.
NOTES_PAGE = 200
# What the phone is given of each day besides today.
DAYS_AROUND = timedelta(days=1)
# Own reports that the phone may still be waiting to see again.
REPORTS_BACK = timedelta(days=30)
REPORTS_MAX = 500


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as it was written, with what came after it."""

    id: UUID
    author_id: UUID
    author_name: str
    author_title: str
    unit_name: str
    resident_id: UUID
    visit_id: UUID | None
    regime: str
    information_class: str
    created_at: datetime
    received_at: datetime
    server_sequence: int
    hash: str
    body: str
    corrects: UUID | None
    corrected_by: UUID | None


@dataclass(frozen=True, slots=True)
class HeldRow:
    """Something held, as the unit manager sees it."""

    id: UUID
    entry_id: UUID
    entry_kind: str
    payload: str
    author_id: UUID
    unit_id: UUID
    resident_id: UUID | None
    reason: str
    received_at: datetime
    settlement: str
    settled_because: str


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Give the instants between which it is a certain date where we are."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(day, time.min, zone)
    return start, datetime.combine(day + timedelta(days=1), time.min, zone)


def round_for(
    actor: Actor, *, starts_at: datetime, ends_at: datetime, now: datetime
) -> Sequence[Visit]:
    """List the visible visits of the actor's unit that touch a period, in the order of time.

    An alarm that nobody has finished stays in the round until somebody does.
    """
    touching = Q(window_starts_at__lt=ends_at, window_ends_at__gt=starts_at)
    open_alarm = Q(kind=Kind.ALARM) & ~Q(state=VisitState.DONE)
    rows = (
        Visit.objects.select_related("unit", "resident", "assigned_person")
        .filter(policy.visible_visits(actor, at=now))
        .filter(touching | open_alarm, unit_id=policy.worker_of(actor).unit_id)
        .order_by("window_starts_at", "id")
    )
    return list(rows[:ROUND_MAX])


def visit(visit_id: UUID) -> Visit | None:
    """Find a visit of the running tenant with what the rules need to know of it."""
    rows = Visit.objects.select_related("unit", "resident", "assigned_person")
    return rows.filter(id=visit_id).first()


def _note_rows(rows: Iterable[Note]) -> list[NoteRow]:
    found = list(rows)
    corrections = dict(
        Note.objects.filter(corrects_id__in=[row.id for row in found])
        .order_by("server_sequence")
        .values_list("corrects_id", "id")
    )
    return [
        NoteRow(
            id=row.id,
            author_id=row.author_id,
            author_name=row.author_name,
            author_title=row.author_title,
            unit_name=row.unit.name,
            resident_id=row.resident_id,
            visit_id=row.visit_id,
            regime=row.regime,
            information_class=row.information_class,
            created_at=row.created_at,
            received_at=row.received_at,
            server_sequence=row.server_sequence,
            hash=row.hash,
            body=row.body,
            corrects=row.corrects_id,
            corrected_by=corrections.get(row.id),
        )
        for row in found
    ]


def latest_notes(
    actor: Actor, resident_ids: Sequence[UUID], *, now: datetime, limit: int = NOTES_PER_RESIDENT
) -> dict[UUID, list[NoteRow]]:
    """Give the newest visible notes of each resident, newest first."""
    visible = Note.objects.filter(policy.visible_notes(actor, at=now))
    # One short read per resident along its index: a window over all notes would read them all.
    newest = [
        row_id
        for resident_id in set(resident_ids)
        for row_id in visible.filter(resident_id=resident_id)
        .order_by("-server_sequence")
        .values_list("id", flat=True)[:limit]
    ]
    rows = Note.objects.select_related("unit").filter(id__in=newest).order_by("-server_sequence")
    found: dict[UUID, list[NoteRow]] = defaultdict(list)
    for row in _note_rows(rows):
        found[row.resident_id].append(row)
    return found


def visible_note(actor: Actor, note_id: UUID, *, now: datetime) -> NoteRow | None:
    """Find a note that the actor's unit may read."""
    rows = Note.objects.select_related("unit").filter(policy.visible_notes(actor, at=now))
    found = _note_rows(rows.filter(id=note_id))
    return found[0] if found else None


def notes_after(
    actor: Actor, *, after: int, resident_ids: Iterable[UUID], now: datetime
) -> Sequence[NoteRow]:
    """Give the next page of the line of notes: one's own, and those of the residents on the phone."""
    readable = policy.visible_notes(actor, at=now) & Q(resident_id__in=set(resident_ids))
    rows = (
        Note.objects.select_related("unit")
        .filter(readable | Q(author_id=actor.person_id), server_sequence__gt=after)
        .order_by("server_sequence")
    )
    return _note_rows(rows[:NOTES_PAGE])


def notes_of(resident_id: UUID) -> QuerySet[Note]:
    """Give every note of a resident, with what the rules need to know of each."""
    return Note.objects.select_related("unit", "resident").filter(resident_id=resident_id)


def as_rows(notes: Sequence[Note]) -> Sequence[NoteRow]:
    """Turn notes (with their unit) into values that others may hold."""
    return _note_rows(notes)


def stream() -> Stream | None:
    """Give the tenant's line of notes, if any note was ever written or asked for."""
    return Stream.objects.first()


def own_reports(person_id: UUID, *, now: datetime) -> Sequence[UUID]:
    """List the reports that somebody's phones have sent and that were taken in or held."""
    rows = Intent.objects.filter(made_by_id=person_id, received_at__gt=now - REPORTS_BACK)
    return list(rows.order_by("-received_at").values_list("id", flat=True)[:REPORTS_MAX])


def held_on(visit_id: UUID) -> Sequence[Intent]:
    """List the reports of a visit that were held, oldest first."""
    rows = Intent.objects.filter(visit_id=visit_id, verdict=Verdict.HELD)
    return list(rows.select_related("made_by").order_by("at", "id"))


def last_of_device(device_id: UUID) -> tuple[int, str] | None:
    """Give sequence and hash of the last note that a device sent, taken in or held."""
    ends = [
        row
        for row in (
            Note.objects.filter(device_id=device_id)
            .order_by("-device_sequence")
            .values_list("device_sequence", "hash")
            .first(),
            HeldEntry.objects.filter(device_id=device_id, device_sequence__isnull=False)
            .order_by("-device_sequence")
            .values_list("device_sequence", "hash")
            .first(),
        )
        if row is not None and row[0] is not None
    ]
    return max(((int(sequence or 0), digest) for sequence, digest in ends), default=None)


def held_in_unit(unit_id: UUID) -> Sequence[HeldRow]:
    """List what was held in a unit: what waits first, newest first."""
    rows = HeldEntry.objects.filter(unit_id=unit_id).order_by("settlement", "-received_at", "-id")
    return [
        HeldRow(
            id=row.id,
            entry_id=row.entry_id,
            entry_kind=row.entry_kind,
            payload=row.payload,
            author_id=row.author_id,
            unit_id=row.unit_id,
            resident_id=row.resident_id,
            reason=row.reason,
            received_at=row.received_at,
            settlement=row.settlement,
            settled_because=row.settled_because,
        )
        for row in rows[:NOTES_PAGE]
    ]


def waiting_count(unit_id: UUID) -> int:
    """Count what waits for the unit manager."""
    return HeldEntry.objects.filter(unit_id=unit_id, settlement="").count()


def settled_entries(person_id: UUID, *, now: datetime) -> Sequence[UUID]:
    """List somebody's held entries that the manager has settled: the phone may let them go."""
    rows = HeldEntry.objects.filter(author_id=person_id, settled_at__gt=now - REPORTS_BACK)
    return list(rows.values_list("entry_id", flat=True)[:REPORTS_MAX])


def device(device_id: UUID) -> Device | None:
    """Find a device of the running tenant."""
    return Device.objects.filter(id=device_id).first()


def breaks_in_chain(device_id: UUID) -> Sequence[int]:
    """List the sequences whose note does not follow the one before it, held ones counted in."""
    notes = Note.objects.filter(device_id=device_id).values_list(
        "device_sequence", "prev_hash", "hash"
    )
    held = HeldEntry.objects.filter(device_id=device_id, device_sequence__isnull=False)
    hashes = dict(held.values_list("device_sequence", "hash"))
    rows = sorted(notes)
    hashes |= {sequence: digest for sequence, _, digest in rows}
    return [
        sequence
        for sequence, prev_hash, _ in rows
        if sequence > 1 and hashes.get(sequence - 1) != prev_hash
    ]

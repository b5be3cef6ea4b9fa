"""Take a note into a resident's documentation. Notes are only added; a correction is a new note."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.authority import api as authority
from gemensam.homecare import policy, queries
from gemensam.homecare.actions import visits
from gemensam.homecare.entries import NoteEntry
from gemensam.homecare.events import NoteWritten
from gemensam.homecare.models import Device, Note, Stream, Visit
from gemensam.homecare.rules import BODY_MAX, is_storable, next_of_chain
from gemensam.kernel.actor import Actor, InformationClass, Regime
from gemensam.outbox import api as outbox
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id
from gemensam.tenancy.models import new_id

MILLISECOND = 1000


class NothingWritten(ValueError):
    """The note has no text, too much of it, or signs that cannot be kept."""


def hold_stream() -> Stream:
    """Lock the tenant's line of notes for the rest of the transaction.

    Notes get their numbers in the order they are committed, so a cursor over them misses none.
    """
    Stream.objects.get_or_create(defaults={"epoch": new_id()})
    return Stream.objects.select_for_update().get()


def begin_new_epoch() -> UUID | None:
    """Let every phone offer again what it still has: done after a restore from backup.

    Gives None where no note was ever written.
    """
    stream = Stream.objects.select_for_update().first()
    if stream is None:
        return None
    stream.epoch = new_id()
    stream.save(update_fields=["epoch"])
    return stream.epoch


def server_side_device(actor: Actor, *, now: datetime) -> Device:
    """Give the device that the server is for somebody who writes on a plain page."""
    worker = policy.worker_of(actor)
    row, _ = Device.objects.get_or_create(
        person_id=worker.person_id,
        commission_id=worker.commission_id,
        is_server_side=True,
        defaults={"unit_id": worker.unit_id, "enrolled_at": now},
    )
    return row


def append(
    actor: Actor, entry: NoteEntry, *, device: Device, resident: people.ResidentRow, now: datetime
) -> Note:
    """Add a note that has been judged; the caller holds the stream."""
    stream = Stream.objects.select_for_update().get()
    stream.last_sequence += 1
    stream.save(update_fields=["last_sequence"])
    row = Note.objects.create(
        id=entry.id,
        author_id=entry.author,
        author_name=actor.display_name,
        author_title=actor.title,
        device=device,
        device_sequence=entry.sequence,
        resident_id=resident.id,
        unit_id=device.unit_id,
        visit_id=entry.visit,
        regime=entry.regime.value,
        information_class=entry.information_class.name,
        form_version=entry.form_version,
        created_at=entry.created_at,
        received_at=now,
        server_sequence=stream.last_sequence,
        based_on=entry.based_on,
        prev_hash=entry.prev_hash,
        hash=entry.hash,
        body=entry.body,
        corrects_id=entry.corrects,
    )
    _tell(row, now=now)
    return row


def _tell(row: Note, *, now: datetime) -> None:
    outbox.publish(
        NoteWritten(
            note_id=row.id,
            resident_id=row.resident_id,
            unit_id=row.unit_id,
            author_person_id=row.author_id,
            at=row.created_at,
            corrects=row.corrects_id,
        ),
        key=str(row.resident_id),
        tenant_id=row.tenant_id,
        now=now,
    )


def entry_of(note: Note) -> NoteEntry:
    """Give a note as its device wrote it, to prove that it is the same bit for bit."""
    return NoteEntry(
        id=note.id,
        author=note.author_id,
        device=note.device_id,
        sequence=note.device_sequence,
        resident=note.resident_id,
        visit=note.visit_id,
        regime=Regime(note.regime),
        information_class=InformationClass[note.information_class],
        form_version=note.form_version,
        created_at=note.created_at,
        based_on=note.based_on,
        prev_hash=note.prev_hash,
        body=note.body,
        corrects=note.corrects_id,
    )


def storable(body: str) -> str:
    """Give a typed text as it is kept. Raises NothingWritten."""
    text = body.replace("\r\n", "\n").strip()
    if not text or len(text) > BODY_MAX or not is_storable(text):
        raise NothingWritten
    return text


def as_a_phone(now: datetime) -> datetime:
    """Cut to milliseconds: what a phone's clock gives, and what the hash covers."""
    return now.replace(microsecond=now.microsecond // MILLISECOND * MILLISECOND)


@transaction.atomic
def write(
    actor: Actor,
    *,
    resident_id: UUID,
    body: str,
    now: datetime,
    visit: Visit | None = None,
    corrects: UUID | None = None,
    request_id: str = "",
) -> Note:
    """Write a note on a plain page: the server is the device and keeps its chain.

    Raises NothingWritten: the text is empty, too long, or cannot be kept as it is.
    Raises authority.Refused: the actor may not write of this resident.
    """
    resident = people.resident(resident_id)
    request, facts = policy.new_note_request(
        actor, resident, visit, tenant_id=current_tenant_id(), at=now
    )
    authority.ensure_and_log(request, facts, now=now, request_id=request_id)
    stream = hold_stream()
    device = server_side_device(actor, now=now)
    sequence, prev_hash = next_of_chain(queries.last_of_device(device.id))
    entry = NoteEntry(
        id=new_id(),
        author=policy.worker_of(actor).person_id,
        device=device.id,
        sequence=sequence,
        resident=resident_id,
        visit=visit.id if visit else None,
        regime=Regime.SOL,
        information_class=InformationClass.NOTE_SOL,
        form_version=None,
        created_at=as_a_phone(now),
        based_on=stream.last_sequence,
        prev_hash=prev_hash,
        body=storable(body),
        corrects=corrects,
    )
    return append(actor, entry, device=device, resident=resident, now=now)


def write_of_visit(actor: Actor, visit_id: UUID, *, body: str, now: datetime) -> UUID:
    """Write a note of a visit and give its id.

    Raises visits.NoSuchVisit; NothingWritten; authority.Refused.
    """
    visit = visits.visit_by_id(visit_id)
    row = write(actor, resident_id=visit.resident_id, body=body, visit=visit, now=now)
    row_id: UUID = row.id
    return row_id

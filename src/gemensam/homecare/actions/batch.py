"""Take in what a phone sends: each entry once, in order, each with its own verdict.

Theory of operation. The tenant's line of notes is locked first, so the same entry sent twice at
once waits for itself and is found. Each entry is judged and written in a savepoint of its own; what
cannot be taken in is held for the unit manager with its reason, never dropped, and never in the way
of those behind it. A late entry is judged by the commission its device was enrolled under, at the
time it was written.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from gemensam.authority import api as authority
from gemensam.cases import api as cases
from gemensam.homecare import policy, queries
from gemensam.homecare.actions import notes, visits
from gemensam.homecare.entries import (
    CASE_NOTE_KIND,
    NOTE_KIND,
    IntentEntry,
    NoteEntry,
    Unreadable,
    read_case_note,
    read_intent,
    read_note,
)
from gemensam.homecare.home_visits import notes as case_notes
from gemensam.homecare.models import Device, HeldEntry, Intent, Note, Verdict, Visit
from gemensam.homecare.rules import Reason, VisitState, chain_problem, time_problem
from gemensam.identity import api as identity
from gemensam.kernel.actor import Actor, ActorKind
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id

# A phone sends so many at a time and keeps the rest: one batch is one short transaction.
BATCH_MAX: Final = 50

ACCEPTED: Final = "accepted"
DUPLICATE: Final = "duplicate"
HELD: Final = "held"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one entry. A phone lets go of nothing for anything less than this."""

    id: str
    verdict: str
    reason: str = ""
    server_sequence: int | None = None
    hash: str = ""
    visit_state: str = ""
    visit_version: int | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, and in which request."""

    actor: Actor
    now: datetime
    request_id: str


class Held(Exception):
    """The entry cannot be taken in, for this reason."""

    def __init__(self, reason: Reason, resident_id: UUID | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.resident_id = resident_id


@transaction.atomic
def take_in(
    actor: Actor, entries: Sequence[Mapping[str, object]], *, now: datetime, request_id: str = ""
) -> Sequence[Answer]:
    """Take in a batch; answer entry by entry, in the order they came."""
    notes.hold_stream()
    sender = Sender(actor, now, request_id)
    order = sorted(range(len(entries)), key=lambda n: _order(entries[n], n))
    answers = {n: _take(sender, entries[n]) for n in order}
    return [answers[n] for n in range(len(entries))]


def _order(entry: Mapping[str, object], place: int) -> tuple[int, int]:
    """Reports as they came; the notes of a device after them, by their number."""
    sequence = entry.get("sequence")
    if entry.get("kind") == NOTE_KIND and isinstance(sequence, int):
        return (1, sequence)
    return (0, place)


def _id_of(entry: Mapping[str, object]) -> UUID:
    """The entry's id; for one without a readable id, one made of its content."""
    try:
        return UUID(str(entry.get("id")))
    except ValueError:
        content = json.dumps(entry, sort_keys=True).encode()
        return UUID(bytes=hashlib.sha256(content).digest()[:16], version=5)


def _take(sender: Sender, entry: Mapping[str, object]) -> Answer:
    entry_id = _id_of(entry)
    name = str(entry.get("id"))
    earlier = _answered(sender, entry_id, name)
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            if entry.get("kind") == NOTE_KIND:
                return _take_note(sender, entry, name)
            if entry.get("kind") == CASE_NOTE_KIND:
                return _take_case_note(sender, entry, name)
            return _take_intent(sender, entry, name)
    except Held as held:
        reason, resident_id = held.reason, held.resident_id
    except (IntegrityError, DataError):
        reason, resident_id = Reason.NOT_STORABLE, None
    _hold(sender, entry, entry_id, reason, resident_id)
    return Answer(name, HELD, reason.value)


def _answered(sender: Sender, entry_id: UUID, name: str) -> Answer | None:
    """Give the answer of an entry that came before; another person's id tells nothing."""
    note = Note.objects.filter(id=entry_id, author_id=sender.actor.person_id).first()
    if note is not None:
        return Answer(name, DUPLICATE, "", note.server_sequence, note.hash)
    visited = cases.home_visit_note(entry_id, author_id=sender.actor.person_id)
    if visited is not None:
        return _case_note_answer(name, DUPLICATE, visited)
    intent = (
        Intent.objects.select_related("visit")
        .filter(id=entry_id, made_by_id=sender.actor.person_id)
        .first()
    )
    if intent is not None:
        held = intent.verdict == Verdict.HELD
        return Answer(
            name,
            HELD if held else DUPLICATE,
            intent.reason,
            visit_state=intent.visit.state,
            visit_version=intent.visit.version,
        )
    waiting = HeldEntry.objects.filter(entry_id=entry_id, author_id=sender.actor.person_id).first()
    return Answer(name, HELD, waiting.reason) if waiting is not None else None


def _hold(
    sender: Sender,
    entry: Mapping[str, object],
    entry_id: UUID,
    reason: Reason,
    resident_id: UUID | None,
) -> None:
    worker = policy.worker_of(sender.actor)
    device_id, sequence, digest = _place_in_chain(entry)
    HeldEntry.objects.get_or_create(
        entry_id=entry_id,
        author_id=worker.person_id,
        defaults={
            "entry_kind": _kind_of(entry),
            # ASCII with escapes: it may hold what no text column can.
            "payload": json.dumps(entry, sort_keys=True),
            "unit_id": _unit_of_device(sender, device_id) or worker.unit_id,
            "device_id": device_id,
            "device_sequence": sequence,
            "hash": digest,
            "resident_id": resident_id,
            "reason": reason.value,
            "received_at": sender.now,
        },
    )


def _kind_of(entry: Mapping[str, object]) -> str:
    kind = entry.get("kind")
    return str(kind) if kind in {NOTE_KIND, CASE_NOTE_KIND} else "intent"


def _place_in_chain(entry: Mapping[str, object]) -> tuple[UUID | None, int | None, str]:
    """Where a held note stands in its device's chain, if that can be read at all."""
    try:
        if entry.get("kind") == CASE_NOTE_KIND:
            visited, digest = read_case_note(entry)
            return visited.device, None, digest
        note, digest = read_note(entry)
    except Unreadable:
        return None, None, ""
    return note.device, note.sequence, digest


def _unit_of_device(sender: Sender, device_id: UUID | None) -> UUID | None:
    row = queries.device(device_id) if device_id else None
    return row.unit_id if row and row.person_id == sender.actor.person_id else None


def enrol(actor: Actor, device_id: UUID, *, now: datetime) -> Device | None:
    """Let a phone write for its person under the present commission; None if it is another's."""
    worker = policy.worker_of(actor)
    row, _ = Device.objects.get_or_create(
        id=device_id,
        defaults={
            "person_id": worker.person_id,
            "commission_id": worker.commission_id,
            "unit_id": worker.unit_id,
            "enrolled_at": now,
        },
    )
    return row if row.person_id == actor.person_id and not row.is_server_side else None


def _as_then(sender: Sender, device_id: UUID) -> tuple[Actor, Device]:
    """Give the sender in the commission that the device was enrolled under."""
    actor = sender.actor
    device = enrol(actor, device_id, now=sender.now)
    if device is None:
        raise Held(Reason.OTHER_DEVICE)
    assert actor.commission is not None
    assert actor.person_id is not None
    if device.commission_id == actor.commission.id:
        return actor, device
    then = identity.actor_for(
        person_id=actor.person_id,
        tenant_id=actor.tenant_id,
        commission_id=device.commission_id,
        kind=ActorKind.STAFF,
        assurance=actor.assurance,
    )
    return replace(
        then, authenticated_at=actor.authenticated_at, session_hash=actor.session_hash
    ), device


def _take_note(sender: Sender, raw: Mapping[str, object], name: str) -> Answer:
    try:
        entry, claimed = read_note(raw)
    except Unreadable as error:
        raise Held(Reason.UNREADABLE) from error
    resident = people.residents([entry.resident]).get(entry.resident)
    known = resident.id if resident else None
    if entry.author != sender.actor.person_id:
        raise Held(Reason.OTHER_AUTHOR, known)
    if entry.hash != claimed:
        raise Held(Reason.HASH_DIFFERS, known)
    if resident is None:
        raise Held(Reason.UNKNOWN_RESIDENT)
    actor, device = _as_then(sender, entry.device)
    _ensure_place(entry, now=sender.now)
    visit = _visit_of(entry)
    request, facts = policy.new_note_request(
        actor, resident, visit, tenant_id=current_tenant_id(), at=entry.created_at
    )
    try:
        authority.ensure_and_log(request, facts, now=sender.now, request_id=sender.request_id)
    except authority.Refused as refused:
        raise Held(Reason.NO_ACCESS, resident.id) from refused
    row = notes.append(actor, entry, device=device, resident=resident, now=sender.now)
    return Answer(name, ACCEPTED, "", row.server_sequence, row.hash)


def _ensure_place(entry: NoteEntry, *, now: datetime) -> None:
    """Hold a note whose time or place in the chain cannot be right."""
    problem = time_problem(created_at=entry.created_at, now=now)
    before = Note.objects.filter(device_id=entry.device, device_sequence=entry.sequence - 1)
    held = HeldEntry.objects.filter(device_id=entry.device, device_sequence=entry.sequence - 1)
    predecessor = before.values_list("hash", flat=True).first()
    if predecessor is None:
        predecessor = held.values_list("hash", flat=True).first()
    taken = Note.objects.filter(device_id=entry.device, device_sequence=entry.sequence).exists()
    problem = problem or chain_problem(
        sequence=entry.sequence,
        prev_hash=entry.prev_hash,
        predecessor_hash=predecessor,
        is_taken=taken,
    )
    if problem is not None:
        raise Held(problem, entry.resident)


def _visit_of(entry: NoteEntry) -> Visit | None:
    visit = queries.visit(entry.visit) if entry.visit else None
    if entry.visit is not None and (visit is None or visit.resident_id != entry.resident):
        raise Held(Reason.UNKNOWN_VISIT, entry.resident)
    if entry.corrects is not None:
        originals = Note.objects.filter(id=entry.corrects, resident_id=entry.resident)
        if not originals.exists():
            raise Held(Reason.UNKNOWN_ORIGINAL, entry.resident)
    return visit


def _take_case_note(sender: Sender, raw: Mapping[str, object], name: str) -> Answer:
    try:
        entry, claimed = read_case_note(raw)
    except Unreadable as error:
        raise Held(Reason.UNREADABLE) from error
    resident_id = cases.resident_of_case(entry.case)
    if entry.author != sender.actor.person_id:
        raise Held(Reason.OTHER_AUTHOR, resident_id)
    if entry.hash != claimed:
        raise Held(Reason.HASH_DIFFERS, resident_id)
    if resident_id is None:
        raise Held(Reason.UNKNOWN_CASE)
    problem = time_problem(created_at=entry.created_at, now=sender.now)
    if problem is not None:
        raise Held(problem, resident_id)
    actor, _ = _as_then(sender, entry.device)
    try:
        note = case_notes.put(
            actor,
            case_id=entry.case,
            note_id=entry.id,
            body=entry.body,
            written_at=entry.created_at,
            now=sender.now,
            request_id=sender.request_id,
        )
    except authority.Refused as refused:
        raise Held(Reason.NO_ACCESS, resident_id) from refused
    return _case_note_answer(name, ACCEPTED, note)


def _case_note_answer(name: str, verdict: str, note: cases.HomeVisitNote) -> Answer:
    remark = case_notes.remark_on(note)
    return Answer(name, verdict, remark.value if remark else "", hash=case_notes.hash_of(note))


def _take_intent(sender: Sender, raw: Mapping[str, object], name: str) -> Answer:
    try:
        entry: IntentEntry = read_intent(raw)
    except Unreadable as error:
        raise Held(Reason.UNREADABLE) from error
    if entry.made_by != sender.actor.person_id:
        raise Held(Reason.OTHER_AUTHOR)
    problem = time_problem(created_at=entry.at, now=sender.now)
    if problem is not None:
        raise Held(problem)
    visit = queries.visit(entry.visit)
    if visit is None:
        raise Held(Reason.UNKNOWN_VISIT)
    actor, device = _as_then(sender, entry.device)
    try:
        outcome = visits.report(
            actor,
            visit,
            entry.kind,
            at=entry.at,
            now=sender.now,
            intent_id=entry.id,
            device=device,
            request_id=sender.request_id,
        )
    except authority.Refused as refused:
        raise Held(Reason.NO_ACCESS, visit.resident_id) from refused
    after = Visit.objects.get(id=visit.id)
    return Answer(
        name,
        HELD if outcome.reason else ACCEPTED,
        outcome.reason.value if outcome.reason else "",
        visit_state=VisitState(after.state).value,
        visit_version=after.version,
    )

"""What the unit manager does with entries that were held."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gemensam.authority import api as authority
from gemensam.cases import api as cases
from gemensam.homecare import policy, queries
from gemensam.homecare.actions import notes
from gemensam.homecare.entries import (
    CASE_NOTE_KIND,
    NOTE_KIND,
    NoteEntry,
    Unreadable,
    read_case_note,
    read_note,
)
from gemensam.homecare.models import Device, HeldEntry, Note, Settlement
from gemensam.homecare.rules import Reason
from gemensam.identity import api as identity
from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.people import api as people

# Faults that make a note something else than what its author wrote, or place it nowhere.
NEVER_ADMITTED = frozenset(
    {
        Reason.UNREADABLE,
        Reason.OTHER_AUTHOR,
        Reason.HASH_DIFFERS,
        Reason.UNKNOWN_RESIDENT,
        Reason.UNKNOWN_CASE,
        Reason.SEQUENCE_REUSED,
        Reason.NOT_STORABLE,
    }
)


class AlreadySettled(Exception):
    """Somebody has settled it."""


class NotAdmissible(Exception):
    """It cannot become a note as it is; it can be left outside with a reason."""


class NoReasonGiven(ValueError):
    """To leave something outside takes a reason."""


def may_be_admitted(entry_kind: str, reason: str) -> bool:
    """Say whether something held can become a note by the manager's word."""
    return entry_kind in {NOTE_KIND, CASE_NOTE_KIND} and Reason(reason) not in NEVER_ADMITTED


@transaction.atomic
def settle(
    actor: Actor,
    held: HeldEntry,
    settlement: Settlement,
    *,
    because: str,
    now: datetime,
    request_id: str = "",
) -> None:
    """Admit a held note as its author wrote it, or leave the entry outside. The entry stays.

    Raises authority.Refused: it is not the actor's unit, or not the actor's to settle.
    Raises AlreadySettled; NotAdmissible; NoReasonGiven.
    """
    request, facts = policy.held_request(actor, tenant_id=held.tenant_id, at=now, held=held)
    authority.ensure_and_log(request, facts, now=now, request_id=request_id)
    notes.hold_stream()
    row = HeldEntry.objects.select_for_update().get(id=held.id)
    if row.settlement:
        raise AlreadySettled
    if settlement == Settlement.LEFT and not because.strip():
        raise NoReasonGiven
    if settlement == Settlement.ADMITTED:
        _admit(row, actor, now=now, request_id=request_id)
    row.settlement = settlement
    row.settled_at = now
    row.settled_by_id = actor.person_id
    row.settled_because = because.strip()
    row.save(
        update_fields=["settlement", "settled_at", "settled_by", "settled_because"],
    )


def _admit(row: HeldEntry, by: Actor, *, now: datetime, request_id: str) -> None:
    if not may_be_admitted(row.entry_kind, row.reason):
        raise NotAdmissible
    raw: Mapping[str, object] = json.loads(row.payload)
    try:
        if row.entry_kind == CASE_NOTE_KIND:
            _admit_case_note(row, by, raw, now=now, request_id=request_id)
        else:
            _admit_note(row, raw, now=now)
    except Unreadable as error:
        raise NotAdmissible from error


def _author(row: HeldEntry, device: Device) -> Actor:
    """Give the author as the commission was that the device was enrolled under."""
    return identity.actor_for(
        person_id=row.author_id,
        tenant_id=row.tenant_id,
        commission_id=device.commission_id,
        kind=ActorKind.STAFF,
        assurance=Assurance.NONE,
    )


def _admit_note(row: HeldEntry, raw: Mapping[str, object], *, now: datetime) -> None:
    entry, _ = read_note(raw)
    device = queries.device(entry.device)
    resident = people.residents([entry.resident]).get(entry.resident)
    if resident is None or device is None or not _is_free(entry, device):
        raise NotAdmissible
    notes.append(_author(row, device), entry, device=device, resident=resident, now=now)


def _admit_case_note(
    row: HeldEntry, by: Actor, raw: Mapping[str, object], *, now: datetime, request_id: str
) -> None:
    """Whoever admits it has the right to the case. Raises authority.Refused."""
    entry, _ = read_case_note(raw)
    device = queries.device(entry.device)
    if device is None or device.person_id != entry.author:
        raise NotAdmissible
    cases.admit_home_visit_note(
        by=by,
        author=_author(row, device),
        case_id=entry.case,
        note_id=entry.id,
        text=entry.body,
        written_at=entry.created_at,
        now=now,
        request_id=request_id,
    )


def _is_free(entry: NoteEntry, device: Device) -> bool:
    """Say whether the note's own place is free and what it points at is there."""
    if device.person_id != entry.author:
        return False
    if Note.objects.filter(device_id=device.id, device_sequence=entry.sequence).exists():
        return False
    visit = queries.visit(entry.visit) if entry.visit else None
    if entry.visit is not None and (visit is None or visit.resident_id != entry.resident):
        return False
    if entry.corrects is None:
        return True
    return Note.objects.filter(id=entry.corrects, resident_id=entry.resident).exists()

"""A phone as Python: writes notes and reports in the form that `src/offline/queue.js` does."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from gemensam.homecare.entries import NoteEntry, case_note_hash
from gemensam.homecare.rules import GENESIS, iso
from gemensam.kernel.actor import Actor, InformationClass, Regime
from gemensam.tenancy.models import new_id


@dataclass
class Phone:
    """One person's device: its chain goes on whatever becomes of what it sends."""

    actor: Actor
    now: datetime
    device: UUID = field(default_factory=uuid4)
    sequence: int = 0
    last_hash: str = GENESIS

    def note(self, resident: UUID, body: str = "Åt frukost.", **over: object) -> dict:
        """Write the next note of the chain."""
        entry = self._entry(resident, body, self.sequence + 1, self.last_hash, over)
        self.sequence, self.last_hash = entry.sequence, entry.hash
        return entry.plain() | {"hash": entry.hash}

    def _entry(self, resident, body, sequence, prev_hash, over) -> NoteEntry:
        values = {
            "id": new_id(),
            "author": self.actor.person_id,
            "device": self.device,
            "sequence": sequence,
            "resident": resident,
            "visit": None,
            "regime": Regime.SOL,
            "information_class": InformationClass.NOTE_SOL,
            "form_version": None,
            "created_at": self.now,
            "based_on": 0,
            "prev_hash": prev_hash,
            "body": body,
            "corrects": None,
        }
        return NoteEntry(**(values | over))

    def case_note(self, case: UUID, body: str, *, at: datetime | None = None) -> dict:
        """Write a note from a home visit."""
        note_id, written_at, author = new_id(), at or self.now, self.actor.person_id
        return {
            "kind": "case_note",
            "id": str(note_id),
            "author": str(author),
            "device": str(self.device),
            "case": str(case),
            "created_at": iso(written_at),
            "body": body,
            "hash": case_note_hash(note_id, author, case, written_at, body),
        }

    def report(self, visit: UUID, kind: str, *, at: datetime | None = None) -> dict:
        """Report something of a visit."""
        return {
            "kind": kind,
            "id": str(new_id()),
            "visit": str(visit),
            "at": iso(at or self.now),
            "made_by": str(self.actor.person_id),
            "device": str(self.device),
        }

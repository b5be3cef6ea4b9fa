"""The phone of a home-care worker: writes notes by itself, without a net, and sends them later.

It speaks to the same address as the real app, and makes the hash of a note as that does: SHA-256
over its JSON with sorted keys and no blanks.
"""

import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from gemensam.kernel.ids import uuid7
from gemensam.portal.walk.person import Person, UnexpectedPage

GENESIS = "0" * 64
type Entry = dict[str, object]


def _new_id() -> UUID:
    """A phone makes its own ids, far from any database."""
    return uuid7(time.time_ns() // 1_000_000, os.urandom(10))


def _instant(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(slots=True)
class Phone:
    """One phone; `round` is what it fetched while it had a net."""

    worker: Person
    id: UUID = field(default_factory=_new_id)
    round: dict[str, object] = field(default_factory=dict)
    unsent: list[Entry] = field(default_factory=list)
    sequence: int = 0
    last_hash: str = GENESIS

    def fetch(self) -> None:
        """Fetch the round, which also enrols the phone."""
        answer = self.worker.client.get("/hemtjanst/rond.json", params={"telefon": str(self.id)})
        self.round = answer.json()

    def visit_to(self, name: str) -> Entry:
        """Give the alarm visit to somebody. Raises UnexpectedPage: there is none."""
        visits = self.round["visits"]
        assert isinstance(visits, list)
        for visit in visits:
            if visit["name"] == name and visit["is_alarm"]:
                found: Entry = visit
                return found
        raise UnexpectedPage(f"no alarm visit to {name} in the round")

    def report(self, kind: str, visit: Entry) -> None:
        """Note that one is on the way, there, or done."""
        self.unsent.append(
            {
                "kind": kind,
                "id": str(_new_id()),
                "visit": visit["id"],
                "at": _instant(datetime.now(UTC)),
                "made_by": self.round["person"],
                "device": str(self.id),
            }
        )

    def write(self, body: str, visit: Entry) -> None:
        """Write a note; it lies on the phone until `send`."""
        self.sequence += 1
        note: Entry = {
            "kind": "note",
            "id": str(_new_id()),
            "author": self.round["person"],
            "device": str(self.id),
            "sequence": self.sequence,
            "resident": visit["resident"],
            "visit": visit["id"],
            "regime": "SOL",
            "information_class": "NOTE_SOL",
            "form_version": None,
            "created_at": _instant(datetime.now(UTC)),
            "based_on": self.round["cursor"],
            "prev_hash": self.last_hash,
            "body": body,
            "corrects": None,
        }
        text = json.dumps(note, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.last_hash = hashlib.sha256(text.encode()).hexdigest()
        self.unsent.append(note | {"hash": self.last_hash})

    def send(self) -> list[str]:
        """Send all that waits; give each one's verdict. What was sent is kept, to be sent again."""
        answer = self.worker.client.post(
            "/hemtjanst/synk/",
            json={"entries": self.unsent},
            headers={
                "X-CSRFToken": str(self.round["csrf"]),
                "Referer": f"{self.worker.address}/hemtjanst/",
            },
        )
        return [str(one["verdict"]) for one in answer.raise_for_status().json()["verdicts"]]

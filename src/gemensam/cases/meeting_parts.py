"""Meetings as staff see them, drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from gemensam.cases.casework import CaseForCaseworker
from gemensam.cases.meeting_rows import MeetingRow
from gemensam.cases.meeting_words import hours, kind_name, state_tag
from gemensam.ui.parts import Fact, Tag


def facts(row: MeetingRow) -> list[Fact]:
    """Give a meeting line by line, for staff."""
    lines = (
        (_("When"), hours(row)),
        (_("How"), kind_name(row.kind)),
        (_("Where"), row.place),
        (_("Held by"), row.held_by_name),
        (_("Also there"), row.with_whom),
        (_("What to bring"), row.bring),
        (_("Interpreter"), row.interpreter),
    )
    return [Fact(label, text) for label, text in lines if text]


@dataclass(frozen=True, slots=True)
class MeetingPart:
    """A meeting beside the case, with where it is moved and taken to a calendar."""

    row: MeetingRow
    facts: Sequence[Fact]
    tag: Tag

    @property
    def said(self) -> str:
        """Name it in one line."""
        return f"{kind_name(self.row.kind)}, {hours(self.row)}"

    @property
    def query(self) -> str:
        """Say which one, after an address of the case's meetings."""
        return f"?mote={self.row.id}"


def part_of(row: MeetingRow) -> MeetingPart:
    """Draw one meeting."""
    return MeetingPart(row, facts(row), state_tag(row))


def around(found: CaseForCaseworker, now: datetime) -> dict[str, object]:
    """Give what the case page shows of meetings: those to come, and those that wait for the reader."""
    rows = found.meeting.all if found.meeting else ()
    return {"meetings": [part_of(row) for row in rows if row.asks or not row.is_over(now)]}

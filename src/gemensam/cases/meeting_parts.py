"""A meeting as staff see it, drawn."""

from datetime import datetime

from django.utils.translation import gettext as _

from gemensam.cases.casework import CaseForCaseworker
from gemensam.cases.meeting_rows import MeetingRow
from gemensam.cases.meeting_words import hours, kind_name, state_tag
from gemensam.ui.parts import Fact


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


def around(found: CaseForCaseworker, now: datetime) -> dict[str, object]:
    """Give what the case page shows of meetings: the one to come, or one that waits for the reader."""
    row = found.meeting
    if row is None or (row.is_over(now) and not row.asks):
        return {}
    return {"meeting": row, "meeting_facts": facts(row), "meeting_tag": state_tag(row)}

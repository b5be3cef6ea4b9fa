"""A case's meeting as a value, read in one question where there is one, and in none where not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.cases.meeting_models import ASKING, OPEN, Meeting, MeetingState
from gemensam.cases.models import Case


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as it stands."""

    id: UUID
    case_id: UUID
    held_by_id: UUID
    held_by_name: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    place: str
    with_whom: str
    bring: str
    interpreter: str
    state: str
    version: int
    changed_at: datetime

    @property
    def asks(self) -> bool:
        """Say whether the applicant's side waits for another time, or has said no."""
        return self.state in ASKING

    @property
    def is_booked(self) -> bool:
        """Say whether both have agreed."""
        return self.state == MeetingState.BOOKED

    def is_over(self, now: datetime) -> bool:
        """Say whether it has been."""
        return self.ends_at <= now


def to_row(row: Meeting) -> MeetingRow:
    """Turn a table row into the value that others may hold."""
    return MeetingRow(
        id=row.id,
        case_id=row.case_id,
        held_by_id=row.held_by_id,
        held_by_name=row.held_by_name,
        kind=row.kind,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        with_whom=row.with_whom,
        bring=row.bring,
        interpreter=row.interpreter,
        state=row.state,
        version=row.version,
        changed_at=row.changed_at,
    )


def meeting_of(case: Case) -> MeetingRow | None:
    """Give the meeting that a case has; asks the database only where there is one."""
    return meetings_of([case]).get(case.id)


def meetings_of(cases: Collection[Case]) -> dict[UUID, MeetingRow]:
    """Give the meeting of each case that has one, in one question, or none."""
    ids = [one.id for one in cases if one.meeting_at is not None]
    rows = Meeting.objects.filter(case_id__in=ids, state__in=OPEN) if ids else ()
    return {row.case_id: to_row(row) for row in rows}

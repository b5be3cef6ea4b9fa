"""A case's meetings as values, read in one question where there are any, and in none where not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
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
    # The case's other ones, after this one.
    later: Sequence["MeetingRow"] = ()

    @property
    def all(self) -> Sequence["MeetingRow"]:
        """Give the case's meetings in the order of their times, this one first."""
        return (self, *self.later)

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
    """Give the next meeting of a case, with those after it; asks only where there is one."""
    return meetings_of([case]).get(case.id)


def meetings_of(cases: Collection[Case]) -> dict[UUID, MeetingRow]:
    """Give the next meeting of each case that has one, in one question, or none."""
    ids = [one.id for one in cases if one.meeting_at is not None]
    rows = Meeting.objects.filter(case_id__in=ids, state__in=OPEN) if ids else ()
    found: dict[UUID, list[MeetingRow]] = {}
    for row in sorted(map(to_row, rows), key=lambda one: (one.starts_at, one.id)):
        found.setdefault(row.case_id, []).append(row)
    return {case_id: replace(first, later=later) for case_id, (first, *later) in found.items()}


def to_come(first: MeetingRow | None, now: datetime) -> Sequence[MeetingRow]:
    """Give the meetings of a case that have not been, from the next one on."""
    return [one for one in first.all if not one.is_over(now)] if first else []


def standing_of(rows: Sequence[MeetingRow]) -> str:
    """Write down which meetings there are and how they stand, for a page to know that they have changed."""
    return ",".join(f"{one.id}.{one.version}" for one in rows)

"""What another system reads of cases, to keep them as its own. All of it logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from gemensam.cases import decisions, policy, queries, work_list
from gemensam.cases.meeting_rows import MeetingRow, meeting_of
from gemensam.cases.models import Case
from gemensam.cases.policy import Visit
from gemensam.files import api as files
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, InformationClass
from gemensam.people import api as people
from gemensam.ui.paging import Order, Page, page_of

_BY_CHANGE: Final = (Order("changed_at"),)


class NotByThisList(ValueError):
    """The cursor was not given by this list."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are wanted; empty and None: all."""

    state: str = ""
    kind: str = ""
    changed_since: datetime | None = None
    after: str = ""
    size: int = 50


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A whole case with everything that its municipality may read."""

    case: Case
    resident: people.ResidentRow
    representative_name: str
    caseworker_name: str
    answers: Sequence[queries.AnswerLine]
    thread: Sequence[queries.ThreadEvent]
    decisions: Sequence[decisions.DecisionRow]
    meeting: MeetingRow | None


def mirrored_cases(visit: Visit, wanted: Wanted) -> Page[Case]:
    """List cases, those that changed longest ago first; every person's is logged.

    A case that changes meanwhile comes again, further on. Raises Refused, NotByThisList.
    """
    policy.ensure_may_list(visit)
    rows = policy.visible_cases(visit)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.changed_since is not None:
        rows = rows.filter(changed_at__gte=wanted.changed_since)
    page = page_of(rows, order=_BY_CHANGE, after=wanted.after, size=wanted.size)
    if page.started_over:
        raise NotByThisList
    residents = people.residents([case.resident_id for case in page.rows])
    work_list.log_list(visit, page.rows, residents)
    return page


def mirrored_case(visit: Visit, case_id: UUID) -> Mirrored:
    """Give a whole case, notes within the municipality too. Raises NoSuchCase."""
    case = queries.case_row(case_id)
    resident = people.resident(case.resident_id)
    policy.ensure(visit, case, activity=Activity.READ, resident=resident)
    ids = [one for one in (case.caseworker_id, case.representative_id) if one is not None]
    names = {key: name.display_name for key, name in identity.names(ids).items()}
    return Mirrored(
        case=case,
        resident=resident,
        representative_name=names.get(case.representative_id, ""),
        caseworker_name=names.get(case.caseworker_id, ""),
        answers=queries.answers_of(case, now=visit.now),
        thread=queries.events_of([case.id], with_internal=True)[case.id],
        decisions=decisions.decisions_of(case),
        meeting=meeting_of(case),
    )


def mirrored_decisions(visit: Visit, case_id: UUID) -> Sequence[decisions.DecisionRow]:
    """Give a case's decisions, the newest last. Raises NoSuchCase."""
    case = queries.case_row(case_id)
    policy.ensure(
        visit,
        case,
        activity=Activity.READ,
        resident=people.resident(case.resident_id),
        information=InformationClass.DECISION,
    )
    return decisions.decisions_of(case)


def decision_letter(visit: Visit, case_id: UUID, decision_id: UUID) -> files.OpenedFile:
    """Give the letter of a decision as it was sent. Raises NoSuchCase: no such decision, either."""
    for one in mirrored_decisions(visit, case_id):
        if one.id == decision_id:
            return files.open_file(one.file_id)
    raise policy.NoSuchCase(case_id)

"""What a resident has sent and been sent: the files of her applications and her decisions, by case.

Nothing is opened here: a file by `sent_files.sent_file`, a decision by `queries.decision_file`. They ask
and log each time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.cases import policy, queries, rules, sent_files
from gemensam.cases.models import Case, Decision
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.kernel.actor import Activity, Actor
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.ui.paging import Order, Page, page_of

# What the access log calls a list of them.
PAPERS: Final = "papers"
# Cases on a page, each with all its papers.
CASES_A_PAGE: Final = 20


class Sort(StrEnum):
    """Which papers: those that the resident sent, or the decisions that she got."""

    SENT = "sent"
    DECISION = "decision"


EVERY_SORT: Final = frozenset(Sort)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that came with an application, and when it came."""

    row: questionnaires.AttachmentRow
    sent_at: datetime

    @property
    def first_sent_at(self) -> datetime:
        """Give when it came in the first time, if it has been sent more than once."""
        return self.row.first_sent_at or self.sent_at


@dataclass(frozen=True, slots=True)
class CasePapers:
    """The papers of one case, newest first."""

    case_id: UUID
    number: str
    title: str
    resident_id: UUID
    resident_name: str
    opened_at: datetime
    # Whether it is about the reader, or the reader applied together with whom it is about.
    is_own: bool
    is_joint: bool
    sent: Sequence[Paper]
    # The day of the newest decision, if there is one.
    decided_at: datetime | None


def papers(
    actor: Actor,
    resident_ids: Iterable[UUID],
    *,
    sorts: frozenset[Sort] = EVERY_SORT,
    with_joint: bool = True,
    after: str = "",
    now: datetime,
    request_id: str = "",
) -> Page[CasePapers]:
    """List the papers of residents, case by case, newest first: of the cases that the actor may read.

    `with_joint`: also of those that the actor opened together with somebody else. Whose papers are
    shown is logged.
    """
    visit = Visit(actor, now, request_id)
    readable = _readable(visit, resident_ids)
    joint = set(policy.joint_cases(visit)) if with_joint else set()
    shown = [case.id for case in _with_papers(readable | joint, sorts)]
    page = page_of(
        Case.objects.filter(id__in=shown),
        order=[Order("opened_at", descending=True)],
        after=after,
        size=CASES_A_PAGE,
    )
    residents = people.residents([case.resident_id for case in page.rows])
    _log(visit, page.rows, residents)
    return Page(
        rows=tuple(
            _case_papers(case, residents[case.resident_id], sorts, visit, is_joint=case in joint)
            for case in page.rows
        ),
        next_cursor=page.next_cursor,
        started_over=page.started_over,
    )


def has_sent_papers(actor: Actor, resident_id: UUID, *, now: datetime) -> bool:
    """Say whether there is anything to choose among; what it is, is not read."""
    return bool(_with_papers(_readable(Visit(actor, now), [resident_id]), frozenset({Sort.SENT})))


def sent_paper(
    actor: Actor,
    resident_id: UUID,
    case_id: UUID,
    file_id: UUID,
    *,
    now: datetime,
    request_id: str = "",
) -> questionnaires.SentBefore:
    """Open a file that a resident has sent, to be sent once more for the same resident; logged.

    Raises NoSuchCase: no such file, another resident's, or one that the actor may not read.
    Raises NotYetScanned, Infected: nobody opens it.
    """
    file = sent_files.sent_file(actor, case_id, file_id, now=now, request_id=request_id)
    if file.resident_id != resident_id:
        raise NoSuchCase(case_id)
    found = _sent(queries.case_row(case_id), now=now)
    first = next(one.first_sent_at for one in found if one.row.file_id == file_id)
    return questionnaires.SentBefore(file, first)


def _readable(visit: Visit, resident_ids: Iterable[UUID]) -> set[Case]:
    found: set[Case] = set()
    for person in people.residents(list(resident_ids)).values():
        facts = people.facts_for(visit.actor, person.id, now=visit.now)
        found |= {
            case
            for case in Case.objects.filter(resident_id=person.id).defer("basis")
            if policy.may_know(visit, case, facts=facts, is_protected=person.is_protected)
        }
    return found


def _with_papers(found: Iterable[Case], sorts: frozenset[Sort]) -> Sequence[Case]:
    """Leave out the cases without any such paper."""
    cases = list(found)
    holding: set[UUID] = set()
    if Sort.SENT in sorts:
        with_files = questionnaires.with_files(
            [one.response_id for one in cases if one.response_id]
        )
        holding |= {one.id for one in cases if one.response_id in with_files}
    if Sort.DECISION in sorts:
        rows = Decision.objects.filter(case_id__in=[one.id for one in cases])
        holding |= set(rows.values_list("case_id", flat=True))
    return [one for one in cases if one.id in holding]


def _log(visit: Visit, cases: Sequence[Case], residents: Mapping[UUID, people.ResidentRow]) -> None:
    """Write one row for each person whose papers are shown."""
    accesses = []
    for case in {case.resident_id: case for case in reversed(cases)}.values():
        asked = policy.request_for(
            visit,
            case,
            activity=Activity.READ,
            is_protected=residents[case.resident_id].is_protected,
            kind=PAPERS,
        )
        facts = policy.facts_for(visit.actor, case, now=visit.now)
        accesses.append(authority.access_of(asked, authority.decide(asked, facts)))
    if accesses:
        audit.record(
            actor=visit.actor, accesses=accesses, now=visit.now, request_id=visit.request_id
        )


def _case_papers(
    case: Case,
    resident: people.ResidentRow,
    sorts: frozenset[Sort],
    visit: Visit,
    *,
    is_joint: bool,
) -> CasePapers:
    return CasePapers(
        case_id=case.id,
        number=rules.written_number(case.year, case.number),
        title=case.title,
        resident_id=resident.id,
        resident_name=resident.name,
        opened_at=case.opened_at,
        is_own=resident.person_id is not None and resident.person_id == visit.actor.person_id,
        is_joint=is_joint,
        sent=_sent(case, now=visit.now) if Sort.SENT in sorts else (),
        decided_at=_decided_at(case) if Sort.DECISION in sorts else None,
    )


def _decided_at(case: Case) -> datetime | None:
    made = Decision.objects.filter(case_id=case.id).order_by("number").last()
    return made.decided_at if made else None


def _sent(case: Case, *, now: datetime) -> Sequence[Paper]:
    if case.response_id is None:
        return ()
    rows = questionnaires.sent_files(case.response_id, now=now).values()
    found = [
        # What was sent instead of a harmful one came later than the application.
        Paper(one, one.at if one.instead_of else case.opened_at)
        for some in rows
        for one in some
    ]
    return sorted(found, key=lambda one: one.sent_at, reverse=True)

"""The work list of a caseworker's unit, by what needs whom and why; everybody whom it shows is logged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Final
from uuid import UUID

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.cases import (
    actions,
    follow_ups,
    policy,
    proposals,
    rules,
    standing_in,
)
from gemensam.cases.choices import RANKS
from gemensam.cases.models import RUNNING, Case, CaseState
from gemensam.cases.policy import Visit
from gemensam.cases.walks import Listing, Walk
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui.formats import local_day, start_of_day
from gemensam.ui.paging import PAGE_SIZE, Order, Page

# How many rows stand beside an open case: enough for J and K, little enough to read.
BESIDE: Final = 15


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A case in the work list, and why it stands there."""

    id: UUID
    number: str
    title: str
    need: rules.Need
    is_late: bool
    clock: rules.Clock
    resident_name: str
    caseworker_name: str
    is_mine: bool
    opened_at: datetime
    decided_at: datetime | None
    needs_interpreter: bool
    is_protected: bool
    # By when what was granted is to be looked at again.
    follow_up_on: date | None
    # A colleague's opinion came, and the reader has not opened the case since.
    opinion_came: bool
    # When the meeting is, if it is to come, and whether the applicant has answered it with a no.
    meeting_at: datetime | None
    meeting_asks: bool
    cover: standing_in.Cover | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the list is wanted."""

    need: str = ""
    is_mine: bool = False
    after: str = ""


_STATES: Final[Mapping[str, CaseState]] = {
    "nya": CaseState.NEW,
    "svar": CaseState.ANSWERED,
    "beslut": CaseState.INVESTIGATING,
    "vantar": CaseState.WAITING,
    "overklagade": CaseState.APPEALED,
    "beslutade": CaseState.DECIDED,
}


# What the caseworker has not opened since a colleague's opinion came.
OPINION_CAME: Final = "yttrande"
_ORDERS: Final[Mapping[str, Order]] = {
    "beslutade": Order("decided_at", descending=True),
    "uppfoljning": Order("follow_up_on"),
    "moten": Order("meeting_at"),
}
_LATE, _TO_CONFIRM, _WITH_COLLEAGUE = 0, 1, max(RANKS.values()) + 1


def _in(values: Iterable[object]) -> str:
    return "IN (" + ", ".join(f"'{value}'" for value in values) + ")"


_IS_LATE: Final = f"state {_in(RUNNING)} AND due_at < %(now)s"
_IN_TIME: Final = "due_at >= %(now)s"
_PROPOSED: Final = "proposed_by_id IS NOT NULL"
# What the index by rank holds: the database must read it in the words.
_BY_RANK: Final = "proposed_by_id IS NULL AND NOT (state = 'DECIDED')"
_WHO_CONFIRMS: Final = (
    f"CASE WHEN {proposals.CONFIRMABLE} THEN {_TO_CONFIRM} ELSE {_WITH_COLLEAGUE} END"
)


def _is_ranked(*states: CaseState) -> str:
    return f"{_BY_RANK} AND rank IN ({', '.join(str(RANKS[one]) for one in states)})"


_NEEDS: Final[Mapping[str, Sequence[str]]] = {
    **{need: [_is_ranked(state)] for need, state in _STATES.items() if state in RANKS},
    "vantar": [_is_ranked(CaseState.WAITING), f"{_PROPOSED} AND NOT {proposals.CONFIRMABLE}"],
    "bekrafta": [f"{_PROPOSED} AND {proposals.CONFIRMABLE}"],
    "beslutade": ["state = 'DECIDED'"],
    "moten": ["meeting_at >= %(today)s"],
    OPINION_CAME: ["opinion_at IS NOT NULL"],
}


def _listing(visit: Visit, wanted: Wanted) -> Listing:
    """Give the list in parts, made of what one index each holds in the list's order."""
    by_name_only = wanted.is_mine or wanted.need == OPINION_CAME
    grounds = ["by_name"] if by_name_only else ["in_unit", "by_name"]
    values = {
        "now": visit.now,
        "today": start_of_day(visit.now),
        **proposals.confirmable(visit),
    }
    needs = {**_NEEDS, "uppfoljning": [follow_ups.is_due(local_day(visit.now) + follow_ups.AHEAD)]}
    order: Sequence[Order] = (Order("rank"), Order("due_at"))
    if wanted.need:
        parts = [[Walk(one, part) for one in grounds for part in needs[wanted.need]]]
        order = (_ORDERS.get(wanted.need, Order("due_at")),)
    else:
        parts = [[walk for one in grounds for walk in walks(one)] for walks in (_late, _others)]
    return Listing(policy.grounds(visit), parts, order, values)


def _late(ground: str) -> Sequence[Walk]:
    return [Walk(ground, _IS_LATE, {"rank": str(_LATE)})]


def _others(ground: str) -> Sequence[Walk]:
    proposed = f"{_PROPOSED} AND ({_IN_TIME} OR state = '{CaseState.WAITING}')"
    return [
        Walk(ground, proposed, {"rank": _WHO_CONFIRMS}),
        Walk(ground, f"{_is_ranked(*RUNNING)} AND {_IN_TIME}"),
        Walk(ground, _is_ranked(CaseState.WAITING)),
    ]


def work_list(visit: Visit, wanted: Wanted, *, size: int = PAGE_SIZE) -> Page[WorkRow]:
    """Give one page of the unit's work, latest clock first; every person shown is logged.

    Raises Refused: the actor's commission is not for casework.
    """
    policy.ensure_may_list(visit)
    page = _listing(visit, wanted).page(after=wanted.after, size=size)
    residents = people.residents([case.resident_id for case in page.rows])
    log_list(visit, page.rows, residents)
    names, covers = _names(page.rows), standing_in.covers(page.rows, now=visit.now)
    return Page(
        rows=tuple(
            _work_row(visit, case, residents[case.resident_id], names, covers.get(case.id))
            for case in page.rows
        ),
        next_cursor=page.next_cursor,
        started_over=page.started_over,
    )


def beside(visit: Visit) -> Sequence[WorkRow]:
    """Give the first of the work list to stand beside an open case.

    Without names: opening one case must not write that everybody else's was read.
    """
    listing = _listing(visit, Wanted())
    # So few that they are asked for at once.
    at_once = replace(listing, parts=[list(chain(*listing.parts))])
    return [_work_row(visit, case, None, {}) for case in at_once.page(size=BESIDE).rows]


def log_list(
    visit: Visit, cases: Sequence[Case], residents: Mapping[UUID, people.ResidentRow]
) -> None:
    """One log row per person, in one statement. The filter has decided; this says so."""
    facts = authority.Facts(assigned=True, may_handle_protected=True)
    asked = [
        policy.request_for(
            visit,
            case,
            activity=Activity.READ,
            is_protected=residents[case.resident_id].is_protected,
            kind="case_list",
        )
        for case in {case.resident_id: case for case in reversed(cases)}.values()
    ]
    audit.record(
        actor=visit.actor,
        accesses=[authority.access_of(one, authority.decide(one, facts)) for one in asked],
        now=visit.now,
        request_id=visit.request_id,
    )


def _names(cases: Sequence[Case]) -> Mapping[UUID, str]:
    ids = [case.caseworker_id for case in cases if case.caseworker_id]
    return {key: name.display_name for key, name in identity.names(ids).items()}


def _work_row(
    visit: Visit,
    case: Case,
    resident: people.ResidentRow | None,
    names: Mapping[UUID, str],
    cover: standing_in.Cover | None = None,
) -> WorkRow:
    clock = actions.clock_of(case)
    is_mine = case.caseworker_id is not None and case.caseworker_id == visit.actor.person_id
    return WorkRow(
        id=case.id,
        number=rules.written_number(case.year, case.number),
        title=case.title,
        need=_need_of(visit, case),
        is_late=case.state in RUNNING and clock.is_late(visit.now),
        clock=clock,
        resident_name=resident.name if resident else "",
        caseworker_name=names.get(case.caseworker_id, "") if case.caseworker_id else "",
        is_mine=is_mine,
        opened_at=case.opened_at,
        decided_at=case.decided_at,
        needs_interpreter=resident.needs_interpreter if resident else False,
        is_protected=resident.is_protected if resident else False,
        follow_up_on=case.follow_up_on,
        opinion_came=is_mine and case.opinion_at is not None,
        meeting_at=case.meeting_at if _is_to_come(case, visit.now) else None,
        meeting_asks=case.meeting_asks,
        cover=cover,
    )


def _is_to_come(case: Case, now: datetime) -> bool:
    return case.meeting_at is not None and case.meeting_at >= start_of_day(now)


def _need_of(visit: Visit, case: Case) -> rules.Need:
    day = case.follow_up_on if case.state == CaseState.DECIDED else None
    if day is not None and day <= local_day(visit.now) + follow_ups.AHEAD:
        return rules.Need.FOLLOW_UP
    return proposals.need_of(
        case.state,
        is_proposed=case.proposed_by_id is not None,
        may_confirm=proposals.may_confirm(visit, case),
    )

"""The work list of a caseworker's unit, by what needs whom and why; everybody whom it shows is logged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Final
from uuid import UUID

from django.db.models import Case as If
from django.db.models import IntegerField, Q, QuerySet, Value, When

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
from gemensam.cases.models import RUNNING, Case, CaseState
from gemensam.cases.policy import Visit
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui.formats import local_day, start_of_day
from gemensam.ui.paging import PAGE_SIZE, Order, Page, Walk, each, page_of_parts

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
# A list shows no calculation: what is heavy in a row stays where it is.
_HEAVY: Final = ("basis",)
_ALSO: Final = ("may_confirm",)
_ORDERS: Final[Mapping[str, Order]] = {
    "beslutade": Order("decided_at", descending=True),
    "uppfoljning": Order("follow_up_on"),
    "moten": Order("meeting_at"),
}
# Behind what is late comes what the reader may confirm, then each state, then what waits.
_RANKS: Final[Sequence[Mapping[str, str | int]]] = [
    {"state": state.value, "rank": rank} for rank, state in enumerate(RUNNING, start=2)
]
_RANK_OF_WAITING: Final = 2 + len(RUNNING)
_PROPOSED: Final = Q(proposed_by__isnull=False)
_RANK_OF_PROPOSED: Final = If(When(may_confirm=True, then=1), default=_RANK_OF_WAITING + 1)


def _parts(visit: Visit, wanted: Wanted) -> tuple[Sequence[Sequence[Walk[Case]]], Sequence[Order]]:
    """Give the list in parts, made of what one index each holds in the list's order."""
    in_unit, by_name = policy.visible_by_ground(visit)
    grounds = [by_name] if wanted.is_mine or wanted.need == OPINION_CAME else [in_unit, by_name]
    if wanted.need:
        walks = [walk for one in grounds for walk in _walks_of(visit, one, wanted.need)]
        return [walks], (_ORDERS.get(wanted.need, Order("due_at")),)
    late: list[Walk[Case]] = []
    others: list[Walk[Case]] = []
    for one in grounds:
        theirs, no_ones = proposals.with_proposals(visit, one), proposals.without_proposals(one)
        is_late = theirs.filter(state__in=RUNNING, due_at__lt=visit.now)
        late.append(Walk(is_late.annotate(rank=Value(0))))
        proposed = theirs.filter(Q(due_at__gte=visit.now) | Q(state=CaseState.WAITING), _PROPOSED)
        others.append(Walk(proposed.annotate(rank=_RANK_OF_PROPOSED)))
        # That it is not decided is what the index holds: the database must read it in the words.
        in_time = no_ones.filter(
            ~Q(state=CaseState.DECIDED), state=each("state"), due_at__gte=visit.now
        )
        others.append(Walk(in_time.annotate(rank=each("rank", IntegerField())), _RANKS))
        waiting = no_ones.filter(state=CaseState.WAITING)
        others.append(Walk(waiting.annotate(rank=Value(_RANK_OF_WAITING))))
    return [late, others], (Order("rank"), Order("due_at"))


def _walks_of(visit: Visit, ground: QuerySet[Case], need: str) -> Sequence[Walk[Case]]:
    """Give what one filter shows of the cases on one ground."""
    theirs = proposals.with_proposals(visit, ground).filter(_PROPOSED)
    match need:
        case "bekrafta":
            return [Walk(theirs.filter(Q(may_confirm=True)))]
        case "beslutade":
            decided = ground.filter(state=CaseState.DECIDED)
            return [Walk(decided.annotate(may_confirm=Value(False)))]
        case "uppfoljning":
            soon = local_day(visit.now) + follow_ups.AHEAD
            due = ground.filter(state=CaseState.DECIDED, follow_up_on__lte=soon)
            return [Walk(due.annotate(may_confirm=Value(False)))]
        case "moten":
            from_today = start_of_day(visit.now)
            return [
                Walk(proposals.with_proposals(visit, ground.filter(meeting_at__gte=from_today)))
            ]
        case "yttrande":
            return [Walk(proposals.with_proposals(visit, ground.filter(opinion_at__isnull=False)))]
        case "vantar":
            with_colleague = [Walk(theirs.filter(Q(may_confirm=False)))]
        case _:
            with_colleague = []
    return [
        Walk(proposals.without_proposals(ground).filter(state=_STATES[need])),
        *with_colleague,
    ]


def work_list(visit: Visit, wanted: Wanted, *, size: int = PAGE_SIZE) -> Page[WorkRow]:
    """Give one page of the unit's work, latest clock first; every person shown is logged.

    Raises Refused: the actor's commission is not for casework.
    """
    policy.ensure_may_list(visit)
    parts, order = _parts(visit, wanted)
    page = page_of_parts(
        parts, order=order, after=wanted.after, size=size, without=_HEAVY, also=_ALSO
    )
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
    parts, order = _parts(visit, Wanted())
    # So few that they are asked for at once.
    at_once = [list(chain(*parts))]
    cases = page_of_parts(at_once, order=order, size=BESIDE, without=_HEAVY, also=_ALSO).rows
    return [_work_row(visit, case, None, {}) for case in cases]


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
        )
        for case in {case.resident_id: case for case in reversed(cases)}.values()
    ]
    audit.record(
        actor=visit.actor,
        accesses=[
            replace(
                authority.access_of(one, authority.decide(one, facts)), resource_type="case_list"
            )
            for one in asked
        ],
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
        need=_need_of(case, visit.now),
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


def _need_of(case: Case, now: datetime) -> rules.Need:
    day = case.follow_up_on if case.state == CaseState.DECIDED else None
    if day is not None and day <= local_day(now) + follow_ups.AHEAD:
        return rules.Need.FOLLOW_UP
    return proposals.need_of(
        case.state,
        is_proposed=case.proposed_by_id is not None,
        may_confirm=getattr(case, "may_confirm", False),
    )

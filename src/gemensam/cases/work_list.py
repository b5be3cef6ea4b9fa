"""The work list of a caseworker's unit, by what needs whom and why; everybody whom it shows is logged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Final
from uuid import UUID

from django.db.models import Case as If
from django.db.models import Q, QuerySet, Value, When

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
from gemensam.cases.choices import RANKS, rank_by_state
from gemensam.cases.models import RUNNING, Case, CaseState
from gemensam.cases.policy import Visit
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui.formats import local_day, start_of_day
from gemensam.ui.paging import PAGE_SIZE, Order, Page, page_of_parts

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
_ORDERS: Final[Mapping[str, Order]] = {
    "beslutade": Order("decided_at", descending=True),
    "uppfoljning": Order("follow_up_on"),
    "moten": Order("meeting_at"),
}
_LATE, _TO_CONFIRM, _WITH_COLLEAGUE = 0, 1, max(RANKS.values()) + 1
_PROPOSED: Final = Q(proposed_by__isnull=False)
_OTHERS: Final = Q(proposed_by__isnull=True)
# What the index by rank holds: the database must read it in the words.
_OPEN: Final = ~Q(state=CaseState.DECIDED)

type _Walk = QuerySet[Case]


def _parts(visit: Visit, wanted: Wanted) -> tuple[Sequence[Sequence[_Walk]], Sequence[Order]]:
    """Give the list in parts, made of what one index each holds in the list's order."""
    in_unit, by_name = policy.visible_by_ground(visit)
    grounds = [by_name] if wanted.is_mine or wanted.need == OPINION_CAME else [in_unit, by_name]
    if wanted.need:
        walks = [walk for one in grounds for walk in _walks_of(visit, one, wanted.need)]
        return [walks], (_ORDERS.get(wanted.need, Order("due_at")),)
    is_late, in_time = Q(state__in=RUNNING, due_at__lt=visit.now), Q(due_at__gte=visit.now)
    is_waiting, is_running = (
        Q(rank=RANKS[CaseState.WAITING]),
        Q(rank__in=[*map(RANKS.get, RUNNING)]),
    )
    to_confirm = If(When(proposals.confirmable(visit), then=_TO_CONFIRM), default=_WITH_COLLEAGUE)
    late: list[_Walk] = []
    others: list[_Walk] = []
    for one in grounds:
        late.append(one.filter(is_late).annotate(rank=Value(_LATE)))
        proposed = one.filter(_PROPOSED, in_time | Q(state=CaseState.WAITING))
        others.append(proposed.annotate(rank=to_confirm))
        by_state = one.filter(_OTHERS, _OPEN).annotate(rank=rank_by_state())
        others += [by_state.filter(is_running, in_time), by_state.filter(is_waiting)]
    return [late, others], (Order("rank"), Order("due_at"))


def _walks_of(visit: Visit, ground: _Walk, need: str) -> Sequence[_Walk]:
    """Give what one filter shows of the cases on one ground."""
    match need:
        case "bekrafta":
            return [ground.filter(_PROPOSED, proposals.confirmable(visit))]
        case "beslutade":
            return [ground.filter(state=CaseState.DECIDED)]
        case "uppfoljning":
            soon = local_day(visit.now) + follow_ups.AHEAD
            return [ground.filter(state=CaseState.DECIDED, follow_up_on__lte=soon)]
        case "moten":
            return [ground.filter(meeting_at__gte=start_of_day(visit.now))]
        case "yttrande":
            return [ground.filter(opinion_at__isnull=False)]
        case "vantar":
            with_colleague = [ground.filter(_PROPOSED, ~proposals.confirmable(visit))]
        case _:
            with_colleague = []
    by_state = ground.filter(_OTHERS, _OPEN).annotate(rank=rank_by_state())
    return [by_state.filter(rank=RANKS[_STATES[need]]), *with_colleague]


def work_list(visit: Visit, wanted: Wanted, *, size: int = PAGE_SIZE) -> Page[WorkRow]:
    """Give one page of the unit's work, latest clock first; every person shown is logged.

    Raises Refused: the actor's commission is not for casework.
    """
    policy.ensure_may_list(visit)
    parts, order = _parts(visit, wanted)
    page = page_of_parts(parts, order=order, after=wanted.after, size=size, without=_HEAVY)
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
    cases = page_of_parts(at_once, order=order, size=BESIDE, without=_HEAVY).rows
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

"""What caseworkers read: the work list of their unit, and a whole case. All of it logged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Final
from uuid import UUID

from django.db.models import IntegerField, Q, Value

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.cases import (
    actions,
    appeals,
    decisions,
    disposing,
    performer_choice,
    policy,
    queries,
    rules,
    sent_files,
    standing_in,
)
from gemensam.cases.basis import Basis, from_json
from gemensam.cases.disposal_rules import Disposal
from gemensam.cases.kinds import CaseKind, day_asked, kind_of, known_terms
from gemensam.cases.models import RUNNING, Case, CaseState, EventKind
from gemensam.cases.policy import Visit
from gemensam.cases.terms import Granted
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, InformationClass
from gemensam.people import api as people
from gemensam.performers import api as performers
from gemensam.questionnaires import api as questionnaires
from gemensam.ui.formats import local_day
from gemensam.ui.paging import PAGE_SIZE, Order, Page, Walk, each, page_of_parts

# How many rows stand beside an open case: enough for J and K, little enough to read.
BESIDE: Final = 15
# How many of the newest looks are read to find who has seen a case, and how many people are shown.
LOOKS_READ: Final = 60
LOOKERS_SHOWN: Final = 5


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


# A list shows no calculation: what is heavy in a row stays where it is.
_HEAVY: Final = ("basis",)


def _parts(visit: Visit, wanted: Wanted) -> tuple[Sequence[Sequence[Walk[Case]]], Sequence[Order]]:
    """Give the list in parts, made of what one index each holds in the list's order."""
    in_unit, by_name = policy.visible_by_ground(visit)
    grounds = [by_name] if wanted.is_mine else [in_unit, by_name]
    if wanted.need:
        walks = [Walk(one.filter(state=_STATES[wanted.need])) for one in grounds]
        if wanted.need == "beslutade":
            return [walks], (Order("decided_at", descending=True),)
        return [walks], (Order("due_at"),)
    ranks: list[Mapping[str, str | int]] = [
        {"state": state.value, "rank": rank} for rank, state in enumerate(RUNNING, start=1)
    ]
    late: list[Walk[Case]] = []
    others: list[Walk[Case]] = []
    for one in grounds:
        is_late = one.filter(state__in=RUNNING, due_at__lt=visit.now)
        # That it is not decided is what the index holds: the database must read it in the words.
        in_time = one.filter(
            ~Q(state=CaseState.DECIDED), state=each("state"), due_at__gte=visit.now
        )
        waiting = one.filter(state=CaseState.WAITING)
        late.append(Walk(is_late.annotate(rank=Value(0))))
        others.append(Walk(in_time.annotate(rank=each("rank", IntegerField())), ranks))
        others.append(Walk(waiting.annotate(rank=Value(len(RUNNING) + 1))))
    return [late, others], (Order("rank"), Order("due_at"))


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
    need = rules.need_of(case.state)
    return WorkRow(
        id=case.id,
        number=rules.written_number(case.year, case.number),
        title=case.title,
        need=need,
        is_late=need not in {rules.Need.WAITING, rules.Need.NOTHING} and clock.is_late(visit.now),
        clock=clock,
        resident_name=resident.name if resident else "",
        caseworker_name=names.get(case.caseworker_id, "") if case.caseworker_id else "",
        is_mine=case.caseworker_id is not None and case.caseworker_id == visit.actor.person_id,
        opened_at=case.opened_at,
        decided_at=case.decided_at,
        needs_interpreter=resident.needs_interpreter if resident else False,
        is_protected=resident.is_protected if resident else False,
        cover=cover,
    )


@dataclass(frozen=True, slots=True)
class RepresentativeRow:
    """Who acts for the resident, and whether the mandate still holds."""

    name: str
    basis: str
    holds: bool


@dataclass(frozen=True, slots=True)
class CaseForCaseworker:
    """A whole case as its caseworker reads it."""

    id: UUID
    number: str
    version: int
    title: str
    kind: CaseKind
    state: str
    need: rules.Need
    clock: rules.Clock
    resident: people.ResidentRow
    home: people.HomeRow | None
    representative: RepresentativeRow | None
    # Trustees and conservators whose order holds, whoever sent the application.
    by_court: Sequence[RepresentativeRow]
    caseworker_name: str
    cover: standing_in.Cover | None
    is_mine: bool
    answers: Sequence[queries.AnswerLine]
    thread: Sequence[queries.ThreadEvent]
    decision: decisions.DecisionRow | None
    performers: Sequence[performers.PerformerRow]
    # Whom the applicant has chosen, if anybody.
    chosen_performer_id: UUID | None
    outcomes: Sequence[str]
    # What the application says of what a grant names, and the day that was asked for.
    known_terms: Granted
    starts_on_asked: date | None
    # What a decision about money would be made from now.
    basis: Basis | None
    seen: Sequence[audit.AccessRow]
    disposal: Disposal | None

    @property
    def is_decided(self) -> bool:
        """Say whether it has a decision; then nothing more is asked or said in it."""
        return self.state in rules.DECIDED

    @property
    def appeal(self) -> appeals.Appeal | None:
        """Give the appeal that waits to be dealt with."""
        return appeals.appeal_in(self.thread) if self.state == CaseState.APPEALED else None

    @property
    def open_questions(self) -> Sequence[queries.OpenQuestion]:
        """Give what the applicant has not answered."""
        return queries.open_questions(self.thread)

    @property
    def misses_a_file(self) -> bool:
        """Say whether a harmful file was taken away and none has come instead of it."""
        return bool(sent_files.missed_files(self.answers))

    def about(self, field_id: str) -> Sequence[queries.ThreadEvent]:
        """Give the questions, answers and corrections about one field."""
        kinds = {EventKind.QUESTION, EventKind.ANSWER, EventKind.CORRECTION}
        return [one for one in self.thread if one.field_id == field_id and one.kind in kinds]


def open_for_caseworker(visit: Visit, case_id: UUID) -> CaseForCaseworker:
    """Give a case to somebody who handles it, and log that it was read.

    Raises NoSuchCase: none in this tenant. Raises Refused: not for this actor, who is told why.
    """
    case = standing_in.case_with_cover(case_id, now=visit.now)
    resident = people.resident(case.resident_id)
    # Read before this look is logged: "who has seen this" tells of earlier ones.
    seen = _lookers(case)
    policy.ensure(visit, case, activity=Activity.READ, resident=resident)
    around = _around(case, visit.now)
    asked, units = _asked_for(case), _performers(case, now=visit.now)
    return CaseForCaseworker(
        id=case.id,
        number=rules.written_number(case.year, case.number),
        version=case.version,
        title=case.title,
        kind=kind_of(case.kind, case.title),
        state=case.state,
        need=rules.need_of(case.state),
        clock=actions.clock_of(case),
        resident=resident,
        home=people.homes([resident.id]).get(resident.id),
        representative=around.representative,
        by_court=around.by_court,
        caseworker_name=around.caseworker_name,
        cover=standing_in.cover_in(case),
        is_mine=case.caseworker_id is not None and case.caseworker_id == visit.actor.person_id,
        answers=queries.answers_of(case, now=visit.now, saved=asked),
        thread=queries.events_of([case.id], with_internal=True)[case.id],
        decision=decisions.decision_of(case) if case.state in rules.DECIDED else None,
        performers=units,
        chosen_performer_id=performer_choice.wished(case.wished_performer_id, units),
        outcomes=_outcomes(visit, case),
        known_terms=known_terms(kind_of(case.kind, case.title), asked or {}),
        starts_on_asked=day_asked(kind_of(case.kind, case.title), asked or {}),
        basis=from_json(case.basis),
        seen=seen,
        disposal=disposing.of_decided(case, resident, visit.now),
    )


def _asked_for(case: Case) -> Mapping[str, questionnaires.Value] | None:
    """Give the answers that a decision is filled in from; None where none is to be made."""
    has_terms = bool(kind_of(case.kind, case.title).terms)
    if case.response_id is None or case.state == CaseState.DECIDED or not has_terms:
        return None
    return questionnaires.answers(case.response_id)


def _lookers(case: Case) -> Sequence[audit.AccessRow]:
    """Give the newest look of each person: five lines of one's own clicks say nothing."""
    newest: dict[tuple[str, str], audit.AccessRow] = {}
    for row in audit.accesses_to_resource(
        InformationClass.CASE.name.lower(), case.id, resident_id=case.resident_id, limit=LOOKS_READ
    ):
        newest.setdefault((row.actor_name, row.actor_title), row)
    return list(newest.values())[:LOOKERS_SHOWN]


def _performers(case: Case, *, now: datetime) -> Sequence[performers.PerformerRow]:
    if case.state == CaseState.DECIDED or kind_of(case.kind, case.title).worked_out:
        return ()
    return performers.performers(case.kind, on=local_day(now))


def _outcomes(visit: Visit, case: Case) -> Sequence[str]:
    if case.state == CaseState.DECIDED or not kind_of(case.kind, case.title).is_known:
        return ()
    rows = policy.delegations(visit.actor, now=visit.now)
    known = kind_of(case.kind, case.title).outcomes
    if case.state == CaseState.APPEALED:
        known = tuple(one for one in known if one in rules.IN_FAVOUR)
    may = {outcome for row in rows if row.kind == case.kind for outcome in row.outcomes}
    return [one for one in known if one in may]


@dataclass(frozen=True, slots=True)
class _Around:
    """Those who have to do with a case, by name."""

    caseworker_name: str
    representative: RepresentativeRow | None
    by_court: Sequence[RepresentativeRow]


def _around(case: Case, now: datetime) -> _Around:
    given = people.mandates_of_resident(case.resident_id)
    orders = [one for one in given if one.is_court_order and one.holds(now)]
    ids = [case.caseworker_id, case.representative_id, *(one.representative_id for one in orders)]
    found = identity.names([one for one in ids if one is not None])
    names = {key: name.display_name for key, name in found.items()}
    return _Around(
        names.get(case.caseworker_id, "") if case.caseworker_id else "",
        _representative(case, given, names, now),
        [
            RepresentativeRow(names[one.representative_id], _basis(one), holds=True)
            for one in orders
            if one.representative_id != case.representative_id
        ],
    )


def _representative(
    case: Case, given: Sequence[people.MandateRow], names: Mapping[UUID, str], now: datetime
) -> RepresentativeRow | None:
    if case.representative_id is None:
        return None
    mandates = [one for one in given if one.representative_id == case.representative_id]
    standing = next((one for one in mandates if one.holds(now)), None)
    latest = standing or (mandates[0] if mandates else None)
    return RepresentativeRow(
        name=names[case.representative_id],
        basis=_basis(latest) if latest else "",
        holds=standing is not None,
    )


def _basis(mandate: people.MandateRow) -> str:
    return people.MandateBasis(mandate.basis).label

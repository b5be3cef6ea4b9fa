"""What a caseworker reads of a case. All of it logged; the list of them is `work_list.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from gemensam.audit import api as audit
from gemensam.cases import (
    actions,
    appeals,
    decisions,
    disposing,
    pauses,
    performer_choice,
    policy,
    proposals,
    queries,
    referrals,
    rules,
    sent_files,
    standing_in,
)
from gemensam.cases.acting import RepresentativeRow, acting_for
from gemensam.cases.basis import Basis, from_json
from gemensam.cases.disposal_rules import Disposal
from gemensam.cases.kinds import CaseKind, day_asked, kind_of, known_terms
from gemensam.cases.meeting_rows import MeetingRow, meeting_of
from gemensam.cases.models import Case, CaseState, EventKind
from gemensam.cases.policy import Visit
from gemensam.cases.terms import Granted
from gemensam.kernel.actor import Activity, InformationClass
from gemensam.people import api as people
from gemensam.performers import api as performers
from gemensam.questionnaires import api as questionnaires
from gemensam.ui.formats import local_day

# How many of the newest looks are read to find who has seen a case, and how many people are shown.
LOOKS_READ: Final = 60
LOOKERS_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What the application says of what a decision names: the form is filled in with it."""

    terms: Granted
    starts_on: date | None
    pause: pauses.DaysAsked | None


@dataclass(frozen=True, slots=True)
class CaseForCaseworker:
    """A whole case as its caseworker reads it."""

    id: UUID
    number: str
    version: int
    title: str
    kind: CaseKind
    state: str
    clock: rules.Clock
    resident: people.ResidentRow
    home: people.HomeRow | None
    representative: RepresentativeRow | None
    # Trustees and conservators whose order holds, whoever sent the application.
    by_court: Sequence[RepresentativeRow]
    # Whoever applied together with the resident.
    co_applicant_id: UUID | None
    caseworker_name: str
    cover: standing_in.Cover | None
    is_mine: bool
    # A colleague's opinion had come when its caseworker opened it now.
    opinion_came: bool
    answers: Sequence[queries.AnswerLine]
    thread: Sequence[queries.ThreadEvent]
    decision: decisions.DecisionRow | None
    performers: Sequence[performers.PerformerRow]
    # Whom the applicant has chosen, if anybody.
    chosen_performer_id: UUID | None
    outcomes: Sequence[str]
    filled_in: FilledIn
    # By when what was granted is to be looked at again.
    follow_up_on: date | None
    meeting: MeetingRow | None
    # Those of them that the reader only proposes, and what was proposed last.
    needs_second: frozenset[str]
    proposal: proposals.ProposalRow | None
    # What a decision about money would be made from now.
    basis: Basis | None
    seen: Sequence[audit.AccessRow]
    disposal: Disposal | None

    @property
    def is_decided(self) -> bool:
        """Say whether it has a decision; then nothing more is asked or said in it."""
        return self.state in rules.DECIDED

    @property
    def need(self) -> rules.Need:
        """Give what it needs of the reader."""
        it = self.proposal
        return proposals.need_of(
            self.state,
            is_proposed=it is not None and it.stands,
            may_confirm=it is not None and it.may_confirm,
        )

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
    case, cover = standing_in.case_with_cover(case_id, now=visit.now)
    resident = people.to_row(case.resident)
    # Read before this look is logged: "who has seen this" tells of earlier ones.
    seen = _lookers(case)
    policy.ensure(visit, case, activity=Activity.READ, resident=resident)
    return _read(visit, case, resident, seen, cover)


def _read(
    visit: Visit,
    case: Case,
    resident: people.ResidentRow,
    seen: Sequence[audit.AccessRow],
    cover: standing_in.Cover | None,
) -> CaseForCaseworker:
    representative, by_court = acting_for(case, visit.now)
    asked, units = _asked_for(case), _performers(case, now=visit.now)
    thread = queries.events_of([case.id], with_internal=True)[case.id]
    return CaseForCaseworker(
        id=case.id,
        number=rules.written_number(case.year, case.number),
        version=case.version,
        title=case.title,
        kind=kind_of(case.kind, case.title),
        state=case.state,
        clock=actions.clock_of(case),
        resident=resident,
        home=people.homes([resident.id]).get(resident.id),
        representative=representative,
        by_court=by_court,
        co_applicant_id=case.co_applicant_id,
        caseworker_name=case.caseworker.display_name if case.caseworker else "",
        cover=cover,
        is_mine=case.caseworker_id is not None and case.caseworker_id == visit.actor.person_id,
        opinion_came=referrals.read_by_caseworker(visit, case),
        answers=queries.answers_of(case, now=visit.now, saved=asked),
        thread=thread,
        decision=decisions.decision_of(case) if case.state in rules.DECIDED else None,
        performers=units,
        chosen_performer_id=performer_choice.wished(case.wished_performer_id, units),
        outcomes=_outcomes(visit, case),
        filled_in=_filled_in(case, asked or {}, visit.now),
        meeting=meeting_of(case),
        follow_up_on=case.follow_up_on if case.state == CaseState.DECIDED else None,
        needs_second=proposals.needs_second(visit, case.kind),
        proposal=proposals.proposal_of(visit, case, thread, units),
        basis=from_json(case.basis),
        seen=seen,
        disposal=disposing.of_decided(case, resident, visit.now),
    )


def _filled_in(case: Case, saved: Mapping[str, questionnaires.Value], now: datetime) -> FilledIn:
    """Read what a decision is filled in from: of questions that others have hidden, nothing."""
    kind = kind_of(case.kind, case.title)
    asked: Mapping[str, questionnaires.Value] = {}
    if saved and case.response is not None:
        row = questionnaires.response_row(case.response)
        asked = questionnaires.filled(row, now=now, saved=saved).counting
    return FilledIn(
        known_terms(kind, asked), day_asked(kind, asked), pauses.to_be_paused(case, asked, now=now)
    )


def _asked_for(case: Case) -> Mapping[str, questionnaires.Value] | None:
    """Give the saved answers where a decision is to be made from them, else None."""
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

"""Two officers (två i förening): propose a decision, confirm it, send it back or take it back.

Theory of operation. Where a line of the order of delegation says so (`Delegation.needs_second`), what
the caseworker wants to decide is kept whole as a proposal, and nobody outside the municipality sees
it. It stands only as long as nothing else happens in the case: each change counts the version up, and
the proposal has the version that it stands at. Confirming makes the decision by `deciding.prepare`,
as any other, under the lock of the case. Both officers must have the authority when it is made.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.cases import actions, deciding, decision_letter, letter, policy, queries, rules
from gemensam.cases.basis import to_json
from gemensam.cases.deciding import OutcomeNotDelegated, Wanted
from gemensam.cases.decision_letter import Officer, Officers
from gemensam.cases.making import Making
from gemensam.cases.models import Case, CaseState, Decision, Delegation, EventKind, Outcome
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.cases.side_tables import Proposal
from gemensam.kernel.actor import Activity, Actor, InformationClass
from gemensam.people import api as people


class NothingProposed(Exception):
    """The case has no proposal that stands."""


class OwnProposal(Exception):
    """Whoever proposed a decision does not confirm it."""


@transaction.atomic
def propose(
    *,
    actor: Actor,
    case_id: UUID,
    version: int,
    wanted: Wanted,
    now: datetime,
    request_id: str = "",
) -> UUID:
    """Propose a decision and give the proposal's id; the same again while it stands is nothing new.

    Raises what `deciding.decide` raises, but NeedsSecond and NoRoomForFile.
    """
    motivation = rules.clean_text(wanted.motivation)
    case, resident = deciding.lock(Visit(actor, now, request_id), case_id)
    standing = _standing(case)
    if standing is not None and _is_same(standing, actor, wanted.outcome, motivation):
        standing_id: UUID = standing.id
        return standing_id
    deciding.ensure_may_follow(deciding.latest(case), case, version, wanted.outcome)
    delegation = deciding.delegation_for(actor, case, wanted.outcome, now)
    officer = Officer.of(actor)
    made = deciding.prepare(
        actor=actor,
        case=case,
        resident=resident,
        wanted=wanted,
        delegation=delegation,
        officers=Officers(officer),
        now=now,
    )
    actions.write_event(case, EventKind.PROPOSAL, actor=actor, now=now, text=made.said.decision)
    if case.state in {CaseState.NEW, CaseState.ANSWERED}:
        case.state = CaseState.INVESTIGATING
    case.caseworker_id = case.caseworker_id or actor.person_id
    actions.save(
        case,
        "state",
        "caseworker_id",
        proposed_by=actor.person_id,
        proposed_outcome=wanted.outcome,
    )
    row_id: UUID = _keep(made, delegation, officer).id
    return row_id


def _is_same(row: Proposal, actor: Actor, outcome: Outcome, motivation: str) -> bool:
    return (row.proposed_by_id, row.outcome, row.motivation) == (
        actor.person_id,
        outcome,
        motivation,
    )


def _keep(made: Making, delegation: Delegation, officer: Officer) -> Proposal:
    basis = made.said.basis
    return Proposal.objects.create(
        case=made.case,
        version=made.case.version,
        outcome=made.outcome,
        motivation=made.said.motivation,
        starts_on=made.starts_on,
        performer_id=made.performer.id if made.performer else None,
        terms=made.terms,
        basis=to_json(basis) if basis else None,
        delegation=delegation,
        proposed_at=made.now,
        proposed_by_id=officer.person_id,
        proposed_by_name=officer.name,
        proposed_by_title=officer.title,
    )


@transaction.atomic
def confirm(
    *, actor: Actor, case_id: UUID, version: int, now: datetime, request_id: str = ""
) -> UUID:
    """Make the decision that was proposed at a version, as the second officer; give its id.

    A second click gives the same decision. Raises OwnProposal, NothingProposed.
    Raises StartsTooEarly, NoSuchPerformer: time has passed it, send it back.
    Raises OutcomeNotDelegated: one of the two may not decide so now.
    Raises CaseHasChanged, NoSuchCase, Refused. Raises NoRoomForFile: nothing was decided.
    """
    case, resident = deciding.lock(Visit(actor, now, request_id), case_id)
    made = deciding.latest(case)
    row = Proposal.objects.filter(case_id=case.id, version=version).first()
    if made and row and _is_made_of(made, row) and made.confirmed_by_id == actor.person_id:
        made_id: UUID = made.id
        return made_id
    found = _seen(case, version)
    if found.proposed_by_id == actor.person_id:
        raise OwnProposal(case_id)
    deciding.delegation_for(actor, case, found.outcome, now)
    return _prepared(
        actor=actor,
        case=case,
        resident=resident,
        row=found,
        second=Officer.of(actor),
        now=now,
    ).carry_out()


def _is_made_of(made: Decision, row: Proposal) -> bool:
    return made.decided_at >= row.proposed_at and (
        made.decided_by_id,
        made.outcome,
        made.motivation,
    ) == (row.proposed_by_id, row.outcome, row.motivation)


def _standing(case: Case) -> Proposal | None:
    return Proposal.objects.filter(case_id=case.id, version=case.version).first()


def _seen(case: Case, version: int) -> Proposal:
    if version != case.version:
        raise actions.CaseHasChanged(case.id, actions.changes_since(case, version))
    row = _standing(case)
    if row is None:
        raise NothingProposed(case.id)
    return row


def _prepared(
    *,
    actor: Actor,
    case: Case,
    resident: people.ResidentRow,
    row: Proposal,
    second: Officer | None,
    now: datetime,
) -> Making:
    """Build the decision exactly as it was proposed, by what applies now."""
    delegation = Delegation.objects.filter(policy.in_force(now), id=row.delegation_id).first()
    if delegation is None:
        raise OutcomeNotDelegated(row.outcome)
    wanted = Wanted(
        Outcome(row.outcome), row.motivation, row.starts_on, row.performer_id, row.terms
    )
    first = Officer(row.proposed_by_id, row.proposed_by_name, row.proposed_by_title)
    return deciding.prepare(
        actor=actor,
        case=case,
        resident=resident,
        wanted=wanted,
        delegation=delegation,
        officers=Officers(first, second),
        now=now,
    )


@transaction.atomic
def send_back(
    *, actor: Actor, case_id: UUID, version: int, text: str, now: datetime, request_id: str = ""
) -> None:
    """End a proposal: a colleague who might confirm it says why; its proposer just takes it back.

    The same again changes nothing. Raises EmptyText, TooLongText: mend the form.
    Raises OutcomeNotDelegated, NothingProposed, CaseHasChanged, NoSuchCase, Refused.
    """
    case, _resident = deciding.lock(Visit(actor, now, request_id), case_id)
    row = Proposal.objects.filter(case_id=case.id, version=version).first()
    is_own = row is not None and row.proposed_by_id == actor.person_id
    words = "" if is_own else rules.clean_text(text)
    if row is not None and _is_sent_back(case, version, actor, words):
        return
    found = _seen(case, version)
    if not is_own:
        deciding.delegation_for(actor, case, found.outcome, now)
    actions.write_event(case, EventKind.PROPOSAL_RETURNED, actor=actor, now=now, text=words)
    actions.save(case)


def _is_sent_back(case: Case, version: int, actor: Actor, words: str) -> bool:
    since = actions.changes_since(case, version)
    return bool(since) and (since[0].kind, since[0].actor_person_id, since[0].text) == (
        EventKind.PROPOSAL_RETURNED,
        actor.person_id,
        words,
    )


def draft_letter(visit: Visit, case_id: UUID) -> tuple[str, bytes]:
    """Give the letter of a proposal that stands, as it would go, marked as a draft; logged.

    Raises NoSuchCase: none here, or nothing proposed in it. Raises Refused: not for this actor.
    Raises StartsTooEarly, NoSuchPerformer, OutcomeNotDelegated: it would not go any more.
    """
    case = queries.case_row(case_id)
    resident = people.resident(case.resident_id)
    policy.ensure(
        visit,
        case,
        activity=Activity.READ,
        resident=resident,
        information=InformationClass.DECISION,
    )
    row = _standing(case)
    if row is None or visit.actor.commission is None:
        raise NoSuchCase(case_id)
    reads_own = row.proposed_by_id == visit.actor.person_id
    second = None if reads_own else Officer.of(visit.actor)
    made = _prepared(
        actor=visit.actor, case=case, resident=resident, row=row, second=second, now=visit.now
    )
    paper = decision_letter.write(case, resident, made.said, now=visit.now, is_draft=True)
    return f"Förslag {paper.number}.pdf", letter.to_pdf(paper, now=visit.now)

"""Decide a case: decision, letter, care service, order, notices and event, all or nothing.

Theory of operation. The case's row is locked first, so of two who decide at once the second waits,
and then finds the decision. The same decision by the same person (a second click) is given again;
anything else is refused with what has happened. The letter is set and stored before its row, as
every file is. `prepare` checks and builds a decision. One officer finishes it here; where the order
of delegation asks for two, it is proposed, and the second one finishes it (`proposing.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gemensam.cases import actions, decision_letter, policy, rules
from gemensam.cases.basis import Basis, from_json
from gemensam.cases.decision_letter import Officer, Officers
from gemensam.cases.kinds import CaseKind, kind_of
from gemensam.cases.making import Making
from gemensam.cases.models import (
    Case,
    CaseState,
    Decision,
    Delegation,
    Outcome,
)
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.cases.terms import Granted, checked
from gemensam.kernel.actor import Activity, Actor, InformationClass
from gemensam.kernel.money import Money
from gemensam.people import api as people
from gemensam.performers import api as performers
from gemensam.ui import formats


class NoSuchPerformer(ValueError):
    """A grant needs a unit that gives the care service, and this is none."""


class StartsTooEarly(ValueError):
    """A care service starts on the day of its decision at the earliest."""


class NothingWorkedOut(ValueError):
    """Money is granted by what was worked out, and nothing was."""


class NothingToGrant(ValueError):
    """What was worked out gives no money: that is a rejection."""


class OutcomeNotDelegated(Exception):
    """The order of delegation does not let the actor decide like this."""


class NeedsSecond(Exception):
    """The order of delegation asks for two officers: it is proposed first."""


class KindIsNotDecidedHere(Exception):
    """The case is of a kind that has no decisions yet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caseworker wants to decide."""

    outcome: Outcome
    motivation: str
    starts_on: date | None = None
    performer_id: UUID | None = None
    # What is granted, in the terms of the case's kind.
    terms: Granted = field(default_factory=dict)


@transaction.atomic
def decide(
    *,
    actor: Actor,
    case_id: UUID,
    version: int,
    wanted: Wanted,
    now: datetime,
    request_id: str = "",
) -> UUID:
    """Decide a case and give the decision's id; the same decision again gives the same id.

    Raises EmptyText, TooLongText, NoSuchPerformer, StartsTooEarly, UnknownTerm: mend the form.
    Raises NothingWorkedOut, NothingToGrant: work out what is granted first, or reject.
    Raises OutcomeNotDelegated, KindIsNotDecidedHere, CaseHasChanged, NoSuchCase, Refused.
    Raises NeedsSecond: propose it instead. Raises NoRoomForFile: nothing was decided.
    """
    motivation = rules.clean_text(wanted.motivation)
    case, resident = lock(Visit(actor, now, request_id), case_id)
    earlier = latest(case)
    is_seen = version == case.version and case.state == CaseState.APPEALED
    if earlier and not is_seen and _is_same(earlier, actor, wanted.outcome, motivation):
        earlier_id: UUID = earlier.id
        return earlier_id
    ensure_may_follow(earlier, case, version, wanted.outcome)
    delegation = delegation_for(actor, case, wanted.outcome, now)
    if wanted.outcome in delegation.needs_second:
        raise NeedsSecond(wanted.outcome)
    return prepare(
        actor=actor,
        case=case,
        resident=resident,
        wanted=wanted,
        delegation=delegation,
        officers=Officers(Officer.of(actor)),
        now=now,
    ).carry_out()


def prepare(
    *,
    actor: Actor,
    case: Case,
    resident: people.ResidentRow,
    wanted: Wanted,
    delegation: Delegation,
    officers: Officers,
    now: datetime,
) -> Making:
    """Check and build a decision; nothing is written. Raises as `decide` what is to be mended."""
    kind, today = _kind(case), formats.local_day(now)
    performer, starts_on = _performer(wanted, kind, today), _start(kind, wanted, today)
    basis, terms = _basis(case, kind, wanted), _terms(kind, wanted)
    said = decision_letter.said(
        case,
        kind,
        outcome=wanted.outcome,
        motivation=rules.clean_text(wanted.motivation),
        performer=performer,
        starts_on=starts_on,
        terms=terms,
        basis=basis,
        delegation_point=delegation.point,
        officers=officers,
    )
    return Making(
        actor=actor,
        case=case,
        resident=resident,
        kind=kind,
        earlier=latest(case),
        outcome=wanted.outcome,
        performer=performer,
        starts_on=starts_on,
        terms=terms,
        said=said,
        now=now,
    )


def latest(case: Case) -> Decision | None:
    """Give a case's newest decision."""
    return Decision.objects.filter(case_id=case.id).order_by("number").last()


def ensure_may_follow(earlier: Decision | None, case: Case, version: int, outcome: Outcome) -> None:
    """Raises CaseHasChanged, OutcomeNotDelegated: a next decision is in the applicant's favour."""
    is_settled = earlier is not None and case.state != CaseState.APPEALED
    if is_settled or version != case.version:
        raise actions.CaseHasChanged(case.id, actions.changes_since(case, version))
    if earlier is not None and outcome not in rules.IN_FAVOUR:
        raise OutcomeNotDelegated(outcome)


def lock(visit: Visit, case_id: UUID) -> tuple[Case, people.ResidentRow]:
    """Hold the case, once the actor may decide it."""
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise NoSuchCase(case_id)
    resident = people.resident(case.resident_id)
    policy.ensure(
        visit,
        case,
        activity=Activity.DECIDE,
        resident=resident,
        information=InformationClass.DECISION,
    )
    return case, resident


def _is_same(row: Decision, actor: Actor, outcome: Outcome, motivation: str) -> bool:
    return (row.decided_by_id, row.outcome, row.motivation) == (
        actor.person_id,
        outcome,
        motivation,
    )


def _kind(case: Case) -> CaseKind:
    kind = kind_of(case.kind, case.title)
    if not kind.is_known:
        raise KindIsNotDecidedHere(case.kind)
    return kind


def _terms(kind: CaseKind, wanted: Wanted) -> Mapping[str, Sequence[str]]:
    return {} if wanted.outcome is Outcome.REJECT else checked(kind.terms, wanted.terms)


def delegation_for(actor: Actor, case: Case, outcome: str, now: datetime) -> Delegation:
    """Give the line of the order of delegation that an outcome is decided by. Raises OutcomeNotDelegated."""
    for row in policy.delegations(actor, now=now):
        if row.kind == case.kind and outcome in row.outcomes:
            return row
    raise OutcomeNotDelegated(outcome)


def _performer(wanted: Wanted, kind: CaseKind, today: date) -> performers.PerformerRow | None:
    """The municipality's own, or a private one that is approved when it begins (LOV)."""
    if wanted.outcome is Outcome.REJECT or kind.worked_out is not None:
        return None
    for unit in performers.performers(kind.key, on=wanted.starts_on or today):
        if unit.id == wanted.performer_id:
            return unit
    raise NoSuchPerformer(wanted.performer_id)


def _start(kind: CaseKind, wanted: Wanted, today: date) -> date | None:
    if wanted.outcome is Outcome.REJECT or kind.worked_out is not None:
        return None
    starts_on = wanted.starts_on or today
    if starts_on < today:
        raise StartsTooEarly(starts_on)
    return starts_on


def _basis(case: Case, kind: CaseKind, wanted: Wanted) -> Basis | None:
    """Give the newest that was worked out; a rejection does without, and shows it if it is there."""
    found = from_json(case.basis)
    if kind.worked_out is None or wanted.outcome is Outcome.REJECT:
        return found
    if found is None:
        raise NothingWorkedOut(case.id)
    if found.amount <= Money():
        raise NothingToGrant(case.id)
    return found

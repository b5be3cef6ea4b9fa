"""Take in what a decision about money is made from, worked out by a domain above.

The newest stands on the case; a decision keeps the one that it was made from. Each change is an event
within the municipality, so that whoever decides from a page with an older amount is told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.cases import actions, policy, queries, rules
from gemensam.cases.basis import Basis, from_json, to_json
from gemensam.cases.kinds import kind_of
from gemensam.cases.models import Case, CaseState, Decision, EventKind, Outcome
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.cases.side_tables import SubmittedAnswer
from gemensam.kernel.actor import Activity, Actor
from gemensam.people import api as people


@dataclass(frozen=True, slots=True)
class CaseInHand:
    """What whoever works a basis out needs of its case."""

    id: UUID
    number: str
    title: str
    kind: str
    resident: people.ResidentRow
    response_id: UUID | None
    is_decided: bool
    basis: Basis | None
    # The application's answers as they were sent, in words, by field.
    answers: Mapping[str, str]

    def answer(self, field_id: str) -> str:
        """Give an answer in words; empty where there is none."""
        return self.answers.get(field_id, "")


def case_in_hand(actor: Actor, case_id: UUID, *, now: datetime, request_id: str = "") -> CaseInHand:
    """Give a case to staff who work its basis out, and log that it was read.

    Raises NoSuchCase: none here, or its kind has no basis. Raises Refused: not for this actor.
    """
    case = queries.case_row(case_id)
    resident = people.resident(case.resident_id)
    _ensure_has_basis(actor, case)
    policy.ensure(Visit(actor, now, request_id), case, activity=Activity.READ, resident=resident)
    return CaseInHand(
        id=case.id,
        number=rules.written_number(case.year, case.number),
        title=case.title,
        kind=case.kind,
        resident=resident,
        response_id=case.response_id,
        is_decided=case.state == CaseState.DECIDED,
        basis=from_json(case.basis),
        answers=dict(
            SubmittedAnswer.objects.filter(case_id=case.id).values_list("field_id", "text")
        ),
    )


def _ensure_has_basis(actor: Actor, case: Case) -> None:
    if actor.commission is None or kind_of(case.kind, case.title).worked_out is None:
        raise NoSuchCase(case.id)


def may_read(actor: Actor, case_id: UUID, *, now: datetime, request_id: str = "") -> bool:
    """Say whether a caseworker may read another case of the resident's; if so it is logged."""
    visit = Visit(actor, now, request_id)
    case = policy.visible_cases(visit).filter(id=case_id).select_related("resident").first()
    if case is None:
        return False
    asked = policy.request_for(
        visit, case, activity=Activity.READ, is_protected=case.resident.is_protected
    )
    # The filter has decided; this says so.
    facts = authority.Facts(assigned=True, may_handle_protected=True)
    access = authority.access_of(asked, authority.decide(asked, facts))
    audit.record(actor=actor, accesses=[access], now=now, request_id=request_id)
    return True


type WorkOut = Callable[[], tuple[Basis, str]]


@transaction.atomic
def put_basis(
    *, actor: Actor, case_id: UUID, work_out: WorkOut, now: datetime, request_id: str = ""
) -> None:
    """Put what a decision is to be made from on a case, worked out while the case is locked.

    `work_out` gives the basis, and what is written of it in the thread within the municipality.
    Raises whatever `work_out` raises. Raises CaseIsDecided, NoSuchCase, Refused.
    """
    case = actions.lock(actor, case_id, now=now, request_id=request_id).case
    _ensure_has_basis(actor, case)
    rules.ensure_to_decide(case.state)
    basis, said = work_out()
    case.basis = to_json(basis)
    actions.write_event(case, EventKind.NOTE, actor=actor, now=now, text=said)
    if case.state in {CaseState.NEW, CaseState.ANSWERED}:
        case.state = CaseState.INVESTIGATING
    case.caseworker_id = case.caseworker_id or actor.person_id
    actions.save(case, "basis", "state", "caseworker_id")


def ensure_may_tell(
    *,
    actor: Actor,
    case_id: UUID,
    about: Sequence[UUID | None],
    whom: Sequence[str],
    now: datetime,
    request_id: str = "",
) -> None:
    """Ask whether authorities may be told that the case's people are asked about, and log it.

    `about` are residents, None for somebody who is none here; `whom` is what the log calls each
    disclosure: one row for each of both.
    Raises NoSuchCase, Refused: nobody may be told.
    """
    case = queries.case_row(case_id)
    _ensure_has_basis(actor, case)
    visit = Visit(actor, now, request_id)
    known = people.residents([case.resident_id, *(one for one in about if one)])
    facts = policy.facts_for(actor, case, now=now)
    for one in about:
        resident = known[one or case.resident_id]
        asked = policy.request_for(
            visit, case, activity=Activity.WRITE, is_protected=resident.is_protected
        )
        access = authority.access_of(asked, authority.ensure(asked, facts))
        audit.record(
            actor=actor,
            accesses=[_disclosure(access, one, name) for name in whom],
            now=now,
            request_id=request_id,
        )


def case_to_ask_about(
    actor: Actor, case_id: UUID, about: UUID | None, *, now: datetime
) -> tuple[str, UUID | None]:
    """Give a case's number and its response, to put a question that `ensure_may_tell` has logged.

    Logs nothing itself: it says whether what was allowed then is allowed still.
    Raises CaseIsDecided, NoSuchCase, Refused.
    """
    case = queries.case_row(case_id)
    _ensure_has_basis(actor, case)
    rules.ensure_to_decide(case.state)
    resident = people.resident(about or case.resident_id)
    asked = policy.request_for(
        Visit(actor, now), case, activity=Activity.WRITE, is_protected=resident.is_protected
    )
    authority.ensure(asked, policy.facts_for(actor, case, now=now))
    return rules.written_number(case.year, case.number), case.response_id


def _disclosure(access: audit.Access, resident_id: UUID | None, name: str) -> audit.Access:
    return replace(access, resident_id=resident_id, resource_type=name)


def granted_sources(resident_id: UUID, *, kind: str) -> Sequence[UUID]:
    """Give what the resident's grants of a kind were worked out in, for who has asked and logged."""
    rows = Decision.objects.filter(
        resident_id=resident_id, case__kind=kind, basis__isnull=False
    ).exclude(outcome=Outcome.REJECT)
    found = [from_json(row) for row in rows.values_list("basis", flat=True)]
    return [one.source_id for one in found if one is not None]

"""Read proposals (beslutsförslag): the one of a case, and the cases whose proposal one may confirm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from gemensam.cases import policy, rules
from gemensam.cases.basis import from_json
from gemensam.cases.kinds import CaseKind, decision_text, kind_of
from gemensam.cases.models import Case, EventKind
from gemensam.cases.policy import Visit
from gemensam.cases.queries import ThreadEvent
from gemensam.cases.side_tables import Proposal
from gemensam.cases.terms import Granted
from gemensam.cases.words import performer_name
from gemensam.performers import api as performers
from gemensam.ui import formats

_STEPS = frozenset({EventKind.PROPOSAL, EventKind.PROPOSAL_RETURNED, EventKind.DECISION})


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """What was proposed in a case, and what the reader may do with it."""

    outcome: str
    motivation: str
    starts_on: date | None
    performer_id: UUID | None
    terms: Granted
    # As the letter would say it.
    decision: str
    law: str
    proposed_by: str
    proposed_by_title: str
    proposed_at: datetime
    # Nothing has happened in the case since.
    stands: bool
    is_mine: bool
    may_confirm: bool
    # Why a colleague sent it back, and who; empty if nobody did.
    returned: str = ""
    returned_by: str = ""


def proposal_of(
    visit: Visit,
    case: Case,
    thread: Sequence[ThreadEvent],
    units: Sequence[performers.PerformerRow],
) -> ProposalRow | None:
    """Give the newest proposal since the latest decision, whether it stands or not, if there is one.

    For a caller who has asked whether the visitor may read the case, and logged that.
    """
    steps = [one for one in thread if one.kind in _STEPS]
    if not steps or steps[-1].kind == EventKind.DECISION:
        return None
    row = Proposal.objects.filter(case_id=case.id).order_by("version").last()
    assert row is not None
    kind = kind_of(case.kind, case.title)
    is_mine = row.proposed_by_id == visit.actor.person_id
    returned = steps[-1] if steps[-1].kind == EventKind.PROPOSAL_RETURNED else None
    return ProposalRow(
        outcome=row.outcome,
        motivation=row.motivation,
        starts_on=row.starts_on,
        performer_id=row.performer_id,
        terms=row.terms,
        decision=_decision(row, kind, units),
        law=kind.law,
        proposed_by=row.proposed_by_name,
        proposed_by_title=row.proposed_by_title,
        proposed_at=row.proposed_at,
        stands=row.version == case.version,
        is_mine=is_mine,
        may_confirm=not is_mine and _delegated(visit, case.kind, row.outcome),
        returned=returned.text if returned else "",
        returned_by=returned.who if returned else "",
    )


def _decision(row: Proposal, kind: CaseKind, units: Sequence[performers.PerformerRow]) -> str:
    performer = next((performer_name(one) for one in units if one.id == row.performer_id), "")
    return decision_text(
        kind,
        row.terms,
        outcome=row.outcome,
        starts_on=formats.day(row.starts_on) if row.starts_on else "",
        performer=performer,
        basis=from_json(row.basis),
    )


def _delegated(visit: Visit, kind: str, outcome: str) -> bool:
    rows = policy.delegations(visit.actor, now=visit.now)
    return any(row.kind == kind and outcome in row.outcomes for row in rows)


# In which cases the visitor may confirm a proposal, which is somebody else's. Few cases have one at a
# time, and an index holds those by the clock (`cases_case_proposed`).
CONFIRMABLE: Final = (
    "(kind || ' ' || proposed_outcome = ANY(%(confirmable)s) AND proposed_by_id <> %(me)s)"
)


def confirmable(visit: Visit) -> dict[str, object]:
    """Give what `CONFIRMABLE` names: whose authority, and for which outcomes in cases of which kind."""
    rows = policy.delegations(visit.actor, now=visit.now)
    kinds = {f"{row.kind} {outcome}" for row in rows for outcome in row.outcomes}
    return {"confirmable": sorted(kinds), "me": visit.actor.person_id}


def may_confirm(visit: Visit, case: Case) -> bool:
    """Say the same of one case."""
    is_others = case.proposed_by_id not in {None, visit.actor.person_id}
    return is_others and _delegated(visit, case.kind, case.proposed_outcome)


def need_of(state: str, *, is_proposed: bool, may_confirm: bool) -> rules.Need:
    """Give what a case needs of the reader."""
    if not is_proposed:
        return rules.need_of(state)
    return rules.Need.CONFIRM if may_confirm else rules.Need.WITH_COLLEAGUE


def needs_second(visit: Visit, kind: str) -> frozenset[str]:
    """Give the outcomes that the visitor only proposes in cases of a kind."""
    by_outcome = {
        outcome: outcome in row.needs_second
        for row in reversed(policy.delegations(visit.actor, now=visit.now))
        if row.kind == kind
        for outcome in row.outcomes
    }
    return frozenset(outcome for outcome, needs in by_outcome.items() if needs)

"""Decisions as both sides read them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from gemensam.cases import words
from gemensam.cases.basis import Basis, from_json
from gemensam.cases.care_services import CareServiceRow, care_services_by
from gemensam.cases.kinds import kind_of
from gemensam.cases.models import Case, Decision, Outcome


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as both sides read it; `plain_words` comes first on a resident's page."""

    id: UUID
    outcome: str
    outcome_name: str
    plain_words: str
    motivation: str
    law: str
    decided_at: datetime
    decided_by: str
    decided_by_title: str
    delegation_point: str
    appeal_text: str
    file_id: UUID
    care_services: Sequence[CareServiceRow] = field(default=())
    # Where money was granted: how much, line by line.
    basis: Basis | None = None


def decisions_of(case: Case) -> Sequence[DecisionRow]:
    """Give a case's decisions, the newest last: one, or more where it was changed."""
    rows = Decision.objects.filter(case_id=case.id).order_by("number")
    return [_to_decision(case, row) for row in rows]


def decision_of(case: Case) -> DecisionRow | None:
    """Give a case's newest decision, if there is one."""
    row = Decision.objects.filter(case_id=case.id).order_by("number").last()
    return _to_decision(case, row) if row else None


def _to_decision(case: Case, row: Decision) -> DecisionRow:
    services = () if row.outcome == Outcome.REJECT else care_services_by(row.id)
    first = services[0] if services else None
    basis = from_json(row.basis)
    return DecisionRow(
        id=row.id,
        outcome=row.outcome,
        outcome_name=words.outcome_name(row.outcome),
        plain_words=words.decision_in_plain_words(
            row.outcome,
            service=kind_of(case.kind, case.title).service,
            starts_on=first.starts_on if first else None,
            performer=words.performer_name(first) if first else "",
            basis=basis,
        ),
        motivation=row.motivation,
        law=row.law,
        decided_at=row.decided_at,
        decided_by=row.decided_by_name,
        decided_by_title=row.decided_by_title,
        delegation_point=row.delegation_point,
        appeal_text=row.appeal_text,
        file_id=row.file_id,
        care_services=services,
        basis=basis,
    )

"""Decisions as both sides read them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from gemensam.cases import words
from gemensam.cases.basis import Basis, from_json
from gemensam.cases.care_services import CareServiceRow, care_services_by
from gemensam.cases.kinds import kind_of
from gemensam.cases.models import Case, Decision, Outcome
from gemensam.kernel.money import Money


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
    # The second officer, where the order of delegation asks for two.
    confirmed_by: str
    confirmed_by_title: str
    delegation_point: str
    appeal_text: str
    file_id: UUID
    care_services: Sequence[CareServiceRow] = field(default=())
    # Where money was granted: how much, line by line.
    basis: Basis | None = None
    # What was granted in all; None where the decision is not about money.
    amount: Money | None = None

    @property
    def officers(self) -> str:
        """Name who decided, with titles: one, or two in the order that they did it."""
        one = f"{self.decided_by}, {self.decided_by_title}"
        if not self.confirmed_by:
            return one
        two = f"{self.confirmed_by}, {self.confirmed_by_title}"
        return _("%(one)s. Confirmed by %(two)s") % {"one": one, "two": two}


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
        confirmed_by=row.confirmed_by_name,
        confirmed_by_title=row.confirmed_by_title,
        delegation_point=row.delegation_point,
        appeal_text=row.appeal_text,
        file_id=row.file_id,
        care_services=services,
        basis=basis,
        amount=_amount(case, row, basis),
    )


def _amount(case: Case, row: Decision, basis: Basis | None) -> Money | None:
    if kind_of(case.kind, case.title).worked_out is None:
        return None
    return basis.amount if basis and row.outcome != Outcome.REJECT else Money()

"""Read a municipality's own applications and what it has been asked to join."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.kernel.money import Money
from gemensam.programme.models import (
    ApplicationDraft,
    ApplicationInvitation,
    ReceivedInvitation,
)
from gemensam.programme.rules import projects_portfolio as rules
from gemensam.ui.paging import Order, Page, page_of


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """Whom one has asked, and the answer."""

    municipality_id: UUID
    state: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """An application of the municipality's own."""

    id: UUID
    call_id: UUID
    title: str
    purpose: str
    cooperation: str
    transparency: str
    reuse: str
    activity_key: str
    wanted: rules.Support
    state: str
    version: int
    changed_at: datetime
    submitted_at: datetime | None
    outcome: str
    decision_reference: str
    decision_reason: str
    invitations: tuple[InvitationRow, ...]
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """What another municipality asks this one to join."""

    application_id: UUID
    asking_municipality_id: UUID
    call_id: UUID
    title: str
    purpose: str
    cooperation: str
    state: str
    is_withdrawn: bool
    is_submitted: bool
    asked_at: datetime
    answered_at: datetime | None
    version: int
    outcome: str
    decision_reference: str
    decision_reason: str


def drafts(*, after: str = "") -> Page[ApplicationDraft]:
    """Give a page of the municipality's applications, the last changed first."""
    rows = ApplicationDraft.objects.prefetch_related("invitations")
    return page_of(rows, order=(Order("changed_at", descending=True),), after=after)


def draft(draft_id: UUID) -> DraftRow | None:
    """Give one application, or nothing."""
    rows = ApplicationDraft.objects.prefetch_related("invitations")
    row = rows.filter(id=draft_id).first()
    return None if row is None else draft_of(row)


def draft_of(row: ApplicationDraft) -> DraftRow:
    """Make a plain row of an application whose invitations have been fetched."""
    asked: Sequence[ApplicationInvitation] = sorted(row.invitations.all(), key=lambda one: one.id)
    return DraftRow(
        id=row.id,
        call_id=row.portfolio_call_id,
        title=row.title,
        purpose=row.purpose,
        cooperation=row.cooperation,
        transparency=row.transparency,
        reuse=row.reuse,
        activity_key=row.activity_key,
        wanted=rules.Support(
            percent=row.wanted_percent,
            exchange=row.wants_exchange,
            money=None if row.wanted_money is None else Money.from_kronor(row.wanted_money),
        ),
        state=row.state,
        version=row.version,
        changed_at=row.changed_at,
        submitted_at=row.submitted_at,
        outcome=row.outcome,
        decision_reference=row.decision_reference,
        decision_reason=row.decision_reason,
        invitations=tuple(
            InvitationRow(one.invited_municipality_id, one.state, one.answered_at) for one in asked
        ),
        is_synthetic=row.is_synthetic,
    )


def received() -> Sequence[ReceivedRow]:
    """List what others have asked, the latest first; a municipality is asked a handful a year."""
    rows = ReceivedInvitation.objects.order_by("-asked_at", "-id")
    return [
        ReceivedRow(
            application_id=row.asked_application_id,
            asking_municipality_id=row.asking_municipality_id,
            call_id=row.portfolio_call_id,
            title=row.title,
            purpose=row.purpose,
            cooperation=row.cooperation,
            state=row.state,
            is_withdrawn=row.is_withdrawn,
            is_submitted=row.is_submitted,
            asked_at=row.asked_at,
            answered_at=row.answered_at,
            version=row.version,
            outcome=row.outcome,
            decision_reference=row.decision_reference,
            decision_reason=row.decision_reason,
        )
        for row in rows
    ]

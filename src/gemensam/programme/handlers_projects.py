"""What goes between municipalities and the county when they apply together.

Each event comes in the tenant of whoever did something; the rows written lie in another's. Older
news than a row has heard changes nothing, so an event may come twice or late.
"""

from datetime import datetime
from uuid import UUID

from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.programme import county
from gemensam.programme.events import (
    ApplicationDecided,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ParticipationAnswered,
    ParticipationAsked,
)
from gemensam.programme.handlers import NotHeardOfYet, UnknownMunicipality
from gemensam.programme.kinds_projects import DraftState, InvitationState
from gemensam.programme.models import (
    ApplicationDraft,
    ApplicationInvitation,
    PortfolioApplicant,
    PortfolioApplication,
    ReceivedInvitation,
)
from gemensam.tenancy.context import tenant_context


def _place(code: str) -> organisations.Place:
    for place in organisations.municipalities():
        if place.code == code:
            return place
    raise UnknownMunicipality(code)


@outbox.handles(ParticipationAsked, name="programme.participation_asked")
def participation_asked(event: ParticipationAsked, _now: datetime) -> None:
    """Let the asked municipality see what it is asked to join; a new text is a new question."""
    asking = _place(event.asking_code)
    with tenant_context(_place(event.asked_code).tenant_id):
        rows = ReceivedInvitation.objects.select_for_update()
        row = rows.filter(asked_application_id=event.application_id).first()
        if row is not None and row.draft_version >= event.draft_version:
            return
        if row is None:
            row = ReceivedInvitation(asked_application_id=event.application_id)
        else:
            row.version += 1
        row.draft_version = event.draft_version
        row.asking_municipality_id = asking.organisation_id
        row.portfolio_call_id = event.call_id
        row.title = event.title
        row.purpose = event.purpose
        row.cooperation = event.cooperation
        row.state = InvitationState.ASKED
        row.asked_at = event.at
        row.answered_by_id = None
        row.answered_at = None
        row.save()


@outbox.handles(ParticipationAnswered, name="programme.participation_answered")
def participation_answered(event: ParticipationAnswered, _now: datetime) -> None:
    """Let the leading municipality see the answer, if it is to the text as it is now."""
    answering = _place(event.answering_code)
    state = InvitationState.CONFIRMED if event.confirms else InvitationState.DECLINED
    with tenant_context(_place(event.asking_code).tenant_id):
        draft = ApplicationDraft.objects.select_for_update().get(id=event.application_id)
        # What is handed in stays as it was handed in; whoever leaves then talks with the county.
        if draft.text_version != event.draft_version or draft.state != DraftState.DRAFT:
            return
        ApplicationInvitation.objects.filter(
            draft=draft, invited_municipality_id=answering.organisation_id
        ).update(state=state, answered_at=event.at)


@outbox.handles(ApplicationSubmitted, name="programme.application_submitted")
def application_submitted(event: ApplicationSubmitted, _now: datetime) -> None:
    """Write the application down in the county; whoever was asked cannot change the answer now."""
    lead, *others = [_place(code).organisation_id for code in event.codes.split()]
    for code in (*event.codes.split()[1:], *event.codes_without.split()):
        with tenant_context(_place(code).tenant_id):
            asked = ReceivedInvitation.objects.filter(asked_application_id=event.application_id)
            asked.update(is_submitted=True)
    with county.context():
        if PortfolioApplication.objects.filter(id=event.application_id).exists():
            return
        row = PortfolioApplication.objects.create(
            id=event.application_id,
            call_id=event.call_id,
            title=event.title,
            purpose=event.purpose,
            cooperation=event.cooperation,
            transparency=event.transparency,
            reuse=event.reuse,
            activity_key=event.activity_key,
            wanted_percent=event.wanted_percent,
            wants_exchange=event.wants_exchange,
            wanted_money=None if event.wanted_ore is None else Money(event.wanted_ore).kronor,
            submitted_at=event.at,
            state=DraftState.SUBMITTED,
            draft_version=event.draft_version,
            is_synthetic=event.is_synthetic,
        )
        PortfolioApplicant.objects.bulk_create(
            PortfolioApplicant(application=row, applicant_municipality_id=one, is_lead=one == lead)
            for one in (lead, *others)
        )


@outbox.handles(ApplicationWithdrawn, name="programme.application_withdrawn")
def application_withdrawn(event: ApplicationWithdrawn, _now: datetime) -> None:
    """Take it off the county's table, and let those who were asked know."""
    _lead, *others = event.codes.split()
    for code in others:
        with tenant_context(_place(code).tenant_id):
            ReceivedInvitation.objects.filter(asked_application_id=event.application_id).update(
                is_withdrawn=True
            )
    with county.context():
        rows = PortfolioApplication.objects.select_for_update()
        row = rows.filter(id=event.application_id).first()
        # A draft that was never handed in is nothing to the county.
        if row is None or row.decisions.exists() or row.draft_version >= event.draft_version:
            return
        row.state = DraftState.WITHDRAWN
        row.draft_version = event.draft_version
        row.version += 1
        row.save(update_fields=["state", "draft_version", "version"])


@outbox.handles(ApplicationDecided, name="programme.application_decided")
def application_decided(event: ApplicationDecided, _now: datetime) -> None:
    """Tell everybody behind the application what was decided, and why."""
    lead, *others = event.codes.split()
    told: dict[str, str | int] = {
        "outcome": event.outcome,
        "decision_number": event.number,
        "decision_reference": event.reference,
        "decision_reason": event.reason,
    }
    with tenant_context(_place(lead).tenant_id):
        _tell_lead(event.application_id, event.number, told)
    for code in others:
        with tenant_context(_place(code).tenant_id):
            mine = ReceivedInvitation.objects.filter(asked_application_id=event.application_id)
            mine.exclude(decision_number__gte=event.number).update(**told)


def _tell_lead(application_id: UUID, number: int, told: dict[str, str | int]) -> None:
    draft = ApplicationDraft.objects.select_for_update().filter(id=application_id).first()
    if draft is None:
        raise NotHeardOfYet(application_id)
    if draft.decision_number is None or draft.decision_number < number:
        ApplicationDraft.objects.filter(id=application_id).update(**told)


def hear(
    event: ParticipationAsked | ParticipationAnswered | ApplicationSubmitted | ApplicationDecided,
    now: datetime,
) -> None:
    """Carry news at once, where no worker runs; when it comes again it changes nothing."""
    match event:
        case ParticipationAsked():
            participation_asked(event, now)
        case ParticipationAnswered():
            participation_answered(event, now)
        case ApplicationSubmitted():
            application_submitted(event, now)
        case ApplicationDecided():
            application_decided(event, now)

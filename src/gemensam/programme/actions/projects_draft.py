"""A municipality's application: write it, ask others, submit together; and answer when asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from gemensam.kernel.actor import Activity, Actor
from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.programme import county, policy
from gemensam.programme.events import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ParticipationAnswered,
    ParticipationAsked,
)
from gemensam.programme.kinds_projects import DraftState, InvitationState
from gemensam.programme.models import (
    ApplicationDraft,
    ApplicationInvitation,
    PortfolioCall,
    ReceivedInvitation,
)
from gemensam.programme.rules import projects_portfolio as rules


class DraftRefused(Exception):
    """The application cannot be changed as asked."""


class DraftChangedMeanwhile(DraftRefused):
    """Somebody else has changed, submitted or withdrawn it, or answered, first."""


class NoSuchDraft(LookupError):
    """The municipality has no application or invitation by that id."""


@dataclass(frozen=True, slots=True)
class ApplicationWords:
    """What an application says."""

    title: str
    purpose: str
    cooperation: str
    transparency: str
    reuse: str
    activity_key: str
    support: rules.Support


def ensure_call_is_open(call_id: UUID, now: datetime) -> None:
    """Let through while the call is open. Raises rules.CallIsClosed."""
    with county.context():
        call = PortfolioCall.objects.filter(id=call_id).first()
    today = timezone.localdate(now)
    if call is None:
        raise rules.CallIsClosed(today)
    rules.ensure_open(call.opens_on, call.closes_on, today)


def _codes() -> dict[UUID, str]:
    return {place.organisation_id: place.code for place in organisations.municipalities()}


def start_draft(
    *,
    actor: Actor,
    call_id: UUID,
    words: ApplicationWords,
    now: datetime,
    is_synthetic: bool = False,
) -> UUID:
    """Begin an application to an open call.

    Raises authority.Refused, policy.NotAMunicipality, rules.CallIsClosed, rules.AsksForNothing.
    """
    policy.ensure_own_programme(actor, Activity.WRITE, now=now)
    ensure_call_is_open(call_id, now)
    assert actor.person_id is not None
    row = ApplicationDraft(
        portfolio_call_id=call_id,
        state=DraftState.DRAFT,
        written_by_id=actor.person_id,
        changed_at=now,
        is_synthetic=is_synthetic,
    )
    _put(row, words)
    row.save(force_insert=True)
    key: UUID = row.id
    return key


def _put(row: ApplicationDraft, words: ApplicationWords) -> bool:
    """Put the words in; say whether anything is new."""
    support = words.support
    if not support.is_any:
        raise rules.AsksForNothing
    values = {
        "title": words.title,
        "purpose": words.purpose,
        "cooperation": words.cooperation,
        "transparency": words.transparency,
        "reuse": words.reuse,
        "activity_key": words.activity_key,
        "wanted_percent": support.percent,
        "wants_exchange": support.exchange,
        "wanted_money": None if support.money is None else support.money.kronor,
    }
    changed = any(getattr(row, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(row, name, value)
    return changed


def _draft(draft_id: UUID, version: int | None = None) -> ApplicationDraft:
    row = ApplicationDraft.objects.select_for_update().filter(id=draft_id).first()
    if row is None:
        raise NoSuchDraft(draft_id)
    if row.state != DraftState.DRAFT or (version is not None and row.version != version):
        raise DraftChangedMeanwhile(draft_id)
    return row


def change_draft(
    *, actor: Actor, draft_id: UUID, version: int, words: ApplicationWords, now: datetime
) -> bool:
    """Change the words; those who have answered are asked again. Say whether anyone was.

    Raises authority.Refused, NoSuchDraft, DraftChangedMeanwhile, rules.AsksForNothing.
    """
    own = policy.ensure_own_programme(actor, Activity.WRITE, now=now)
    row = _draft(draft_id, version)
    if not _put(row, words):
        return False
    row.version += 1
    row.text_version += 1
    row.changed_at = now
    row.save()
    asked = ApplicationInvitation.objects.filter(draft=row)
    again = [one.invited_municipality_id for one in asked]
    asked.update(state=InvitationState.ASKED, answered_at=None)
    _ask(row, own, again, now)
    return bool(again)


def invite(
    *, actor: Actor, draft_id: UUID, municipality_ids: Sequence[UUID], now: datetime
) -> Sequence[ParticipationAsked]:
    """Ask municipalities, in any association, to stand behind it; give what those are told.

    Raises authority.Refused, NoSuchDraft, DraftChangedMeanwhile.
    """
    own = policy.ensure_own_programme(actor, Activity.WRITE, now=now)
    row = _draft(draft_id)
    known = set(
        ApplicationInvitation.objects.filter(draft=row).values_list(
            "invited_municipality_id", flat=True
        )
    )
    codes = _codes()
    new = [one for one in dict.fromkeys(municipality_ids) if one not in {own, *known}]
    new = [one for one in new if one in codes]
    ApplicationInvitation.objects.bulk_create(
        ApplicationInvitation(draft=row, invited_municipality_id=one, state=InvitationState.ASKED)
        for one in new
    )
    return _ask(row, own, new, now)


def _ask(
    row: ApplicationDraft, own: UUID, asked: Iterable[UUID], now: datetime
) -> list[ParticipationAsked]:
    codes = _codes()
    told = []
    for one in asked:
        event = ParticipationAsked(
            application_id=row.id,
            draft_version=row.text_version,
            call_id=row.portfolio_call_id,
            asking_code=codes[own],
            asked_code=codes[one],
            title=row.title,
            purpose=row.purpose,
            cooperation=row.cooperation,
            at=now,
        )
        outbox.publish(event, key=str(row.id), tenant_id=row.tenant_id, now=now)
        told.append(event)
    return told


def answer(
    *, actor: Actor, application_id: UUID, version: int, confirms: bool, now: datetime
) -> ParticipationAnswered:
    """Confirm or decline for one's own municipality; may be changed until it is submitted.

    Raises authority.Refused, policy.NotAMunicipality, NoSuchDraft, DraftChangedMeanwhile.
    """
    own = policy.ensure_own_programme(actor, Activity.WRITE, now=now)
    rows = ReceivedInvitation.objects.select_for_update()
    row = rows.filter(asked_application_id=application_id).first()
    if row is None:
        raise NoSuchDraft(application_id)
    if row.version != version or row.is_withdrawn or row.is_submitted:
        raise DraftChangedMeanwhile(application_id)
    row.state = InvitationState.CONFIRMED if confirms else InvitationState.DECLINED
    row.answered_by_id = actor.person_id
    row.answered_at = now
    row.version += 1
    row.save()
    codes = _codes()
    event = ParticipationAnswered(
        application_id=application_id,
        draft_version=row.draft_version,
        asking_code=codes[row.asking_municipality_id],
        answering_code=codes[own],
        confirms=confirms,
        at=now,
    )
    outbox.publish(event, key=str(application_id), tenant_id=row.tenant_id, now=now)
    return event


def _behind(row: ApplicationDraft, state: InvitationState | None = None) -> list[UUID]:
    rows = ApplicationInvitation.objects.filter(draft=row)
    if state is not None:
        rows = rows.filter(state=state)
    return list(rows.order_by("id").values_list("invited_municipality_id", flat=True))


def submit(*, actor: Actor, draft_id: UUID, version: int, now: datetime) -> ApplicationSubmitted:
    """Hand it in with those who have confirmed; it is the county's from now on.

    Raises authority.Refused, NoSuchDraft, DraftChangedMeanwhile, rules.Alone, rules.CallIsClosed.
    """
    own = policy.ensure_own_programme(actor, Activity.WRITE, now=now)
    row = _draft(draft_id, version)
    confirmed = _behind(row, InvitationState.CONFIRMED)
    rules.ensure_together(own, confirmed)
    ensure_call_is_open(row.portfolio_call_id, now)
    row.state = DraftState.SUBMITTED
    row.submitted_at = now
    row.version += 1
    row.save()
    codes = _codes()
    event = ApplicationSubmitted(
        application_id=row.id,
        draft_version=row.version,
        call_id=row.portfolio_call_id,
        codes=" ".join(codes[one] for one in (own, *confirmed)),
        codes_without=" ".join(codes[one] for one in _behind(row) if one not in confirmed),
        title=row.title,
        purpose=row.purpose,
        cooperation=row.cooperation,
        transparency=row.transparency,
        reuse=row.reuse,
        activity_key=row.activity_key,
        wanted_percent=row.wanted_percent,
        wants_exchange=row.wants_exchange,
        wanted_ore=None if row.wanted_money is None else Money.from_kronor(row.wanted_money).ore,
        is_synthetic=row.is_synthetic,
        at=now,
    )
    outbox.publish(event, key=str(row.id), tenant_id=row.tenant_id, now=now)
    return event


def withdraw(*, actor: Actor, draft_id: UUID, version: int, now: datetime) -> None:
    """Take an application back, submitted or not, until it is decided.

    Raises authority.Refused, NoSuchDraft, DraftChangedMeanwhile.
    """
    own = policy.ensure_own_programme(actor, Activity.WRITE, now=now)
    row = ApplicationDraft.objects.select_for_update().filter(id=draft_id).first()
    if row is None:
        raise NoSuchDraft(draft_id)
    if row.version != version or row.state == DraftState.WITHDRAWN or row.outcome:
        raise DraftChangedMeanwhile(draft_id)
    row.state = DraftState.WITHDRAWN
    row.version += 1
    row.save()
    codes = _codes()
    event = ApplicationWithdrawn(
        application_id=row.id,
        draft_version=row.version,
        codes=" ".join(codes[one] for one in (own, *_behind(row))),
        at=now,
    )
    outbox.publish(event, key=str(row.id), tenant_id=row.tenant_id, now=now)

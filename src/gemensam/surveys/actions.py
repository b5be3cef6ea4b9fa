"""What an organisation does with its surveys: make, open, invite, remind, close, publish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Actor
from gemensam.organisations import api as organisations
from gemensam.surveys import links, queries
from gemensam.surveys.models import Invitation, Survey, SurveyKind, SurveyPlace
from gemensam.surveys.queries import NoSuchSurvey, State
from gemensam.surveys.rules.invited import Line
from gemensam.tenancy.context import current_tenant_id, tenant_context

# Two reminders on one day are one too many.
BETWEEN_REMINDERS: Final = timedelta(hours=20)


class KeyIsTaken(Exception):
    """The organisation has a survey under that word already."""


class AlreadyOpened(Exception):
    """People have begun to answer: what they were promised stays as it was."""


class NotYetOpened(Exception):
    """Nobody can answer the survey yet."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided of a survey before it opens."""

    kind: SurveyKind
    title: str
    about: str
    version_id: UUID
    codes: Sequence[str]
    last_day: date | None = None
    reminds_on: date | None = None


@transaction.atomic
def make(plan: Plan, *, key: str, actor: Actor, now: datetime) -> UUID:
    """Prepare a survey. Raises KeyIsTaken."""
    if Survey.objects.filter(key=key).exists():
        raise KeyIsTaken(key)
    assert actor.person_id is not None
    row = Survey(key=key, made_by_id=actor.person_id, made_at=now)
    _put(row, plan)
    row.save()
    _put_places(row, plan.codes)
    survey_id: UUID = row.id
    return survey_id


@transaction.atomic
def change(survey_id: UUID, plan: Plan) -> None:
    """Change a survey that nobody has seen yet. Raises NoSuchSurvey, AlreadyOpened."""
    row = _locked(survey_id)
    if row.opened_at is not None:
        raise AlreadyOpened
    _put(row, plan)
    row.save()
    _put_places(row, plan.codes)
    # Whoever was invited where it is no longer asked cannot answer.
    Invitation.objects.filter(survey=row).exclude(municipality_code__in=plan.codes).delete()


def _put(row: Survey, plan: Plan) -> None:
    row.kind, row.title, row.about = plan.kind, plan.title, plan.about
    row.version_id = plan.version_id
    row.last_day, row.reminds_on = plan.last_day, plan.reminds_on


def _put_places(row: Survey, codes: Sequence[str]) -> None:
    SurveyPlace.objects.filter(survey=row).exclude(municipality_code__in=codes).delete()
    there = set(queries.codes(row.id))
    SurveyPlace.objects.bulk_create(
        SurveyPlace(survey=row, municipality_code=code) for code in codes if code not in there
    )


@transaction.atomic
def prolong(survey_id: UUID, *, last_day: date | None, reminds_on: date | None) -> None:
    """Set another last day, and another day to remind on: also of a survey that is open."""
    row = _locked(survey_id)
    row.last_day, row.reminds_on = last_day, reminds_on
    row.save(update_fields=["last_day", "reminds_on"])


@transaction.atomic
def remove(survey_id: UUID) -> None:
    """Take away a survey that nobody has seen. Raises NoSuchSurvey, AlreadyOpened."""
    row = _locked(survey_id)
    if row.opened_at is not None:
        raise AlreadyOpened
    Invitation.objects.filter(survey=row).delete()
    SurveyPlace.objects.filter(survey=row).delete()
    row.delete()


@transaction.atomic
def open_survey(survey_id: UUID, *, now: datetime) -> int:
    """Let people answer, and send what invitations there are; say how many. A second time sends none.

    One that was closed is opened again.
    """
    row = _locked(survey_id)
    row.opened_at = row.opened_at or now
    row.closed_at = None
    row.save(update_fields=["opened_at", "closed_at"])
    return send_invitations(survey_id, now=now)


@transaction.atomic
def close_survey(survey_id: UUID, *, now: datetime) -> None:
    """Take no more answers. Raises NotYetOpened."""
    row = _opened(survey_id)
    row.closed_at = row.closed_at or now
    row.save(update_fields=["closed_at"])


@transaction.atomic
def publish_results(survey_id: UUID, *, is_public: bool, now: datetime) -> None:
    """Let anybody read the results, or nobody outside any more. Raises NotYetOpened."""
    row = _opened(survey_id)
    row.published_at = now if is_public else None
    row.save(update_fields=["published_at"])


@transaction.atomic
def note_handed_out(survey_id: UUID, numbers: dict[str, int | None]) -> None:
    """Say how many were handed the link or a paper in each municipality."""
    for place in SurveyPlace.objects.filter(survey_id=survey_id, municipality_code__in=numbers):
        place.handed_out = numbers[place.municipality_code]
        place.save(update_fields=["handed_out"])


@transaction.atomic
def invite(survey_id: UUID, lines: Sequence[Line], *, is_named: bool) -> int:
    """Add those who are to be invited; say how many are new. Nothing is sent yet."""
    row = _locked(survey_id)
    before = Invitation.objects.filter(survey=row).count()
    Invitation.objects.bulk_create(
        [
            Invitation(
                survey=row,
                municipality_code=line.municipality_code,
                name=line.name if is_named else "",
                channel=delivery.Channel.EMAIL if line.is_email else delivery.Channel.SMS,
                address=line.address,
            )
            for line in lines
        ],
        ignore_conflicts=True,
    )
    return Invitation.objects.filter(survey=row).count() - before


@transaction.atomic
def uninvite(survey_id: UUID, invitation_id: UUID) -> bool:
    """Take away an invitation that has not been sent; say whether there was one."""
    rows = Invitation.objects.filter(survey_id=survey_id, id=invitation_id, invited_at=None)
    return rows.delete()[0] > 0


@transaction.atomic
def send_invitations(survey_id: UUID, *, now: datetime) -> int:
    """Send the invitations that have not been sent; say how many. Raises NotYetOpened."""
    row = _opened(survey_id)
    if queries.state_of(row, now=now) is not State.OPEN:
        return 0
    unsent = list(Invitation.objects.filter(survey=row, invited_at=None).order_by("id"))
    _send(row, unsent, delivery.MessageKind.SURVEY, now=now)
    Invitation.objects.filter(id__in=[one.id for one in unsent]).update(invited_at=now)
    return len(unsent)


@transaction.atomic
def remind(survey_id: UUID, *, now: datetime) -> int:
    """Remind those who have not answered; say how many. Nobody is reminded twice within a day."""
    row = _opened(survey_id)
    if queries.state_of(row, now=now) is not State.OPEN:
        return 0
    latest = now - BETWEEN_REMINDERS
    silent = Invitation.objects.filter(
        survey=row, invited_at__lte=latest, has_answered=False, wants_no_more=False
    ).exclude(reminded_at__gt=latest)
    found = list(silent.order_by("id"))
    _send(row, found, delivery.MessageKind.SURVEY_REMINDER, now=now)
    Invitation.objects.filter(id__in=[one.id for one in found]).update(reminded_at=now)
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    return len(found)


def _send(
    row: Survey, invitations: Sequence[Invitation], kind: delivery.MessageKind, *, now: datetime
) -> None:
    body = organisations.body_by_tenant(current_tenant_id())
    assert body is not None
    delivery.invite(
        [
            delivery.Invited(
                channel=delivery.Channel(one.channel),
                address=one.address,
                language=one.language,
                link_path=f"/enkat/{body.slug}/{row.key}/i/{links.token_of(one.id)}/",
            )
            for one in invitations
        ],
        kind=kind,
        sender_name=body.name,
        subject_key=f"survey:{row.id}",
        now=now,
    )


def remind_due(*, now: datetime) -> int:
    """Remind in every survey whose day for it has come; say how many were reminded."""
    today = timezone.localdate(now)
    count = 0
    for body in organisations.bodies():
        with tenant_context(body.tenant_id):
            due = Survey.objects.filter(
                reminds_on__lte=today, reminded_at=None, opened_at__isnull=False, closed_at=None
            )
            for survey_id in due.values_list("id", flat=True):
                count += remind(survey_id, now=now)
    return count


def _locked(survey_id: UUID) -> Survey:
    row = Survey.objects.select_for_update().filter(id=survey_id).first()
    if row is None:
        raise NoSuchSurvey(survey_id)
    return row


def _opened(survey_id: UUID) -> Survey:
    row = _locked(survey_id)
    if row.opened_at is None:
        raise NotYetOpened
    return row

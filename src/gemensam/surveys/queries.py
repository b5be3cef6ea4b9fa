"""Read surveys: what they are, how far they have come, and what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from gemensam.questionnaires import api as questionnaires
from gemensam.surveys.links import door_of
from gemensam.surveys.models import (
    ANONYMOUS,
    Invitation,
    Participation,
    Survey,
    SurveyKind,
    SurveyPlace,
)


class NoSuchSurvey(LookupError):
    """The organisation has no such survey."""


class NoSuchParticipation(LookupError):
    """Nobody has begun such answers, or they have been sent."""


class State(StrEnum):
    """How far a survey has come."""

    DRAFT = "DRAFT"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A survey as it is now."""

    id: UUID
    key: str
    kind: SurveyKind
    title: str
    about: str
    version_id: UUID
    state: State
    made_at: datetime
    opened_at: datetime | None
    last_day: date | None
    closed_at: datetime | None
    reminds_on: date | None
    reminded_at: datetime | None
    published_at: datetime | None

    @property
    def is_anonymous(self) -> bool:
        """Say whether nobody can see who answered what."""
        return self.kind in ANONYMOUS

    @property
    def hides_few(self) -> bool:
        """Say whether small numbers are hidden: a municipality that answers for itself is no person."""
        return self.kind is not SurveyKind.BODIES

    @property
    def invites(self) -> bool:
        """Say whether only those who are invited answer."""
        return self.kind is not SurveyKind.OPEN


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """How a survey goes in one municipality."""

    code: str
    handed_out: int | None
    invited: int
    begun: int
    answered: int

    @property
    def asked(self) -> int | None:
        """Give how many were asked; None where nobody knows."""
        return self.invited or self.handed_out


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """Somebody who is asked to answer."""

    id: UUID
    code: str
    name: str
    channel: str
    address: str
    language: str
    invited_at: datetime | None
    reminded_at: datetime | None
    has_answered: bool
    wants_no_more: bool


@dataclass(frozen=True, slots=True)
class ParticipationRow:
    """One set of answers, begun or sent."""

    id: UUID
    survey_id: UUID
    response_id: UUID
    code: str
    invitation_id: UUID | None
    is_paper: bool
    sent_on: date | None
    # Who answered, where they answer by name.
    name: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What one who answered said, as far as it counts."""

    code: str
    answers: Mapping[str, questionnaires.Value]


def state_of(row: Survey, *, now: datetime) -> State:
    """Say how far a survey has come."""
    if row.opened_at is None:
        return State.DRAFT
    is_over = row.last_day is not None and row.last_day < timezone.localdate(now)
    return State.CLOSED if row.closed_at or is_over else State.OPEN


def to_row(row: Survey, *, now: datetime) -> SurveyRow:
    """Turn a table row into the value that others may hold."""
    return SurveyRow(
        id=row.id,
        key=row.key,
        kind=SurveyKind(row.kind),
        title=row.title,
        about=row.about,
        version_id=row.version_id,
        state=state_of(row, now=now),
        made_at=row.made_at,
        opened_at=row.opened_at,
        last_day=row.last_day,
        closed_at=row.closed_at,
        reminds_on=row.reminds_on,
        reminded_at=row.reminded_at,
        published_at=row.published_at,
    )


def survey(survey_id: UUID, *, now: datetime) -> SurveyRow:
    """Give one survey of the running tenant. Raises NoSuchSurvey."""
    row = Survey.objects.filter(id=survey_id).first()
    if row is None:
        raise NoSuchSurvey(survey_id)
    return to_row(row, now=now)


def survey_by_key(key: str, *, now: datetime) -> SurveyRow:
    """Give a survey of the running tenant that has been opened. Raises NoSuchSurvey."""
    row = Survey.objects.filter(key=key, opened_at__isnull=False).first()
    if row is None:
        raise NoSuchSurvey(key)
    return to_row(row, now=now)


def surveys(*, now: datetime) -> list[SurveyRow]:
    """List the running tenant's surveys, the newest first."""
    return [to_row(row, now=now) for row in Survey.objects.order_by("-made_at", "-id")]


def answer_counts() -> dict[UUID, int]:
    """Give how many have answered each of the running tenant's surveys."""
    rows = Participation.objects.filter(sent_on__isnull=False).values("survey_id")
    return dict(rows.annotate(count=Count("id")).values_list("survey_id", "count"))


def places(survey_id: UUID) -> list[PlaceRow]:
    """Give how a survey goes in each municipality, by code."""
    invited = _by_place(Invitation.objects.filter(survey_id=survey_id))
    of_survey = Participation.objects.filter(survey_id=survey_id)
    begun = _by_place(of_survey)
    answered = _by_place(of_survey.filter(sent_on__isnull=False))
    rows = SurveyPlace.objects.filter(survey_id=survey_id).order_by("municipality_code")
    return [
        PlaceRow(
            row.municipality_code,
            row.handed_out,
            invited.get(row.municipality_code, 0),
            begun.get(row.municipality_code, 0),
            answered.get(row.municipality_code, 0),
        )
        for row in rows
    ]


def _by_place(rows: QuerySet[Invitation] | QuerySet[Participation]) -> dict[str, int]:
    numbers = rows.values("municipality_code").annotate(count=Count("id"))
    return dict(numbers.values_list("municipality_code", "count"))


def codes(survey_id: UUID) -> list[str]:
    """Give the municipalities where a survey is asked."""
    rows = SurveyPlace.objects.filter(survey_id=survey_id).order_by("municipality_code")
    return list(rows.values_list("municipality_code", flat=True))


def invitations(survey_id: UUID, *, after: str = "", limit: int) -> list[InvitationRow]:
    """List invitations by address, from the one after `after`."""
    rows = Invitation.objects.filter(survey_id=survey_id, address__gt=after)
    return [_invitation(row) for row in rows.order_by("address", "channel")[:limit]]


def invitation(survey_id: UUID, invitation_id: UUID) -> InvitationRow | None:
    """Give one invitation of a survey."""
    row = Invitation.objects.filter(survey_id=survey_id, id=invitation_id).first()
    return _invitation(row) if row else None


def _invitation(row: Invitation) -> InvitationRow:
    return InvitationRow(
        row.id, row.municipality_code, row.name, row.channel, row.address, row.language,
        row.invited_at, row.reminded_at, row.has_answered, row.wants_no_more,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many invitations are not sent yet, and how many could be reminded."""

    unsent: int
    silent: int


def waiting(survey_id: UUID) -> Waiting:
    """Count what can be sent in a survey."""
    silent = Q(invited_at__isnull=False, has_answered=False, wants_no_more=False)
    return Waiting(
        **Invitation.objects.filter(survey_id=survey_id).aggregate(
            unsent=Count("id", filter=Q(invited_at__isnull=True)),
            silent=Count("id", filter=silent),
        )
    )


def participation_by_token(survey_id: UUID, token: str) -> ParticipationRow:
    """Give the answers that a link or a cookie leads to. Raises NoSuchParticipation."""
    row = Participation.objects.filter(survey_id=survey_id, door=door_of(token)).first()
    if row is None:
        raise NoSuchParticipation
    return to_participation(row)


def participation(survey_id: UUID, participation_id: UUID) -> ParticipationRow:
    """Give one set of answers. Raises NoSuchParticipation."""
    rows = Participation.objects.filter(survey_id=survey_id, id=participation_id)
    row = rows.select_related("invitation").first()
    if row is None:
        raise NoSuchParticipation(participation_id)
    return to_participation(row, name=row.invitation.name if row.invitation else "")


def to_participation(row: Participation, *, name: str = "") -> ParticipationRow:
    """Turn a table row into the value that others may hold."""
    return ParticipationRow(
        id=row.id,
        survey_id=row.survey_id,
        response_id=row.response_id,
        code=row.municipality_code,
        invitation_id=row.invitation_id,
        is_paper=row.registered_by_id is not None,
        sent_on=row.sent_on,
        name=name,
    )


def named(survey_id: UUID) -> list[ParticipationRow]:
    """List the answers that were sent by name, by municipality."""
    rows = Participation.objects.filter(survey_id=survey_id, sent_on__isnull=False)
    rows = rows.select_related("invitation").order_by("municipality_code", "id")
    return [
        to_participation(row, name=row.invitation.name if row.invitation else "") for row in rows
    ]


def begun_papers(survey_id: UUID) -> list[ParticipationRow]:
    """List papers that somebody has begun to write in, the newest first."""
    rows = Participation.objects.filter(
        survey_id=survey_id, registered_by__isnull=False, sent_on__isnull=True
    )
    return [to_participation(row) for row in rows.order_by("-id")]


def answered(survey_id: UUID) -> int:
    """Give how many have answered a survey."""
    return Participation.objects.filter(survey_id=survey_id, sent_on__isnull=False).count()


def counted(survey_id: UUID, *, most: int) -> Sequence[Counted]:
    """Give what the first `most` who answered said, as far as it counts."""
    rows = Participation.objects.filter(survey_id=survey_id, sent_number__lte=most)
    values = rows.order_by("sent_number").values_list("municipality_code", "counted")
    return [
        Counted(code, {key: questionnaires.from_json(value) for key, value in answers.items()})
        for code, answers in values.iterator(chunk_size=2000)
        if answers is not None
    ]

"""What those who answer do: begin, save, send, and ask not to be reminded.

Nobody logs in. A link or a cookie holds a token; its digest stands by the answers while they are
written (`Participation.door`). When an anonymous survey's answers are sent it is emptied, and the
invitation is marked as answered in the same transaction: from then on nothing leads from one to the
other.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gemensam.kernel.actor import ANONYMOUS as NOBODY
from gemensam.kernel.actor import Actor
from gemensam.questionnaires import api as questionnaires
from gemensam.surveys import links, queries
from gemensam.surveys.models import Invitation, Participation, Survey, SurveyKind
from gemensam.surveys.queries import (
    NoSuchParticipation,
    ParticipationRow,
    State,
    SurveyRow,
    to_participation,
)


class NotOpen(Exception):
    """The survey takes no answers now."""


class NotInvited(Exception):
    """Only those who are invited answer, each by a link of their own."""


class HasAnswered(Exception):
    """Whoever was invited has answered."""


class NotAskedThere(Exception):
    """The survey is not asked in that municipality."""


@transaction.atomic
def begin(survey: SurveyRow, *, token: str, code: str = "", now: datetime) -> ParticipationRow:
    """Begin to answer, or go on with what the token has begun.

    `code`: the municipality, where the invitation does not say it. Raises NotOpen, NotInvited,
    HasAnswered, NotAskedThere.
    """
    _ensure_open(survey)
    invitation = _invitation(survey, token)
    door = links.door_of(token)
    begun = Participation.objects.filter(survey_id=survey.id, door=door).first()
    if begun is not None:
        return to_participation(begun)
    code = invitation.municipality_code if invitation else code
    who = None if survey.is_anonymous else invitation
    return _new(survey, code, door=door, invitation=who, now=now)


@transaction.atomic
def begin_paper(survey: SurveyRow, *, code: str, actor: Actor, now: datetime) -> ParticipationRow:
    """Begin to write in what somebody answered on paper. Raises NotAskedThere."""
    return _new(survey, code, registered_by=actor.person_id, now=now)


def _new(
    survey: SurveyRow,
    code: str,
    *,
    now: datetime,
    door: str = "",
    invitation: Invitation | None = None,
    registered_by: UUID | None = None,
) -> ParticipationRow:
    if code not in queries.codes(survey.id):
        raise NotAskedThere(code)
    response_id = questionnaires.start_response(
        version_id=survey.version_id, resident_id=None, actor=NOBODY, now=now
    )
    row = Participation.objects.create(
        survey_id=survey.id,
        response_id=response_id,
        municipality_code=code,
        invitation=invitation,
        door=door,
        registered_by_id=registered_by,
    )
    return to_participation(row)


def _invitation(survey: SurveyRow, token: str) -> Invitation | None:
    """Find the invitation that a link belongs to; an open survey has none."""
    if survey.kind is SurveyKind.OPEN:
        return None
    # Two devices of the same person begin one set of answers.
    invitation = _invited(survey, token).select_for_update().first()
    if invitation is None:
        raise NotInvited
    if invitation.has_answered:
        raise HasAnswered
    return invitation


def _invited(survey: SurveyRow, token: str) -> QuerySet[Invitation]:
    """Give the invitation whose link holds a token; none when we did not make it."""
    found = links.invitation_of(token)
    of_survey = Invitation.objects.filter(survey_id=survey.id)
    return of_survey.filter(id=found) if found else of_survey.none()


@transaction.atomic
def save(
    survey: SurveyRow,
    participation: ParticipationRow,
    *,
    typed: Mapping[str, questionnaires.Typed],
    writer: UUID | None,
    now: datetime,
) -> None:
    """Save answers of one page. Raises NotOpen, and what `questionnaires.save_answers` raises."""
    _ensure_may_answer(survey, participation)
    questionnaires.save_answers(
        response_id=participation.response_id, typed=typed, actor=NOBODY, now=now, writer=writer
    )


@transaction.atomic
def send(
    survey: SurveyRow, participation: ParticipationRow, *, token: str = "", now: datetime
) -> None:
    """Send the answers, once: a second time does nothing. `token`: the link they were begun by.

    Raises NotOpen, and questionnaires.NotComplete with all that needs mending.
    """
    # One at a time in a survey: each gets the next number.
    Survey.objects.select_for_update().get(id=survey.id)
    row = Participation.objects.filter(id=participation.id).first()
    if row is None:
        raise NoSuchParticipation(participation.id)
    if row.sent_on is not None:
        return
    _ensure_may_answer(survey, participation)
    response = questionnaires.submit(response_id=row.response_id, now=now)
    filled = questionnaires.filled(response, now=now)
    row.counted = {key: questionnaires.to_json(value) for key, value in filled.counting.items()}
    row.sent_on = timezone.localdate(now)
    row.sent_number = queries.answered(survey.id) + 1
    if survey.invites and not participation.is_paper:
        _invited(survey, token).update(has_answered=True)
    if survey.is_anonymous:
        row.door = ""
    row.save(update_fields=["counted", "sent_on", "sent_number", "door"])


def _ensure_open(survey: SurveyRow) -> None:
    if survey.state is not State.OPEN:
        raise NotOpen(survey.key)


def _ensure_may_answer(survey: SurveyRow, participation: ParticipationRow) -> None:
    """Papers that came in time are written in afterwards."""
    if not participation.is_paper:
        _ensure_open(survey)


def remind_no_more(survey: SurveyRow, *, token: str) -> None:
    """Take somebody who was invited off the reminders. Raises NotInvited."""
    if not _invited(survey, token).update(wants_no_more=True):
        raise NotInvited

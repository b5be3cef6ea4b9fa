"""The county's part of the portfolio: record the model, call, score and decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from gemensam.kernel.actor import Activity, Actor
from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.programme import policy
from gemensam.programme.actions.projects import free_key
from gemensam.programme.events import ApplicationDecided
from gemensam.programme.kinds_projects import (
    Criterion,
    DraftState,
    Outcome,
    ParticipantsKnown,
    ProjectKind,
    ProjectState,
)
from gemensam.programme.models import (
    PortfolioApplicant,
    PortfolioApplication,
    PortfolioCall,
    PortfolioDecision,
    PortfolioFrame,
    PortfolioModel,
    PortfolioScore,
    Project,
    ProjectParticipant,
    ProjectStatus,
)
from gemensam.programme.queries import projects_portfolio as queries
from gemensam.programme.rules import projects_portfolio as rules
from gemensam.tenancy.context import tenant_context


class PortfolioRefused(Exception):
    """It cannot be done as asked."""


class DecidedMeanwhile(PortfolioRefused):
    """Somebody else has decided, or changed the application, first."""


class AlreadyThere(PortfolioRefused):
    """There is one already: a year's frame, or a decision with that reference."""


class NoSuchApplication(LookupError):
    """The county body has no application, call or frame by that id."""


@dataclass(frozen=True, slots=True)
class ModelWords:
    """SSVIT's decision: by whom, when, under which reference, and how applications are scored."""

    decided_by: str
    decided_on: date
    reference: str
    text: str
    model: rules.Model


def record_model(
    *, actor: Actor, words: ModelWords, now: datetime, is_synthetic: bool = False
) -> UUID:
    """Write down the decision on the model. Raises authority.Refused, AlreadyThere."""
    owner = policy.ensure_projects(actor, Activity.DECIDE, now=now)
    assert actor.person_id is not None  # the policy has let somebody in
    weights = words.model.weights
    with tenant_context(owner):
        if PortfolioModel.objects.filter(reference=words.reference).exists():
            raise AlreadyThere(words.reference)
        row = PortfolioModel.objects.create(
            decided_by=words.decided_by,
            decided_on=words.decided_on,
            reference=words.reference,
            text=words.text,
            cooperation_weight=weights[Criterion.COOPERATION],
            transparency_weight=weights[Criterion.TRANSPARENCY],
            reuse_weight=weights[Criterion.REUSE],
            highest_score=words.model.highest,
            is_synthetic=is_synthetic,
            recorded_by_id=actor.person_id,
            recorded_at=now,
        )
    key: UUID = row.id
    return key


def add_frame(
    *,
    actor: Actor,
    year: int,
    money: Money,
    percent: int,
    projects_wanted: int | None,
    source: str,
    now: datetime,
    is_synthetic: bool = False,
) -> UUID:
    """Say what a year's portfolio has to give. Raises authority.Refused, AlreadyThere."""
    owner = policy.ensure_projects(actor, Activity.DECIDE, now=now)
    with tenant_context(owner):
        if PortfolioFrame.objects.filter(year=year).exists():
            raise AlreadyThere(year)
        row = PortfolioFrame.objects.create(
            year=year,
            money=money.kronor,
            percent=percent,
            projects_wanted=projects_wanted,
            source=source,
            is_synthetic=is_synthetic,
        )
    key: UUID = row.id
    return key


def open_call(
    *,
    actor: Actor,
    frame_id: UUID,
    title: str,
    text: str,
    opens_on: date,
    closes_on: date,
    now: datetime,
    is_synthetic: bool = False,
) -> UUID:
    """Call for applications under the latest model that was decided before it opens.

    Raises authority.Refused, rules.NoModelYet, rules.BeforeTheModel, NoSuchApplication.
    """
    owner = policy.ensure_projects(actor, Activity.DECIDE, now=now)
    with tenant_context(owner):
        models = PortfolioModel.objects.order_by("-decided_on", "-recorded_at")
        model = models.filter(decided_on__lte=opens_on).first()
        latest = model or models.first()
        rules.ensure_may_call(latest.decided_on if latest else None, opens_on)
        assert latest is not None  # the rule has let the call through
        frame = PortfolioFrame.objects.filter(id=frame_id).first()
        if frame is None:
            raise NoSuchApplication(frame_id)
        row = PortfolioCall.objects.create(
            frame=frame,
            model=latest,
            title=title,
            text=text,
            opens_on=opens_on,
            closes_on=closes_on,
            is_synthetic=is_synthetic,
        )
    key: UUID = row.id
    return key


def score(
    *,
    actor: Actor,
    application_id: UUID,
    scores: dict[Criterion, int],
    reason: str,
    now: datetime,
) -> None:
    """Give one's scores, or change them until it is decided.

    Raises authority.Refused, NoSuchApplication, DecidedMeanwhile, rules.ScoreOutOfRange.
    """
    owner = policy.ensure_projects(actor, Activity.WRITE, now=now)
    with tenant_context(owner):
        row = _locked(application_id)
        if row.state != DraftState.SUBMITTED or row.decisions.exists():
            raise DecidedMeanwhile(application_id)
        model = queries.model_of(PortfolioModel.objects.get(calls=row.call_id))
        rules.points([scores], model)
        PortfolioScore.objects.update_or_create(
            application=row,
            assessor_id=actor.person_id,
            defaults={
                "cooperation": scores[Criterion.COOPERATION],
                "transparency": scores[Criterion.TRANSPARENCY],
                "reuse": scores[Criterion.REUSE],
                "reason": reason,
                "scored_at": now,
            },
        )


def _locked(application_id: UUID) -> PortfolioApplication:
    row = PortfolioApplication.objects.select_for_update().filter(id=application_id).first()
    if row is None:
        raise NoSuchApplication(application_id)
    return row


@dataclass(frozen=True, slots=True)
class DecisionWords:
    """A decision: what, when, under which reference, why, and which support."""

    outcome: Outcome
    decided_on: date
    reference: str
    reason: str
    support: rules.Support


def decide(
    *, actor: Actor, application_id: UUID, version: int, words: DecisionWords, now: datetime
) -> ApplicationDecided:
    """Decide, or change a decision by a new one; a granted application becomes a project.

    Of two who decide at once one wins and the other is told.
    Raises authority.Refused, NoSuchApplication, DecidedMeanwhile, rules.NotEnoughMoney,
    rules.NotEnoughPost, rules.AsksForNothing.
    """
    owner = policy.ensure_projects(actor, Activity.DECIDE, now=now)
    granted = words.outcome is Outcome.GRANTED
    if granted and not words.support.is_any:
        raise rules.AsksForNothing
    with tenant_context(owner):
        # Whoever comes second waits here, and then sees that the version has risen.
        row = _locked(application_id)
        if row.version != version or row.state != DraftState.SUBMITTED:
            raise DecidedMeanwhile(application_id)
        if granted:
            _ensure_fits(row, words.support)
        number = _write_decision(row, actor, words, now)
        key = _carry_out(row, granted=granted, now=now)
        return _tell(row, words, number, key, now)


def _ensure_fits(row: PortfolioApplication, support: rules.Support) -> None:
    frame = PortfolioFrame.objects.select_for_update().get(calls=row.call_id)
    given = queries.given(frame.id, without=row.id)
    rest = rules.left(Money.from_kronor(frame.money), frame.percent, given, source=frame.source)
    rules.ensure_fits(support, rest)


def _write_decision(
    row: PortfolioApplication, actor: Actor, words: DecisionWords, now: datetime
) -> int:
    assert actor.person_id is not None  # the policy has let somebody in
    number = PortfolioDecision.objects.filter(application=row).count() + 1
    support = words.support if words.outcome is Outcome.GRANTED else rules.Support()
    PortfolioDecision.objects.create(
        application=row,
        number=number,
        outcome=words.outcome,
        decided_on=words.decided_on,
        reference=words.reference,
        reason=words.reason,
        percent=support.percent,
        gives_exchange=support.exchange,
        money=support.money.kronor if support.money is not None else None,
        decided_by_id=actor.person_id,
        decided_at=now,
    )
    row.version += 1
    row.save(update_fields=["version"])
    return number


def _carry_out(row: PortfolioApplication, *, granted: bool, now: datetime) -> str:
    """Let a granted application be a project that everybody sees; stop one that is taken back."""
    project = Project.objects.filter(application=row).first()
    state = ProjectState.PLANNED if granted else ProjectState.STOPPED
    if project is None and not granted:
        return ""
    if project is None:
        project = _new_project(row)
    ProjectStatus.objects.create(
        project=project,
        state=state,
        as_of=timezone.localdate(now).isoformat(),
        said_at=now,
    )
    return project.key


def _new_project(row: PortfolioApplication) -> Project:
    applicants = list(PortfolioApplicant.objects.filter(application=row))
    frame = PortfolioFrame.objects.get(calls=row.call_id)
    project = Project.objects.create(
        key=free_key(row.title, frame.year),
        name=row.title,
        year=frame.year,
        kind=ProjectKind.ASSIGNMENT,
        plan_key=frame.plan_key,
        activity_key=row.activity_key,
        lead_organisation_id=next(
            one.applicant_municipality_id for one in applicants if one.is_lead
        ),
        participants_known=ParticipantsKnown.LISTED,
        summary=row.purpose,
        application=row,
        is_synthetic=row.is_synthetic,
    )
    ProjectParticipant.objects.bulk_create(
        ProjectParticipant(
            project=project, participant_municipality_id=one.applicant_municipality_id
        )
        for one in applicants
    )
    return project


def _codes(row: PortfolioApplication) -> str:
    by_id = {place.organisation_id: place.code for place in organisations.municipalities()}
    applicants: Sequence[PortfolioApplicant] = list(
        PortfolioApplicant.objects.filter(application=row).order_by("-is_lead", "id")
    )
    return " ".join(by_id[one.applicant_municipality_id] for one in applicants)


def _tell(
    row: PortfolioApplication, words: DecisionWords, number: int, key: str, now: datetime
) -> ApplicationDecided:
    event = ApplicationDecided(
        application_id=row.id,
        number=number,
        outcome=words.outcome,
        reference=words.reference,
        reason=words.reason,
        codes=_codes(row),
        project_key=key,
        at=now,
    )
    outbox.publish(event, key=str(row.id), tenant_id=row.tenant_id, now=now)
    return event

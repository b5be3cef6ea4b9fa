"""Read the portfolio in the county body's tenant: models, frames, calls, applications."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from gemensam.kernel.money import Money
from gemensam.programme.kinds_projects import Criterion, Outcome, ProjectState
from gemensam.programme.models import (
    PortfolioApplicant,
    PortfolioApplication,
    PortfolioCall,
    PortfolioDecision,
    PortfolioFrame,
    PortfolioModel,
    PortfolioScore,
    ProjectStatus,
)
from gemensam.programme.rules import projects_portfolio as rules
from gemensam.ui.paging import Order, Page, page_of


@dataclass(frozen=True, slots=True)
class ModelRow:
    """The decision on how the portfolio works."""

    id: UUID
    decided_by: str
    decided_on: date
    reference: str
    text: str
    model: rules.Model
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call for applications."""

    id: UUID
    title: str
    text: str
    opens_on: date
    closes_on: date
    year: int
    frame_id: UUID
    model_reference: str
    is_synthetic: bool

    def is_open(self, today: date) -> bool:
        return self.opens_on <= today <= self.closes_on


@dataclass(frozen=True, slots=True)
class FrameRow:
    """A year's frame and what is left of it."""

    id: UUID
    year: int
    money: Money
    percent: int
    projects_wanted: int | None
    projects_done: int
    projects_granted: int
    # Without a call nothing is known of what was given.
    has_calls: bool
    left: rules.Left
    source: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One assessor's scores."""

    assessor_id: UUID
    name: str
    scores: dict[Criterion, int]
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision, the latest first."""

    number: int
    outcome: Outcome
    decided_on: date
    reference: str
    reason: str
    support: rules.Support


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application with everybody behind it, its scores and decisions."""

    id: UUID
    title: str
    purpose: str
    cooperation: str
    transparency: str
    reuse: str
    activity_key: str
    wanted: rules.Support
    submitted_at: datetime
    state: str
    version: int
    call: CallRow
    model: rules.Model
    lead_id: UUID
    others: tuple[UUID, ...]
    scores: tuple[ScoreRow, ...]
    decisions: tuple[DecisionRow, ...]
    project_key: str
    is_synthetic: bool

    @property
    def points(self) -> rules.Points:
        return rules.points([one.scores for one in self.scores], self.model)


def model_of(row: PortfolioModel) -> rules.Model:
    """Give a model's weights and highest score as the rules take them."""
    return rules.Model(
        weights={
            Criterion.COOPERATION: row.cooperation_weight,
            Criterion.TRANSPARENCY: row.transparency_weight,
            Criterion.REUSE: row.reuse_weight,
        },
        highest=row.highest_score,
    )


def models() -> Sequence[ModelRow]:
    """List the decisions on the model, the latest first."""
    return [
        ModelRow(
            id=row.id,
            decided_by=row.decided_by,
            decided_on=row.decided_on,
            reference=row.reference,
            text=row.text,
            model=model_of(row),
            is_synthetic=row.is_synthetic,
        )
        for row in PortfolioModel.objects.order_by("-decided_on", "-recorded_at")
    ]


def _call(row: PortfolioCall) -> CallRow:
    return CallRow(
        id=row.id,
        title=row.title,
        text=row.text,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        year=row.frame.year,
        frame_id=row.frame_id,
        model_reference=row.model.reference,
        is_synthetic=row.is_synthetic,
    )


def calls() -> Sequence[CallRow]:
    """List the calls, the latest first."""
    rows = PortfolioCall.objects.select_related("frame", "model").order_by("-opens_on", "-id")
    return [_call(row) for row in rows]


def call(call_id: UUID) -> CallRow | None:
    """Give one call, or nothing."""
    row = PortfolioCall.objects.select_related("frame", "model").filter(id=call_id).first()
    return None if row is None else _call(row)


def given(frame_id: UUID, *, without: UUID | None = None) -> list[rules.Support]:
    """Give the supports that hold now: each application's latest decision, if it was granted."""
    return _given(without).get(frame_id, [])


def _given(without: UUID | None = None) -> dict[UUID, list[rules.Support]]:
    """Give the supports that hold now, by frame, in one query."""
    rows = (
        PortfolioDecision.objects.exclude(application_id=without)
        if without
        else (PortfolioDecision.objects.all())
    )
    latest = rows.order_by("application_id", "-number").distinct("application_id")
    found: dict[UUID, list[rules.Support]] = {}
    for row in latest.annotate(frame_id=F("application__call__frame_id")):
        if row.outcome == Outcome.GRANTED:
            found.setdefault(row.frame_id, []).append(_support(row))
    return found


def _support(row: PortfolioDecision) -> rules.Support:
    return rules.Support(
        percent=row.percent,
        exchange=row.gives_exchange,
        money=None if row.money is None else Money.from_kronor(row.money),
    )


def _done() -> Counter[UUID]:
    """Count the projects carried out, by frame: those whose latest status says so."""
    rows = ProjectStatus.objects.filter(project__application__isnull=False)
    latest = rows.order_by("project_id", "-id").distinct("project_id")
    return Counter(
        row.frame_id
        for row in latest.annotate(frame_id=F("project__application__call__frame_id"))
        if row.state == ProjectState.DONE
    )


def frames() -> Sequence[FrameRow]:
    """List the years' frames with what is left, the latest first, in four queries."""
    given_now, done = _given(), _done()
    with_calls = set(PortfolioCall.objects.values_list("frame_id", flat=True))
    return [
        _frame(row, given_now.get(row.id, []), done[row.id], has_calls=row.id in with_calls)
        for row in PortfolioFrame.objects.order_by("-year")
    ]


def _frame(
    row: PortfolioFrame, given_now: list[rules.Support], done: int, *, has_calls: bool
) -> FrameRow:
    money = Money.from_kronor(row.money)
    return FrameRow(
        id=row.id,
        year=row.year,
        money=money,
        percent=row.percent,
        projects_wanted=row.projects_wanted,
        projects_done=done,
        projects_granted=len(given_now),
        has_calls=has_calls,
        left=rules.left(money, row.percent, given_now, source=row.source),
        source=row.source,
        is_synthetic=row.is_synthetic,
    )


_ORDER = (Order("submitted_at", descending=True),)


def applications(*, after: str = "", frame_id: UUID | None = None) -> Page[PortfolioApplication]:
    """Give a page of applications, the latest first; `application_of` makes plain rows."""
    rows = PortfolioApplication.objects.all()
    if frame_id is not None:
        rows = rows.filter(call__frame_id=frame_id)
    return page_of(_fetched(rows), order=_ORDER, after=after)


def _fetched(rows: QuerySet[PortfolioApplication]) -> QuerySet[PortfolioApplication]:
    return rows.select_related("call__frame", "call__model").prefetch_related(
        Prefetch("applicants", PortfolioApplicant.objects.order_by("id")),
        Prefetch("scores", PortfolioScore.objects.select_related("assessor").order_by("id")),
        Prefetch("decisions", PortfolioDecision.objects.order_by("-number")),
        "projects",
    )


def application(application_id: UUID) -> ApplicationRow | None:
    """Give one application, or nothing."""
    row = _fetched(PortfolioApplication.objects.filter(id=application_id)).first()
    return None if row is None else application_of(row)


def application_of(row: PortfolioApplication) -> ApplicationRow:
    """Make a plain row of an application whose lists have been fetched."""
    applicants = list(row.applicants.all())
    return ApplicationRow(
        id=row.id,
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
        submitted_at=row.submitted_at,
        state=row.state,
        version=row.version,
        call=_call(row.call),
        model=model_of(row.call.model),
        lead_id=next(one.applicant_municipality_id for one in applicants if one.is_lead),
        others=tuple(one.applicant_municipality_id for one in applicants if not one.is_lead),
        scores=tuple(map(_score, row.scores.all())),
        decisions=tuple(map(_decision, row.decisions.all())),
        project_key=next((one.key for one in row.projects.all()), ""),
        is_synthetic=row.is_synthetic,
    )


def _score(row: PortfolioScore) -> ScoreRow:
    return ScoreRow(
        assessor_id=row.assessor_id,
        name=f"{row.assessor.given_name} {row.assessor.family_name}",
        scores={
            Criterion.COOPERATION: row.cooperation,
            Criterion.TRANSPARENCY: row.transparency,
            Criterion.REUSE: row.reuse,
        },
        reason=row.reason,
    )


def _decision(row: PortfolioDecision) -> DecisionRow:
    return DecisionRow(
        number=row.number,
        outcome=Outcome(row.outcome),
        decided_on=row.decided_on,
        reference=row.reference,
        reason=row.reason,
        support=_support(row),
    )

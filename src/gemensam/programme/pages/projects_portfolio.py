"""The portfolio: what everybody sees, and what those who score and decide see besides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme import words_projects as words
from gemensam.programme.kinds_projects import Criterion, DraftState
from gemensam.programme.pages import shown
from gemensam.programme.pages.projects import Names, ProjectLine
from gemensam.programme.queries.projects_portfolio import (
    ApplicationRow,
    CallRow,
    DecisionRow,
    FrameRow,
    ModelRow,
)
from gemensam.programme.rules.projects_portfolio import Left, Support
from gemensam.ui import formats
from gemensam.ui.parts import Column, Fact, Figure, Kind, Lines, Num, Row, Table, Tag, Working


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call as it is shown: its period and whether one can apply now."""

    id: UUID
    title: SafeString
    text: str
    period: str
    tag: Tag
    is_open: bool
    is_made_up: bool
    year: int
    model: SafeString


@dataclass(frozen=True, slots=True)
class FramePart:
    """A year's frame with what is left, each with its workings."""

    id: UUID
    year: int
    figures: Sequence[Figure]
    money_workings: Sequence[Working]
    percent_workings: Sequence[Working]
    note: str
    source: str
    is_made_up: bool


@dataclass(frozen=True, slots=True)
class ModelPart:
    """The decision that every call rests on."""

    facts: Sequence[Fact]
    text: str
    is_made_up: bool


@dataclass(frozen=True, slots=True)
class PortfolioPage:
    """What everybody sees."""

    frames: Sequence[FramePart]
    model: ModelPart | None
    calls: Sequence[CallLine]
    projects: Sequence[ProjectLine]


def public(
    *,
    frames: Sequence[FrameRow],
    models: Sequence[ModelRow],
    calls: Sequence[CallRow],
    projects: Sequence[ProjectLine],
    today: date,
) -> PortfolioPage:
    """Put the public page together."""
    return PortfolioPage(
        frames=[frame(one) for one in frames],
        model=model_part(models[0]) if models else None,
        calls=[call_line(one, today) for one in calls],
        projects=projects,
    )


def post(percent: int) -> str:
    """Write per cent of a post."""
    return shown.percent(percent * 10)


def frame(one: FrameRow) -> FramePart:
    """Draw a year's frame; of a year without a call nobody knows what was given."""
    return FramePart(
        id=one.id,
        year=one.year,
        figures=_left_figures(one) if one.has_calls else _frame_figures(one),
        money_workings=shown.workings(one.left.money_workings) if one.has_calls else [],
        percent_workings=shown.workings(one.left.percent_workings) if one.has_calls else [],
        note=""
        if one.has_calls
        else _("No call is entered here for the year. What was given then is unknown to us."),
        source=shown.source_name(one.source),
        is_made_up=one.is_synthetic,
    )


def _wanted(one: FrameRow) -> str:
    if one.projects_wanted is None:
        return ""
    return _("of %(count)d that the plan wants") % {"count": one.projects_wanted}


def _left_figures(one: FrameRow) -> list[Figure]:
    of_money = _("of %(amount)s") % {"amount": formats.amount(one.money)}
    of_post = _("of %(percent)s of a post") % {"percent": post(one.percent)}
    return [
        Figure(_("Money left"), shown.kronor(one.left.money), _("SEK"), of_money),
        Figure(_("Post left"), post(one.left.percent), "", of_post),
        Figure(_("Projects granted"), str(one.projects_granted)),
        Figure(_("Projects carried out"), str(one.projects_done), _wanted(one)),
    ]


def _frame_figures(one: FrameRow) -> list[Figure]:
    return [
        Figure(_("Money in the frame"), shown.kronor(one.money), _("SEK")),
        Figure(_("Post in the frame"), post(one.percent)),
        Figure(_("Projects granted"), _("Unknown")),
        Figure(_("Projects carried out"), _("Unknown"), "", _wanted(one)),
    ]


def model_part(one: ModelRow) -> ModelPart:
    """Draw the decision on the model."""
    weights = ", ".join(
        f"{_(words.CRITERION_WORDS[each])} × {one.model.weights[each]}" for each in Criterion
    )
    return ModelPart(
        facts=[
            Fact(_("Decided by"), one.decided_by),
            Fact(_("Day"), formats.day(one.decided_on)),
            Fact(_("Reference"), shown.in_swedish(one.reference)),
            Fact(_("Points"), weights, below=_("0 to %(most)d for each, and assessor")
                 % {"most": one.model.highest}),
        ],
        text=one.text,
        is_made_up=one.is_synthetic,
    )  # fmt: skip


def call_line(one: CallRow, today: date) -> CallLine:
    """Draw a call."""
    if one.is_open(today):
        tag = Tag(_("Open"), Kind.OK)
    elif today < one.opens_on:
        tag = Tag(_("Opens %(day)s") % {"day": formats.day(one.opens_on)}, Kind.OPEN)
    else:
        tag = Tag(_("Closed"), Kind.OFF)
    return CallLine(
        id=one.id,
        title=shown.in_swedish(one.title),
        text=one.text,
        period=f"{formats.day(one.opens_on)} – {formats.day(one.closes_on)}",
        tag=tag,
        is_open=one.is_open(today),
        is_made_up=one.is_synthetic,
        year=one.year,
        model=shown.in_swedish(one.model_reference),
    )


def support_words(support: Support) -> str:
    """Say a support in words: a part of a post as project lead, exchange, money."""
    told = []
    if support.percent is not None:
        told.append(_("project lead %(percent)s") % {"percent": post(support.percent)})
    if support.exchange:
        told.append(_("exchange of experience"))
    if support.money is not None:
        told.append(formats.amount(support.money))
    return ", ".join(told) or _("nothing")


def decision_tag(one: ApplicationRow) -> Tag:
    """Say where an application stands."""
    if one.state == DraftState.WITHDRAWN:
        return Tag(_("Withdrawn"), Kind.OFF)
    if not one.decisions:
        return Tag(_("Waits for a decision"), Kind.WARM)
    outcome = one.decisions[0].outcome
    return Tag(_(words.OUTCOME_WORDS[outcome]), words.OUTCOME_TAGS[outcome])


def points_text(one: ApplicationRow) -> str:
    """Write points of the most possible; without a score there are none, which is not nought."""
    found = one.points
    if not found.assessors:
        return _("Not scored")
    return _("%(points)d of %(most)d") % {"points": found.points, "most": found.most}


def applications(rows: Sequence[ApplicationRow], names: Names, *, more_href: str) -> Table:
    """List applications with who stands behind, what they ask for, points and decision."""
    return Table(
        caption=_("Applications"),
        columns=[
            Column(_("Application")), Column(_("Asks for")), Column(_("Points"), num=True),
            Column(_("State")),
        ],
        rows=[
            Row(
                [
                    Lines(shown.in_swedish(one.title), behind(one, names)),
                    support_words(one.wanted),
                    Num(points_text(one)),
                    decision_tag(one),
                ],
                href=reverse("programme:application", args=[one.id]),
            )
            for one in rows
        ],
        empty_text=_("Nobody has applied yet."),
        more_href=more_href,
    )  # fmt: skip


def behind(one: ApplicationRow, names: Names) -> str:
    """Name the municipality that leads and those with it."""
    return _("%(lead)s with %(others)s") % {
        "lead": names.municipality(one.lead_id),
        "others": names.listed(one.others),
    }


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """One application as those who score and decide see it."""

    id: UUID
    title: SafeString
    plain_title: str
    tag: Tag
    facts: Sequence[Fact]
    texts: Sequence[tuple[str, str]]
    points: str
    workings: Sequence[Working]
    scores: Table
    decisions: Sequence[tuple[str, Sequence[Fact], str]]
    can_score: bool
    can_decide: bool
    left: str
    version: int
    project_href: str
    is_made_up: bool


def application(
    one: ApplicationRow,
    names: Names,
    rest: Left,
    *,
    may_score: bool,
    may_decide: bool,
) -> ApplicationPage:
    """Put one application's page together."""
    is_open = one.state == DraftState.SUBMITTED
    found = one.points
    return ApplicationPage(
        id=one.id,
        title=shown.in_swedish(one.title),
        plain_title=one.title,
        tag=decision_tag(one),
        facts=_application_facts(one, names),
        texts=[
            (_("What it is for"), one.purpose),
            (_(words.CRITERION_WORDS[Criterion.COOPERATION]), one.cooperation),
            (_(words.CRITERION_WORDS[Criterion.TRANSPARENCY]), one.transparency),
            (_(words.CRITERION_WORDS[Criterion.REUSE]), one.reuse),
        ],
        points=points_text(one),
        workings=shown.workings(found.workings) if found.workings else [],
        scores=_scores(one),
        decisions=[_decision(each) for each in one.decisions],
        can_score=may_score and is_open and not one.decisions,
        can_decide=may_decide and is_open,
        left=_("Left of the year's frame: %(money)s and %(percent)s of a post.")
        % {"money": formats.amount(rest.money), "percent": post(rest.percent)},
        version=one.version,
        project_href=reverse("programme:project", args=[one.project_key])
        if one.project_key
        else "",
        is_made_up=one.is_synthetic,
    )


def _application_facts(one: ApplicationRow, names: Names) -> list[Fact]:
    count = 1 + len(one.others)
    facts = [
        Fact(_("Leads"), names.municipality(one.lead_id)),
        Fact(
            _("With"),
            names.listed(one.others),
            below=ngettext("%(count)d municipality", "%(count)d municipalities", count)
            % {"count": count},
        ),
        Fact(_("Asks for"), support_words(one.wanted)),
        Fact(_("Submitted"), formats.moment(one.submitted_at)),
        Fact(_("The call"), shown.in_swedish(one.call.title)),
    ]
    if one.activity_key:
        name = names.activities.get(one.activity_key, one.activity_key)
        facts.append(Fact(_("Activity of the plan"), shown.in_swedish(name)))
    return facts


def _scores(one: ApplicationRow) -> Table:
    return Table(
        caption=_("Each assessor's scores"),
        columns=[
            Column(_("Assessor")),
            *(Column(_(words.CRITERION_WORDS[each]), num=True) for each in Criterion),
            Column(_("Why")),
        ],
        rows=[
            Row(
                [
                    each.name,
                    *(Num(str(each.scores[criterion])) for criterion in Criterion),
                    shown.in_swedish(each.reason),
                ]
            )
            for each in one.scores
        ],
        empty_text=_("Nobody has scored it yet."),
    )


def _decision(one: DecisionRow) -> tuple[str, Sequence[Fact], str]:
    facts = [
        Fact(_("Outcome"), _(words.OUTCOME_WORDS[one.outcome])),
        Fact(_("Support"), support_words(one.support)),
        Fact(_("Day"), formats.day(one.decided_on)),
        Fact(_("Reference"), shown.in_swedish(one.reference)),
    ]
    return _("Decision %(number)d") % {"number": one.number}, facts, one.reason


def wanted_initial(support: Support) -> dict[str, object]:
    """Give a support as a form begins with it."""
    return {
        "percent": support.percent,
        "exchange": support.exchange,
        "money": None if support.money is None else support.money.kronor,
    }

"""The plan's goals with what is measured of them, and the plan itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme.pages import shown
from gemensam.programme.queries.overview import Target
from gemensam.programme.rules import plans
from gemensam.programme.rules.indicators import IndicatorDefinition, ValueState
from gemensam.programme.rules.standing import Standing
from gemensam.programme.shipped import indicators
from gemensam.programme.standings import CountLine
from gemensam.ui import formats
from gemensam.ui.parts import Fact, Link, Working


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator as one line: its value, and what it is of."""

    name: str
    href: str
    value: str
    below: str
    is_made_up: bool
    has_value: bool = True


@dataclass(frozen=True, slots=True)
class GoalLine:
    """An activity's target picture in one line."""

    number: str
    name: str
    target: str
    year: int | None
    href: str
    value: str
    below: str


@dataclass(frozen=True, slots=True)
class Goal:
    """An activity with its goal, its target picture and its indicators."""

    key: str
    number: str
    name: str
    goal: plans.DatedText | None
    target: plans.DatedText | None
    comment: plans.PlanText | None
    measured: Sequence[Measured]


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """All goals; indicators that belong to no activity stand last."""

    goals: Sequence[Goal]
    others: Sequence[Measured]


def lines(targets: Sequence[Target], standings: Mapping[str, Standing]) -> list[GoalLine]:
    """Give the target pictures as lines for the front page, with a value where one is at hand."""
    found = []
    for target in targets:
        known = [standings[one] for one in target.indicators if one in standings]
        best = known[-1] if known else None
        found.append(
            GoalLine(
                number=target.number,
                name=target.name,
                target=target.picture.text,
                year=target.picture.year,
                href=f"{reverse('programme:goals')}#mal-{target.key}",
                value=shown.share_text(best.county) if best else "",
                below=shown.said(best.definition.name) if best else "",
            )
        )
    return found


def build(
    *,
    plan: plans.Plan,
    standings: Mapping[str, Standing],
    counts: Mapping[str, Sequence[CountLine]],
) -> GoalsPage:
    """Put each activity beside what is measured of it."""
    measured = {one: _share(standing) for one, standing in standings.items()}
    measured |= {one: _count(one, rows) for one, rows in counts.items()}
    used = {one for activity in plan.activities for one in activity.indicators}
    return GoalsPage(
        goals=[
            Goal(
                key=activity.key,
                number=activity.number,
                name=activity.name,
                goal=activity.goal,
                target=activity.target,
                comment=activity.comment,
                measured=[measured[one] for one in activity.indicators if one in measured],
            )
            for activity in plan.activities
        ],
        others=[one for key, one in measured.items() if key not in used],
    )


def _share(standing: Standing) -> Measured:
    definition = standing.definition
    missing = len(standing.in_state(ValueState.MISSING))
    counts = shown.counts_text(standing.county)
    words = [counts] if counts else []
    if missing:
        words.append(
            ngettext(
                "%(count)d municipality is missing", "%(count)d municipalities are missing", missing
            )
            % {"count": missing}
        )
    return Measured(
        name=shown.said(definition.name),
        href=reverse("programme:indicator", args=[definition.id]),
        value=shown.share_text(standing.county),
        below=" · ".join(words),
        is_made_up=standing.is_partly_synthetic,
        has_value=shown.is_measured(standing.county),
    )


def _count(indicator_id: str, rows: Sequence[CountLine]) -> Measured:
    known = [row.number for row in rows if row.number is not None]
    return Measured(
        name=shown.said(indicators()[indicator_id].name),
        href=reverse("programme:indicator", args=[indicator_id]),
        value=formats.number(sum(known)) if known else _("No figure has been given"),
        below=_("the sum of %(count)d municipalities") % {"count": len(known)} if known else "",
        is_made_up=any(row.is_synthetic for row in rows),
        has_value=bool(known),
    )


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area of the plan with its rows and its total, added and printed."""

    key: str
    name: str
    source: str
    facts: Sequence[Fact]
    how: Sequence[plans.PlanText]
    who: Sequence[plans.PlanText]
    costs: Sequence[plans.CostRow]
    total: str
    workings: Sequence[Working]
    agrees: bool


@dataclass(frozen=True, slots=True)
class ActivityView:
    """An activity as the plan tells it."""

    key: str
    number: str
    name: str
    source: str
    what: str
    how: Sequence[plans.PlanText]
    facts: Sequence[Fact]
    unsaid: str
    goal: plans.DatedText | None
    target: plans.DatedText | None
    state: plans.PlanText | None
    comment: plans.PlanText | None
    indicators: Sequence[Link]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The whole plan."""

    title: str
    subtitle: str
    source: str
    total: str
    areas: Sequence[AreaView]
    activities: Sequence[ActivityView]
    workings: Sequence[Working]


def plan_page(plan: plans.Plan, definitions: Mapping[str, IndicatorDefinition]) -> PlanPage:
    """Put the plan together with its totals."""
    totals = plans.plan_totals(plan)
    return PlanPage(
        title=plan.title,
        subtitle=plan.subtitle,
        source=shown.source_name(plan.source),
        total=formats.amount(totals.whole.added),
        areas=[_area(area, totals.areas[area.key]) for area in plan.areas],
        activities=[_activity(one, definitions) for one in plan.activities],
        workings=shown.workings(totals.whole.workings),
    )


def _area(area: plans.PlanArea, total: plans.AddedTotal) -> AreaView:
    return AreaView(
        key=area.key,
        name=area.name,
        source=shown.source_name(area.source),
        facts=[
            Fact(_("What"), shown.in_swedish(area.what.text)),
            Fact(_("When"), shown.in_swedish(area.when.text)),
        ],
        how=area.how,
        who=area.who,
        costs=area.costs,
        total=formats.amount(total.added),
        workings=shown.workings(total.workings),
        agrees=not total.difference,
    )


def _activity(
    activity: plans.PlanActivity, definitions: Mapping[str, IndicatorDefinition]
) -> ActivityView:
    # What a reader asks for: its term, what the plan says, and the end of the sentence if it does not.
    asked = (
        (_("When"), _in_swedish(activity.when), _("when it is to be done")),
        (_("Who"), _in_swedish(activity.who), _("who does it")),
        (_("Cost"), formats.amount(activity.cost) if activity.cost else "", _("what it costs")),
    )
    return ActivityView(
        key=activity.key,
        number=activity.number,
        name=activity.name,
        source=shown.source_name(activity.source),
        what=activity.what.text if activity.what else "",
        how=activity.how,
        facts=[Fact(term, text) for term, text, _end in asked if text],
        unsaid=_unsaid([end for _term, text, end in asked if not text]),
        goal=activity.goal,
        target=activity.target,
        state=activity.current_state,
        comment=activity.comment,
        indicators=[
            Link(shown.said(definitions[one].name), reverse("programme:indicator", args=[one]))
            for one in activity.indicators
        ],
    )


def _in_swedish(text: plans.PlanText | None) -> str:
    return shown.in_swedish(text.text) if text else ""


def _unsaid(ends: Sequence[str]) -> str:
    """Say in one sentence what the plan leaves out; nothing when it says all."""
    if not ends:
        return ""
    return _("The plan does not say %(what)s.") % {"what": shown.listed(ends, _("or"))}

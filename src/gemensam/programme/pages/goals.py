"""The plan's goals with what is measured of them."""

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
    measured = {one: share(standing) for one, standing in standings.items()}
    measured |= {one: count(indicators()[one], rows) for one, rows in counts.items()}
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


def share(standing: Standing) -> Measured:
    """Give a share as one line: what it is of, and who is missing."""
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


def count(definition: IndicatorDefinition, rows: Sequence[CountLine]) -> Measured:
    """Give a count as one line: the sum of those that are known."""
    known = [row.number for row in rows if row.number is not None]
    return Measured(
        name=shown.said(definition.name),
        href=reverse("programme:indicator", args=[definition.id]),
        value=formats.number(sum(known)) if known else _("No figure has been given"),
        below=_("the sum of %(count)d municipalities") % {"count": len(known)} if known else "",
        is_made_up=any(row.is_synthetic for row in rows),
        has_value=bool(known),
    )

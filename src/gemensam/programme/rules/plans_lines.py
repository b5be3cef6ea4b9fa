"""A plan as lines under columns, to compare two of them line by line. Pure.

Columns are message ids. A line's key finds its partner in the other plan; without key the text does.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gemensam.kernel.money import Money
from gemensam.programme.rules import plans
from gemensam.programme.rules.resources import Pool, ResourceLine
from gemensam.programme.rules.workings import gettext_noop, kronor_digits

WHAT, HOW, WHEN = gettext_noop("What"), gettext_noop("How"), gettext_noop("When")
WHO, COST, NAME = gettext_noop("Who"), gettext_noop("Cost"), gettext_noop("Name")
MILESTONE = gettext_noop("Milestone or decision")


@dataclass(frozen=True, slots=True)
class Speech:
    """How the page says what is no plain text: a sentence with its marks, a measure, a resource."""

    sentence: Callable[[plans.PlanText], str]
    goal: Callable[[plans.PlanGoal], str]
    resource: Callable[[ResourceLine], str]
    post: Callable[[Pool], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the plan says."""

    column: str
    text: str
    key: str = ""
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The plan as a whole, an area or an activity, with its lines."""

    kind: str
    key: str
    title: str
    lines: tuple[Line, ...]


PLAN, AREA, ACTIVITY = (
    gettext_noop("The whole plan"),
    gettext_noop("Area"),
    gettext_noop("Activity"),
)


def parts_of(plan: plans.Plan, speech: Speech) -> tuple[Part, ...]:
    """Give the plan as parts: the whole first, then areas and activities in order."""
    return (
        Part(PLAN, "", plan.title, tuple(_of_plan(plan, speech))),
        *(Part(AREA, one.key, one.name, tuple(_of_area(one, speech))) for one in plan.areas),
        *(_activity_part(one, plan, speech) for one in plan.activities),
    )


def _activity_part(one: plans.PlanActivity, plan: plans.Plan, speech: Speech) -> Part:
    level = next((level.name for level in plan.levels if level.key == one.level), one.level)
    lines = tuple(_of_activity(one, level, speech))
    return Part(ACTIVITY, one.key, f"{one.number} {one.name}", lines)


def _one(column: str, text: str) -> Iterator[Line]:
    """A column that holds one thing: its own partner whatever it says."""
    if text:
        yield Line(column, text, key=column)


def _maybe(column: str, text: plans.PlanText | None, speech: Speech) -> Iterator[Line]:
    if text is not None:
        yield Line(column, speech.sentence(text), key=column)


def _said(column: str, texts: Iterable[plans.PlanText], speech: Speech) -> Iterator[Line]:
    for text in texts:
        yield Line(column, speech.sentence(text))


def _amount(column: str, amount: Money | None, key: str = "") -> Iterator[Line]:
    if amount is not None:
        yield Line(column, kronor_digits(amount), key or column, amount)


def _of_plan(plan: plans.Plan, speech: Speech) -> Iterator[Line]:
    yield from _one(gettext_noop("Title"), plan.title)
    yield from _one(gettext_noop("Subtitle"), plan.subtitle)
    yield from _one(gettext_noop("Years"), f"{plan.first_year}–{plan.last_year}")
    yield from _maybe(gettext_noop("Ambition"), plan.ambition, speech)
    for fact in plan.context:
        words = speech.sentence(fact.text)
        yield Line(gettext_noop("Starting points"), f"{words} {fact.reference}".strip())
    yield from _said(gettext_noop("Organisation"), plan.organisation, speech)
    for post in plan.posts:
        yield Line(gettext_noop("Posts"), speech.post(post), key=post.pool.value)
    for level in plan.levels:
        yield Line(gettext_noop("Level"), level.name, key=level.key)
    if plan.stated_funding is not None:
        funding = plan.stated_funding
        yield from _amount(gettext_noop("State grant"), funding.stimulus)
        yield from _amount(gettext_noop("Co-funding"), funding.cofunding)
        yield from _one(gettext_noop("Note"), funding.note)
    yield from _milestones(plan.milestones, speech)
    if plan.signing is not None:
        signing = plan.signing
        yield from _one(gettext_noop("To be signed by"), f"{signing.role}, {signing.organisation}")
    yield from _one(gettext_noop("Remark"), plan.note)
    order = ", ".join(one.number for one in plan.activities)
    yield from _one(gettext_noop("Order of the activities"), order)


def _milestones(milestones: Iterable[plans.Milestone], speech: Speech) -> Iterator[Line]:
    for one in milestones:
        yield Line(MILESTONE, f"{one.at}: {speech.sentence(one.text)}")


def _costs(costs: Iterable[plans.CostRow]) -> Iterator[Line]:
    for row in costs:
        formula = f"{row.formula} = " if row.quantity is not None else ""
        share = row.cofunding_share
        divided = f" ({share.numerator}/{share.denominator})" if share else ""
        text = f"{row.text}: {formula}{kronor_digits(row.amount)}{divided}"
        yield Line(COST, text, row.key, row.amount)


def _of_area(area: plans.PlanArea, speech: Speech) -> Iterator[Line]:
    yield from _one(NAME, area.name)
    yield from _maybe(WHAT, area.what, speech)
    yield from _said(HOW, area.how, speech)
    yield from _maybe(WHEN, area.when, speech)
    yield from _said(WHO, area.who, speech)
    yield from _costs(area.costs)


def _of_activity(one: plans.PlanActivity, level: str, speech: Speech) -> Iterator[Line]:
    yield from _one(gettext_noop("Activity number"), one.number)
    yield from _one(NAME, one.name)
    yield from _one(gettext_noop("Level"), level)
    yield from _said(gettext_noop("Background"), one.background, speech)
    yield from _maybe(WHAT, one.what, speech)
    yield from _said(HOW, one.how, speech)
    yield from _maybe(WHEN, one.when, speech)
    yield from _one(gettext_noop("Starts"), one.starts)
    yield from _one(gettext_noop("Ends"), one.ends)
    yield from _maybe(gettext_noop("Condition"), one.condition, speech)
    yield from _maybe(WHO, one.who, speech)
    yield from _maybe(gettext_noop("How things stand"), one.current_state, speech)
    for column, text in (
        (gettext_noop("Goal"), one.goal),
        (gettext_noop("Target picture"), one.target),
    ):
        if text is not None:
            yield Line(column, f"{text.year}: {text.text}", key=column)
    for goal in one.goals:
        yield Line(gettext_noop("Goal"), speech.goal(goal))
    yield from _one(gettext_noop("Measured by"), ", ".join(one.indicators))
    for line in one.resources:
        yield Line(gettext_noop("Resources"), speech.resource(line))
    yield from _costs(one.costs)
    yield from _milestones(one.milestones, speech)
    yield from _said(gettext_noop("The municipality's role"), one.municipality_role, speech)
    yield from _maybe(gettext_noop("Comment"), one.comment, speech)

"""The portfolio's rules: together or not at all, no call before the model, points, what is left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gemensam.kernel.money import Money, total
from gemensam.programme.kinds_projects import Criterion
from gemensam.programme.rules.workings import (
    MINUS,
    TIMES,
    Step,
    Unit,
    Workings,
    digits,
    gettext_noop,
    kronor_digits,
    sum_formula,
)

# "Gemensamt (två eller flera)": the plan of 2018.
FEWEST_MUNICIPALITIES = 2
TENTHS = 10


class PortfolioRule(ValueError):
    """The portfolio's rules refuse it."""


class Alone(PortfolioRule):
    """Fewer than two municipalities stand behind the application."""


class NoModelYet(PortfolioRule):
    """Nobody has decided how the portfolio works, so no call can be made."""


class BeforeTheModel(PortfolioRule):
    """The call would open before the day the model was decided."""


class CallIsClosed(PortfolioRule):
    """It is not the time of the call."""


class AsksForNothing(PortfolioRule):
    """An application asks for at least one form of support."""


class ScoreOutOfRange(PortfolioRule):
    """A score lies outside what the model has decided."""


class NotEnoughMoney(PortfolioRule):
    """The year's money does not reach."""

    def __init__(self, left: Money) -> None:
        super().__init__(str(left.ore))
        self.left = left


class NotEnoughPost(PortfolioRule):
    """The year's per cent of a post do not reach."""

    def __init__(self, left: int) -> None:
        super().__init__(str(left))
        self.left = left


def ensure_together(lead: UUID, confirmed: Iterable[UUID]) -> None:
    """Let an application through that two different municipalities stand behind. Raises Alone."""
    if len({lead, *confirmed}) < FEWEST_MUNICIPALITIES:
        raise Alone


def ensure_may_call(model_decided_on: date | None, opens_on: date) -> None:
    """Let a call through that a decided model comes before. Raises NoModelYet, BeforeTheModel."""
    if model_decided_on is None:
        raise NoModelYet
    if opens_on < model_decided_on:
        raise BeforeTheModel(opens_on)


def ensure_open(opens_on: date, closes_on: date, today: date) -> None:
    """Let an application through in the call's time, its last day included. Raises CallIsClosed."""
    if not opens_on <= today <= closes_on:
        raise CallIsClosed(today)


@dataclass(frozen=True, slots=True)
class Support:
    """What is asked for or given: per cent of a post, exchange of experience, money."""

    percent: int | None = None
    exchange: bool = False
    money: Money | None = None

    @property
    def is_any(self) -> bool:
        return self.percent is not None or self.exchange or self.money is not None


@dataclass(frozen=True, slots=True)
class Model:
    """How applications are scored: a weight for each criterion and the highest score."""

    weights: Mapping[Criterion, int]
    highest: int


@dataclass(frozen=True, slots=True)
class Points:
    """What an application got, of how many, per criterion and in all. No share is stored."""

    points: int
    most: int
    assessors: int
    workings: Workings | None


# What each criterion is called where its points are counted.
CRITERION_STEPS = {
    Criterion.COOPERATION: gettext_noop("Cooperation"),
    Criterion.TRANSPARENCY: gettext_noop("Transparency and communication"),
    Criterion.REUSE: gettext_noop("Possible to use again"),
}


def points(scores: Sequence[Mapping[Criterion, int]], model: Model) -> Points:
    """Add every assessor's scores times the criterion's weight. No scores give no workings."""
    for one in scores:
        if any(not 0 <= given <= model.highest for given in one.values()):
            raise ScoreOutOfRange(model.highest)
    per_assessor = sum(model.weights[each] for each in Criterion) * model.highest
    if not scores:
        return Points(0, 0, 0, None)
    steps = [_criterion_step(each, scores, model) for each in Criterion]
    got = sum(step.result for step in steps)
    steps.append(
        Step(
            label=gettext_noop("Points in all"),
            formula=" + ".join(digits(step.result) for step in steps),
            result=got,
            unit=Unit.COUNT,
        )
    )
    return Points(got, per_assessor * len(scores), len(scores), Workings(tuple(steps)))


def _criterion_step(
    criterion: Criterion, scores: Sequence[Mapping[Criterion, int]], model: Model
) -> Step:
    weight = model.weights[criterion]
    given = [one[criterion] for one in scores]
    sums = " + ".join(map(digits, given))
    return Step(
        label=CRITERION_STEPS[criterion],
        formula=f"{digits(weight)} {TIMES} ({sums})" if weight > 1 or len(given) > 1 else sums,
        result=weight * sum(given),
        unit=Unit.COUNT,
    )


@dataclass(frozen=True, slots=True)
class Left:
    """What a year's portfolio still has to give, and how that was worked out."""

    money: Money
    percent: int
    money_workings: Workings
    percent_workings: Workings


def left(money: Money, percent: int, given: Sequence[Support], *, source: str) -> Left:
    """Take what is given from what there was."""
    amounts = [one.money for one in given if one.money is not None]
    posts = [one.percent for one in given if one.percent is not None]
    money_left, percent_left = money - total(amounts), percent - sum(posts)
    return Left(
        money=money_left,
        percent=percent_left,
        money_workings=Workings(_money_steps(money, amounts, money_left, source)),
        percent_workings=Workings(_post_steps(percent, posts, percent_left, source)),
    )


def _money_steps(
    money: Money, amounts: Sequence[Money], rest: Money, source: str
) -> tuple[Step, ...]:
    spent = total(amounts)
    return (
        _step(gettext_noop("The year's money"), kronor_digits(money), money.ore, Unit.ORE, source),
        _step(gettext_noop("Granted so far"), sum_formula(amounts), spent.ore, Unit.ORE),
        _step(
            gettext_noop("Left"),
            f"{kronor_digits(money)} {MINUS} {kronor_digits(spent)}",
            rest.ore,
            Unit.ORE,
        ),
    )


def _post_steps(percent: int, posts: Sequence[int], rest: int, source: str) -> tuple[Step, ...]:
    unit = Unit.TENTHS_OF_PERCENT
    taken = sum(posts)
    return (
        _step(gettext_noop("Per cent of a post"), digits(percent), percent * TENTHS, unit, source),
        _step(
            gettext_noop("Granted so far"),
            " + ".join(map(digits, posts)) or "0",
            taken * TENTHS,
            unit,
        ),
        _step(
            gettext_noop("Left"), f"{digits(percent)} {MINUS} {digits(taken)}", rest * TENTHS, unit
        ),
    )


def _step(label: str, formula: str, result: int, unit: Unit, source: str | None = None) -> Step:
    return Step(label=label, formula=formula, result=result, unit=unit, source=source)


def ensure_fits(support: Support, rest: Left) -> None:
    """Let a support through that the year's frame reaches to.

    Raises NotEnoughMoney, NotEnoughPost.
    """
    if support.money is not None and support.money.ore > rest.money.ore:
        raise NotEnoughMoney(rest.money)
    if support.percent is not None and support.percent > rest.percent:
        raise NotEnoughPost(rest.percent)

"""What the municipalities pay per inhabitant for the organisation they share."""

from collections.abc import Mapping
from dataclasses import dataclass

from gemensam.kernel.money import Money
from gemensam.programme.rules.workings import (
    TIMES,
    Step,
    Unit,
    Workings,
    digits,
    gettext_noop,
    kronor_digits,
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """The contribution per municipality and in all; no total while a population is unknown."""

    per_municipality: dict[str, Money | None]
    unknown: tuple[str, ...]
    total: Money | None
    workings: Workings


def contribution(
    *,
    per_inhabitant: Money,
    populations: Mapping[str, int | None],
    source: str,
    assumption: str | None,
) -> Contribution:
    """Multiply each population by the rate. An unknown population is listed, never taken as zero."""
    known = {code: count for code, count in populations.items() if count is not None}
    unknown = tuple(sorted(set(populations) - set(known)))
    inhabitants = sum(known.values())
    in_all = per_inhabitant.times(inhabitants)
    steps = (
        Step(
            label=gettext_noop("Inhabitants"),
            formula=digits(inhabitants),
            result=inhabitants,
            unit=Unit.INHABITANTS,
            assumption=assumption,
        ),
        Step(
            label=gettext_noop("Contribution"),
            formula=f"{kronor_digits(per_inhabitant)} {TIMES} {digits(inhabitants)}",
            result=in_all.ore,
            unit=Unit.ORE,
            source=source,
        ),
    )
    return Contribution(
        per_municipality={
            code: None if count is None else per_inhabitant.times(count)
            for code, count in populations.items()
        },
        unknown=unknown,
        total=None if unknown else in_all,
        workings=Workings(steps),
    )

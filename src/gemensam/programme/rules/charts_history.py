"""A share over time for county, associations and municipalities, each period hidden by itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from gemensam.programme.rules.charts import Moment
from gemensam.programme.rules.indicators import (
    MISSING,
    SMALLEST_SHOWN_GROUP,
    SUPPRESSED,
    ShareValue,
    publish_levels,
    share,
)
from gemensam.programme.rules.indicators_figures import in_the_open


class Sum(NamedTuple):
    """What is reported for a period by one municipality, or by a whole association."""

    group: str
    code: str
    starts_on: date
    ends_on: date
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class History:
    """Developments, oldest first; a municipality without a value in a period has a gap there."""

    county: tuple[Moment, ...]
    groups: Mapping[str, tuple[Moment, ...]]
    places: Mapping[str, tuple[Moment, ...]]


EMPTY = History((), {}, {})


def history(sums: Iterable[Sum], *, is_open: bool) -> History:
    """Put each period's values together as they may be shown."""
    periods: defaultdict[tuple[date, date], defaultdict[str, dict[str, ShareValue]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    members: dict[str, set[str]] = defaultdict(set)
    small: set[tuple[date, date]] = set()
    for one in sums:
        if one.denominator < SMALLEST_SHOWN_GROUP:
            small.add((one.ends_on, one.starts_on))
        periods[one.ends_on, one.starts_on][one.group][one.code] = share(
            one.numerator, one.denominator
        )
        members[one.group].add(one.code)
    order = [(group, sorted(codes)) for group, codes in members.items()]
    county: list[Moment] = []
    groups: defaultdict[str, list[Moment]] = defaultdict(list)
    places: defaultdict[str, list[Moment]] = defaultdict(list)
    for ends_on, starts_on in sorted(periods):
        found = periods[ends_on, starts_on]
        whole = {
            group: {code: found[group].get(code, MISSING) for code in codes}
            for group, codes in order
        }
        # Where nothing is small nothing is hidden.
        is_shown = is_open or (ends_on, starts_on) not in small
        shown = in_the_open(whole) if is_shown else publish_levels(whole)
        county.append(Moment(starts_on, ends_on, shown.total))
        for group, published in shown.groups.items():
            groups[group].append(Moment(starts_on, ends_on, published.total))
            for code, value in published.rows.items():
                places[code].append(Moment(starts_on, ends_on, value))
    return History(
        tuple(county),
        {name: tuple(moments) for name, moments in groups.items()},
        {code: tuple(moments) for code, moments in places.items()},
    )


def of_county(sums: Iterable[Sum], *, is_open: bool) -> tuple[Moment, ...]:
    """Give the county's development from the associations' sums alone.

    The same as `history` gives: an association's sum is hidden exactly when it is too small, since
    its rows are hidden until what is hidden is enough.
    """
    periods: defaultdict[tuple[date, date], list[Sum]] = defaultdict(list)
    for one in sums:
        periods[one.ends_on, one.starts_on].append(one)
    return tuple(
        Moment(starts_on, ends_on, _whole(periods[ends_on, starts_on], is_open=is_open))
        for ends_on, starts_on in sorted(periods)
    )


def _whole(sums: Iterable[Sum], *, is_open: bool) -> ShareValue:
    rows = list(sums)
    hidden = sum(one.denominator for one in rows if one.denominator < SMALLEST_SHOWN_GROUP)
    if not is_open and 0 < hidden < SMALLEST_SHOWN_GROUP:
        return SUPPRESSED
    return share(sum(one.numerator for one in rows), sum(one.denominator for one in rows))

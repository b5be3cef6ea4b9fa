"""How exactly a project's times are known, and who takes part, per municipality. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from gemensam.programme.kinds_projects import ParticipantsKnown
from gemensam.programme.rules.workings import (
    MINUS,
    TIMES,
    Step,
    Unit,
    Workings,
    digits,
    gettext_noop,
)

# Participation is compared per ten thousand inhabitants: the smallest have some five thousand.
PER_INHABITANTS = 10_000
# Upper limits of the sizes that municipalities are compared in; the last has none.
SIZE_LIMITS = (10_000, 15_000, 30_000)
_SHAPE = re.compile(r"(\d{4})(?:-(?:(H[12])|(\d{2})(?:-(\d{2}))?))?")


class NotATime(ValueError):
    """The text is no year, half-year, month or day."""


@dataclass(frozen=True, slots=True, order=True)
class Time:
    """A time as exact as it is known: a year, a half of it, a month or a day; noughts are unsaid."""

    year: int
    half: int = 0
    month: int = 0
    day: int = 0


def read_time(text: str) -> Time:
    """Read 2014, 2014-H1, 2014-09 or 2014-09-15. Raises NotATime."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise NotATime(text)
    year, half, month, day = found.groups()
    if month is not None:
        try:
            date(int(year), int(month), int(day or 1))
        except ValueError as wrong:
            raise NotATime(text) from wrong
    return Time(int(year), int(half[1]) if half else 0, int(month or 0), int(day or 0))


class Participation(Enum):
    """What is known of a municipality's part in some projects."""

    NAMED = "NAMED"
    # Not named; but there are projects whose participants nobody has told.
    UNKNOWN = "UNKNOWN"
    # Not named, and every project's participants are known.
    NOT_NAMED = "NOT_NAMED"


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What the lens needs of a project."""

    id: UUID
    year: int
    participants_known: ParticipantsKnown
    participants: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class MunicipalityPart:
    """One municipality: the projects that name it. No inhabitants is not known, never zero."""

    municipality_id: UUID
    inhabitants: int | None
    projects: tuple[UUID, ...]
    state: Participation

    @property
    def hundredths_per_inhabitants(self) -> int | None:
        """Projects per ten thousand inhabitants, in hundredths, half rounded up."""
        if not self.inhabitants:
            return None
        product = len(self.projects) * PER_INHABITANTS * 100
        return (2 * product + self.inhabitants) // (2 * self.inhabitants)


@dataclass(frozen=True, slots=True)
class SizeClass:
    """Municipalities of one size: from `starts_at` up to, not including, `ends_at`."""

    starts_at: int
    ends_at: int | None
    municipalities: int
    named: int
    projects: int
    inhabitants: int


@dataclass(frozen=True, slots=True)
class Lens:
    """Who takes part, who is not named, and how many projects say nothing about it."""

    parts: tuple[MunicipalityPart, ...]
    sizes: tuple[SizeClass, ...]
    projects_listed: int
    projects_unknown: int
    workings: Workings

    @property
    def named(self) -> int:
        return sum(part.state is Participation.NAMED for part in self.parts)


def lens(
    projects: Iterable[ProjectFacts],
    inhabitants: Mapping[UUID, int | None],
    *,
    source: str | None = None,
) -> Lens:
    """Count the projects that name each municipality.

    A project whose participants are unknown says of nobody that they were away. One that only its
    sub-projects tell of is counted through them, so that nothing is counted twice.
    """
    found = list(projects)
    listed = [one for one in found if one.participants_known is ParticipantsKnown.LISTED]
    unknown = sum(one.participants_known is ParticipantsKnown.UNKNOWN for one in found)
    parts = tuple(
        _part(place, count, listed, some_unknown=unknown > 0)
        for place, count in inhabitants.items()
    )
    named = sum(part.state is Participation.NAMED for part in parts)
    return Lens(parts, _sizes(parts), len(listed), unknown, _workings(parts, named, source))


def _part(
    place: UUID, inhabitants: int | None, listed: list[ProjectFacts], *, some_unknown: bool
) -> MunicipalityPart:
    mine = tuple(one.id for one in listed if place in one.participants)
    otherwise = Participation.UNKNOWN if some_unknown else Participation.NOT_NAMED
    return MunicipalityPart(place, inhabitants, mine, Participation.NAMED if mine else otherwise)


def _sizes(parts: tuple[MunicipalityPart, ...]) -> tuple[SizeClass, ...]:
    edges: list[tuple[int, int | None]] = list(
        zip((0, *SIZE_LIMITS), (*SIZE_LIMITS, None), strict=True)
    )
    return tuple(_size(start, end, parts) for start, end in edges)


def _size(start: int, end: int | None, parts: tuple[MunicipalityPart, ...]) -> SizeClass:
    inside = [
        part
        for part in parts
        if part.inhabitants is not None
        and part.inhabitants >= start
        and (end is None or part.inhabitants < end)
    ]
    return SizeClass(
        starts_at=start,
        ends_at=end,
        municipalities=len(inside),
        named=sum(part.state is Participation.NAMED for part in inside),
        projects=sum(len(part.projects) for part in inside),
        inhabitants=sum(part.inhabitants or 0 for part in inside),
    )


def _workings(parts: tuple[MunicipalityPart, ...], named: int, source: str | None) -> Workings:
    places = len(parts)
    counted = sum(len(part.projects) for part in parts)
    return Workings(
        (
            Step(
                label=gettext_noop("Places in projects, a municipality counted once in each"),
                formula=digits(counted),
                result=counted,
                unit=Unit.COUNT,
                source=source,
            ),
            Step(
                label=gettext_noop("Municipalities that no project names"),
                formula=f"{digits(places)} {MINUS} {digits(named)}",
                result=places - named,
                unit=Unit.COUNT,
            ),
        )
    )


def rate_formula(part: MunicipalityPart) -> str:
    """Write how a municipality's rate was reached, or nothing when its inhabitants are unknown."""
    if not part.inhabitants:
        return ""
    return f"{len(part.projects)} {TIMES} {digits(PER_INHABITANTS)} / {digits(part.inhabitants)}"

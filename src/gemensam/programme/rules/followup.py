"""Goal fulfilment: a year's report by area, what must be said with a status, and what is counted."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from gemensam.programme.kinds_followup import OutcomeStatus
from gemensam.programme.rules.workings import Step, Unit, Workings, gettext_noop

LONGEST_TEXT = 2_000
MOST_AREAS = 40
MOST_LINES = 60
_ASSESSED = frozenset({OutcomeStatus.MET, OutcomeStatus.PARTLY, OutcomeStatus.NOT_MET})


@dataclass(frozen=True, slots=True)
class AreaOutcome:
    """What a year came to in one area. `why` says what the status rests on."""

    key: str
    name: str
    goal: str
    status: OutcomeStatus
    # The report that is followed prints no status: the reading is ours.
    status_is_ours: bool = False
    why: str = ""
    worked_with: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()
    comment: str = ""
    # What would wake a dormant area.
    wakes_on: tuple[str, ...] = ()
    # The month or day of a decision about the area, as written: 2015-09.
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A year's goal fulfilment, whole."""

    year: int
    intro: str
    analysis: str
    comments: str
    areas: tuple[AreaOutcome, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong; `area` is its index, None for the report. `message` is an English id."""

    area: int | None
    field: str
    message: str


def faults(report: Report) -> tuple[Fault, ...]:
    """Say what keeps a report from being kept: an assessment without reason is none."""
    found = [fault for at, area in enumerate(report.areas) for fault in _area_faults(at, area)]
    keys = [area.key for area in report.areas]
    found += [
        Fault(at, "name", gettext_noop("Two areas have the same name"))
        for at, key in enumerate(keys)
        if key in keys[:at]
    ]
    if len(report.areas) > MOST_AREAS:
        found.append(Fault(None, "areas", gettext_noop("A report has at most 40 areas")))
    for name, text in (
        ("intro", report.intro),
        ("analysis", report.analysis),
        ("comments", report.comments),
    ):
        if len(text) > LONGEST_TEXT:
            found.append(Fault(None, name, gettext_noop("Write at most 2,000 characters")))
    return tuple(found)


def _area_faults(at: int, area: AreaOutcome) -> Iterable[Fault]:
    if not area.name:
        yield Fault(at, "name", gettext_noop("Give the area a name"))
    if area.status in _ASSESSED and not area.why:
        yield Fault(at, "why", gettext_noop("Say what the assessment rests on"))
    if area.status is OutcomeStatus.DORMANT and not area.wakes_on:
        yield Fault(at, "wakes_on", gettext_noop("Say what would wake the area"))
    if area.status is not OutcomeStatus.DORMANT and area.wakes_on:
        yield Fault(at, "wakes_on", gettext_noop("Only an area that rests can be woken"))
    for name in ("goal", "why", "comment"):
        if len(getattr(area, name)) > LONGEST_TEXT:
            yield Fault(at, name, gettext_noop("Write at most 2,000 characters"))
    for name in ("deliveries", "worked_with", "wakes_on"):
        lines = getattr(area, name)
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_TEXT for line in lines):
            yield Fault(at, name, gettext_noop("Write at most 60 lines"))


def deliveries(report: Report) -> Workings:
    """Count deliveries: a line that stands under two areas with the same words is one delivery."""
    every = [line for area in report.areas for line in area.deliveries]
    distinct = len({" ".join(line.split()).casefold() for line in every})
    terms = " + ".join(str(len(area.deliveries)) for area in report.areas) or "0"
    return Workings(
        (
            Step(gettext_noop("Lines in all"), terms, len(every), Unit.COUNT),
            Step(
                gettext_noop("Deliveries, each counted once"),
                f"{len(every)} − {len(every) - distinct}",
                distinct,
                Unit.COUNT,
            ),
        )
    )


def by_status(report: Report) -> dict[OutcomeStatus, int]:
    """Count areas by status, every status named, in their own order."""
    return {status: sum(area.status is status for area in report.areas) for status in OutcomeStatus}


@dataclass(frozen=True, slots=True)
class CountyGroup:
    """A statement about some counties; an unknown number of them is None, never nought."""

    key: str
    text: str
    counties: int | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaOfCounties:
    """How the country's counties stood in one area."""

    key: str
    name: str
    groups: tuple[CountyGroup, ...]

    @property
    def is_counted(self) -> bool:
        return all(one.counties is not None for one in self.groups)


def counties(area: AreaOfCounties, in_all: int) -> Workings | None:
    """Count the counties that a summary names, and those it leaves out. None: it does not count."""
    if not area.is_counted:
        return None
    numbers = [one.counties or 0 for one in area.groups]
    named = sum(numbers)
    return Workings(
        (
            Step(
                gettext_noop("Counties that the follow-up counts"),
                " + ".join(map(str, numbers)),
                named,
                Unit.COUNT,
            ),
            Step(
                gettext_noop("Counties that it does not account for"),
                f"{in_all} − {named}",
                in_all - named,
                Unit.COUNT,
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A report's canonical text and the SHA-256 of it."""

    text: str
    digest: str


def canonical(report: Report) -> Kept:
    """Write a report the one way in which it is kept."""
    areas = [
        {
            "key": area.key,
            "name": area.name,
            "goal": area.goal,
            "status": area.status.value,
            "status_is_ours": area.status_is_ours,
            "why": area.why,
            "worked_with": list(area.worked_with),
            "indicators": list(area.indicators),
            "deliveries": list(area.deliveries),
            "comment": area.comment,
            "wakes_on": list(area.wakes_on),
            "decided": area.decided,
        }
        for area in report.areas
    ]
    whole = {
        "year": report.year,
        "intro": report.intro,
        "analysis": report.analysis,
        "comments": report.comments,
        "source": report.source,
        "areas": areas,
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Kept(text, sha256(text.encode()).hexdigest())

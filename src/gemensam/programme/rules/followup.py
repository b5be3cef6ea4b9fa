"""Goal fulfilment: a year's report by area, what must be said with a status, and what is counted."""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from gemensam.programme.kinds_followup import OutcomeStatus
from gemensam.programme.rules.indicators import Text
from gemensam.programme.rules.workings import Step, Unit, Workings, gettext_noop

LONGEST_TEXT = 2_000
MOST_AREAS = 40
MOST_LINES = 60
_ASSESSED = frozenset({OutcomeStatus.MET, OutcomeStatus.PARTLY, OutcomeStatus.NOT_MET})
# Nobody can have met, wholly or partly, what is not measured.
_NEEDS_MEASURE = frozenset({OutcomeStatus.MET, OutcomeStatus.PARTLY})
# A year, a month or a day, as a decision is dated.
_DECIDED = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


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
    for said in ([area.key for area in report.areas], [_same(one.name) for one in report.areas]):
        found += [
            Fault(at, "name", gettext_noop("Two areas have the same name"))
            for at, one in enumerate(said)
            if one and one in said[:at]
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


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()


def _area_faults(at: int, area: AreaOutcome) -> Iterable[Fault]:
    """Say what the status asks for and is not there."""
    if not area.name:
        yield Fault(at, "name", gettext_noop("Give the area a name"))
    if area.status in _ASSESSED and not area.why:
        yield Fault(at, "why", gettext_noop("Say what the assessment rests on"))
    if area.status in _NEEDS_MEASURE and not area.indicators:
        yield Fault(at, "indicators", gettext_noop("Choose what shows that the goal is met"))
    if area.status is OutcomeStatus.DORMANT and not area.wakes_on:
        yield Fault(at, "wakes_on", gettext_noop("Say what would wake the area"))
    if area.status is not OutcomeStatus.DORMANT and area.wakes_on:
        yield Fault(at, "wakes_on", gettext_noop("Only an area that rests can be woken"))
    yield from _form_faults(at, area)


def _form_faults(at: int, area: AreaOutcome) -> Iterable[Fault]:
    """Say what is too long, or is no date."""
    if area.decided and not _DECIDED.fullmatch(area.decided):
        yield Fault(at, "decided", gettext_noop("Write the date as 2026, 2026-09 or 2026-09-15"))
    for name in ("name", "goal", "why", "comment"):
        if len(getattr(area, name)) > LONGEST_TEXT:
            yield Fault(at, name, gettext_noop("Write at most 2,000 characters"))
    for name in ("deliveries", "worked_with", "wakes_on"):
        lines = getattr(area, name)
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_TEXT for line in lines):
            yield Fault(at, name, gettext_noop("Write at most 60 lines"))


def deliveries(report: Report) -> Workings:
    """Count deliveries: a line that stands under two areas with the same words is one delivery."""
    every = [line for area in report.areas for line in area.deliveries]
    distinct = len({_same(line) for line in every})
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


def shown_status(area: AreaOutcome, measured: Collection[str]) -> OutcomeStatus:
    """Give the status as it may be shown: what nothing measures cannot be assessed as met."""
    if area.status in _NEEDS_MEASURE and not any(one in measured for one in area.indicators):
        return OutcomeStatus.NOT_ASSESSABLE
    return area.status


def by_status(statuses: Sequence[OutcomeStatus]) -> dict[OutcomeStatus, int]:
    """Count statuses, every one named, in their own order."""
    return {status: statuses.count(status) for status in OutcomeStatus}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two versions say differently; `area` is its name, empty for the report."""

    area: str
    field: str


# Everything that is said of an area, in the order of the form.
AREA_FIELDS = (
    "name", "goal", "status", "status_is_ours", "why", "indicators", "deliveries", "comment",
    "wakes_on", "worked_with", "decided",
)  # fmt: skip
REPORT_FIELDS = ("intro", "analysis", "comments")
ADDED, REMOVED = "added", "removed"


def differences(before: Report | None, after: Report) -> tuple[Difference, ...]:
    """Name what differs between two versions of a year's report."""
    if before is None:
        return ()
    found = [
        Difference("", name)
        for name in REPORT_FIELDS
        if getattr(before, name) != getattr(after, name)
    ]
    old = {area.key: area for area in before.areas}
    for area in after.areas:
        was = old.pop(area.key, None)
        if was is None:
            found.append(Difference(area.name, ADDED))
            continue
        found += [
            Difference(area.name, name)
            for name in AREA_FIELDS
            if getattr(was, name) != getattr(area, name)
        ]
    found += [Difference(area.name, REMOVED) for area in old.values()]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class CountChange:
    """How much more there is than before, among those that are known both times."""

    places: int
    more: int


def count_change(now: Mapping[str, int], before: Mapping[str, int]) -> CountChange | None:
    """Compare two counts by place; one that is known only once has neither risen nor fallen."""
    both = now.keys() & before.keys()
    if not both:
        return None
    return CountChange(len(both), sum(now[one] - before[one] for one in both))


@dataclass(frozen=True, slots=True)
class CountyGroup:
    """A statement about some counties; an unknown number of them is None, never nought."""

    key: str
    text: str
    counties: int | None = None
    names: tuple[str, ...] = ()
    # For where there is little room.
    short: Text | None = None


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

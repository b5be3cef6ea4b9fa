"""A grant's ledger: an immutable fold over lines, hours and closings. Refuses what the database does.

A line is never changed. What was wrong is corrected by another line that points at it and says why;
only such a line may be negative, and only such a line may come into a closed year.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gemensam.kernel.money import Money, total
from gemensam.programme.kinds import CofundingState, LineKind

NOTHING = Money(0)


class LedgerRefused(ValueError):
    """The entry cannot be taken into the ledger."""


class NoSuchComponent(LedgerRefused):
    """The grant has no component by that key."""


class YearIsClosed(LedgerRefused):
    """The year is closed: it changes only by a correction line."""


class YearIsOpen(LedgerRefused):
    """As long as the year is open the municipality changes its hours itself."""


class YearsCloseInOrder(LedgerRefused):
    """A year is closed once, and after the years before it."""


class OnlyCorrectionsAreNegative(LedgerRefused):
    """Less than nothing is written only to correct, and a correction changes something."""


class CorrectionWithoutReason(LedgerRefused):
    """A correction says why; a line that corrects nothing has nothing to explain."""


class NothingToCorrect(LedgerRefused):
    """The line that is to be corrected is not there, or is itself a correction."""


class OtherThanCorrected(LedgerRefused):
    """A correction has the kind, component and year of the line it corrects."""


class MoreThanThereIs(LedgerRefused):
    """The correction takes away more than is left, or adds hours that nobody has attested."""


class LineIsThere(LedgerRefused):
    """A line comes once."""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the grant. Hours on its activities count here; none named means every activity."""

    key: str
    text: str
    amount: Money
    is_matchable: bool
    assumption: str | None = None
    activities: frozenset[str] = frozenset()
    last_year: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Money set aside, spent or booked; or a correction of that or of hours (`corrects`)."""

    id: str
    kind: LineKind
    component: str
    year: int
    amount: Money
    activity: str = ""
    municipality: str = ""
    is_estimate: bool = False
    corrects: str = ""
    # Which late news of the hours it takes in; 0 means that it corrects the hours as they stood.
    late_version: int = 0
    reason: str = ""

    @property
    def is_correction(self) -> bool:
        return bool(self.corrects)


@dataclass(frozen=True, slots=True)
class Hours:
    """What a municipality has said of an hour report; a higher version is newer."""

    id: str
    version: int
    state: CofundingState
    year: int
    activity: str
    municipality: str
    amount: Money

    @property
    def attested(self) -> Money:
        return self.amount if self.state is CofundingState.ATTESTED else NOTHING


@dataclass(frozen=True, slots=True)
class LateNews:
    """News of hours whose year was closed, and what it would change of the attested sum."""

    hours: Hours
    change: Money


@dataclass(frozen=True, slots=True)
class Closing:
    """The year is closed."""

    year: int


type Entry = Line | Hours | Closing


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything written of one grant, in the order in which it came."""

    year: int
    components: tuple[Component, ...]
    lines: Mapping[str, Line] = field(default_factory=dict)
    hours: Mapping[str, Hours] = field(default_factory=dict)
    late: tuple[LateNews, ...] = ()
    closed: frozenset[int] = frozenset()

    @property
    def last_year(self) -> int:
        """The last year in which money may be used, as far as any document says."""
        return max([self.year, *(one.last_year for one in self.components if one.last_year)])


def fold(ledger: Ledger, entries: Iterable[Entry]) -> Ledger:
    """Take entries in, one after the other. Raises LedgerRefused at the first that cannot be."""
    for entry in entries:
        ledger = append(ledger, entry)
    return ledger


def append(ledger: Ledger, entry: Entry) -> Ledger:
    """Give the ledger with one more entry; the old one is as it was. Raises LedgerRefused."""
    match entry:
        case Line():
            _ensure_fits(ledger, entry)
            return replace(ledger, lines={**ledger.lines, entry.id: entry})
        case Hours():
            return _hear(ledger, entry)
        case Closing():
            if entry.year in ledger.closed or any(
                year not in ledger.closed for year in range(ledger.year, entry.year)
            ):
                raise YearsCloseInOrder(str(entry.year))
            if entry.year < ledger.year:
                raise YearsCloseInOrder(str(entry.year))
            return replace(ledger, closed=ledger.closed | {entry.year})


def _ensure_fits(ledger: Ledger, line: Line) -> None:
    if line.id in ledger.lines:
        raise LineIsThere(line.id)
    if all(one.key != line.component for one in ledger.components):
        raise NoSuchComponent(line.component)
    if bool(line.reason) != line.is_correction:
        raise CorrectionWithoutReason(line.id)
    if line.is_correction:
        _ensure_corrects(ledger, line)
    elif line.amount < NOTHING or line.kind is LineKind.HOURS:
        raise OnlyCorrectionsAreNegative(line.id)
    elif line.year in ledger.closed:
        raise YearIsClosed(str(line.year))


def _ensure_corrects(ledger: Ledger, line: Line) -> None:
    if not line.amount:
        raise OnlyCorrectionsAreNegative(line.id)
    if line.kind is LineKind.HOURS:
        _ensure_corrects_hours(ledger, line)
        return
    target = ledger.lines.get(line.corrects)
    if target is None or target.is_correction:
        raise NothingToCorrect(line.corrects)
    if (target.kind, target.component, target.year) != (line.kind, line.component, line.year):
        raise OtherThanCorrected(line.corrects)
    if value_of(ledger, target) + line.amount < NOTHING:
        raise MoreThanThereIs(line.corrects)


def _ensure_corrects_hours(ledger: Ledger, line: Line) -> None:
    news = [one for one in ledger.late if one.hours.id == line.corrects]
    if line.late_version:
        taken = [one for one in news if one.hours.version == line.late_version]
        if not taken or taken[0].change != line.amount:
            raise NothingToCorrect(line.corrects)
        if any(
            (one.corrects, one.late_version) == (line.corrects, line.late_version)
            for one in ledger.lines.values()
        ):
            raise LineIsThere(line.corrects)
    elif line.corrects not in ledger.hours:
        raise NothingToCorrect(line.corrects)
    known = ledger.hours.get(line.corrects) or news[0].hours
    place = component_of(ledger.components, known.activity)
    if place is None or (place.key, known.year) != (line.component, line.year):
        raise OtherThanCorrected(line.corrects)
    # An attestation that was corrected and then withdrawn would count for less than nothing.
    if line.year not in ledger.closed:
        raise YearIsOpen(str(line.year))
    base = ledger.hours[line.corrects].attested if line.corrects in ledger.hours else NOTHING
    most = max([base, *(one.hours.attested for one in news)])
    after = counted_hours(ledger, line.corrects) + line.amount
    if not NOTHING <= after <= most:
        raise MoreThanThereIs(line.corrects)


def _hear(ledger: Ledger, hours: Hours) -> Ledger:
    """Take news of hours: older news changes nothing, and a closed year is not touched."""
    if hours.year != ledger.year:
        return ledger
    known = ledger.hours.get(hours.id)
    late = [one for one in ledger.late if one.hours.id == hours.id]
    newest = max([known.version if known else 0, *(one.hours.version for one in late)])
    if hours.version <= newest:
        return ledger
    if hours.year not in ledger.closed:
        return replace(ledger, hours={**ledger.hours, hours.id: hours})
    before = (known.attested if known else NOTHING) + total(one.change for one in late)
    news = LateNews(hours, hours.attested - before)
    return replace(ledger, late=(*ledger.late, news))


def value_of(ledger: Ledger, line: Line) -> Money:
    """Give what a line is worth with its corrections."""
    return line.amount + total(
        one.amount
        for one in ledger.lines.values()
        if one.corrects == line.id and one.kind is line.kind
    )


def counted_hours(ledger: Ledger, hours_id: str) -> Money:
    """Give what an hour report counts for: what was attested, and its corrections."""
    known = ledger.hours.get(hours_id)
    return (known.attested if known else NOTHING) + total(
        one.amount
        for one in ledger.lines.values()
        if one.corrects == hours_id and one.kind is LineKind.HOURS
    )


def component_of(components: Iterable[Component], activity: str) -> Component | None:
    """Find where hours on an activity count: where it is named, else where every activity is."""
    every = None
    for one in components:
        if activity in one.activities:
            return one
        if not one.activities and every is None:
            every = one
    return every

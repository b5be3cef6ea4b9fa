"""Sequences of ledger entries, invented by Hypothesis: many of them refused, as in life."""

from dataclasses import dataclass

from hypothesis import strategies as st

from gemensam.kernel.money import Money
from gemensam.programme.kinds import CofundingState, LineKind
from gemensam.programme.rules.ledger import Closing, Component, Entry, Hours, Ledger, Line

YEAR = 2026
YEARS = (YEAR, YEAR + 1)
ACTIVITIES = ("mobilitet", "trygghetslarm", "npo")
COMPONENTS = ("akt", "sam", "spec")
MOST_ORE = 500_000

amounts = st.integers(0, MOST_ORE).map(Money)


@st.composite
def empty_ledger(draw: st.DrawFn) -> Ledger:
    """Give a grant with one to three components, no line yet."""
    components = []
    for key in COMPONENTS[: draw(st.integers(1, len(COMPONENTS)))]:
        is_matchable = draw(st.booleans())
        components.append(
            Component(
                key=key,
                text=key,
                amount=draw(amounts),
                is_matchable=is_matchable,
                assumption=None if is_matchable else "Antagande.",
                activities=frozenset(draw(st.sets(st.sampled_from(ACTIVITIES), max_size=2))),
                last_year=draw(st.sampled_from((None, *YEARS))),
            )
        )
    return Ledger(YEAR, tuple(components))


@dataclass
class _Written:
    """What has been asked for so far, so that later entries can point at it."""

    lines: list[Line]
    hours: list[Hours]


@st.composite
def entries(draw: st.DrawFn, most: int = 14) -> list[Entry]:
    """Give lines, corrections, news of hours and closings in any order."""
    written, found = _Written([], []), list[Entry]()
    for number in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(("line", "line", "correct", "hours", "hours", "take", "close")))
        entry = _entry(draw, kind, f"{number}", written)
        if isinstance(entry, Line):
            written.lines.append(entry)
        elif isinstance(entry, Hours):
            written.hours.append(entry)
        found.append(entry)
    return found


def _entry(draw: st.DrawFn, kind: str, key: str, written: _Written) -> Entry:
    match kind:
        case "close":
            return Closing(draw(st.sampled_from(YEARS)))
        case "hours":
            return _hours(draw, f"t{key}", written)
        case "correct" if written.lines:
            return _correction(draw, f"r{key}", draw(st.sampled_from(written.lines)))
        case "take" if written.hours:
            return _of_hours(draw, f"r{key}", draw(st.sampled_from(written.hours)), written)
    return Line(
        id=f"l{key}",
        kind=draw(st.sampled_from((LineKind.ALLOCATION, LineKind.COST, LineKind.BOOKED))),
        component=draw(st.sampled_from(COMPONENTS)),
        year=draw(st.sampled_from(YEARS)),
        amount=draw(amounts) if draw(st.integers(0, 9)) else Money(-draw(amounts).ore),
    )


def _correction(draw: st.DrawFn, key: str, target: Line) -> Line:
    change = draw(
        st.one_of(st.just(-target.amount.ore), st.integers(-target.amount.ore or -1, MOST_ORE))
    )
    return Line(
        id=key,
        kind=target.kind,
        component=target.component,
        year=target.year,
        amount=Money(change),
        corrects=target.id,
        reason=draw(st.sampled_from(("Fel belopp", "Fel belopp", ""))),
    )


def _hours(draw: st.DrawFn, key: str, written: _Written) -> Hours:
    """Give a new report, or newer (or repeated) news of one."""
    state = draw(st.sampled_from(list(CofundingState)))
    is_news = draw(st.booleans())
    if is_news and written.hours:
        known = draw(st.sampled_from(written.hours))
        version = known.version + draw(st.integers(0, 1))
        return Hours(
            known.id, version, state, known.year, known.activity, known.municipality, known.amount
        )
    return Hours(key, 1, state, YEAR, draw(st.sampled_from(ACTIVITIES)), "1430", draw(amounts))


def _of_hours(draw: st.DrawFn, key: str, hours: Hours, written: _Written) -> Line:
    """Correct hours as they stood, or take in late news of them."""
    is_late = draw(st.booleans())
    sign = draw(st.sampled_from((-1, 1)))
    return Line(
        id=key,
        kind=LineKind.HOURS,
        component=draw(st.sampled_from(COMPONENTS)),
        year=hours.year,
        amount=Money(sign * hours.amount.ore),
        corrects=hours.id,
        late_version=hours.version if is_late else 0,
        reason="Rättat efter granskning",
    )

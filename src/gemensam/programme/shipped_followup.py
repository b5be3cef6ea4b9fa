"""The goal fulfilment of 2015 and the national follow-up of 2013 that ship with the project."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gemensam.programme.kinds_followup import OutcomeStatus
from gemensam.programme.rules.followup import AreaOfCounties, AreaOutcome, CountyGroup, Report
from gemensam.programme.rules.indicators import Text
from gemensam.programme.shipped_row import Row

REPORT, NATIONAL = "followup_2015.yaml", "national_2013.yaml"


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question that the sources answer differently. All stand; none overrides another."""

    key: str
    about: Text
    statements: tuple[Statement, ...]
    # How we read it, labelled as our reading; None: we only show them.
    handling: Text | None


@dataclass(frozen=True, slots=True)
class Aim:
    """An aim of kommunal eHälsa, and what could show its effect; empty: nothing does."""

    key: str
    text: Text
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class National:
    """The national follow-up of a year."""

    year: int
    source: str
    counties_in_sweden: int
    areas: tuple[AreaOfCounties, ...]
    obstacles: tuple[str, ...]
    repayment: str
    effect: str
    conflicts: tuple[Conflict, ...]
    aims: tuple[Aim, ...]


def _open(name: str) -> Row:
    text = files("gemensam.programme").joinpath("data", name).read_text(encoding="utf-8")
    return Row.parse(text, place=name)


def _both(row: Row) -> Text:
    return Text(row.text("sv"), row.text("en"))


def _maybe_both(row: Row | None) -> Text | None:
    return _both(row) if row else None


@cache
def report() -> Report:
    """Give the goal fulfilment of 2015. Raises ShippedDataIsWrong."""
    row = _open(REPORT)
    return Report(
        year=row.whole("year"),
        source=row.text("source"),
        intro=row.text("intro"),
        analysis=row.text("analysis"),
        comments=row.text("comments"),
        areas=tuple(_area(one) for one in row.rows("areas")),
    )


def _area(row: Row) -> AreaOutcome:
    return AreaOutcome(
        key=row.text("key"),
        name=row.text("name"),
        goal=row.text("goal"),
        status=OutcomeStatus(row.text("status")),
        status_is_ours=row.flag("status_is_ours"),
        why=row.text("why"),
        worked_with=row.texts("worked_with"),
        indicators=row.texts("indicators"),
        deliveries=row.texts("deliveries"),
        comment=row.maybe_text("comment") or "",
        wakes_on=row.texts("wakes_on"),
        decided=row.maybe_text("decided") or "",
    )


@cache
def national() -> National:
    """Give the national follow-up of 2013. Raises ShippedDataIsWrong."""
    row = _open(NATIONAL)
    return National(
        year=row.whole("year"),
        source=row.text("source"),
        counties_in_sweden=row.whole("counties_in_sweden"),
        areas=tuple(_counties(one) for one in row.rows("status")),
        obstacles=row.texts("obstacles"),
        repayment=row.text("repayment"),
        effect=row.text("effect"),
        conflicts=tuple(_conflict(one) for one in row.rows("conflicts")),
        aims=tuple(
            Aim(one.text("key"), _both(one.row("text")), one.texts("indicators"))
            for one in row.rows("aims")
        ),
    )


def _counties(row: Row) -> AreaOfCounties:
    return AreaOfCounties(
        key=row.text("area"),
        name=row.text("name"),
        groups=tuple(
            CountyGroup(
                one.text("key"),
                one.text("text"),
                one.maybe_whole("counties"),
                one.texts("names"),
                _maybe_both(one.maybe_row("short")),
            )
            for one in row.rows("groups")
        ),
    )


def _conflict(row: Row) -> Conflict:
    handling = row.maybe_row("handling")
    return Conflict(
        key=row.text("key"),
        about=_both(row.row("about")),
        statements=tuple(
            Statement(one.text("source"), one.text("text")) for one in row.rows("statements")
        ),
        handling=_both(handling) if handling else None,
    )

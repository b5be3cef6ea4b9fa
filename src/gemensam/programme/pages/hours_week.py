"""A week as a grid: an activity a row, a day a cell, everything reported with one press."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gemensam.programme.pages.hours import clock
from gemensam.programme.queries.hours_activities import Choice
from gemensam.programme.rules.hours import Week, Worked, by_cell
from gemensam.ui import formats
from gemensam.ui.parts import Link


@dataclass(frozen=True, slots=True)
class Cell:
    """One activity on one day: what is reported, and room for more unless the day is ahead."""

    name: str
    day: str
    reported: str
    value: str
    error: str
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """One activity's week."""

    activity: str
    plan: str
    sum: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with a cell, said above the grid with a link to it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class WeekPage:
    """The grid, the weeks beside it, and what stands in the way."""

    week: str
    title: str
    days: str
    rows: Sequence[GridRow]
    errors: Sequence[CellError]
    sum: str
    before: Link
    after: Link | None
    key: UUID
    has_more: bool
    is_all: bool


def cell_name(choice: Choice, day: date) -> str:
    """Name a cell's field: the activity and the day."""
    return f"{choice.value}/{day.isoformat()}"


def rows_of(
    choices: Sequence[Choice],
    reports: Sequence[Worked],
    week: Week,
    *,
    today: date,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> list[GridRow]:
    """Make a row for each activity."""
    minutes = by_cell(reports)
    return [
        GridRow(
            activity=choice.shown,
            plan=choice.plan_title,
            sum=_sum(minutes.get((choice.plan_key, choice.key, day), 0) for day in week.days),
            cells=[
                Cell(
                    name=cell_name(choice, day),
                    day=date_format(day, "D j"),
                    reported=_sum([minutes.get((choice.plan_key, choice.key, day), 0)]),
                    value=typed.get(cell_name(choice, day), ""),
                    error=errors.get(cell_name(choice, day), ""),
                    is_ahead=day > today,
                )
                for day in week.days
            ],
        )
        for choice in choices
    ]


def _sum(minutes: Iterable[int]) -> str:
    added = sum(minutes)
    return clock(added) if added else ""


def title_of(week: Week) -> str:
    return _("Week %(number)d") % {"number": week.number}


def days_of(week: Week) -> str:
    return f"{formats.short_day(week.monday)}–{formats.day(week.sunday)}"

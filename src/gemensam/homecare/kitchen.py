"""The kitchen list: how many portions of which food a unit brings each day of a week. No names."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from gemensam.cases import api as cases
from gemensam.homecare.actions.first_visits import WEEKDAYS

MEALS: Final = "meals"
# What is cooked apart from what: each different set of these is a row.
_COOKED_BY: Final = ("diet", "texture", "allergies")
_PORTIONS: Final = {"one": 1, "two": 2}


@dataclass(frozen=True, slots=True)
class KitchenRow:
    """One sort of food, and how many portions of it each day of the week."""

    food: str
    portions: tuple[int, ...]


def week_of(day: date) -> Sequence[date]:
    """Give the days of a day's week, from Monday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(len(WEEKDAYS))]


def kitchen_list(unit_id: UUID, days: Sequence[date]) -> list[KitchenRow]:
    """Count what is to be cooked, day by day; whoever has paused a day is not in it."""
    counted: Counter[tuple[str, date]] = Counter()
    for day in days:
        services = cases.care_services_on(day, kind=MEALS, performer_id=unit_id)
        paused = cases.paused_on(day, cases.pauses_of([one.id for one in services], on=day))
        for one in services:
            if one.id not in paused and WEEKDAYS[day.weekday()] in one.chosen("days"):
                counted[_food(one), day] += sum(_PORTIONS[n] for n in one.chosen("portions"))
    foods = sorted({food for food, _day in counted})
    return [KitchenRow(food, tuple(counted[food, day] for day in days)) for food in foods]


def _food(service: cases.CareServiceRow) -> str:
    parts = {one.id: one for one in service.terms}
    said = [parts[key] for key in _COOKED_BY if key in parts]
    return "; ".join(
        f"{one.label.lower()}: {one.text}" if one.id == "allergies" else one.text for one in said
    )

"""The kitchen list: how many portions of which food and dish a unit brings each day. No names."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from gemensam.cases import api as cases
from gemensam.performers import api as performers

MEALS: Final = "meals"
# What is cooked apart from what: each different set of these is a row.
_COOKED_BY: Final = ("diet", "texture", "allergies")
_PORTIONS: Final = {"one": 1, "two": 2}


@dataclass(frozen=True, slots=True)
class KitchenRow:
    """One sort of food, and how many portions of it each day of the week."""

    food: str
    portions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DishRow:
    """One dish of a day in one sort of food; a dish that nobody gets has no sort."""

    day: date
    dish: str
    food: str = ""
    portions: int = 0


@dataclass(frozen=True, slots=True)
class Served:
    """What somebody gets on a day; who it is nobody needs to know."""

    day: date
    food: str
    portions: int
    # The number of the dish that was chosen.
    chosen: int


def served(unit_id: UUID, days: Sequence[date]) -> list[Served]:
    """Give what a unit brings on some days; whoever has paused a day is not in it."""
    found = []
    for day in days:
        services = cases.care_services_on(day, kind=MEALS, performer_id=unit_id)
        ids = [one.id for one in services]
        paused = cases.paused_on(day, cases.pauses_of(ids, on=day))
        chosen = cases.dishes_chosen(ids, [day])
        found += [
            Served(
                day,
                _food(one),
                sum(_PORTIONS[n] for n in one.chosen("portions")),
                chosen.get((one.id, day), cases.FIRST),
            )
            for one in services
            if one.id not in paused and cases.gives_food(one, day)
        ]
    return found


def kitchen_list(brought: Sequence[Served], days: Sequence[date]) -> list[KitchenRow]:
    """Count what is to be cooked, day by day."""
    counted: Counter[tuple[str, date]] = Counter()
    for one in brought:
        counted[one.food, one.day] += one.portions
    foods = sorted({food for food, _day in counted})
    return [KitchenRow(food, tuple(counted[food, day] for day in days)) for food in foods]


def dish_list(brought: Sequence[Served], menu: performers.Menu) -> list[DishRow]:
    """Count the dishes of each day that has a menu, in each sort of food."""
    counted: Counter[tuple[date, int, str]] = Counter()
    for one in brought:
        if one.day in menu:
            counted[one.day, _comes(one, menu[one.day]), one.food] += one.portions
    rows = []
    for day, dishes in menu.items():
        for number, dish in dishes.items():
            foods = sorted(food for at, n, food in counted if (at, n) == (day, number))
            rows += [DishRow(day, dish, food, counted[day, number, food]) for food in foods]
            rows += [] if foods else [DishRow(day, dish)]
    return rows


def _comes(one: Served, dishes: Mapping[int, str]) -> int:
    """What was chosen, or the first dish if it has been taken off the menu since."""
    return one.chosen if one.chosen in dishes else cases.FIRST


def _food(service: cases.CareServiceRow) -> str:
    parts = {one.id: one for one in service.terms}
    said = [parts[key] for key in _COOKED_BY if key in parts]
    return "; ".join(
        f"{one.label.lower()}: {one.text}" if one.id == "allergies" else one.text for one in said
    )

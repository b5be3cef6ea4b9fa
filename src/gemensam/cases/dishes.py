"""Val av rätt: which dish of the performer's menu comes on a day, chosen until the time of pauses."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import translation

from gemensam.cases import actions
from gemensam.cases.care_services import CareServiceRow, care_service
from gemensam.cases.kinds import kind_of
from gemensam.cases.models import DishChoice
from gemensam.cases.pauses import first_day, pausable, paused_on, pauses_of, tell
from gemensam.kernel.actor import Actor
from gemensam.performers import api as performers
from gemensam.ui import formats

# So far ahead is shown and chosen.
AHEAD: Final = timedelta(days=14)
# Comes to whoever has not chosen.
FIRST: Final = 1
# The ids of a term's choices, as weekdays are counted.
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class TooLateToChoose(ValueError):
    """The day is so near that its food is being made."""


class NoSuchDish(LookupError):
    """No food comes on the day, or its menu has no such dish."""


@dataclass(frozen=True, slots=True)
class FoodDay:
    """A day that food comes on, with what can come."""

    day: date
    # By their numbers; empty where no menu is written.
    dishes: Mapping[int, str]
    chosen: int
    # Too late to choose.
    is_fixed: bool

    @property
    def is_gone(self) -> bool:
        """Say whether what was chosen has been taken off the menu since."""
        return bool(self.dishes) and self.chosen not in self.dishes

    @property
    def dish(self) -> str:
        """Give what comes, in the kitchen's words; empty where no menu is written."""
        return self.dishes.get(self.chosen) or self.dishes.get(FIRST, "")


def has_menu(kind: str) -> bool:
    """Say whether whoever gives a kind of care service has a menu."""
    return bool(kind_of(kind, kind).menu_on_days_of)


def gives_food(service: CareServiceRow, day: date) -> bool:
    """Say whether food comes on a day by what was granted; pauses are asked for apart."""
    return WEEKDAYS[day.weekday()] in service.chosen(service.says.menu_on_days_of)


def dishes_chosen(
    care_service_ids: Collection[UUID], days: Sequence[date]
) -> Mapping[tuple[UUID, date], int]:
    """Give the number of the dish that was chosen, for each care service and day with a choice."""
    rows = DishChoice.objects.filter(care_service_id__in=care_service_ids, day__in=days)
    return {(row.care_service_id, row.day): row.number for row in rows}


def food_days(service: CareServiceRow, *, now: datetime) -> Sequence[FoodDay]:
    """Give the days to come that a care service brings food on, with their dishes."""
    rule, today = service.says.pauses, formats.local_day(now)
    if rule is None or not has_menu(service.kind):
        return ()
    paused = pauses_of([service.id], on=today)
    days = [
        day
        for day in (today + timedelta(days=n) for n in range(AHEAD.days + 1))
        if service.starts_on <= day
        and service.is_given(day)
        and gives_food(service, day)
        and not paused_on(day, paused)
    ]
    menu, open_from = performers.menu_of(service.performer_id, days), first_day(rule, now)
    chosen = dishes_chosen([service.id], days)
    return [
        FoodDay(day, menu.get(day, {}), chosen.get((service.id, day), FIRST), day < open_from)
        for day in days
    ]


@transaction.atomic
def choose_dishes(
    *,
    actor: Actor,
    case_id: UUID,
    chosen: Mapping[date, int],
    now: datetime,
    request_id: str = "",
) -> None:
    """Choose dishes by their numbers for some days; told once, and the same again is nothing.

    Raises TooLateToChoose, NoSuchDish: mend the form; nothing was chosen.
    Raises NoSuchPause: nothing of the kind is granted. Raises NoSuchCase, Refused.
    """
    case = actions.lock(actor, case_id, now=now, request_id=request_id).case
    service, _rule = pausable(case_id, now)
    days = {one.day: one for one in food_days(care_service(service.id), now=now)}
    before, told = dishes_chosen([service.id], list(chosen)), []
    for day, number in sorted(chosen.items()):
        if number == before.get((service.id, day), FIRST):
            continue
        found = days.get(day)
        if found is None or number not in found.dishes:
            raise NoSuchDish(day)
        if found.is_fixed:
            raise TooLateToChoose(day)
        DishChoice.objects.update_or_create(
            care_service=service, day=day, defaults={"number": number, "text": found.dishes[number]}
        )
        told.append(f"{_in_words(day)}: {found.dishes[number]}")
    if told:
        tell(case, actor, f"Val av mat. {'; '.join(told)}.", now)


def _in_words(day: date) -> str:
    # Swedish whatever the page's language: the case is handled in Swedish.
    with translation.override("sv"):
        return formats.day(day, weekday=True, year=False)

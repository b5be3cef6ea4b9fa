"""What pages say of menus: the days to come of a case, with the form to choose dishes, and all menus."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.cases import api as cases
from gemensam.eservices.views.frame import address
from gemensam.identity.api import Request
from gemensam.performers import api as performers
from gemensam.ui import formats

# So many days are seen at once; those that come later stand folded.
NEAREST = timedelta(days=7)
_PREFIX = "ratt-"


class DishForm(forms.Form):
    """One dish for each day that has several and can still be changed."""

    use_required_attribute = False

    def __init__(self, days: Sequence[cases.FoodDay], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.days = days
        for one in days:
            if not one.is_fixed and len(one.dishes) > 1:
                self.fields[name_of(one.day)] = _field(one)

    def clean(self) -> dict[str, Any]:
        """Say why what was sent could not be saved, beside what each field says of itself."""
        late = [
            formats.day(one.day, weekday=True, year=False)
            for one in self.days
            if one.is_fixed and self.data.get(name_of(one.day), "") not in {"", str(one.chosen)}
        ]
        if late:
            said = _("It is too late for %(days)s. The rest is not saved yet.")
            self.add_error(None, said % {"days": ", ".join(late)})
        elif not self.errors:
            self.add_error(None, _("Some days have changed. Look at them and save again."))
        return self.cleaned_data


def sent(data: QueryDict) -> Mapping[date, int]:
    """Give the number that was chosen for each day; 0 is no dish, and other fields are left out."""
    numbers = {str(number): number for number in range(1, performers.MOST_DISHES + 1)}
    found = {}
    for name in data:
        try:
            day = date.fromisoformat(name.removeprefix(_PREFIX))
        except ValueError:
            continue
        found[day] = numbers.get(str(data[name]), 0)
    return found


def name_of(day: date) -> str:
    """Give the name of a day's field."""
    return f"{_PREFIX}{day.isoformat()}"


def _field(one: cases.FoodDay) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_title(one.day),
        # Dishes are written in Swedish, whatever the page speaks.
        choices=[
            (str(number), format_html('<span lang="sv">{}</span>', text))
            for number, text in one.dishes.items()
        ],
        initial=str(one.chosen if one.chosen in one.dishes else cases.FIRST),
        help_text=gone_text(one),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a dish."),
            "invalid_choice": gettext_lazy(
                "That dish is not on the menu any more. Choose another."
            ),
        },
    )


def gone_text(one: cases.FoodDay) -> str:
    """Say that what was chosen will not come, and what will."""
    if not one.is_gone:
        return ""
    return _("What you chose has been taken off the menu. %(dish)s comes instead.") % {
        "dish": one.dish
    }


def _title(day: date) -> str:
    said = formats.day(day, weekday=True, year=False)
    return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day that food comes on: with a field where one can choose, else what comes."""

    title: str
    dish: str
    gone: str
    is_fixed: bool
    field: BoundField | None


@dataclass(frozen=True, slots=True)
class DishPart:
    """What a case's page says of the food that comes."""

    form: DishForm
    href: str
    menu_href: str
    nearest: Sequence[DayLine]
    later: Sequence[DayLine]
    first_day: date

    @property
    def may_choose(self) -> bool:
        """Say whether any day has something to choose."""
        return bool(self.form.fields)

    @property
    def has_menu(self) -> bool:
        """Say whether anything is written for these days."""
        return any(one.dish for one in (*self.nearest, *self.later))


def dish_part(
    request: Request, found: cases.CaseForResident, typed: QueryDict | None
) -> DishPart | None:
    """Give the part of a case's page for the food to come; None where none is."""
    today = formats.local_day(request.now)
    given = found.decision.care_services if found.decision else ()
    service = next((one for one in given if cases.has_menu(one.kind) and one.is_given(today)), None)
    if service is None or service.says.pauses is None:
        return None
    days = cases.food_days(service, now=request.now)
    # It begins later, or all of it is paused.
    if not days:
        return None
    form = DishForm(days, typed)
    soon = today + NEAREST
    return DishPart(
        form=form,
        href=address(request, "choose_dishes", found.summary.id),
        menu_href=address(request, "menu"),
        nearest=[_line(one, form) for one in days if one.day < soon],
        later=[_line(one, form) for one in days if one.day >= soon and one.dishes],
        first_day=cases.first_day(service.says.pauses, request.now),
    )


def _line(one: cases.FoodDay, form: DishForm) -> DayLine:
    name = name_of(one.day)
    return DayLine(
        _title(one.day),
        one.dish,
        gone_text(one),
        one.is_fixed,
        form[name] if name in form.fields else None,
    )


@dataclass(frozen=True, slots=True)
class WeekMenu:
    """A week of a unit's menu, day by day in words."""

    title: str
    days: Sequence[tuple[str, Sequence[tuple[int, str]]]]


@dataclass(frozen=True, slots=True)
class UnitMenus:
    """What a unit brings this week and the next."""

    name: str
    weeks: Sequence[WeekMenu]


def unit_menus(today: date) -> Iterator[UnitMenus]:
    """Give this week's and the next one's menu of each unit that has one."""
    weeks = [performers.week_of(today + timedelta(days=n)) for n in (0, 7)]
    for one in performers.menus([day for week in weeks for day in week]):
        yield UnitMenus(one.unit_name, [_week(one.menu, week) for week in weeks])


def _week(menu: performers.Menu, week: Sequence[date]) -> WeekMenu:
    title = _("Week %(number)s, %(first)s–%(last)s") % {
        "number": week[0].isocalendar().week,
        "first": formats.short_day(week[0]),
        "last": formats.short_day(week[-1]),
    }
    return WeekMenu(title, [(_title(day), list(menu[day].items())) for day in week if day in menu])

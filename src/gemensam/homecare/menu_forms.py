"""The form of a unit's menu: a week, so many dishes a day."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from gemensam.performers import api as performers
from gemensam.ui import formats

NUMBERS = range(1, performers.MOST_DISHES + 1)


class WeekForm(forms.Form):
    """The dishes of a week; whatever is left empty is not on the menu."""

    use_required_attribute = False
    # What the week said when the page was shown.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self, week: Sequence[date], menu: performers.Menu, data: QueryDict | None = None
    ) -> None:
        initial: dict[str, str] = {"seen": performers.digest_of(menu)}
        initial |= {
            _name(day, number): text
            for day, dishes in menu.items()
            for number, text in dishes.items()
        }
        super().__init__(data, initial=initial)
        self.week = week
        for day in week:
            for number in NUMBERS:
                self.fields[_name(day, number)] = _field(number)

    def days(self) -> list[tuple[str, list[BoundField]]]:
        """Give the fields of each day."""
        return [
            (formats.day(day, weekday=True, year=False), [self[_name(day, n)] for n in NUMBERS])
            for day in self.week
        ]

    def clean(self) -> dict[str, str]:
        """Ask for the first dish of a day that has another: it comes to whoever has not chosen."""
        for day in self.week:
            first, *others = (self.cleaned_data.get(_name(day, n), "") for n in NUMBERS)
            if any(others) and not first and _name(day, 1) not in self.errors:
                self.add_error(
                    _name(day, 1), _("Write the first dish. It comes to whoever has not chosen.")
                )
        return self.cleaned_data

    def menu(self) -> performers.Menu:
        """Give what was written in a form that is right."""
        written = {
            day: {n: text for n in NUMBERS if (text := self.cleaned_data[_name(day, n)])}
            for day in self.week
        }
        return {day: dishes for day, dishes in written.items() if dishes}

    def filled_from(self, menu: performers.Menu) -> "WeekForm":
        """Give the form with another week's dishes on the days that nothing is written for.

        By the day of the week; what is typed stays, and nothing is saved.
        """
        typed = {name: str(self[name].value() or "") for name in self.fields}
        by_weekday = {day.weekday(): dishes for day, dishes in menu.items()}
        for day in self.week:
            if not any(typed[_name(day, n)].strip() for n in NUMBERS):
                dishes = by_weekday.get(day.weekday(), {})
                typed |= {_name(day, number): text for number, text in dishes.items()}
        form = WeekForm(self.week, {})
        form.initial = typed
        return form


def _name(day: date, number: int) -> str:
    return f"{day.isoformat()}-{number}"


def _field(number: int) -> forms.CharField:
    field = forms.CharField(
        label=_("Dish %(number)s") % {"number": number},
        max_length=performers.LONGEST_DISH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "lang": "sv"}),
    )
    # That a dish may be left empty is said once, above them all.
    field.says_optional = False  # type: ignore[attr-defined]  # read by the field's template
    return field

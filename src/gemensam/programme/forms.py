"""What is asked when time is reported."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from gemensam.programme.models.reported import MOST_MINUTES
from gemensam.programme.queries.hours_activities import Choice
from gemensam.ui.widgets import DateInput


def grouped(choices: Sequence[Choice]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give a select its activities under each plan's title."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in choices:
        found.setdefault(one.plan_title, []).append((one.value, one.shown))
    return list(found.items())


class ActivityForm(forms.Form):
    """Which activity of which plan."""

    activity = forms.ChoiceField(label=_("Activity"), widget=forms.Select(attrs={"lang": "sv"}))

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        activities: Sequence[Choice],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.activities = {one.value: one for one in activities}
        field = self.fields["activity"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = grouped(activities)

    @property
    def choice(self) -> Choice:
        """The activity of valid data."""
        return self.activities[self.cleaned_data["activity"]]


class HoursForm(ActivityForm):
    """Activity, day and minutes; a quick button sends its own minutes."""

    worked_on = forms.DateField(
        label=_("Day"),
        widget=DateInput(),
        error_messages={"invalid": _("Write the day as year-month-day, for example 2026-11-21")},
    )
    note = forms.CharField(label=_("What you did"), required=False, max_length=200)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Write how many minutes, or press a time"),
            "invalid": _("Write the minutes in digits, for example 45"),
            "min_value": _("Write at least one minute"),
            "max_value": _("A day has 1,440 minutes: divide the time over several days"),
        },
    )
    key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        activities: Sequence[Choice],
        initial: dict[str, object] | None = None,
    ) -> None:
        quick = data.get("quick") if data is not None else None
        if data is not None and isinstance(quick, str) and quick:
            # A quick button's minutes are as if they had been written.
            data = {name: data.get(name) for name in data} | {"minutes": quick}
        super().__init__(data, activities=activities, initial=initial)

    @property
    def day(self) -> date:
        """The day of valid data."""
        day = self.cleaned_data["worked_on"]
        assert isinstance(day, date)
        return day


class ReminderForm(forms.Form):
    """Where somebody wants to be reminded; an empty address ends it."""

    address = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Write the address as name@place.se")},
    )

"""What is asked when time is reported."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gemensam.programme.models.reported import MOST_MINUTES
from gemensam.programme.queries.overview import ActivityName
from gemensam.ui.widgets import DateInput


class HoursForm(forms.Form):
    """Activity, day and minutes; a quick button sends its own minutes."""

    activity = forms.ChoiceField(label=_("Activity"), widget=forms.Select(attrs={"lang": "sv"}))
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
        data: QueryDict | None = None,
        *,
        activities: Sequence[ActivityName],
        initial: dict[str, object] | None = None,
    ) -> None:
        quick = data.get("quick") if data is not None else None
        if data is not None and isinstance(quick, str) and quick:
            # A quick button's minutes are as if they had been written.
            data = data.copy()
            data["minutes"] = quick
        super().__init__(data, initial=initial)
        field = self.fields["activity"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.key, f"{one.number}. {one.name}") for one in activities]

    @property
    def day(self) -> date:
        """The day of valid data."""
        day = self.cleaned_data["worked_on"]
        assert isinstance(day, date)
        return day

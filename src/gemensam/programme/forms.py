"""What is asked when time is reported."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from gemensam.programme.models.reported import MOST_MINUTES
from gemensam.programme.queries import ActivityName
from gemensam.ui.widgets import DateInput


class HoursForm(forms.Form):
    """Activity, day and minutes; a quick button sends its own minutes."""

    activity = forms.ChoiceField(label="Aktivitet")
    worked_on = forms.DateField(
        label="Dag",
        widget=DateInput(),
        error_messages={"invalid": "Skriv dagen som år-månad-dag, till exempel 2026-11-21"},
    )
    note = forms.CharField(label="Vad du gjorde", required=False, max_length=200)
    minutes = forms.IntegerField(
        label="Minuter",
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Skriv minuterna med siffror, till exempel 45",
            "min_value": "Skriv minst en minut",
            "max_value": "Ett dygn har 1 440 minuter: dela upp tiden på flera dagar",
        },
    )
    quick = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_MINUTES, widget=forms.HiddenInput()
    )
    key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(
        self,
        data: object = None,
        *,
        activities: Sequence[ActivityName],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type] -- a QueryDict or None
        field = self.fields["activity"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.key, f"{one.number}. {one.name}") for one in activities]

    def clean(self) -> dict[str, object]:
        """Take the quick button's minutes before those that are written."""
        cleaned: dict[str, object] = super().clean() or {}
        taken = cleaned.get("quick") or cleaned.get("minutes")
        if taken is None and not self.errors:
            self.add_error("minutes", ValidationError("Skriv hur många minuter, eller tryck på en tid"))
        return {**cleaned, "taken": taken}

    @property
    def day(self) -> date:
        """The day of valid data."""
        day = self.cleaned_data["worked_on"]
        assert isinstance(day, date)
        return day

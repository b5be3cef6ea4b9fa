"""What the keeper of the register writes."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.performers.actions import Company, Told
from gemensam.performers.models import LONGEST_REASON
from gemensam.performers.rules import CHOICES
from gemensam.ui.widgets import DateInput

_DAY_ERRORS = {
    "required": gettext_lazy("Choose a day."),
    "invalid": gettext_lazy("Write the day as year-month-day."),
}


def _line(label: Any, length: int, error: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, help_text=help_text, error_messages={"required": error}
    )


class ToldForm(forms.Form):
    """The four parts of a presentation: the same for all, so that nobody is favoured."""

    use_required_attribute = False
    what = forms.CharField(
        label=gettext_lazy("What it does"),
        max_length=400,
        help_text=gettext_lazy("Facts, in a few sentences. No words such as best or cheapest."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what it does.")},
    )
    where = _line(gettext_lazy("Where"), 200, gettext_lazy("Write where it works."))
    languages = _line(
        gettext_lazy("Languages"), 200, gettext_lazy("Write which languages the staff speak.")
    )
    contact = _line(
        gettext_lazy("Contact"),
        200,
        gettext_lazy("Write how to reach it."),
        gettext_lazy("A phone number or an address on the web."),
    )

    def told(self) -> Told:
        """Give the presentation of a form that is right."""
        return Told(**{key: self.cleaned_data[key] for key in Told.__slots__})


class ApprovalForm(ToldForm):
    """A company that the municipality has signed with."""

    company = _line(gettext_lazy("The company"), 120, gettext_lazy("Write the company's name."))
    organisation_number = forms.RegexField(
        r"^\d{6}-\d{4}$",
        label=gettext_lazy("Organisation number"),
        help_text=gettext_lazy("Six digits, a hyphen, four digits."),
        error_messages={
            "required": gettext_lazy("Write the organisation number."),
            "invalid": gettext_lazy("Write it as 556000-0000."),
        },
    )
    hsa_id = _line(
        gettext_lazy("The care provider's HSA-id"),
        31,
        gettext_lazy("Write the HSA-id."),
        gettext_lazy("Its staff log in by it."),
    )
    unit_name = _line(
        gettext_lazy("The name that residents know"),
        120,
        gettext_lazy("Write the name that residents know."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Approved for"),
        choices=[(key, rule.service) for key, rule in CHOICES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is approved for.")},
    )
    starts_on = forms.DateField(
        label=gettext_lazy("From"), widget=DateInput(), error_messages=_DAY_ERRORS
    )
    reason = _line(
        gettext_lazy("Why"),
        LONGEST_REASON,
        gettext_lazy("Write why."),
        gettext_lazy("Which decision, and when. Stays in the register."),
    )
    field_order = (
        *("company", "organisation_number", "hsa_id", "unit_name", "kind", "starts_on", "reason"),
        *Told.__slots__,
    )

    def made_of(self) -> Company:
        """Give the company of a form that is right."""
        values = self.cleaned_data
        return Company(
            name=values["company"],
            organisation_number=values["organisation_number"],
            hsa_id=values["hsa_id"],
            unit_name=values["unit_name"],
        )


class EndForm(forms.Form):
    """From when nobody can choose a performer any more, and why."""

    use_required_attribute = False
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=DateInput(), error_messages=_DAY_ERRORS
    )
    reason = _line(gettext_lazy("Why"), LONGEST_REASON, gettext_lazy("Write why."))

    def __init__(self, *args: Any, first: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first

    def clean_ends_on(self) -> date:
        """Refuse a day that has passed, or one before the approval."""
        day: date = self.cleaned_data["ends_on"]
        if day < self.first:
            raise forms.ValidationError(_("Choose today or later, and not before its first day."))
        return day

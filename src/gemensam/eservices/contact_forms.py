"""What a municipality's officer writes of how to talk with social services."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.eservices import opening_hours
from gemensam.eservices.contact import Contact
from gemensam.eservices.opening_hours import DAYS, UnreadableHours
from gemensam.questionnaires import api as questionnaires
from gemensam.ui import formats


class HoursField(forms.CharField):
    """The hours of one day, as one writes them."""

    def to_python(self, value: str | None) -> Any:
        """Give the day's spans."""
        try:
            return opening_hours.read(super().to_python(value) or "")
        except UnreadableHours as error:
            raise forms.ValidationError(
                _("Write the hours like 8.30–16.30, or 8–12, 13–16. Leave it empty if closed.")
            ) from error

    def prepare_value(self, value: Any) -> Any:
        """Write the spans so that they can be changed."""
        return value if isinstance(value, str) or value is None else opening_hours.write(value)


class PhoneField(forms.CharField):
    """A number that can be called, with an error in words."""

    def validate(self, value: str) -> None:
        """Refuse what cannot be called."""
        super().validate(value)
        if value and not questionnaires.is_phone(value):
            raise forms.ValidationError(
                _("Write the telephone number with digits, such as 070-174 06 05.")
            )


class ContactForm(forms.Form):
    """Where to call, when somebody answers, and where to come."""

    use_required_attribute = False
    phone = PhoneField(
        label=gettext_lazy("Telephone"),
        help_text=gettext_lazy("The number that somebody who needs help is to call."),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel"}),
        error_messages={"required": gettext_lazy("Write the number to call.")},
    )
    urgent_phone = PhoneField(
        label=gettext_lazy("Telephone when it cannot wait"),
        help_text=gettext_lazy("The emergency social services, for evenings and weekends."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    urgent_about = forms.CharField(
        label=gettext_lazy("When to call that number"),
        help_text=gettext_lazy("For example: evenings, nights and weekends."),
        max_length=200,
        required=False,
    )
    address = forms.CharField(
        label=gettext_lazy("Where to come"),
        help_text=gettext_lazy("Street and place. Empty if nobody is received."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(DAYS):
            self.fields[f"day{day}"] = HoursField(
                label=capfirst(formats.weekday(day)), max_length=60, required=False
            )
            # The words above the days say what an empty one means.
            self.fields[f"day{day}"].says_optional = False  # type: ignore[attr-defined]  # the template's
        self.order_fields(["phone", *(f"day{day}" for day in range(DAYS))])

    @property
    def days(self) -> Iterator[forms.BoundField]:
        """Give the fields of the days, which stand together."""
        return (self[f"day{day}"] for day in range(DAYS))

    @staticmethod
    def initial_of(contact: Contact) -> dict[str, Any]:
        """Give what stands in the form from the beginning."""
        days = {f"day{day}": spans for day, spans in enumerate(contact.week)}
        names = ("phone", "urgent_phone", "urgent_about", "address")
        return {**{name: getattr(contact, name) for name in names}, **days}

    def contact(self) -> Contact:
        """Give what a form that is right says."""
        given = self.cleaned_data
        return Contact(
            phone=given["phone"],
            week=tuple(given[f"day{day}"] for day in range(DAYS)),
            urgent_phone=given["urgent_phone"],
            urgent_about=given["urgent_about"],
            address=given["address"],
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the hours of a day at least, and for when a second number is to be called."""
        given = super().clean() or {}
        if not self.errors and not any(given[f"day{day}"] for day in range(DAYS)):
            self.add_error("day0", _("Write the hours of at least one day."))
        if given.get("urgent_phone") and not given.get("urgent_about"):
            self.add_error("urgent_about", _("Write when to call that number."))
        return given

"""The forms of a mandate, one step each: whom, on what, what, and how long."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gemensam.eservices import catalogue, mandate_words
from gemensam.eservices.mandate_scopes import Duty
from gemensam.kernel.personal_identity_number import (
    PersonalIdentityNumber,
    UnusablePersonalIdentityNumber,
)
from gemensam.people.api import MandateBasis
from gemensam.ui.widgets import DateInput, PersonNumberInput

EVIDENCE_MAX = 80
_NAME_PARTS = 2
NO_DAY = {"invalid": _("Write the day as year-month-day.")}


class _Dated(forms.Form):
    """A form that needs to know which day it is."""

    def __init__(self, data: QueryDict | None, *, today: date) -> None:
        super().__init__(data)
        self.today = today


class NumberForm(_Dated):
    """A personal identity number or coordination number."""

    number = forms.CharField(
        label=_("Personal identity number or coordination number"),
        help_text=_("Ten or twelve digits, for example 19400312-1234."),
        widget=PersonNumberInput(),
        error_messages={"required": _("Write the number.")},
    )

    def clean_number(self) -> PersonalIdentityNumber:
        """Read the number, and say in words what is wrong with it."""
        try:
            return PersonalIdentityNumber.parse(self.cleaned_data["number"], self.today)
        except UnusablePersonalIdentityNumber as error:
            message = _(
                "The number is not right. Write ten or twelve digits and check the last four."
            )
            raise forms.ValidationError(message) from error


class WhoForm(NumberForm):
    """Whom: number, and name as told."""

    title = _("Whom")
    name = forms.CharField(
        label=_("First and last name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the person's name.")},
    )

    def clean_name(self) -> str:
        """Ask for both names: the number alone must not be enough."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if len(name.split(" ")) < _NAME_PARTS:
            raise forms.ValidationError(_("Write both first and last name."))
        return name


class BasisForm(WhoForm):
    """What the paper is, and who it names."""

    title = _("The paper")
    field_order = ("basis", "number", "name")
    basis = forms.ChoiceField(
        label=_("What have you got?"),
        choices=[
            (MandateBasis.MANDATE, _("Power of attorney on paper")),
            (MandateBasis.FUTURE_POWER, _("Future power of attorney that has come into force")),
            (MandateBasis.TRUSTEE, _("Order of a trustee (god man)")),
            (MandateBasis.CONSERVATOR, _("Order of a conservator (förvaltare)")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the paper is.")},
    )


class WhatForm(forms.Form):
    """Which services, and what may be done in them."""

    title = _("What it is for")
    services = forms.MultipleChoiceField(
        label=_("Which services?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one service.")},
    )
    may = forms.ChoiceField(
        label=_("What may the representative do?"),
        choices=[
            ("read", _("Read")),
            ("write", _("Read, apply and answer")),
            ("sign", _("Read, apply, answer, and sign where a signature is needed")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the representative may do.")},
    )

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        services, language = self.fields["services"], get_language() or "sv"
        assert isinstance(services, forms.MultipleChoiceField)
        services.choices = [
            *((one.key, one.title.within(language)) for one in catalogue.catalogue()),
            (mandate_words.ALL_SERVICES, _("All services, also those that come later")),
        ]


class OrderForm(_Dated):
    """What a court's order says."""

    title = _("The order")
    court = forms.CharField(
        label=_("Who decided?"),
        help_text=_(
            "For example Uddevalla tingsrätt; the chief guardian where the person changed."
        ),
        max_length=60,
        error_messages={"required": _("Write who decided.")},
    )
    decided_on = forms.DateField(
        label=_("Day of the decision"),
        widget=DateInput(),
        error_messages={"required": _("Write the day of the decision."), **NO_DAY},
    )
    duties = forms.MultipleChoiceField(
        label=_("What does the order cover?"),
        choices=[
            (Duty.RIGHTS, _("Watch over rights (bevaka rätt)")),
            (Duty.PROPERTY, _("Manage property (förvalta egendom)")),
            (Duty.PERSON, _("Provide for the person (sörja för person)")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the order covers: it says so itself.")},
    )

    def clean_decided_on(self) -> date:
        """Refuse a decision that has not been made."""
        day: date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return day


class WhenForm(_Dated):
    """From when, and how long."""

    title = _("How long")
    starts_on = forms.DateField(
        label=_("From"),
        widget=DateInput(),
        error_messages={"required": _("Choose from which day."), **NO_DAY},
    )
    ends_on = forms.DateField(
        label=_("Until and including"),
        help_text=_("Leave it empty, and it lasts until it is revoked."),
        required=False,
        widget=DateInput(),
        error_messages=NO_DAY,
    )

    def __init__(self, data: QueryDict | None, *, today: date) -> None:
        super().__init__(data, today=today)
        self.fields["starts_on"].initial = today

    def clean_starts_on(self) -> date:
        """Refuse to give anything backwards in time."""
        day: date = self.cleaned_data["starts_on"]
        if day < self.today:
            raise forms.ValidationError(_("The first possible day is today."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        values: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day must not be before the first."))
        return values


class PaperForm(WhenForm):
    """How long, and where the paper is."""

    title = _("How long, and the paper's place")
    evidence = forms.CharField(
        label=_("Where is the paper?"),
        help_text=_(
            "Registration number or folder. Both the resident and the representative read it."
        ),
        max_length=EVIDENCE_MAX,
        error_messages={"required": _("Write where the paper is kept.")},
    )


class RevokeForm(forms.Form):
    """Why staff end a mandate."""

    reason = forms.CharField(
        label=_("Why does it end, and who told you?"),
        help_text=_(
            "For example: Margit called and revoked it. Both sides read it in the journal."
        ),
        max_length=160,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why it ends and who told you.")},
    )


def period(values: Mapping[str, Any], *, now: datetime) -> tuple[datetime, datetime | None]:
    """Give the instants of two days: from today is from now, and the last day counts to its end."""
    starts_at = max(_midnight(values["starts_on"]), now)
    ends_on: date | None = values["ends_on"]
    return starts_at, None if ends_on is None else _midnight(ends_on + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

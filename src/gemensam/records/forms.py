"""Forms of the records pages."""

from datetime import date, datetime, timedelta
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from gemensam.authority import api as authority
from gemensam.kernel.personal_identity_number import (
    PersonalIdentityNumber,
    UnusablePersonalIdentityNumber,
)
from gemensam.ui.widgets import PersonNumberInput

# How long a consent may be given for; none: until it is revoked.
CONSENT_LASTS: Final = {"day": timedelta(days=1), "quarter": timedelta(days=90)}
LIFT_LASTS: Final = {"day": timedelta(days=1), "week": timedelta(days=7)}
TEXT_MAX: Final = 400


class NumberForm(forms.Form):
    """A personal identity number to look for; the century needs today's date."""

    number = forms.CharField(
        label=_("Personal identity number"),
        help_text=_(
            "For example 19400312-1234 or 400312-1234. The number is not shown in the address bar."
        ),
        widget=PersonNumberInput(),
        error_messages={"required": _("Write a personal identity number.")},
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.today = today

    def clean_number(self) -> PersonalIdentityNumber:
        """Read the number, and say in words what is wrong with it."""
        try:
            return PersonalIdentityNumber.parse(self.cleaned_data["number"], self.today)
        except UnusablePersonalIdentityNumber as error:
            message = _(
                "That is not a valid personal identity number. Write ten or twelve digits and "
                "check the last four."
            )
            raise forms.ValidationError(message) from error


class ConsentForm(forms.Form):
    """What the resident answered when asked in person."""

    evidence = forms.CharField(
        label=_("How and where did you ask?"),
        help_text=_("For example: Orally at the home visit today. Her daughter Eva was there."),
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        error_messages={"required": _("Write how and where you asked.")},
    )
    lasts = forms.ChoiceField(
        label=_("How long does the consent last?"),
        choices=[
            ("day", _("Today (24 hours)")),
            ("quarter", _("Three months")),
            ("revoked", _("Until it is revoked")),
        ],
        initial="quarter",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how long the consent lasts.")},
    )
    asked = forms.BooleanField(
        label=_("I have asked in person and got a yes"),
        error_messages={"required": _("The consent must be the person's own.")},
    )

    def ends_at(self, now: datetime) -> datetime | None:
        """Give when the consent ends; None: until it is revoked."""
        lasts = CONSENT_LASTS.get(self.cleaned_data["lasts"])
        return now + lasts if lasts else None


class ReasonForm(forms.Form):
    """Why emergency access is needed."""

    reason = forms.CharField(
        label=_("Why do you need to read now?"),
        help_text=_("At least ten characters. The reason is examined, and the person can read it."),
        min_length=authority.EMERGENCY_REASON_MIN,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={
            "required": _("Write why you need to read now."),
            "min_length": _(
                "Write at least ten characters, so that whoever examines it understands."
            ),
        },
    )


class EmergencyByNumberForm(NumberForm, ReasonForm):
    """Emergency access to somebody whom the unit has no relation to."""

    field_order = ("number", "reason")


class LiftForm(forms.Form):
    """Why and how long a block is set aside; the resident has agreed."""

    reason = forms.CharField(
        label=_("What did the person say?"),
        help_text=_("At least ten characters. The block comes back by itself."),
        min_length=authority.EMERGENCY_REASON_MIN,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        error_messages={
            "required": _("Write what the person said."),
            "min_length": _("Write at least ten characters."),
        },
    )
    lasts = forms.ChoiceField(
        label=_("How long?"),
        choices=[("day", _("24 hours")), ("week", _("Seven days, at most"))],
        initial="day",
        widget=forms.RadioSelect,
    )

    def until(self, now: datetime) -> datetime:
        """Give when the block is back."""
        return now + LIFT_LASTS[self.cleaned_data["lasts"]]

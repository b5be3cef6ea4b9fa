"""Forms of the records pages."""

from datetime import date, datetime, timedelta
from typing import Final

from django import forms

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
        label="Personnummer",
        help_text="Till exempel 19400312-1234 eller 400312-1234. Numret syns inte i adressraden.",
        widget=PersonNumberInput(),
        error_messages={"required": "Skriv ett personnummer."},
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.today = today

    def clean_number(self) -> PersonalIdentityNumber:
        """Read the number, and say in words what is wrong with it."""
        try:
            return PersonalIdentityNumber.parse(self.cleaned_data["number"], self.today)
        except UnusablePersonalIdentityNumber as error:
            message = (
                "Det är inte ett giltigt personnummer. Skriv tio eller tolv siffror och "
                "kontrollera de fyra sista."
            )
            raise forms.ValidationError(message) from error


class ConsentForm(forms.Form):
    """What the resident answered when asked in person."""

    evidence = forms.CharField(
        label="Hur och var frågade du?",
        help_text="Till exempel: Muntligt vid hembesöket i dag. Dottern Eva var med.",
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        error_messages={"required": "Skriv hur och var du frågade."},
    )
    lasts = forms.ChoiceField(
        label="Hur länge gäller samtycket?",
        choices=[
            ("day", "I dag (ett dygn)"),
            ("quarter", "Tre månader"),
            ("revoked", "Tills det återkallas"),
        ],
        initial="quarter",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj hur länge samtycket gäller."},
    )
    asked = forms.BooleanField(
        label="Jag har frågat personligen och fått ett ja",
        error_messages={"required": "Samtycket måste komma från personen själv."},
    )

    def ends_at(self, now: datetime) -> datetime | None:
        """Give when the consent ends; None: until it is revoked."""
        lasts = CONSENT_LASTS.get(self.cleaned_data["lasts"])
        return now + lasts if lasts else None


class ReasonForm(forms.Form):
    """Why emergency access is needed."""

    reason = forms.CharField(
        label="Varför behöver du läsa nu?",
        help_text="Minst tio tecken. Skälet granskas, och personen kan läsa det.",
        min_length=authority.EMERGENCY_REASON_MIN,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={
            "required": "Skriv varför du behöver läsa nu.",
            "min_length": "Skriv minst tio tecken, så att den som granskar förstår.",
        },
    )


class EmergencyByNumberForm(NumberForm, ReasonForm):
    """Emergency access to somebody whom the unit has no relation to."""

    field_order = ("number", "reason")


class LiftForm(forms.Form):
    """Why and how long a block is set aside; the resident has agreed."""

    reason = forms.CharField(
        label="Vad sa personen?",
        help_text="Minst tio tecken. Spärren kommer tillbaka av sig själv.",
        min_length=authority.EMERGENCY_REASON_MIN,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        error_messages={
            "required": "Skriv vad personen sa.",
            "min_length": "Skriv minst tio tecken.",
        },
    )
    lasts = forms.ChoiceField(
        label="Hur länge?",
        choices=[("day", "Ett dygn"), ("week", "Sju dygn, som mest")],
        initial="day",
        widget=forms.RadioSelect,
    )

    def until(self, now: datetime) -> datetime:
        """Give when the block is back."""
        return now + LIFT_LASTS[self.cleaned_data["lasts"]]

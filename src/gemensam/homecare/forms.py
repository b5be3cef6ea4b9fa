"""Forms of home care."""

from django import forms

from gemensam.homecare.rules import BODY_MAX


class NoteForm(forms.Form):
    """A note, written or corrected."""

    body = forms.CharField(
        label="Vad hände?",
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "true"}),
        error_messages={
            "required": "Skriv vad som hände.",
            "max_length": "Anteckningen är för lång. Dela den i två.",
        },
    )


class SettleForm(forms.Form):
    """The unit manager's word on something held."""

    settlement = forms.ChoiceField(choices=[("ADMITTED", "För in"), ("LEFT", "Lämna utanför")])
    because = forms.CharField(label="Varför?", max_length=200, required=False)

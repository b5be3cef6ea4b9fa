"""Forms of home care."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemensam.homecare.models import Settlement
from gemensam.homecare.rules import BODY_MAX


class NoteForm(forms.Form):
    """A note, written or corrected."""

    body = forms.CharField(
        label=_("What happened?"),
        max_length=BODY_MAX,
        # Notes are written in Swedish, whatever the page speaks: spelling and voice follow.
        widget=forms.Textarea(
            attrs={"rows": 5, "autocomplete": "off", "spellcheck": "true", "lang": "sv"}
        ),
        error_messages={
            "required": _("Write what happened."),
            "max_length": _("The note is too long. Divide it in two."),
        },
    )


class VisitNoteForm(NoteForm):
    """A note from a home visit; its id comes with the page, so that a second click is the same note."""

    note = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("What came up?")
        self.fields["body"].widget.attrs["rows"] = 10


class SettleForm(forms.Form):
    """The unit manager's word on something held."""

    settlement = forms.ChoiceField(choices=Settlement.choices)
    because = forms.CharField(max_length=200, required=False)

"""What is written beside a key: why it is used, what it is called, what was found afterwards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemensam.authority.api import EMERGENCY_REASON_MIN
from gemensam.identity.break_glass.models import LONGEST_NAME, LONGEST_REASON
from gemensam.identity.break_glass.webauthn import MOST_BYTES


def _text(label: Any, help_text: Any, error: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        min_length=EMERGENCY_REASON_MIN,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": error, "min_length": error},
    )


class _KeyForm(forms.Form):
    """What the script fills in, and which challenge it answers."""

    use_required_attribute = False
    challenge = forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)
    answer = forms.CharField(widget=forms.HiddenInput, max_length=MOST_BYTES, required=False)


class LogInForm(_KeyForm):
    """Log in by a key."""

    reason = _text(
        _("Why do you need the reserve log-in?"),
        _("The other administrators read this. Write nothing about residents."),
        _("Write why, in a sentence."),
    )


class RegisterForm(_KeyForm):
    """Register a key of one's own."""

    name = forms.CharField(
        label=_("What do you call the key?"),
        help_text=_("So that you can tell your two apart, as in: Blue, on my key ring."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Write what you call it.")},
    )


class InvitedForm(RegisterForm):
    """Register a key by a one-time code."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("From whoever runs the system. It counts once, for four hours."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": _("Write your code.")},
    )
    field_order = ("code", "name", "challenge", "answer")


class ReviewForm(forms.Form):
    """What somebody else found who looked at a log-in."""

    use_required_attribute = False
    text = _text(
        _("What did you find?"),
        _("Whether the reason holds, whom you asked, and what is to be done if it does not."),
        _("Write what you found, in a sentence."),
    )

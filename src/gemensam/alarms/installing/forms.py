"""What is written down when an alarm unit is connected."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gemensam.alarms.actions.registering import UnitDetails
from gemensam.alarms.installing.words import interval_choices, line_choices, why_choices
from gemensam.alarms.kinds import GrantEnded, Line


class EnrolForm(forms.Form):
    """Connect an alarm unit."""

    cid = forms.RegexField(
        r"^[0-9]{4,16}$",
        label=_("Number of the alarm unit"),
        help_text=_("It is on the underside of the unit. Digits only."),
        max_length=16,
        error_messages={
            "required": _("Write the number of the alarm unit."),
            "invalid": _("The number is 4–16 digits."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    model = forms.CharField(
        label=pgettext_lazy("alarms", "Model"),
        max_length=60,
        error_messages={"required": _("Write which model it is.")},
    )
    line = forms.ChoiceField(label=_("Connected with"), choices=line_choices)
    heartbeat_seconds = forms.ChoiceField(
        label=_("Heartbeat"),
        choices=interval_choices,
        initial="300",
        help_text=_("How often the unit is heard from."),
    )
    place = forms.CharField(
        label=_("Where it is placed"),
        max_length=80,
        help_text=_("For instance: the kitchen counter."),
        error_messages={"required": _("Write where in the home the unit stands.")},
    )
    key = forms.CharField(
        label=pgettext_lazy("alarms", "Key"),
        max_length=120,
        required=False,
        help_text=_("How whoever comes gets in. No code."),
    )
    instructions = forms.CharField(
        label=_("To keep in mind"),
        max_length=400,
        required=False,
        help_text=_("Shown to the operator when the alarm comes."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def details(self) -> UnitDetails:
        """Give what was written, once it is valid."""
        said = self.cleaned_data
        return UnitDetails(
            cid=said["cid"],
            model=said["model"],
            line=Line(said["line"]),
            place=said["place"],
            key=said["key"],
            instructions=said["instructions"],
            heartbeat_seconds=int(said["heartbeat_seconds"]),
        )


class EndForm(forms.Form):
    """End a granted alarm."""

    because = forms.ChoiceField(
        label=_("Why does the alarm end?"),
        choices=why_choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the alarm ends.")},
    )

    def why(self) -> GrantEnded:
        """Give the reason, once it is valid."""
        return GrantEnded(self.cleaned_data["because"])

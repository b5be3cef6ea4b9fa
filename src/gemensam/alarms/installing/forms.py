"""What is written down when an alarm unit is connected."""

from typing import Final

from django import forms

from gemensam.alarms.actions.registering import UnitDetails
from gemensam.alarms.installing.words import LINES
from gemensam.alarms.kinds import Line

# Models that the demo county has bought, with the interval at which each shows life.
INTERVALS: Final = (
    ("60", "varje minut"),
    ("300", "var femte minut"),
    ("3600", "varje timme"),
    ("86400", "varje dygn"),
)


class EnrolForm(forms.Form):
    """Connect an alarm unit."""

    cid = forms.RegexField(
        r"^[0-9]{4,16}$",
        label="Larmenhetens nummer",
        help_text="Står på enhetens undersida. Bara siffror.",
        max_length=16,
        error_messages={
            "required": "Skriv larmenhetens nummer.",
            "invalid": "Numret är 4–16 siffror.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    model = forms.CharField(
        label="Modell", max_length=60, error_messages={"required": "Skriv vilken modell det är."}
    )
    line = forms.ChoiceField(label="Ansluten med", choices=[(k.value, v) for k, v in LINES.items()])
    heartbeat_seconds = forms.ChoiceField(
        label="Livstecken",
        choices=INTERVALS,
        initial="300",
        help_text="Så ofta enheten hör av sig.",
    )
    place = forms.CharField(
        label="Var den står",
        max_length=80,
        help_text="Till exempel: köksbänken.",
        error_messages={"required": "Skriv var i hemmet enheten står."},
    )
    key = forms.CharField(
        label="Nyckel",
        max_length=120,
        required=False,
        help_text="Hur den som kommer tar sig in. Ingen kod.",
    )
    instructions = forms.CharField(
        label="Att tänka på",
        max_length=400,
        required=False,
        help_text="Visas för operatören när larmet kommer.",
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

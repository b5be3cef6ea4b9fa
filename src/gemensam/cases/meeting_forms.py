"""The forms of proposing, booking, moving and calling off a meeting."""

from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gemensam.cases import rules
from gemensam.cases.meeting_models import MeetingKind
from gemensam.cases.meeting_rows import MeetingRow
from gemensam.cases.meeting_words import kind_name
from gemensam.cases.meetings import Wanted
from gemensam.ui.widgets import DateInput, TimeInput

_ASK, _AGREED = "fraga", "klart"
_MINUTES: Final = (15, 30, 45, 60, 90, 120, 180)


class MeetingForm(forms.Form):
    """When, where and how to meet; whether the applicant has said yes already."""

    use_required_attribute = False
    # Which meeting was on the page, where one is moved.
    meeting = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    # Which meetings were on the page, as `standing_of` writes them.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("How do you meet?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you meet.")},
    )
    day = forms.DateField(
        label=_("Day"),
        widget=DateInput(),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Write the day as year-month-day."),
        },
    )
    at = forms.TimeField(
        label=_("Time"),
        widget=TimeInput(),
        error_messages={
            "required": _("Choose a time."),
            "invalid": _("Write the time as in 09:30."),
        },
    )
    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int, initial=60)
    place = forms.CharField(
        label=_("Where"),
        help_text=_(
            "The address of the office, the number you call, or the link to the video meeting."
            " Not for a home visit: the address stands in the case."
        ),
        max_length=300,
        required=False,
    )
    with_whom = forms.CharField(
        label=_("Who else comes?"),
        help_text=_("As in: Nils Berg, nurse. Leave it empty if it is only you."),
        max_length=200,
        required=False,
    )
    bring = forms.CharField(label=_("What to bring"), max_length=500, required=False)
    interpreter = forms.CharField(
        label=_("Interpreter into"),
        help_text=_("The language. Leave it empty if none is needed. You book the interpreter."),
        max_length=60,
        required=False,
    )
    agreed = forms.ChoiceField(
        label=_("Is the time settled?"),
        choices=[
            (_ASK, _("No, ask the applicant whether it suits")),
            (_AGREED, _("Yes, we have agreed on it")),
        ],
        widget=forms.RadioSelect,
        initial=_ASK,
    )
    despite = forms.BooleanField(label=_("Book it anyway"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, minutes = self.fields["kind"], self.fields["minutes"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(minutes, forms.ChoiceField)
        kind.choices = [(one.value, kind_name(one)) for one in MeetingKind]
        minutes.choices = [
            (one, gettext("%(count)d minutes") % {"count": one})
            for one in sorted({*_MINUTES, self.initial.get("minutes", 60)})
        ]

    def clean(self) -> dict[str, Any]:
        """Put day and time together; a time that the clocks skip, or have twice, is nobody's."""
        values = super().clean() or self.cleaned_data
        if values.get("day") and values.get("at"):
            together = datetime.combine(values["day"], values["at"])
            try:
                values["starts_at"] = from_current_timezone(together)
            except ValidationError:
                self.add_error("at", _("The clocks are changed then. Choose another time."))
        return values

    def wanted(self) -> Wanted:
        """Give what was filled in."""
        values = self.cleaned_data
        return Wanted(
            kind=MeetingKind(values["kind"]),
            starts_at=values["starts_at"],
            ends_at=values["starts_at"] + timedelta(minutes=values["minutes"]),
            is_agreed=values["agreed"] == _AGREED,
            place=values["place"],
            with_whom=values["with_whom"],
            bring=values["bring"],
            interpreter=values["interpreter"],
        )

    def instead_of(self) -> tuple[Any, int] | None:
        """Give the meeting that was on the page, if there was one."""
        values = self.cleaned_data
        return (values["meeting"], values["version"] or 0) if values["meeting"] else None


def as_initial(row: MeetingRow) -> dict[str, object]:
    """Begin from the meeting that there is."""
    begins = timezone.localtime(row.starts_at)
    return {
        "meeting": row.id,
        "version": row.version,
        "kind": row.kind,
        "day": begins.date(),
        "at": begins.time(),
        "minutes": (row.ends_at - row.starts_at) // timedelta(minutes=1),
        "place": row.place,
        "with_whom": row.with_whom,
        "bring": row.bring,
        "interpreter": row.interpreter,
    }


class CallOffForm(forms.Form):
    """Say why a meeting does not take place."""

    meeting = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = forms.CharField(
        label=_("Why is it called off?"),
        help_text=_("The applicant reads this."),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why it is called off.")},
    )

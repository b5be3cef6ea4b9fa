"""The forms of the case page."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from gemensam.cases import rules
from gemensam.cases.models import Outcome
from gemensam.organisations.api import UnitRow
from gemensam.ui.widgets import DateInput

_NONE = ""


class VersionedForm(forms.Form):
    """Carries the version of the case that was on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class QuestionForm(VersionedForm):
    """Ask about one field of the application."""

    field_id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    text = forms.CharField(
        label=_("Your question"),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to ask.")},
    )
    due_on = forms.DateField(
        label=_("Answer by"),
        help_text=_("The clock stands still until the answer has come."),
        widget=DateInput(),
        error_messages={
            "required": _("Choose the last day for an answer."),
            "invalid": _("Write the day as year-month-day."),
        },
    )


class MessageForm(forms.Form):
    """Say something in the thread, or note it within the municipality."""

    TO_RESIDENT = "sokande"
    INTERNAL = "intern"

    text = forms.CharField(
        label=_("Write"),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write something first.")},
    )
    to = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[
            (TO_RESIDENT, _("The applicant")),
            (INTERNAL, _("Only us in the municipality")),
        ],
        widget=forms.RadioSelect,
        initial=TO_RESIDENT,
    )


class DecisionForm(VersionedForm):
    """Decide: what, why, and for a grant from when and by whom."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide.")},
    )
    motivation = forms.CharField(
        label=_("Reasons"),
        help_text=_("Write to the one who applied. How to appeal is added by itself."),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Give the reasons for the decision.")},
    )
    starts_on = forms.DateField(
        label=_("From"),
        widget=DateInput(),
        required=False,
        error_messages={"invalid": _("Write the day as year-month-day.")},
    )
    performer = forms.ChoiceField(label=_("Performed by"), required=False)

    def __init__(
        self,
        *args: object,
        outcomes: Sequence[str],
        performers: Sequence[UnitRow],
        today: date,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] -- Django's own
        self.today = today
        names = {Outcome.GRANT: _("Grant"), Outcome.REJECT: _("Reject")}
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [(one, names[Outcome(one)]) for one in outcomes if one in names]
        performer = self.fields["performer"]
        assert isinstance(performer, forms.ChoiceField)
        performer.choices = [
            (_NONE, _("Choose a unit")),
            *((str(unit.id), unit.name) for unit in performers),
        ]

    def clean(self) -> dict[str, object]:
        """A grant needs a day and a unit; a rejection needs neither."""
        values = super().clean() or {}
        if values.get("outcome") != Outcome.GRANT:
            return values
        starts_on = values.get("starts_on")
        if starts_on is None and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Choose from which day."))
        elif isinstance(starts_on, date) and starts_on < self.today:
            self.add_error("starts_on", _("The first possible day is today."))
        if not values.get("performer"):
            self.add_error("performer", _("Choose who performs it."))
        return values

"""The forms of the case page."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gemensam.cases import rules
from gemensam.cases.models import Outcome
from gemensam.organisations.api import UnitRow
from gemensam.ui.widgets import DateInput

_NONE = ""
DECISION_PREFIX = "beslut"


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

    # A rejection leaves day and unit empty, which the browser must not stop.
    use_required_attribute = False

    outcome = forms.ChoiceField(
        label=_("What do you decide?"),
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
        error_messages={
            "required": _("Choose from which day."),
            "invalid": _("Write the day as year-month-day."),
        },
    )
    performer = forms.ChoiceField(
        label=_("Performed by"), error_messages={"required": _("Choose who performs it.")}
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, object],
        outcomes: Sequence[str],
        performers: Sequence[UnitRow],
        today: date,
    ) -> None:
        super().__init__(data, prefix=DECISION_PREFIX, initial=initial)
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

    def full_clean(self) -> None:
        """Ask for a day and a unit only where something is granted."""
        is_grant = self.data.get(self.add_prefix("outcome")) != Outcome.REJECT
        for name in ("starts_on", "performer"):
            self.fields[name].required = is_grant
        super().full_clean()
        for name in ("starts_on", "performer"):
            self.fields[name].required = True

    def clean_starts_on(self) -> date | None:
        """Refuse a day that has passed."""
        starts_on: date | None = self.cleaned_data["starts_on"]
        if starts_on is not None and starts_on < self.today:
            raise forms.ValidationError(_("The first possible day is today."))
        return starts_on

"""The forms of the case page."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gemensam.cases import rules
from gemensam.cases.models import Outcome
from gemensam.cases.terms import Granted, Term
from gemensam.cases.words import performer_name
from gemensam.performers.api import PerformerRow
from gemensam.ui.widgets import DateInput

_NONE = ""
DECISION_PREFIX = "beslut"
_TERM = "term-"


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


class CorrectionForm(VersionedForm):
    """Put right one answer of the application."""

    field_id = forms.CharField(widget=forms.HiddenInput, max_length=80)
    text = forms.CharField(
        label=_("What it should say"),
        help_text=_("The application stays as it was sent. The applicant sees the correction."),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what it should say.")},
    )


class HandOnForm(VersionedForm):
    """Say to which court an appeal was sent."""

    court = forms.CharField(
        label=_("Sent to"),
        initial="Förvaltningsrätten i Göteborg",
        max_length=120,
        error_messages={"required": _("Write which court it was sent to.")},
    )


class DismissForm(VersionedForm):
    """Dismiss an appeal that came too late."""

    reason = forms.CharField(
        label=_("Reasons"),
        help_text=_("The applicant reads this. It can be appealed too; say how."),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the reasons.")},
    )


class FollowUpForm(VersionedForm):
    """Say how the help works, and when it is looked at the next time."""

    text = forms.CharField(
        label=_("How does the help work?"),
        help_text=_("The applicant reads this."),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you found.")},
    )
    next_on = forms.DateField(
        label=_("Next follow-up by"),
        help_text=_("Empty if nothing more is to be followed up."),
        required=False,
        widget=DateInput(),
        error_messages={"invalid": _("Write the day as year-month-day.")},
    )


class ReturnForm(VersionedForm):
    """Send a proposed decision back; whoever takes her own back needs no words for it."""

    text = forms.CharField(
        label=_("What needs to be changed?"),
        help_text=_("Only us in the municipality read it."),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what needs to be changed.")},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        is_own: bool = False,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, prefix="tillbaka", initial=initial)
        self.fields["text"].required = not is_own


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
    """Decide: what, why, and for a grant from when, by whom and what its kind names."""

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
        performers: Sequence[PerformerRow],
        chosen: UUID | None,
        terms: Sequence[Term],
        today: date,
        is_money: bool = False,
        needs_second: Collection[str] = (),
    ) -> None:
        super().__init__(data, prefix=DECISION_PREFIX, initial=initial)
        self.today = today
        names = {
            Outcome.GRANT: _("Grant"),
            Outcome.PARTIAL: _("Grant in part"),
            Outcome.REJECT: _("Reject"),
        }
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [
            (one.value, _by_two(str(name)) if one in needs_second else name)
            for one, name in names.items()
            if one in outcomes
        ]
        performer = self.fields["performer"]
        assert isinstance(performer, forms.ChoiceField)
        performer.choices = [
            (_NONE, _("Choose a unit")),
            *((str(unit.id), _performer_label(unit, chosen)) for unit in performers),
        ]

        if is_money:
            # What is granted stands in what was worked out, and no unit gives it.
            del self.fields["starts_on"], self.fields["performer"]
        self._terms = terms
        for term in terms:
            self.fields[_TERM + term.id] = _term_field(term)

    def grant_fields(self) -> Iterator[BoundField]:
        """Give the fields of what a grant names, for the page."""
        names = ["starts_on", "performer", *(_TERM + one.id for one in self._terms)]
        return (self[name] for name in names if name in self.fields)

    def granted(self) -> Granted:
        """Give what the kind's terms were filled in with."""
        values = {one.id: self.cleaned_data.get(_TERM + one.id) for one in self._terms}
        return {
            key: [value] if isinstance(value, str) else value
            for key, value in values.items()
            if value
        }

    def full_clean(self) -> None:
        """Ask for a day, a unit and what is granted only where something is granted."""
        is_grant = self.data.get(self.add_prefix("outcome")) != Outcome.REJECT
        required = [
            name for name, one in self.fields.items() if one.required and name in self._of_grant()
        ]
        for name in required:
            self.fields[name].required = is_grant
        super().full_clean()
        for name in required:
            self.fields[name].required = True

    def _of_grant(self) -> frozenset[str]:
        return frozenset({"starts_on", "performer", *(_TERM + one.id for one in self._terms)})

    def clean_starts_on(self) -> date | None:
        """Refuse a day that has passed."""
        starts_on: date | None = self.cleaned_data["starts_on"]
        if starts_on is not None and starts_on < self.today:
            raise forms.ValidationError(_("The first possible day is today."))
        return starts_on


def _by_two(name: str) -> str:
    return gettext("%(outcome)s (a colleague confirms)") % {"outcome": name}


def _performer_label(unit: PerformerRow, chosen: UUID | None) -> str:
    name = performer_name(unit)
    return (
        gettext("%(name)s – the applicant's choice") % {"name": name} if unit.id == chosen else name
    )


def _term_field(term: Term) -> forms.Field:
    language = get_language() or "sv"
    sort, widget = (
        (forms.MultipleChoiceField, forms.CheckboxSelectMultiple)
        if term.is_many
        else (forms.ChoiceField, forms.RadioSelect)
    )
    return sort(
        label=term.label.within(language),
        choices=[(one.id, one.label.within(language)) for one in term.choices],
        widget=widget,
        required=term.is_required,
        error_messages={"required": _("Choose what is granted.")},
    )


def term_values(known: Granted, terms: Sequence[Term]) -> dict[str, object]:
    """Give what is known of the terms as the form begins with it."""
    return {
        _TERM + one.id: list(known[one.id]) if one.is_many else known[one.id][0]
        for one in terms
        if known.get(one.id)
    }

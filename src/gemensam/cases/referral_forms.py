"""The forms of asking a colleague for an opinion, and of giving it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from gemensam.cases import referrals, rules
from gemensam.cases.queries import AnswerLine
from gemensam.identity.api import Colleague
from gemensam.ui.widgets import DateInput

_YES, _NO = "ja", "nej"
_LINES, _CASE = "svar", "arende"
type Choices = list[tuple[str, str | list[tuple[str, str]]]]


class ReferralForm(forms.Form):
    """Ask a colleague: whom, what, until when, and what is shown for it."""

    to = forms.ChoiceField(
        label=_("Whom do you ask?"), error_messages={"required": _("Choose whom you ask.")}
    )
    question = forms.CharField(
        label=_("Your question"),
        help_text=_("Only within the municipality: the applicant does not see it on the page."),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you want to ask.")},
    )
    is_yes_no = forms.BooleanField(label=_("I want a yes or a no as well"), required=False)
    due_on = forms.DateField(
        label=_("Answer by"),
        help_text=_("The promised day stays as it is: the clock does not stand still for this."),
        widget=DateInput(),
        error_messages={
            "required": _("Choose the last day for an answer."),
            "invalid": _("Write the day as year-month-day."),
        },
    )
    shows = forms.ChoiceField(
        label=_("What does your colleague see?"),
        choices=[
            (_LINES, _("Only the question, and what I tick below")),
            (_CASE, _("The whole case")),
        ],
        widget=forms.RadioSelect,
        initial=_LINES,
    )
    lines = forms.MultipleChoiceField(
        label=_("Show from the application"),
        help_text=_("Tick no more than what is needed to answer."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: object,
        colleagues: Sequence[Colleague],
        answers: Sequence[AnswerLine],
        **kwargs: object,
    ) -> None:
        """Take whom can be asked, and the answers that can be shown."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        to, lines = self.fields["to"], self.fields["lines"]
        assert isinstance(to, forms.ChoiceField)
        assert isinstance(lines, forms.MultipleChoiceField)
        to.choices = [("", gettext("Choose a colleague")), *_by_unit(colleagues)]
        lines.choices = [
            (referrals.WHO, gettext("Who it is about: name and age")),
            *((one.field_id, _line(one)) for one in answers),
        ]

    def wanted(self) -> referrals.Wanted:
        """Give what was filled in."""
        values = self.cleaned_data
        return referrals.Wanted(
            commission_id=UUID(values["to"]),
            question=values["question"],
            due_on=values["due_on"],
            is_yes_no=values["is_yes_no"],
            sees_case=values["shows"] == _CASE,
            field_ids=values["lines"],
        )


def _by_unit(colleagues: Sequence[Colleague]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for unit, found in groupby(colleagues, key=lambda one: one.unit_name):
        yield unit, [(str(one.commission_id), f"{one.name}, {one.title}") for one in found]


def _line(line: AnswerLine) -> str:
    """Name an answer, and say that its files come with it."""
    if not line.files:
        return line.label
    count = ngettext("%(count)d file", "%(count)d files", len(line.files))
    return f"{line.label} ({count % {'count': len(line.files)}})"


class OpinionForm(forms.Form):
    """Give an opinion, or decline."""

    # Whoever declines says neither yes nor no.
    use_required_attribute = False

    says = forms.ChoiceField(
        label=_("Yes or no?"),
        choices=[(_YES, _("Yes")), (_NO, _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    text = forms.CharField(
        label=_("Your opinion"),
        help_text=_("It is kept in the case. The applicant may ask to read it."),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your opinion, or why you give none.")},
    )

    def __init__(
        self, *args: object, is_yes_no: bool, declines: bool = False, **kwargs: object
    ) -> None:
        """Take whether a yes or no is asked for, and whether the press was to decline."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not is_yes_no:
            del self.fields["says"]
        elif declines:
            self.fields["says"].required = False

    def says_yes(self) -> bool | None:
        """Give the yes or no; None where neither was said."""
        return {_YES: True, _NO: False}.get(self.cleaned_data.get("says", ""))

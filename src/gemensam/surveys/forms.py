"""What an organisation writes about a survey, and whom it invites."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gemensam.organisations import api as organisations
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.api import FieldKind
from gemensam.surveys.actions import Plan
from gemensam.surveys.models import ANONYMOUS, SurveyKind
from gemensam.surveys.rules.invited import BadLine, Fault, Line, Read, read
from gemensam.ui.widgets import DateInput

KIND_WORDS: Final = {
    SurveyKind.OPEN: gettext_lazy("Everybody who has the link, anonymously"),
    SurveyKind.INVITED: gettext_lazy("Those who are invited, anonymously"),
    SurveyKind.NAMED: gettext_lazy("Those who are invited, by name"),
    SurveyKind.BODIES: gettext_lazy("Each municipality once, for itself"),
}
# Answers that say who somebody is.
_TELLING: Final = frozenset(
    {
        *(FieldKind.PERSONAL_NUMBER, FieldKind.PERSON, FieldKind.ADDRESS, FieldKind.SIGNATURE),
        *(FieldKind.EMAIL, FieldKind.PHONE),
    }
)
FAULT_WORDS: Final = {
    Fault.NO_ADDRESS: gettext_lazy("no e-mail address or telephone number"),
    Fault.NO_MUNICIPALITY: gettext_lazy("no municipality"),
    Fault.NOT_ASKED_THERE: gettext_lazy("the survey is not asked in that municipality"),
    Fault.TWICE: gettext_lazy("the address stands there twice"),
    Fault.NAME_TOO_LONG: gettext_lazy("the name is too long"),
    Fault.TOO_MANY: gettext_lazy("too many lines at once"),
}


class DaysForm(forms.Form):
    """The last day to answer, and the day to remind on."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day to answer"), required=False, widget=DateInput()
    )
    reminds_on = forms.DateField(
        label=gettext_lazy("Remind those who have not answered on"),
        help_text=gettext_lazy("Sent by itself that day. You can remind by hand as well."),
        required=False,
        widget=DateInput(),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> None:
        """The last day is to come, and the reminder lies before it."""
        last, reminds = self.cleaned_data.get("last_day"), self.cleaned_data.get("reminds_on")
        if last and last < self.today:
            self.add_error("last_day", _("The day has gone: choose a later one"))
        if last and reminds and reminds > last:
            self.add_error("reminds_on", _("Remind before the last day to answer"))


class SurveyForm(DaysForm):
    """Everything that is decided of a survey before it opens."""

    title = forms.CharField(label=gettext_lazy("What is the survey called?"), max_length=120)
    form = forms.ChoiceField(
        label=gettext_lazy("Which form is asked?"),
        help_text=gettext_lazy("Those that are published: your own, and the common library's."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Who answers?"),
        choices=[(str(kind), words) for kind, words in KIND_WORDS.items()],
        widget=forms.RadioSelect,
    )
    codes = forms.MultipleChoiceField(
        label=gettext_lazy("In which municipalities?"),
        help_text=gettext_lazy("Choose none to ask in all of them."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    about = forms.CharField(
        label=gettext_lazy("Why do you ask, and what comes of the answers?"),
        help_text=gettext_lazy("Shown before the first question."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    field_order = ("title", "form", "kind", "codes", "about", "last_day", "reminds_on")

    def __init__(
        self,
        *args: Any,
        usable: Sequence[questionnaires.PublishedForm],
        own_code: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "sv"
        self.usable = {str(one.version_id): one for one in usable}
        self._choices("form", [
            (key, one.schema.title.within(language)) for key, one in self.usable.items()
        ])  # fmt: skip
        if own_code:
            # A municipality asks its own.
            del self.fields["codes"]
        else:
            places = organisations.municipalities()
            self._choices("codes", [(place.code, place.name) for place in places])
        self.own_code = own_code

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> None:
        """What the form asks must fit with who answers."""
        super().clean()
        chosen = self.usable.get(self.cleaned_data.get("form", ""))
        kind = self.cleaned_data.get("kind")
        if chosen is None or kind is None:
            return
        language = get_language() or "sv"
        fields = list(chosen.schema.fields())
        files = [one.label.within(language) for one in fields if one.kind is FieldKind.FILE]
        telling = [one.label.within(language) for one in fields if one.kind in _TELLING]
        if files:
            self.add_error("form", _("A survey takes no files: %(label)s") % {"label": files[0]})
        if telling and kind in ANONYMOUS:
            self.add_error(
                "kind",
                _("The form asks who somebody is, so it is not anonymous: %(label)s")
                % {"label": telling[0]},
            )

    def _codes(self) -> Sequence[str]:
        if self.own_code:
            return [self.own_code]
        chosen: Sequence[str] = self.cleaned_data["codes"]
        return chosen or [place.code for place in organisations.municipalities()]

    def plan(self) -> Plan:
        """Give what was decided."""
        data = self.cleaned_data
        return Plan(
            kind=SurveyKind(data["kind"]),
            title=data["title"],
            about=data["about"],
            version_id=UUID(data["form"]),
            codes=self._codes(),
            last_day=data["last_day"],
            reminds_on=data["reminds_on"],
        )


class InviteForm(forms.Form):
    """Who is to be invited, pasted or as a file: nothing is kept unless every line can be."""

    lines = forms.CharField(
        label=gettext_lazy("Whom do you invite?"),
        help_text=gettext_lazy(
            "One on each line: municipality, then an e-mail address or a mobile number. You can "
            "paste from a spreadsheet."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        # 5,000 lines of a hundred letters.
        max_length=500_000,
    )

    def __init__(self, *args: Any, asked: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.bad: Sequence[BadLine] = ()

    def clean_lines(self) -> Sequence[Line]:
        """Read the lines, or say what is wrong with the first ones that cannot be read."""
        places = {place.name.casefold(): place.code for place in organisations.municipalities()}
        found: Read = read(self.cleaned_data["lines"], places, asked=self.asked)
        if found.bad:
            self.bad = found.bad
            first = found.bad[0]
            raise forms.ValidationError(
                _("Line %(number)s, “%(text)s”: %(fault)s")
                % {
                    "number": first.number,
                    "text": first.text,
                    "fault": FAULT_WORDS[first.fault],
                }
            )
        if not found.lines:
            raise forms.ValidationError(_("Write at least one line"))
        return found.lines

"""The forms of being away and of handing one case over."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gemensam.cases import rules
from gemensam.cases.absences import Days, Kept, To
from gemensam.cases.forms import VersionedForm
from gemensam.kernel.actor import Actor
from gemensam.ui.widgets import DateInput

_AS_ALL, _LIST, _KEEP = "som-alla", "listan", "behall"
_CASE = "arende-"
_DAY = {
    "required": _("Choose the day."),
    "invalid": _("Write the day as year-month-day."),
}


class AbsenceForm(forms.Form):
    """From when to when, and who takes the cases: all the same way, or each its own."""

    starts_on = forms.DateField(label=_("First day away"), widget=DateInput(), error_messages=_DAY)
    ends_on = forms.DateField(label=_("Last day away"), widget=DateInput(), error_messages=_DAY)
    everyone = forms.ChoiceField(
        label=_("Who takes your cases?"),
        error_messages={"required": _("Choose who takes your cases.")},
    )
    comes_back = forms.ChoiceField(
        label=_("When you are back"),
        choices=[
            ("ja", _("The cases come back to me")),
            ("nej", _("The cases stay where they are")),
        ],
        widget=forms.RadioSelect,
        initial="ja",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, object],
        cases: Sequence[tuple[UUID, str, Sequence[Actor]]],
        people: Sequence[tuple[UUID, str]],
    ) -> None:
        """`cases`: id, what it is called, and the colleagues who may have it."""
        super().__init__(data, initial=initial)
        common = [
            (_LIST, gettext("Nobody: to the unit's list")),
            (_KEEP, gettext("Nobody: they stay with me")),
        ]
        everyone = self.fields["everyone"]
        assert isinstance(everyone, forms.ChoiceField)
        everyone.choices = [
            ("", gettext("Choose")),
            *((str(key), name) for key, name in people),
            *common,
        ]
        names = dict(people)
        for case_id, label, able in cases:
            self.fields[f"{_CASE}{case_id}"] = forms.ChoiceField(
                label=label,
                required=False,
                initial=_AS_ALL,
                choices=[
                    (_AS_ALL, gettext("As chosen for all")),
                    *((str(one.person_id), names[one.person_id]) for one in able if one.person_id),
                    (_LIST, gettext("To the unit's list")),
                    (_KEEP, gettext("Stays with me")),
                ],
            )
        if not cases:
            del self.fields["everyone"], self.fields["comes_back"]

    def of_cases(self) -> Iterator[BoundField]:
        """Give the fields that are about one case each."""
        return (self[name] for name in self.fields if name.startswith(_CASE))

    @property
    def has_own_choice(self) -> bool:
        """Say whether some case goes its own way, so that the page shows it."""
        return self.is_bound and any(
            one.value() not in {_AS_ALL, "", None} or one.errors for one in self.of_cases()
        )

    def days(self) -> Days:
        """Give the days as `absences.plan` takes them."""
        values = self.cleaned_data
        back = values.get("comes_back", "ja") == "ja"
        return Days(values["starts_on"], values["ends_on"], back)

    def to(self) -> Callable[[UUID], To]:
        """Say of each case who takes it; one that came in meanwhile goes as all do."""
        values = self.cleaned_data

        def where(case_id: UUID) -> To:
            own = values.get(f"{_CASE}{case_id}") or _AS_ALL
            chosen = values.get("everyone", _KEEP) if own == _AS_ALL else own
            return {_LIST: Kept.LIST, _KEEP: Kept.KEEP}.get(chosen) or UUID(chosen)

        return where


class HandOverForm(VersionedForm):
    """Hand one case over to a colleague."""

    to = forms.ChoiceField(
        label=_("To whom?"), error_messages={"required": _("Choose a colleague.")}
    )
    words = forms.CharField(
        label=_("What your colleague needs to know"),
        help_text=_("A note within the municipality. The applicant sees only who has the case."),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what your colleague needs to know.")},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, object],
        people: Sequence[tuple[UUID, str]],
    ) -> None:
        super().__init__(data, initial=initial)
        self.has_colleagues = bool(people)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [("", gettext("Choose")), *((str(key), name) for key, name in people)]

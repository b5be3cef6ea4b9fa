"""What is asked about projects, applications, scores and decisions."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gemensam.programme import words_projects as words
from gemensam.programme.kinds_projects import (
    DeliveryKind,
    NoteKind,
    ParticipantsKnown,
    ProjectKind,
    ProjectState,
    StakeholderGroup,
)
from gemensam.programme.rules.projects import NotATime, read_time

EARLIEST_YEAR, LATEST_YEAR = 2008, 2100
LONGEST_TEXT = 4000
LONGEST_LINE = 400

type Choices = Sequence[tuple[str, str]]


def choices_of[W: str](names: dict[W, str]) -> list[tuple[str, str]]:
    """Give an enum's words as a field's choices, in the reader's language."""
    return [(str(key), gettext(text)) for key, text in names.items()]


def in_swedish() -> forms.Select:
    """Give a list to choose from whose texts are data, and only Swedish."""
    return forms.Select(attrs={"lang": "sv"})


def area(rows: int = 4) -> forms.Textarea:
    """Give a box of some rows to write in: Swedish, as the county's papers are."""
    return forms.Textarea(attrs={"rows": rows, "lang": "sv"})


def _check_time(text: str) -> str:
    if text:
        try:
            read_time(text)
        except NotATime as wrong:
            raise ValidationError(
                gettext(
                    "Write a year, half-year, month or day: 2026, 2026-H1, 2026-09 or 2026-09-15"
                )
            ) from wrong
    return text


class ProjectForm(forms.Form):
    """What a project is, who leads it and who takes part."""

    name = forms.CharField(label=_("Name"), max_length=160)
    year = forms.IntegerField(label=_("Year"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)
    kind = forms.ChoiceField(label=_("Sort"))
    lead = forms.ChoiceField(label=_("Who leads"), required=False)
    activity = forms.ChoiceField(
        label=_("Activity of the plan"), required=False, widget=in_swedish()
    )
    parent = forms.ChoiceField(label=_("Part of"), required=False, widget=in_swedish())
    summary = forms.CharField(
        label=_("What it is about"), required=False, max_length=LONGEST_TEXT, widget=area()
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=40)
    participants_known = forms.ChoiceField(
        label=_("What is known of who takes part"), widget=forms.RadioSelect
    )
    participants = forms.MultipleChoiceField(
        label=_("Municipalities that take part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        bodies: Choices,
        places: Choices,
        activities: Choices,
        projects: Choices,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        kinds = [
            (key, text)
            for key, text in choices_of(words.KIND_WORDS)
            # What the portfolio has granted is written down by its decision only.
            if key != ProjectKind.ASSIGNMENT
            or (initial or {}).get("kind") == ProjectKind.ASSIGNMENT
        ]
        give(self, "kind", kinds)
        give(self, "lead", [("", gettext("Unknown")), *bodies])
        give(self, "activity", [("", gettext("None that the plan names")), *activities])
        give(self, "parent", [("", gettext("No other project")), *projects])
        give(self, "participants_known", choices_of(words.KNOWN_WORDS))
        give(self, "participants", places)

    def clean(self) -> dict[str, object]:
        """Refuse participants that are both listed and unknown."""
        given = dict(super().clean() or {})
        known, named = given.get("participants_known"), given.get("participants")
        if known == ParticipantsKnown.LISTED and not named:
            self.add_error(
                "participants", _("Tick the municipalities, or say that they are unknown")
            )
        elif known and known != ParticipantsKnown.LISTED and named:
            self.add_error(
                "participants_known", _("You have ticked municipalities: then they are known")
            )
        return given

    @property
    def named(self) -> list[UUID]:
        """The participants of valid data."""
        return [UUID(one) for one in self.cleaned_data["participants"]]

    @property
    def lead_id(self) -> UUID | None:
        """Who leads, or nobody known."""
        return UUID(self.cleaned_data["lead"]) if self.cleaned_data["lead"] else None


def give(form: forms.Form, name: str, choices: Choices) -> None:
    """Let a field be one of some choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class UnderForm(forms.Form):
    """One thing under a project: a sentence, a delivery, a risk, a group or a status."""

    KINDS: dict[str, dict[str, str]] = {
        "text": {str(k): v for k, v in words.NOTE_WORDS.items()},
        "leverans": {str(k): v for k, v in words.DELIVERY_WORDS.items()},
        "risk": {},
        "intressent": {str(k): v for k, v in words.GROUP_WORDS.items()},
        "lage": {str(k): v for k, v in words.STATE_WORDS.items()},
    }
    FIELDS = {
        "text": ("kind", "municipality", "text"),
        "leverans": ("kind", "text", "when", "more", "link"),
        "risk": ("text", "more"),
        "intressent": ("kind", "municipality", "text"),
        "lage": ("kind", "when", "text"),
    }
    OPTIONAL_TEXT = ("intressent", "lage")

    kind = forms.ChoiceField(label=_("What"))
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    text = forms.CharField(label=_("In words"), max_length=LONGEST_LINE, widget=area(2))
    when = forms.CharField(label=_("When"), required=False, max_length=10)
    more = forms.CharField(label=_("Where it is shared"), required=False, max_length=200)
    link = forms.URLField(label=_("Web address"), required=False, max_length=300)

    def __init__(self, what: str, data: QueryDict | None = None, *, places: Choices = ()) -> None:
        super().__init__(data, auto_id=f"id_{what}_%s")
        self.what = what
        for name in set(self.fields) - set(self.FIELDS[what]):
            del self.fields[name]
        if "kind" in self.fields:
            give(self, "kind", [(k, gettext(v)) for k, v in self.KINDS[what].items()])
        if "municipality" in self.fields:
            give(self, "municipality", [("", gettext("The whole project")), *places])
        self.fields["text"].required = what not in self.OPTIONAL_TEXT
        if what == "lage":
            self.fields["when"].required = True
        if what == "risk":
            self.fields["more"].label = gettext("What is done about it")
            self.fields["more"].widget = area(2)

    def clean_when(self) -> str:
        """Take only a time that can be read."""
        return _check_time(self.cleaned_data["when"])

    def value(self, name: str) -> str:
        """Give a field of valid data; one that this thing has not is empty."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def municipality_id(self) -> UUID | None:
        """Whom it is about, if it is about one."""
        return UUID(self.value("municipality")) if self.value("municipality") else None

    @property
    def note_kind(self) -> NoteKind:
        return NoteKind(self.value("kind"))

    @property
    def delivery_kind(self) -> DeliveryKind:
        return DeliveryKind(self.value("kind"))

    @property
    def group(self) -> StakeholderGroup:
        return StakeholderGroup(self.value("kind"))

    @property
    def state(self) -> ProjectState:
        return ProjectState(self.value("kind"))

"""One page of a questionnaire as a Django form: drawn by `ui`, judged by the questionnaire's rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.api import Field, FieldKind, Page, PersonAnswer, Problem, Value
from gemensam.ui.widgets import DateInput

PERSON_PARTS = ("name", "relation", "phone")
LONG_TEXT_ROWS = 5


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the template draws it: a field, or the parts of a person."""

    bound: BoundField | None
    legend: str
    hint: str
    parts: Sequence[BoundField] = ()


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions under one heading; without a title the page's own is enough."""

    title: str
    questions: Sequence[Question]


class PageForm(forms.Form):
    """Always bound to what is saved or typed; its errors are the problems that the rules found."""

    use_required_attribute = False

    def __init__(
        self,
        page: Page,
        *,
        shown: frozenset[str],
        answers: Mapping[str, Value],
        problems: Sequence[Problem] = (),
        language: str,
        asks_again: Mapping[str, str] | None = None,
    ) -> None:
        self.page = page
        self.language = language
        self._problems = problems
        self._shown = shown
        super().__init__(data=_typed(page, answers))
        for field in self._asked():
            for name, made in _fields(field, language):
                self.fields[name] = made
            # Another question hangs on this one: ask the server at once what is shown now.
            if asks_again and _is_asked_about(field, page):
                self.fields[field.id].widget.attrs |= asks_again

    def full_clean(self) -> None:
        """Take over the problems that the questionnaire's rules found, and find none of our own."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        for problem in self._problems:
            name = f"{problem.field_id}.{problem.part}" if problem.part else problem.field_id
            where = name if name in self.fields else f"{problem.field_id}.name"
            self.add_error(
                where, forms.ValidationError(problem.text.within(self.language), code="mend")
            )

    def groups(self) -> list[QuestionGroup]:
        """Give what is shown, group by group."""
        found = [
            QuestionGroup(
                group.title.within(self.language),
                [self._question(field) for field in group.fields if field.id in self._shown],
            )
            for group in self.page.groups
        ]
        return [group for group in found if group.questions]

    def _asked(self) -> Iterator[Field]:
        return (field for field in self.page.fields() if field.id in self._shown)

    def _question(self, field: Field) -> Question:
        label, hint = field.label.within(self.language), field.help.within(self.language)
        if field.kind is not FieldKind.PERSON:
            return Question(self[field.id], label, hint)
        legend = label if field.is_required else f"{label} {_('(optional)')}"
        return Question(None, legend, hint, [self[f"{field.id}.{one}"] for one in PERSON_PARTS])


def read_typed(page: Page, posted: Mapping[str, Sequence[str]]) -> dict[str, Value]:
    """Read the answers of the fields that the browser's page had; others are left as saved."""
    asked = set(posted.get("asked", ()))
    return {
        field.id: questionnaires.from_typed(field, posted)
        for field in page.fields()
        if field.id in asked
    }


def _is_asked_about(field: Field, page: Page) -> bool:
    return any(field.id in other.looks_at() for other in page.fields())


def _typed(page: Page, answers: Mapping[str, Value]) -> dict[str, str | list[str]]:
    data: dict[str, str | list[str]] = {}
    for field in page.fields():
        value = answers.get(field.id)
        if isinstance(value, PersonAnswer):
            data |= {
                f"{field.id}.name": value.name,
                f"{field.id}.relation": value.relation,
                f"{field.id}.phone": value.phone,
            }
        elif value is not None:
            data[field.id] = value if isinstance(value, str) else list(value)
    return data


class Words(TypedDict):
    """What every field is told."""

    label: str
    help_text: str
    required: bool


def _fields(field: Field, language: str) -> Iterator[tuple[str, forms.Field]]:
    words = Words(
        label=field.label.within(language),
        help_text=field.help.within(language),
        required=field.is_required,
    )
    choices = [(one.id, one.label.within(language)) for one in field.choices]
    match field.kind:
        case FieldKind.TEXT:
            yield field.id, forms.CharField(**words)
        case FieldKind.LONG_TEXT:
            area = forms.Textarea(attrs={"rows": LONG_TEXT_ROWS})
            yield field.id, forms.CharField(**words, widget=area)
        case FieldKind.CHOICE:
            yield field.id, forms.ChoiceField(**words, choices=choices, widget=forms.RadioSelect)
        case FieldKind.YES_NO:
            choices = [("yes", _("Yes")), ("no", _("No"))]
            yield field.id, forms.ChoiceField(**words, choices=choices, widget=forms.RadioSelect)
        case FieldKind.MANY_CHOICE:
            boxes = forms.CheckboxSelectMultiple
            yield field.id, forms.MultipleChoiceField(**words, choices=choices, widget=boxes)
        case FieldKind.DATE:
            yield field.id, forms.CharField(**words, widget=DateInput)
        case FieldKind.PHONE:
            yield field.id, forms.CharField(**words, widget=_phone_input())
        case FieldKind.PERSON:
            yield from _person_fields(field)


def _person_fields(field: Field) -> Iterator[tuple[str, forms.Field]]:
    # Parts of an optional person are not marked one by one: the legend says it.
    yield f"{field.id}.name", forms.CharField(label=_("Name"))
    yield (
        f"{field.id}.relation",
        forms.CharField(
            label=_("Relation"),
            help_text=_("For example daughter, neighbour or friend"),
            required=not field.is_required,
        ),
    )
    yield f"{field.id}.phone", forms.CharField(label=_("Phone"), widget=_phone_input())


def _phone_input() -> forms.TextInput:
    return forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"})

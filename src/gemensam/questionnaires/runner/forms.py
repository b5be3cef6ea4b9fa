"""One page of a form as a Django form: drawn by `ui`, judged by the form's own rules."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypedDict

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.questionnaires.queries import label_of
from gemensam.questionnaires.rules.answering import Entry, Filled
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.mending import Problem
from gemensam.questionnaires.rules.schema import Accept, Field, Group, Page
from gemensam.questionnaires.rules.values import Parts, key_of, many
from gemensam.questionnaires.rules.wording import YES_NO_WORDS
from gemensam.ui.parts import Fact
from gemensam.ui.widgets import (
    DateInput,
    FileDrop,
    ManyFilesDrop,
    MoneyInput,
    PersonNumberInput,
    TimeInput,
)

LONG_TEXT_ROWS: Final = 5
# In a group that is asked several times, more choices than this fold into a list.
MOST_RADIOS: Final = 6
_PART_LABELS: Final = {
    "name": gettext_lazy("Name"),
    "relation": gettext_lazy("Relation"),
    "phone": gettext_lazy("Phone"),
    "street": gettext_lazy("Street address"),
    "postcode": gettext_lazy("Postcode"),
    "town": gettext_lazy("Town"),
    "care_of": gettext_lazy("c/o"),
    "from": gettext_lazy("The first day"),
    "to": gettext_lazy("The last day"),
}
# A phone's camera is offered where pictures are; HEIC is what iPhones take.
_ACCEPTS: Final = {
    Accept.PICTURE: ("image/*", ".heic", ".heif"),
    Accept.PDF: ("application/pdf",),
}
# Parts that may be left out although the others are filled in.
_OPTIONAL_PARTS: Final = frozenset({"relation", "care_of"})


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file of an answer: its name, the way to it once it can be opened, how it stands."""

    name: str
    href: str
    state: str
    # What the button that takes it away says to the server.
    remove: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the template draws it: a control, the parts of an answer, or words only."""

    key: str
    kind: str
    is_shown: bool
    label: str
    hint: str
    bound: BoundField | None = None
    parts: Sequence[BoundField] = ()
    unit: str = ""
    # What a calculated field has come to.
    value: str = ""
    files: Sequence[ShownFile] = ()
    # Whether files that were sent before can be chosen for it.
    can_reuse: bool = False


@dataclass(frozen=True, slots=True)
class RowOfQuestions:
    """One of the things that a group is asked for; without a legend the group is asked once."""

    key: str
    legend: str
    questions: Sequence[Question]
    # Not where the form asks for so many at least.
    can_go: bool = True

    @property
    def drop(self) -> str:
        """Give what the button that removes it says to the server."""
        return f"drop:{self.key.replace('@', ':')}"


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions under one heading; without a title the page's own is enough."""

    id: str
    title: str
    is_shown: bool
    rows: Sequence[RowOfQuestions]
    # What one more is called; empty when there can be no more.
    add: str = ""
    problem: str = ""
    before: Sequence[Fact] = ()


class NumberInput(forms.TextInput):
    """A number with its unit; text, so that spaces and a comma may be typed."""

    is_short = True

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"})


class PageForm(forms.Form):
    """Always bound to what is saved or typed; its errors are the problems that the rules found."""

    use_required_attribute = False

    def __init__(
        self,
        page: Page,
        filled: Filled,
        *,
        problems: Sequence[Problem] = (),
        language: str,
        files: Mapping[str, ShownFile] | None = None,
        sources: Mapping[str, str] | None = None,
        before: Mapping[str, Sequence[Fact]] | None = None,
        reuse_href: Callable[[str], str] = lambda _key: "",
    ) -> None:
        self.page = page
        self.attached = files or {}
        # Where what was filled in beforehand comes from, by its key.
        self.sources = sources or {}
        # What is told at the head of a group, by its id.
        self.before = before or {}
        self.filled = filled
        self.reuse_href = reuse_href
        self.language = language
        self._problems = problems
        self.entries = list(_entries(page, filled))
        super().__init__(data=_typed(self.entries, filled))
        for entry in self.entries:
            for name, made in _fields(entry, filled, language, self.sources.get(entry.key, "")):
                self.fields[name] = made

    def full_clean(self) -> None:
        """Take over the problems that the form's rules found, and find none of our own."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        for problem in self._problems:
            name = f"{problem.key}.{problem.part}" if problem.part else problem.key
            words = forms.ValidationError(problem.text.within(self.language), code="mend")
            where = name if name in self.fields else f"{problem.key}.new"
            self.add_error(where if where in self.fields else None, words)

    def groups(self) -> list[QuestionGroup]:
        """Give what is on the page, group by group; what is hidden now is there but not shown."""
        return [self._group(group) for group in self.page.groups]

    def _group(self, group: Group) -> QuestionGroup:
        rows = self.filled.rows(group) if group.repeat else ("",)
        repeat = group.repeat
        return QuestionGroup(
            id=group.id,
            title=group.title.within(self.language),
            is_shown=self.filled.shows_group(group),
            rows=[self._row(group, row, number) for number, row in enumerate(rows, 1)],
            add=repeat.one.within(self.language) if repeat and len(rows) < repeat.most else "",
            problem=next(
                (one.text.within(self.language) for one in self._problems if one.key == group.id),
                "",
            ),
            before=self.before.get(group.id, ()),
        )

    def _row(self, group: Group, row: str, number: int) -> RowOfQuestions:
        of_row = [e for e in self.entries if e.group is group and (e.row or "") == row]
        legend, repeat = "", group.repeat
        if repeat:
            one = repeat.one.within(self.language)
            legend = f"{one[:1].upper()}{one[1:]} {number}"
        return RowOfQuestions(
            key=key_of(group.id, row) if row else "",
            legend=legend,
            can_go=bool(repeat and len(self.filled.rows(group)) > repeat.least),
            questions=[self._question(entry) for entry in of_row],
        )

    def _question(self, entry: Entry) -> Question:
        field = entry.field
        label = field.label.within(self.language)
        hint = _hint(field, self.language, self.sources.get(entry.key, ""))
        is_shown, bound, parts = entry.key in self.filled.shown, None, []
        files: list[ShownFile] = []
        value = self.filled.in_words(entry.key, self.language) if is_shown else ""
        if field.kind is FieldKind.CALCULATED or not field.is_asked:
            kind = "told" if field.kind is FieldKind.STATEMENT else "calculated"
        elif field.kind is FieldKind.FILE:
            kind, files = "files", self._files(entry)
            bound = self[f"{entry.key}.new"] if f"{entry.key}.new" in self.fields else None
        elif field.parts and field.kind is not FieldKind.SIGNATURE:
            kind = "parts"
            parts = [self[f"{entry.key}.{part}"] for part in field.parts]
            if not self.filled.is_required(entry):
                label = f"{label} {_('(optional)')}"
        else:
            kind = "statement" if field.kind is FieldKind.STATEMENT else "plain"
            name = f"{entry.key}.name" if field.kind is FieldKind.SIGNATURE else entry.key
            bound = self[name]
        return Question(
            key=entry.key,
            kind=kind,
            is_shown=is_shown,
            label=label,
            hint=hint,
            bound=bound,
            parts=parts,
            unit=_unit(field, self.language),
            value=value,
            files=files,
            can_reuse=kind == "files" and bound is not None and bool(self.reuse_href(entry.key)),
        )

    def _files(self, entry: Entry) -> list[ShownFile]:
        named = many(self.filled.answers.get(entry.key))
        return [self.attached[one] for one in named if one in self.attached]


def _entries(page: Page, filled: Filled) -> Iterator[Entry]:
    """Give every field of the page, hidden ones too: a changed answer may show them at once."""
    for group in page.groups:
        rows: Sequence[str | None] = filled.rows(group) if group.repeat else (None,)
        for row in rows:
            for field in group.fields:
                yield Entry(key_of(field.id, row), field, group, row)


def _unit(field: Field, language: str) -> str:
    is_number = field.kind in {FieldKind.NUMBER, FieldKind.CALCULATED}
    return field.unit.within(language) if is_number else ""


def _typed(entries: Sequence[Entry], filled: Filled) -> dict[str, str | list[str]]:
    data: dict[str, str | list[str]] = {}
    for entry in entries:
        value = filled.answers.get(entry.key)
        if isinstance(value, Parts):
            data |= {f"{entry.key}.{part}": text for part, text in value.items}
        elif value is not None:
            data[entry.key] = value if isinstance(value, str) else list(value)
    return data


class _Words(TypedDict):
    """What every field is told."""

    label: str
    help_text: str
    required: bool


def _hint(field: Field, language: str, source: str) -> str:
    return " ".join(filter(None, (field.help.within(language), source)))


def _fields(
    entry: Entry, filled: Filled, language: str, source: str
) -> Iterator[tuple[str, forms.Field]]:
    field = entry.field
    if not field.is_asked:
        return
    words = _Words(
        label=label_of(filled, entry, language) if entry.row else field.label.within(language),
        help_text=_hint(field, language, source),
        required=filled.is_required(entry),
    )
    if field.kind is FieldKind.FILE:
        if len(many(filled.answers.get(entry.key))) < field.files:
            yield f"{entry.key}.new", forms.FileField(**words, widget=_file_input(field))
    elif field.kind is FieldKind.SIGNATURE:
        yield f"{entry.key}.name", forms.CharField(**words, widget=_plain("name"))
    elif field.parts:
        yield from _part_fields(entry, is_optional=not words["required"])
    else:
        yield entry.key, _field(field, words, language, is_row=bool(entry.row))


def _field(field: Field, words: _Words, language: str, *, is_row: bool = False) -> forms.Field:
    choices = [(one.id, one.label.within(language)) for one in field.choices]
    match field.kind:
        case FieldKind.MANY_CHOICE:
            boxes = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(**words, choices=choices, widget=boxes)
        case FieldKind.CHOICE if is_row and len(choices) > MOST_RADIOS:
            choices = [("", _("Choose")), *choices]
            return forms.ChoiceField(**words, choices=choices, widget=forms.Select)
        case FieldKind.CHOICE:
            return forms.ChoiceField(**words, choices=choices, widget=forms.RadioSelect)
        case FieldKind.YES_NO:
            choices = [(one, YES_NO_WORDS[one].within(language)) for one in field.options]
            return forms.ChoiceField(**words, choices=choices, widget=forms.RadioSelect)
        case FieldKind.STATEMENT:
            words["label"], words["help_text"] = field.accept_label.within(language), ""
            box = forms.CheckboxInput(
                check_test=lambda value: value == "yes", attrs={"value": "yes"}
            )
            return forms.CharField(**words, widget=box)
        case _:
            return forms.CharField(**words, widget=_widget(field))


def _widget(field: Field) -> forms.Widget:
    make = _WIDGETS.get(field.kind)
    return make() if make else forms.TextInput()


def _plain(autocomplete: str, **attributes: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete, **attributes})


def _file_input(field: Field) -> forms.Widget:
    kinds = [one for accept in field.accept for one in _ACCEPTS[accept]]
    drop = ManyFilesDrop if field.files > 1 else FileDrop
    return drop(attrs={"accept": ",".join(kinds)})


def _phone() -> forms.TextInput:
    return _plain("off", type="tel", inputmode="tel")


_WIDGETS: Final[Mapping[FieldKind, Callable[[], forms.Widget]]] = {
    FieldKind.LONG_TEXT: lambda: forms.Textarea(attrs={"rows": LONG_TEXT_ROWS}),
    FieldKind.DATE: DateInput,
    FieldKind.TIME: TimeInput,
    FieldKind.NUMBER: NumberInput,
    FieldKind.MONEY: MoneyInput,
    FieldKind.PERSONAL_NUMBER: PersonNumberInput,
    FieldKind.PHONE: _phone,
    FieldKind.EMAIL: lambda: _plain("email", type="email", inputmode="email"),
}


def _part_fields(entry: Entry, *, is_optional: bool) -> Iterator[tuple[str, forms.Field]]:
    # Parts of an optional answer are not marked one by one: the legend says it.
    for part in entry.field.parts:
        widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
        if part == "phone":
            widget = _phone()
        elif part in {"from", "to"}:
            widget = DateInput()
        elif part == "postcode":
            widget = _plain("off", inputmode="numeric", **{"class": "input--short"})
        yield (
            f"{entry.key}.{part}",
            forms.CharField(
                label=_PART_LABELS[part],
                help_text=_("For example daughter, neighbour or friend")
                if part == "relation"
                else "",
                required=is_optional or part not in _OPTIONAL_PARTS,
                widget=widget,
            ),
        )

"""What can be said of each part of a form, as inputs; and what was typed, as an edit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from gemensam.questionnaires.designer.attributes import Attribute, attributes_of, in_language
from gemensam.questionnaires.designer.builder import Builder, names_of
from gemensam.questionnaires.designer.lists import ListedParts, ListRow
from gemensam.questionnaires.designer.showing import words_of
from gemensam.questionnaires.designer.tables import GridRow, TableGrid
from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.trees import Data, Part, Ref

LONG_ROWS: Final = 3


class PanelForm(forms.Form):
    """The inputs of one element; whatever is typed is taken, faults are told beside."""

    use_required_attribute = False

    def __init__(
        self,
        ref: Ref,
        data: Data,
        *,
        languages: Sequence[str],
        typed: Any = None,
        pending: Mapping[str, Any] | None = None,
    ) -> None:
        self.ref = ref
        self.element = trees.find(data, ref) or {}
        self.written_in = languages
        self.attributes = attributes_of(ref, self.element)
        self._names = list(names_of(data))
        has_condition = any(one.name == "show_when" for one in self.attributes)
        condition = str(self.element.get("show_when", ""))
        self.builder = Builder("show_when", ref, data, condition) if has_condition else None
        posted = typed or pending
        self.lists = [
            ListedParts(part, ref, data, languages, posted) for part in (Part.CHOICE, Part.CHECK)
        ]
        self.grid = TableGrid(ref, data)
        initial = dict(self._initial()) | dict(self.grid.initial())
        if ref.kind is Part.FIELD:
            initial["stands_in"] = str(trees.parent(data, ref))
        for listed in self.lists:
            initial |= dict(listed.initial())
        if self.builder:
            initial |= dict(self.builder.initial(pending))
        super().__init__(typed, initial=initial)
        for name, made in self._inputs(data):
            made.required = False
            made.says_optional = False  # type: ignore[attr-defined]  # what ui.form_markup reads
            self.fields[name] = made

    def _inputs(self, data: Data) -> Iterator[tuple[str, forms.Field]]:
        for attribute in self.attributes:
            yield from _fields(attribute, self.written_in)
        if self.builder:
            yield from self.builder.fields()
        for listed in self.lists:
            yield from listed.fields()
        yield from self.grid.fields()
        if self.ref.kind is Part.FIELD:
            yield "stands_in", _place_field(data)

    def condition(self) -> forms.BoundField | None:
        """Give how it is decided whether the element is shown; nothing for the form itself."""
        return self["show_when.mode"] if self.builder else None

    def condition_rows(self) -> list[list[forms.BoundField]]:
        """Give the rows that a condition is put together from."""
        count = len(self.builder.rows) + 1 if self.builder else 0
        return [
            [self[f"show_when.{number}.{part}"] for part in ("field", "sign", "value")]
            for number in range(count)
        ]

    def names(self) -> Sequence[tuple[str, str]]:
        """Give the names that a rule may speak of, each with the words of what it names."""
        return self._names if any(one.typed == "rule" for one in self.attributes) else ()

    def own_rule(self) -> forms.BoundField:
        """Give where a rule is written in words."""
        return self["show_when"]

    def made(self) -> list[forms.BoundField]:
        """Give what the page has to remember of its new rows; nobody sees it."""
        return [bound for bound in self if bound.is_hidden]

    def choice_rows(self) -> list[ListRow]:
        """Give the choices, and a row to write one more in; none where nothing is chosen."""
        return self.lists[0].rows(self)

    def several_choices(self) -> list[forms.BoundField]:
        """Give where many choices are added at once."""
        return [self[name] for name in ("choice.lines", "choice.from") if name in self.fields]

    def check_rows(self) -> list[ListRow]:
        """Give what must hold for the answer, and a row for one more."""
        return self.lists[1].rows(self)

    def grid_heads(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Give a table's columns; none of anything else."""
        return self.grid.heads(self)

    def grid_rows(self) -> list[GridRow]:
        """Give a table's rows, and one more."""
        return self.grid.rows(self)

    def new_column(self) -> list[forms.BoundField]:
        """Give where one more column of a table is named."""
        return self.grid.new_column(self)

    def main(self) -> list[forms.BoundField]:
        """Give the inputs that are always seen."""
        return self._of(is_further=False)

    def further(self) -> list[forms.BoundField]:
        """Give the inputs that are seldom needed."""
        place = [self["stands_in"]] if "stands_in" in self.fields else []
        return [*place, *self._of(is_further=True)]

    def _of(self, *, is_further: bool) -> list[forms.BoundField]:
        return [
            self[name]
            for attribute in self.attributes
            if attribute.is_further is is_further and attribute.name != "show_when"
            for name, _made in _fields(attribute, self.written_in)
        ]

    def _initial(self) -> Iterator[tuple[str, Any]]:
        for attribute in self.attributes:
            value = _at(self.element, attribute.name)
            if attribute.typed in {"words", "long_words"}:
                for language in self.written_in:
                    yield f"{attribute.name}.{language}", (value or {}).get(language, "")
            elif attribute.typed == "yes":
                yield attribute.name, value is not False
            else:
                yield attribute.name, value

    def edit(self, data: Data) -> dict[str, Any]:
        """Lay what was typed into a form: only what differs from what is there."""
        self.full_clean()
        typed = self.cleaned_data
        element = trees.find(data, self.ref)
        if element is None:
            raise trees.NoSuchElement(str(self.ref))
        for attribute in self.attributes:
            for name, value in self._values(attribute, typed):
                if _at(element, name) != value:
                    data = trees.with_attribute(data, self.ref, name, value)
        data = _whole_repeat(data, self.ref)
        over = typed.get("stands_in")
        if over and over != str(trees.parent(data, self.ref)):
            data = trees.moved(data, self.ref, Ref.read(over))
        for listed in self.lists:
            data = listed.edit(data, typed)
        return dict(self.grid.edit(data, typed))

    def _values(self, attribute: Attribute, typed: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        if self.builder and attribute.name == self.builder.name:
            yield attribute.name, self.builder.expression(typed)
        else:
            yield from _values(attribute, typed, self.written_in)


def _place_field(data: Data) -> forms.ChoiceField:
    """Give the groups that a question may stand in, each with its page."""
    found = trees.elements(data)
    options = []
    for ref, element in found.items():
        if ref.kind is Part.GROUP and element.parent is not None:
            page = found[element.parent].attributes.get("title") or {}
            is_alone = len(trees.children(data, element.parent)) == 1
            own = "" if is_alone else words_of(found, ref)
            options.append((str(ref), " – ".join(filter(None, (page.get("sv"), own)))))
    return forms.ChoiceField(label=_("Stands in"), choices=options)


def _whole_repeat(data: Data, ref: Ref) -> Data:
    """Keep a group's repeating whole: with a word for one it has bounds, without it has none."""
    element = trees.find(data, ref) or {}
    repeat = element.get("repeat")
    if ref.kind is not Part.GROUP or repeat is None:
        return data
    if not repeat.get("one"):
        return trees.with_attribute(data, ref, "repeat", None)
    return data


def _at(element: Data, path: str) -> Any:
    value: Any = element
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _values(
    attribute: Attribute, typed: Mapping[str, Any], languages: Sequence[str]
) -> Iterator[tuple[str, Any]]:
    """Give each part of an attribute as it stands in the data; None where it is as usual."""
    name = attribute.name
    if attribute.typed in {"words", "long_words"}:
        for language in languages:
            yield f"{name}.{language}", str(typed.get(f"{name}.{language}") or "").strip() or None
        return
    value = typed.get(name)
    match attribute.typed:
        case "yes":
            yield name, None if value else False
        case "no":
            yield name, True if value else None
        case "many":
            yield name, list(value or ()) or None
        case "whole":
            yield name, value
        case _:
            yield name, " ".join(str(value or "").split()) or None


def _fields(attribute: Attribute, languages: Sequence[str]) -> Iterator[tuple[str, forms.Field]]:
    if attribute.typed in {"words", "long_words"}:
        for language in languages:
            words = _plain(attribute, is_long=attribute.typed == "long_words")
            words.label = in_language(str(attribute.label), language, languages)
            words.help_text = attribute.hint if language == languages[0] else ""
            words.widget.attrs["lang"] = language
            yield f"{attribute.name}.{language}", words
        return
    made: forms.Field
    match attribute.typed:
        case "yes" | "no":
            made = forms.BooleanField(label=attribute.label, required=False)
        case "whole":
            made = forms.IntegerField(label=attribute.label, min_value=0, max_value=5000)
        case "pick":
            options = list((attribute.options or {}).items())
            made = forms.ChoiceField(label=attribute.label, choices=options)
        case "many":
            options = list((attribute.options or {}).items())
            boxes = forms.CheckboxSelectMultiple
            made = forms.MultipleChoiceField(label=attribute.label, choices=options, widget=boxes)
        case kind:
            made = _plain(attribute, is_long=kind == "rule")
    made.required = False
    made.help_text = attribute.hint
    yield attribute.name, made


def _plain(attribute: Attribute, *, is_long: bool) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": LONG_ROWS}) if is_long else forms.TextInput()
    if attribute.typed == "rule":
        widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocapitalize": "off"})
    made = forms.CharField(label=attribute.label, widget=widget, strip=False)
    made.required = False
    return made

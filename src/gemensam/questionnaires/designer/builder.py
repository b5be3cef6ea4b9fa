"""A condition put together from rows: a question, how it compares, and with what. Rules without words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.questionnaires.rules import amounts, trees
from gemensam.questionnaires.rules.conditions import (
    CannotBeWritten,
    Mode,
    Row,
    Simple,
    as_simple,
    written,
)
from gemensam.questionnaires.rules.kinds import KINDS, FieldKind, Sort
from gemensam.questionnaires.rules.schema_json import RESULTS
from gemensam.questionnaires.rules.trees import Data, Part, Ref
from gemensam.questionnaires.rules.values import DONT_KNOW, NO, YES
from gemensam.ui.widgets import SuggestInput

ALWAYS: Final = ""
WORDS: Final = "words"
_MODES: Final = (
    (ALWAYS, gettext_lazy("Always")),
    ("all", gettext_lazy("When all of this is so")),
    ("any", gettext_lazy("When any of this is so")),
    (WORDS, gettext_lazy("By a rule of one's own")),
)
_SIGNS: Final = (
    ("=", gettext_lazy("is")),
    ("!=", gettext_lazy("is not")),
    ("includes", gettext_lazy("has among its answers")),
    ("<", gettext_lazy("is less than, or before")),
    ("<=", gettext_lazy("is at most")),
    (">", gettext_lazy("is more than, or after")),
    (">=", gettext_lazy("is at least")),
    ("answered", gettext_lazy("is answered")),
    ("not answered", gettext_lazy("is not answered")),
)
_WITHOUT_VALUE: Final = frozenset({"answered", "not answered"})
_YES_NO: Final = {
    YES: gettext_lazy("Yes"),
    NO: gettext_lazy("No"),
    DONT_KNOW: gettext_lazy("Don't know"),
}


class Builder:
    """The rows of one condition, added to the inputs of the element that it stands on."""

    def __init__(self, name: str, ref: Ref, data: Data, expression: str) -> None:
        self.name = name
        self._labels = dict(_answers_of(data))
        self._sorts = dict(_sorts_of(data))
        self.questions = list(_questions(data, ref))
        simple = as_simple(expression) if expression else None
        self.mode = ALWAYS if not expression else simple.mode if simple else WORDS
        self.rows: Sequence[Row] = simple.rows if simple else ()

    def fields(self) -> Iterator[tuple[str, forms.Field]]:
        """Give the inputs: how, each row, and one row more."""
        modes = forms.ChoiceField(label=_("Shown"), choices=_MODES)
        yield f"{self.name}.mode", modes
        for number in range(len(self.rows) + 1):
            start = f"{self.name}.{number}"
            yield (
                f"{start}.field",
                forms.ChoiceField(label=_("Question"), choices=[(ALWAYS, ""), *self.questions]),
            )
            yield f"{start}.sign", forms.ChoiceField(label=_("Compares"), choices=_SIGNS)
            asked = self.rows[number].field if number < len(self.rows) else ""
            labels = [self._labels[asked]] if asked in self._labels else self._labels.values()
            options = [words for one in labels for words in one.values()]
            value = SuggestInput(list(dict.fromkeys(options)))
            yield f"{start}.value", forms.CharField(label=_("With"), widget=value)

    def initial(self, pending: Mapping[str, Any] | None = None) -> Iterator[tuple[str, str]]:
        """Give what the inputs begin with; `pending` is what has been typed but is not whole yet."""
        yield from self._saved()
        typed = pending or {}
        is_always = not typed.get(f"{self.name}.mode")
        for name, _made in self.fields():
            _own, number, *part = name.removeprefix(self.name).split(".")
            # What was filled in under "always" is a condition: the menu says so at once. What
            # "always" has taken away is not filled in anew.
            is_told = is_always and (
                self.mode != ALWAYS if not part else self._row(typed, int(number)) is not None
            )
            if name in typed and not is_told:
                yield name, str(typed[name])

    def _saved(self) -> Iterator[tuple[str, str]]:
        yield f"{self.name}.mode", self.mode
        for number, row in enumerate(self.rows):
            start = f"{self.name}.{number}"
            yield f"{start}.field", row.field
            yield f"{start}.sign", row.sign
            yield f"{start}.value", self._labels.get(row.field, {}).get(row.value, row.value)

    def expression(self, typed: Mapping[str, Any]) -> str | None:
        """Give the condition that was put together; None for none."""
        mode = str(typed.get(f"{self.name}.mode") or ALWAYS)
        if mode == ALWAYS and self.mode == ALWAYS:
            # Whoever fills in a row or a rule means it, whether or not "always" was changed first.
            mode = WORDS if typed.get(self.name) else Mode.ALL
        if mode == ALWAYS:
            return None
        if mode == WORDS:
            return " ".join(str(typed.get(self.name) or "").split()) or None
        rows = [row for number in range(len(self.rows) + 1) if (row := self._row(typed, number))]
        if not rows:
            return None
        simple = Simple(Mode.ANY if mode == Mode.ANY else Mode.ALL, tuple(rows))
        try:
            return written(simple)
        except CannotBeWritten:
            # What was typed stays, as a rule in words that says itself where it is faulty.
            word = " or " if simple.mode is Mode.ANY else " and "
            return word.join(f"{row.field} {row.sign} {row.value}" for row in rows)

    def _row(self, typed: Mapping[str, Any], number: int) -> Row | None:
        start = f"{self.name}.{number}"
        field, sign = str(typed.get(f"{start}.field") or ""), str(typed.get(f"{start}.sign") or "=")
        words = " ".join(str(typed.get(f"{start}.value") or "").split())
        if not field or (not words and sign not in _WITHOUT_VALUE):
            return None
        by_words = {label.casefold(): one for one, label in self._labels.get(field, {}).items()}
        value = "" if sign in _WITHOUT_VALUE else by_words.get(words.casefold(), words)
        sort = self._sorts.get(field, Sort.TEXT)
        exact = amounts.number(value) if sort is Sort.NUMBER else None
        value = amounts.written(sort, exact) if exact is not None else value
        return Row(field, sign, value, Sort.TEXT if sign in _WITHOUT_VALUE else sort)


def _sorts_of(data: Data) -> Iterator[tuple[str, Sort]]:
    """Give what each question is compared with: a choice with a text, others with their own sort."""
    for one, element in trees.elements(data).items():
        if one.kind is Part.FIELD:
            kind = FieldKind(str(element.attributes.get("kind", "text")))
            sort = KINDS[kind].sort
            if kind is FieldKind.CALCULATED:
                sort = RESULTS[str(element.attributes.get("result", "number"))]
            yield one.id, Sort.TEXT if sort in {Sort.PICK, Sort.PICKS} else sort


def in_words(data: Data, expression: str) -> str:
    """Write a condition with the questions' own words where it is simple; else as it stands."""
    simple = as_simple(expression)
    if simple is None:
        return expression
    answers, found = dict(_answers_of(data)), trees.elements(data)
    signs = dict(_SIGNS)
    told = []
    for row in simple.rows:
        element = found.get(Ref(Part.FIELD, row.field))
        label = (element.attributes.get("label") or {}).get("sv") if element else None
        value = answers.get(row.field, {}).get(row.value, row.value)
        asked = _("“%(words)s”") % {"words": label or row.field}
        told.append(" ".join(filter(None, (asked, str(signs[row.sign]), value))))
    return (_(" and ") if simple.mode is Mode.ALL else _(" or ")).join(told)


def names_of(data: Data) -> Iterator[tuple[str, str]]:
    """Give what a rule may speak of: questions with their choices, groups asked several times, tables."""
    answers = dict(_answers_of(data))
    for one, element in trees.elements(data).items():
        said = element.attributes.get("label") or (element.attributes.get("repeat") or {}).get(
            "one"
        )
        if one.kind is Part.FIELD or (one.kind is Part.GROUP and element.attributes.get("repeat")):
            picks = ", ".join(f'"{key}" {words}' for key, words in answers.get(one.id, {}).items())
            words = str((said or {}).get("sv", ""))
            yield one.id, f"{words} ({picks})" if picks else words
        elif one.kind is Part.TABLE:
            yield one.id, _("Table")


def _questions(data: Data, ref: Ref) -> Iterator[tuple[str, str]]:
    """Give the questions that a condition may look at, in order; not itself."""
    for one, element in trees.elements(data).items():
        if one.kind is Part.FIELD and one != ref:
            kind = FieldKind(str(element.attributes.get("kind", "text")))
            if KINDS[kind].sort is not Sort.PERIOD:
                label = element.attributes.get("label") or {}
                yield one.id, str(label.get("sv") or one.id)


def _answers_of(data: Data) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the words of each question's choices, by the choices' ids."""
    found = trees.elements(data)
    for one, element in found.items():
        if one.kind is Part.FIELD and element.attributes.get("kind") == FieldKind.YES_NO:
            yield one.id, {key: str(words) for key, words in _YES_NO.items()}
        elif one.kind is Part.FIELD:
            choices = [c for c in found.values() if c.parent == one and c.ref.kind is Part.CHOICE]
            if choices:
                yield (
                    one.id,
                    {
                        c.ref.id: str((c.attributes.get("label") or {}).get("sv", c.ref.id))
                        for c in choices
                    },
                )

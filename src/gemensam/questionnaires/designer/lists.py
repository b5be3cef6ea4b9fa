"""What stands in a list within a question: its choices, and what must hold for its answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from gemensam.questionnaires.designer.attributes import in_language
from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.kinds import KINDS, FieldKind
from gemensam.questionnaires.rules.trees import Data, Part, Ref


@dataclass(frozen=True, slots=True)
class ListRow:
    """One thing's inputs, and what its buttons say; the last row is for a new one."""

    ref: str
    bounds: Sequence[forms.BoundField]

    @property
    def up(self) -> str:
        """Give what moves it up."""
        return f"up:{self.ref}"

    @property
    def down(self) -> str:
        """Give what moves it down."""
        return f"down:{self.ref}"

    @property
    def remove(self) -> str:
        """Give what removes it."""
        return f"remove:{self.ref}"


class ListedParts:
    """The choices or the checks of one field, as inputs and as an edit."""

    def __init__(self, part: Part, ref: Ref, data: Data, languages: Sequence[str]) -> None:
        self.part = part
        self.over = ref
        self.languages = languages
        found = trees.elements(data)
        self.items = [one for one in found.values() if one.parent == ref and one.ref.kind is part]
        kind = FieldKind(str(found[ref].attributes.get("kind", "text"))) if ref in found else None
        is_field = ref.kind is Part.FIELD and kind is not None
        takes = "choices" in KINDS[kind].attributes if kind else False
        self.is_taken = is_field and (takes or part is Part.CHECK)

    @property
    def _words(self) -> str:
        return "label" if self.part is Part.CHOICE else "message"

    def _name(self, ref: Ref | None) -> str:
        return f"{self.part.value}.{ref.id}" if ref else self.part.value

    def fields(self) -> Iterator[tuple[str, forms.Field]]:
        """Give the inputs of each, and of one more."""
        # A new row's inputs have ids of their own each time, so that a swap leaves none filled in.
        fresh = f"new-{self.part.value}-{len(self.items)}"
        for ref in (*(one.ref for one in self.items), None) if self.is_taken else ():
            if self.part is Part.CHECK:
                rule = forms.CharField(label=_("This must hold"))
                rule.widget.attrs |= {"spellcheck": "false", "autocapitalize": "off"}
                rule.widget.attrs |= {} if ref else {"id": f"{fresh}-holds"}
                yield f"{self._name(ref)}.holds", rule
            for language in self.languages:
                words = forms.CharField(
                    label=in_language(self._label(ref), language, self.languages)
                )
                words.widget.attrs["lang"] = language
                words.widget.attrs |= {} if ref else {"id": f"{fresh}-{language}"}
                yield f"{self._name(ref)}.{self._words}.{language}", words

    def _label(self, ref: Ref | None) -> str:
        if self.part is Part.CHECK:
            return _("What is said when it does not")
        return _("Choice") if ref else _("New choice")

    def initial(self) -> Iterator[tuple[str, str]]:
        """Give what the inputs begin with."""
        for one in self.items if self.is_taken else ():
            if self.part is Part.CHECK:
                yield f"{self._name(one.ref)}.holds", str(one.attributes.get("holds", ""))
            said = one.attributes.get(self._words) or {}
            for language in self.languages:
                yield f"{self._name(one.ref)}.{self._words}.{language}", said.get(language, "")

    def rows(self, form: forms.Form) -> list[ListRow]:
        """Give the rows to draw."""
        refs = [one.ref for one in self.items]
        return [
            ListRow(
                str(ref) if ref else "",
                [form[name] for name, _made in self.fields() if self._is_of(name, ref)],
            )
            for ref in (*refs, None)
            if self.is_taken
        ]

    def _is_of(self, name: str, ref: Ref | None) -> bool:
        start = f"{self._name(ref)}."
        rest = name.removeprefix(start)
        return name.startswith(start) and rest.partition(".")[0] in {self._words, "holds"}

    def edit(self, data: Data, typed: Mapping[str, Any]) -> Data:
        """Lay what was typed into a form: what differs, and a new one when anything is written."""
        for one in self.items if self.is_taken else ():
            if trees.find(data, one.ref) is None:
                continue
            before = dict(self.initial())
            for name, value in self._typed(one.ref, typed):
                if before.get(f"{self._name(one.ref)}.{name}", "") != value:
                    data = trees.with_attribute(data, one.ref, name, value or None)
        new = {name: value for name, value in self._typed(None, typed) if value}
        if not (self.is_taken and new):
            return data
        words = next(iter(new.values()))
        label = {n.partition(".")[2]: v for n, v in new.items() if n.startswith(self._words)}
        made: dict[str, Any] = {"id": trees.new_id(data, words, self.part, of=self.over.id)}
        made |= {"holds": new["holds"]} if "holds" in new else {}
        made |= {self._words: label} if label else {}
        return trees.added(data, self.over, self.part, made)

    def _typed(self, ref: Ref | None, typed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        names = ["holds"] if self.part is Part.CHECK else []
        for name in (*names, *(f"{self._words}.{one}" for one in self.languages)):
            yield name, " ".join(str(typed.get(f"{self._name(ref)}.{name}") or "").split())

"""What stands in a list within a question: its choices, and what must hold for its answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from gemensam.questionnaires.designer import copying
from gemensam.questionnaires.designer.attributes import in_language
from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.kinds import KINDS, FieldKind
from gemensam.questionnaires.rules.trees import Data, Element, Part, Ref


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

    def __init__(
        self,
        part: Part,
        ref: Ref,
        data: Data,
        languages: Sequence[str],
        posted: Mapping[str, Any] | None = None,
    ) -> None:
        self.part = part
        self.over = ref
        self.languages = languages
        found = trees.elements(data)
        self.items = [one for one in found.values() if one.parent == ref and one.ref.kind is part]
        kind = FieldKind(str(found[ref].attributes.get("kind", "text"))) if ref in found else None
        is_field = ref.kind is Part.FIELD and kind is not None
        takes = "choices" in KINDS[kind].attributes if kind else False
        self.is_taken = is_field and (takes or part is Part.CHECK)
        self.others = copying.with_own_choices(data, ref) if takes else {}
        self.made = self._made(posted) if posted else []

    def _made(self, posted: Mapping[str, Any]) -> list[str]:
        """Give what has been made in the new row of the page that is drawn anew, in order."""
        made = str(posted.get(f"{self.part.value}.made") or "").split()
        words = dict(self._typed(None, posted))
        for one in self.items if any(words.values()) else ():
            was_there = f"{self._name(one.ref)}.{self._words}.{self.languages[0]}" in posted
            if not was_there and words == self._said(one):
                return [*made, one.ref.id]
        return made

    def _said(self, one: Element) -> dict[str, str]:
        """Give what is said of one, by the names that it is typed under."""
        said = one.attributes.get(self._words) or {}
        own = {f"{self._words}.{language}": said.get(language, "") for language in self.languages}
        if self.part is Part.CHECK:
            own["holds"] = str(one.attributes.get("holds", ""))
        return own

    def _id(self, ref: Ref | None, name: str) -> dict[str, str]:
        """Give the id of an input: what was made in a new row keeps that row's ids.

        So whoever goes on writing there keeps the focus, and the new row is never filled in.
        """
        if ref is not None and ref.id not in self.made:
            return {}
        number = self.made.index(ref.id) if ref else len(self.made)
        return {"id": f"new-{self.part.value}-{number}-{name}"}

    @property
    def _words(self) -> str:
        return "label" if self.part is Part.CHOICE else "message"

    def _name(self, ref: Ref | None) -> str:
        return f"{self.part.value}.{ref.id}" if ref else self.part.value

    def fields(self) -> Iterator[tuple[str, forms.Field]]:
        """Give the inputs of each, and of one more."""
        if self.is_taken:
            yield f"{self.part.value}.made", forms.CharField(widget=forms.HiddenInput)
        for ref in (*(one.ref for one in self.items), None) if self.is_taken else ():
            if self.part is Part.CHECK:
                rule = forms.CharField(label=_("This must hold"))
                rule.widget.attrs |= {"spellcheck": "false", "autocapitalize": "off"}
                rule.widget.attrs |= self._id(ref, "holds")
                yield f"{self._name(ref)}.holds", rule
            for language in self.languages:
                words = forms.CharField(
                    label=in_language(self._label(ref), language, self.languages)
                )
                words.widget.attrs["lang"] = language
                words.widget.attrs |= self._id(ref, language)
                yield f"{self._name(ref)}.{self._words}.{language}", words

        if self.is_taken and self.part is Part.CHOICE:
            yield from self._several()

    def _several(self) -> Iterator[tuple[str, forms.Field]]:
        """Give where many choices are added at once."""
        hint = _("The choices that a new question begins with make room for them.")
        lines = forms.CharField(label=_("Paste choices, one a line"), help_text=hint)
        lines.widget = forms.Textarea(attrs={"rows": 4})
        yield "choice.lines", lines
        if self.others:
            options = [("", ""), *self.others.items()]
            label = _("Take another question's choices")
            yield "choice.from", forms.ChoiceField(label=label, choices=options)

    def _label(self, ref: Ref | None) -> str:
        if self.part is Part.CHECK:
            return _("What is said when it does not")
        return _("Choice") if ref else _("New choice")

    def initial(self) -> Iterator[tuple[str, str]]:
        """Give what the inputs begin with."""
        yield f"{self.part.value}.made", " ".join(self.made)
        for one in self.items if self.is_taken else ():
            for name, value in self._said(one).items():
                yield f"{self._name(one.ref)}.{name}", value

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
        if not self.is_taken:
            return data
        data = self._with_new(data, typed)
        if self.part is Part.CHECK:
            return data
        lines = copying.lines_as_choices(str(typed.get("choice.lines") or ""), self.languages[0])
        others = copying.choices_of(data, str(typed.get("choice.from") or ""))
        return copying.with_choices(data, self.over, chain(lines, others))

    def _with_new(self, data: Data, typed: Mapping[str, Any]) -> Data:
        new = {name: value for name, value in self._typed(None, typed) if value}
        if not new:
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

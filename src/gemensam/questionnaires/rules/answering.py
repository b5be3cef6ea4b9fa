"""What a form asks with the answers that there are: shown, counting, calculated, to be mended. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gemensam.questionnaires.rules import amounts
from gemensam.questionnaires.rules.compiling import compile_form
from gemensam.questionnaires.rules.evaluating import Evaluation, Program
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.mending import Problem, problems_of, row_problem
from gemensam.questionnaires.rules.schema import Field, FormSchema, Group, Page
from gemensam.questionnaires.rules.values import (
    Answers,
    Parts,
    Value,
    is_answered,
    key_of,
    rows_of,
)
from gemensam.questionnaires.rules.wording import in_words


@dataclass(frozen=True, slots=True)
class Entry:
    """One field as it is asked: in a repeating group, once for each row."""

    key: str
    field: Field
    group: Group
    row: str | None = None


class Filled:
    """A form with answers, as on one day: everything that a page or a letter needs to know."""

    def __init__(self, schema: FormSchema, program: Program, answers: Answers, today: date) -> None:
        self.schema = schema
        self.answers = answers
        self.today = today
        self._evaluation = Evaluation(program, answers, today=today.toordinal() - amounts.EPOCH)
        self._program = program

    @property
    def evaluation(self) -> Evaluation:
        """Give what the form's rules come to."""
        return self._evaluation

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Give every field that is shown, in order, by its key."""
        return {entry.key: entry for page in self.schema.pages for entry in self.on(page)}

    @property
    def shown(self) -> frozenset[str]:
        """Give the keys of the fields that are shown."""
        return frozenset(self.entries)

    @property
    def pages(self) -> tuple[Page, ...]:
        """Give the pages that have anything to ask or tell."""
        return tuple(page for page in self.schema.pages if self.is_page_shown(page))

    def is_page_shown(self, page: Page) -> bool:
        """Say whether a page has anything on it: a group that may get rows counts as well."""
        return any(
            (group.repeat and self._evaluation.shows(group.id))
            or any(self._evaluation.is_shown(field.id) for field in group.fields)
            for group in page.groups
        )

    def shows_group(self, group: Group) -> bool:
        """Say whether a group is shown; a repeating one is without rows, too."""
        return self._evaluation.shows(group.id)

    def rows(self, group: Group) -> tuple[str, ...]:
        """Give the rows of a repeating group that are there, hidden or not."""
        return rows_of(group.id, self.answers.items())

    def on(self, page: Page) -> Iterator[Entry]:
        """Give the fields of a page that are shown."""
        for group in page.groups:
            rows: Sequence[str | None] = (None,)
            if group.repeat:
                rows = self._evaluation.rows(group.id)
            for row in rows:
                for field in group.fields:
                    if self._evaluation.is_shown(field.id, row):
                        yield Entry(key_of(field.id, row), field, group, row)

    @cached_property
    def counting(self) -> dict[str, Value]:
        """Give the answers that count, calculated ones as they are written; hidden are only kept."""
        found: dict[str, Value] = {}
        for key, entry in self.entries.items():
            value = self.value(entry)
            if value is not None and is_answered(value):
                found[key] = value
        return found

    def value(self, entry: Entry) -> Value | None:
        """Give the answer of a shown field, or what it is calculated to."""
        if entry.field.kind is not FieldKind.CALCULATED:
            return self.answers.get(entry.key)
        return amounts.written(entry.field.sort, self._evaluation.value(entry.field.id, entry.row))

    def is_required(self, entry: Entry) -> bool:
        """Say whether a shown field needs an answer."""
        if not entry.field.is_asked:
            return False
        cell = self._program.required.get(entry.field.id)
        if cell is None:
            return entry.field.is_required
        return self._evaluation.truth(cell, entry.row) is True

    def problems(self, page: Page | None = None) -> list[Problem]:
        """Say what needs mending on a page, or in the whole form, among what is shown."""
        pages = [page] if page else self.schema.pages
        return [problem for one in pages for problem in self._problems_on(one)]

    def _problems_on(self, page: Page) -> Iterator[Problem]:
        for group in page.groups:
            if group.repeat and self.shows_group(group):
                yield from row_problem(group, len(self.rows(group)))
        for entry in self.on(page):
            found = problems_of(
                entry.key,
                entry.field,
                self.answers.get(entry.key),
                is_required=self.is_required(entry),
                today=self.today,
            )
            yield from found or self._broken_checks(entry)

    def _broken_checks(self, entry: Entry) -> Iterator[Problem]:
        cells = [cell for name, cell in self._program.checks if name == entry.field.id]
        for check, cell in zip(entry.field.checks, cells, strict=True):
            if self._evaluation.truth(cell, entry.row) is False:
                yield Problem(entry.key, check.message)

    def in_words(self, key: str, language: str) -> str:
        """Write the answer under a key for people to read; empty when there is none."""
        entry = self.entries[key]
        value = self.value(entry)
        if value is None or not is_answered(value):
            return ""
        return in_words(entry.field, value, language)


def fill(schema: FormSchema, answers: Answers, *, today: date) -> Filled:
    """Lay answers into a form that is not published. Raises DoesNotCompile: every fault of it."""
    return Filled(schema, Program(compile_form(schema)), answers, today)


def from_typed(field: Field, typed: Mapping[str, Sequence[str]], key: str) -> Value:
    """Read what a browser sent for a field: names are the key, or key.part for an answer in parts.

    Choices that the field does not have are dropped: no page of ours offers them.
    """
    if field.parts:
        return Parts.of(**{part: _one_line(typed.get(f"{key}.{part}", ())) for part in field.parts})
    words = [tidy(text, field) for text in typed.get(key, ())]
    if field.kind is FieldKind.MANY_CHOICE:
        return tuple(choice for choice in field.options if choice in words)
    if field.kind is FieldKind.FILE:
        return tuple(dict.fromkeys(word for word in words if word))
    if field.kind is FieldKind.STATEMENT:
        return "yes" if "yes" in words else ""
    if field.options:
        return next((word for word in words if word in field.options), "")
    return words[0] if words else ""


def tidy(text: str, field: Field) -> str:
    """Give a text without what nobody meant by it: spaces at the ends, and all but one between."""
    lines = text.replace("\r\n", "\n").replace("\x00", "").strip()
    return lines if field.kind is FieldKind.LONG_TEXT else " ".join(lines.split())


def _one_line(words: Sequence[str]) -> str:
    return " ".join(words[0].replace("\x00", "").split()) if words else ""

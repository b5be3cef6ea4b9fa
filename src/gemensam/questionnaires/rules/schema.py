"""A form as data: pages, groups and fields with stable ids. Pure; `schema_json` reads and writes it.

Ids never change meaning between versions: answers are stored under them. Expressions stand as
they were written; `compiling` reads them, and refuses what does not fit.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from gemensam.questionnaires.rules.kinds import KINDS, FieldKind, Sort
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.values import DONT_KNOW, NO, YES, Json, split_key

# Rows are named by the moment they were added, so that they sort in that order.
ROW_ID = re.compile(r"[a-z0-9]{1,12}")


class Retention(StrEnum):
    """How long an answer is kept; disposal is a job of its own."""

    # Documentation of social services: five years after the last note (12 kap. 1 § SoL 2001:453
    # and its successor in SoL 2025:400).
    FIVE_YEARS_AFTER_LAST_NOTE = "five_years_after_last_note"
    UNTIL_CASE_CLOSED = "until_case_closed"
    # Surveys: until the report that they were asked for has been made.
    UNTIL_REPORTED = "until_reported"


class Accept(StrEnum):
    """What a file may be."""

    PICTURE = "picture"
    PDF = "pdf"


class Prefill(StrEnum):
    """What whoever starts a response may hand along, so that nobody is asked what is known."""

    NAME = "resident.name"
    PERSONAL_NUMBER = "resident.personal_number"
    ADDRESS = "resident.address"
    PHONE = "resident.phone"
    EMAIL = "resident.email"
    # The same field's answer in the person's last response to the form.
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to pick; its id is what is stored."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold for the field's answer; where it is unknown, nothing is said."""

    holds: str
    message: Text
    # So that two who edit the form at once can be told apart; nothing is stored under it.
    id: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question, or something told or calculated."""

    id: str
    kind: FieldKind
    label: Text
    help: Text
    purpose: Text
    retention: Retention
    choices: tuple[Choice, ...] = ()
    is_required: bool = True
    is_sensitive: bool = True
    # Expressions; empty where there is nothing to ask.
    show_when: str = ""
    required_when: str = ""
    checks: tuple[Check, ...] = ()
    # Numbers and amounts: unit and decimals; their bounds, and those of dates, as they are written.
    unit: Text = field(default_factory=Text)
    decimals: int = 0
    least: str = ""
    most: str = ""
    # Text: how many letters, where it is other than usual.
    longest: int = 0
    dont_know: bool = False
    accept: tuple[Accept, ...] = ()
    files: int = 1
    # What a statement's box says; without one it is only read.
    accept_label: Text = field(default_factory=Text)
    # A calculated field: how, and what comes out.
    value: str = ""
    result: Sort = Sort.NUMBER
    prefill: Prefill | None = None

    @property
    def is_asked(self) -> bool:
        """Say whether a person answers it: calculated values and plain statements are only shown."""
        if self.kind is FieldKind.STATEMENT:
            return bool(self.accept_label.sv)
        return self.kind is not FieldKind.CALCULATED

    @property
    def options(self) -> tuple[str, ...]:
        """Give the ids that an answer can have; none where anything may be written."""
        if self.kind is FieldKind.YES_NO:
            return (YES, NO, DONT_KNOW) if self.dont_know else (YES, NO)
        return tuple(choice.id for choice in self.choices)

    @property
    def sort(self) -> Sort:
        """Give what expressions see of it."""
        return self.result if self.kind is FieldKind.CALCULATED else KINDS[self.kind].sort

    @property
    def is_number(self) -> bool:
        """Say whether its answers are numbers, typed or calculated."""
        return self.sort is Sort.NUMBER

    @property
    def parts(self) -> tuple[str, ...]:
        """Give the inputs of an answer in parts."""
        return KINDS[self.kind].parts


@dataclass(frozen=True, slots=True)
class Repeat:
    """That a group is asked once per thing, such as each cost or each child."""

    least: int
    most: int
    # What one of them is called, for "Add …" and "Remove …": "kostnad".
    one: Text


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under one heading."""

    id: str
    title: Text
    fields: tuple[Field, ...]
    show_when: str = ""
    repeat: Repeat | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked at once."""

    id: str
    title: Text
    intro: Text
    groups: tuple[Group, ...]
    show_when: str = ""

    def fields(self) -> Iterator[Field]:
        """Give the fields in order."""
        return (one for group in self.groups for one in group.fields)


@dataclass(frozen=True, slots=True)
class Table:
    """Figures that a form looks up in; the first column is the key. Cells as they are written."""

    id: str
    columns: tuple[str, ...]
    sorts: tuple[Sort, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TestCase:
    """Answers and what must come of them; all cases hold before a version can be published."""

    id: str
    title: str
    today: str
    answers: Mapping[str, Json]
    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    # Calculated values, as they are written.
    values: Mapping[str, str] = field(default_factory=dict)
    # The keys whose answers need mending; None when the case does not say.
    problems: tuple[str, ...] | None = None


@dataclass(frozen=True)
class FormSchema:
    """A whole form."""

    key: str
    title: Text
    purpose: Text
    retention: Retention
    pages: tuple[Page, ...]
    languages: tuple[str, ...] = ("sv", "en")
    tables: tuple[Table, ...] = ()
    tests: tuple[TestCase, ...] = ()

    def fields(self) -> Iterator[Field]:
        """Give every field in order."""
        return (one for page in self.pages for one in page.fields())

    def groups(self) -> Iterator[Group]:
        """Give every group in order."""
        return (group for page in self.pages for group in page.groups)

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        """Give the fields by their ids."""
        return {one.id: one for one in self.fields()}

    @cached_property
    def group_of(self) -> Mapping[str, Group]:
        """Give the group that each field stands in, by the field's id."""
        return {one.id: group for group in self.groups() for one in group.fields}

    @cached_property
    def repeats(self) -> Mapping[str, Group]:
        """Give the groups that are asked several times, by id."""
        return {group.id: group for group in self.groups() if group.repeat}

    def field(self, field_id: str) -> Field | None:
        """Give a field by its id."""
        return self.by_id.get(field_id)

    def has_key(self, key: str) -> bool:
        """Say whether an answer can be stored under a key: a field, a field's row, a group's row."""
        name, row = split_key(key)
        if row is None:
            group = self.group_of.get(name)
            return group is not None and group.repeat is None
        if not ROW_ID.fullmatch(row):
            return False
        group = self.repeats.get(name) or self.group_of.get(name)
        return group is not None and group.repeat is not None

    def page(self, page_id: str) -> Page | None:
        """Give a page by its id."""
        return next((page for page in self.pages if page.id == page_id), None)

"""Read published forms and responses."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from gemensam.questionnaires.models import (
    Answer,
    Form,
    FormVersion,
    Rebase,
    Response,
    ResponseStatus,
)
from gemensam.questionnaires.rules import rebasing, schema_json, values
from gemensam.questionnaires.rules.answering import Entry, Filled
from gemensam.questionnaires.rules.compiling import compile_form
from gemensam.questionnaires.rules.evaluating import Program
from gemensam.questionnaires.rules.rebasing import Comparison
from gemensam.questionnaires.rules.schema import FormSchema
from gemensam.questionnaires.rules.values import Answers, Value
from gemensam.tenancy.context import running_tenant_id

# Versions never change, so they may be kept; a handful per form is in use at a time.
VERSIONS_KEPT = 256


class NoSuchForm(LookupError):
    """No version of the form is published."""


class NoSuchResponse(LookupError):
    """The running tenant has no such response."""


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """One version of a form, compiled."""

    version_id: UUID
    number: int
    digest: str
    published_at: datetime
    schema: FormSchema
    # The rules as JSON for the browser, and made ready to run here.
    compiled: Mapping[str, Any]
    program: Program

    def fill(self, answers: Answers, today: date) -> Filled:
        """Lay answers into it."""
        return Filled(self.schema, self.program, answers, today)


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """What is answered now, and which revision that is."""

    key: str
    value: Value
    revision: int
    writer: UUID | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """A response without its answers."""

    id: UUID
    version_id: UUID
    resident_id: UUID | None
    author_id: UUID | None
    representative_id: UUID | None
    is_submitted: bool
    row_version: int
    started_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    answers_digest: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer that counts, in words."""

    key: str
    label: str
    text: str
    group: str


@dataclass(frozen=True, slots=True)
class RebaseRow:
    """A newer version that came while a draft was open, and what became of it."""

    number: int
    at: datetime
    has_moved: bool
    comparison: Comparison


def published(key: str, *, now: datetime) -> PublishedForm:
    """Give the version of a form that applies now. Raises NoSuchForm: none does, or it is closed."""
    rows = FormVersion.objects.filter(form__key=key, published_at__lte=now)
    rows = rows.exclude(withdrawal__at__lte=now)
    row = rows.order_by("-published_at", "-number").values_list("id", "form__closes_at").first()
    if row is None or (row[1] is not None and row[1] <= now):
        raise NoSuchForm(key)
    return version(row[0])


def usable_forms(*, now: datetime) -> list[PublishedForm]:
    """List the forms that the running tenant may use now: its own, and the common library's."""
    rows = Form.objects.filter(Q(owner=running_tenant_id()) | Q(is_shared=True))
    open_now = rows.filter(Q(closes_at=None) | Q(closes_at__gt=now)).order_by("key")
    of_each = FormVersion.objects.filter(form__in=open_now, published_at__lte=now)
    of_each = of_each.exclude(withdrawal__at__lte=now)
    newest = of_each.order_by("form__key", "-published_at", "-number").distinct("form__key")
    return [version(one) for one in newest.values_list("id", flat=True)]


@lru_cache(maxsize=VERSIONS_KEPT)
def version(version_id: UUID) -> PublishedForm:
    """Give one version of a form, read once per process. Raises NoSuchForm: there is none."""
    row = FormVersion.objects.filter(id=version_id).first()
    if row is None:
        raise NoSuchForm(version_id)
    form = schema_json.read(json.loads(row.content))
    compiled = compile_form(form)
    return PublishedForm(
        row.id, row.number, row.digest, row.published_at, form, compiled, Program(compiled)
    )


def version_by_digest(digest: str) -> PublishedForm:
    """Give the version of a form that has a digest. Raises NoSuchForm: none."""
    row = FormVersion.objects.filter(digest=digest).values_list("id").first()
    if row is None:
        raise NoSuchForm(digest)
    return version(row[0])


def newer_version(version_id: UUID, *, now: datetime) -> PublishedForm | None:
    """Give the version that applies now if it is another than this, and came after it."""
    mine = version(version_id)
    try:
        newest = published(mine.schema.key, now=now)
    except NoSuchForm:
        return None
    return newest if newest.number > mine.number else None


def to_row(row: Response) -> ResponseRow:
    """Turn a table row into the value that others may hold."""
    return ResponseRow(
        id=row.id,
        version_id=row.version_id,
        resident_id=row.resident_id,
        author_id=row.author_id,
        representative_id=row.representative_id,
        is_submitted=row.status == ResponseStatus.SUBMITTED,
        row_version=row.row_version,
        started_at=row.started_at,
        changed_at=row.changed_at,
        submitted_at=row.submitted_at,
        answers_digest=row.answers_digest,
    )


def response(response_id: UUID) -> ResponseRow:
    """Give one response. Raises NoSuchResponse: none in the running tenant."""
    row = Response.objects.filter(id=response_id).first()
    if row is None:
        raise NoSuchResponse(response_id)
    return to_row(row)


def responses(response_ids: Sequence[UUID]) -> dict[UUID, ResponseRow]:
    """Give several responses in one query."""
    return {row.id: to_row(row) for row in Response.objects.filter(id__in=response_ids)}


def saved_answers(response_id: UUID) -> dict[str, SavedAnswer]:
    """Give every saved answer of a response by its key, those of hidden fields too."""
    return {
        row.key: SavedAnswer(
            row.key, values.from_json(row.value), row.revision, row.writer, row.written_at
        )
        for row in Answer.objects.filter(response_id=response_id)
    }


def answers(response_id: UUID) -> dict[str, Value]:
    """Give the saved answers as plain values."""
    return {key: saved.value for key, saved in saved_answers(response_id).items()}


def previous_answers(form: FormSchema, resident_id: UUID) -> dict[str, Value]:
    """Give what the resident last submitted to a form, as far as this version of it can take it."""
    rows = Response.objects.filter(
        resident_id=resident_id,
        status=ResponseStatus.SUBMITTED,
        version__form__key=form.key,
    )
    row = rows.order_by("-submitted_at").values_list("id", "version_id").first()
    if row is None:
        return {}
    old = version(row[1]).schema
    return {
        key: value
        for key, value in answers(row[0]).items()
        if (field := old.field(key)) and rebasing.why_lost(field, value, old, form) is None
    }


def filled(row: ResponseRow, *, now: datetime, saved: Mapping[str, Value] | None = None) -> Filled:
    """Give a response's form with its answers: as on the day it was submitted, else today.

    `saved`: what `answers` gave, where the caller has asked already.
    """
    day = timezone.localdate(row.submitted_at or now)
    return version(row.version_id).fill(answers(row.id) if saved is None else saved, day)


def answers_that_count(response_id: UUID, *, now: datetime) -> Mapping[str, Value]:
    """Give the answers of a response without those of questions that others have hidden since."""
    return filled(response(response_id), now=now).counting


def summary(response_id: UUID, *, now: datetime, language: str = "sv") -> Sequence[AnswerLine]:
    """Give the answers that count, in the form's order and in words."""
    sheet = filled(response(response_id), now=now)
    return [
        AnswerLine(
            key,
            label_of(sheet, entry, language),
            sheet.in_words(key, language),
            _heading(sheet, entry, language),
        )
        for key, entry in sheet.entries.items()
        if key in sheet.counting
    ]


def label_of(sheet: Filled, entry: Entry, language: str) -> str:
    """Give a question as it is asked; in a repeating group, of which one: "Kostnad 2: Belopp"."""
    label = entry.field.label.within(language)
    repeat = entry.group.repeat
    if repeat is None or entry.row is None:
        return label
    number = sheet.rows(entry.group).index(entry.row) + 1
    one = repeat.one.within(language)
    return f"{one[:1].upper()}{one[1:]} {number}: {label}"


def _heading(sheet: Filled, entry: Entry, language: str) -> str:
    page = next(page for page in sheet.schema.pages if entry.group in page.groups)
    return entry.group.title.within(language) or page.title.within(language)


def rebases(response_id: UUID) -> Sequence[RebaseRow]:
    """List the newer versions that came while a draft was open, the last first."""
    saved = answers(response_id)
    rows = Rebase.objects.filter(response_id=response_id).order_by("-at", "-id")
    found = []
    for row in rows:
        old, new = version(row.old_id), version(row.new_id)
        comparison = rebasing.compare(old.schema, new.schema, saved)
        found.append(RebaseRow(new.number, row.at, row.has_moved, comparison))
    return found


def versions_of(row: ResponseRow) -> Sequence[FormSchema]:
    """Give the versions that a response has stood in, its own first."""
    before = Rebase.objects.filter(response_id=row.id, has_moved=True).values_list("old_id")
    return [version(one).schema for one in (row.version_id, *(old for (old,) in before))]

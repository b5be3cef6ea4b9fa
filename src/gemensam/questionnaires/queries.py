"""Read published forms and responses."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from gemensam.questionnaires import rules, schema, values
from gemensam.questionnaires.models import Answer, FormVersion, Response, ResponseStatus
from gemensam.questionnaires.schema import FormSchema
from gemensam.questionnaires.values import Value

# Versions never change, so they may be kept; a handful per form is in use at a time.
VERSIONS_KEPT = 256


class NoSuchForm(LookupError):
    """No version of the form is published."""


class NoSuchResponse(LookupError):
    """The running tenant has no such response."""


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """One version of a form."""

    version_id: UUID
    number: int
    digest: str
    published_at: datetime
    schema: FormSchema


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """What is answered now, and which revision that is."""

    field_id: str
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
    author_id: UUID
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

    field_id: str
    label: str
    text: str
    group: str


def published(key: str) -> PublishedForm:
    """Give a form's newest version. Raises NoSuchForm: there is none."""
    row = FormVersion.objects.filter(form__key=key).order_by("-number").values_list("id").first()
    if row is None:
        raise NoSuchForm(key)
    return version(row[0])


@lru_cache(maxsize=VERSIONS_KEPT)
def version(version_id: UUID) -> PublishedForm:
    """Give one version of a form, read once per process. Raises NoSuchForm: there is none."""
    row = FormVersion.objects.filter(id=version_id).first()
    if row is None:
        raise NoSuchForm(version_id)
    return PublishedForm(
        row.id, row.number, row.digest, row.published_at, schema.read(json.loads(row.content))
    )


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
    """Give every saved answer of a response by field, those of hidden fields too."""
    return {
        row.field_id: SavedAnswer(
            row.field_id, values.from_json(row.value), row.revision, row.writer, row.written_at
        )
        for row in Answer.objects.filter(response_id=response_id)
    }


def answers(response_id: UUID) -> dict[str, Value]:
    """Give the saved answers as plain values."""
    return {field_id: saved.value for field_id, saved in saved_answers(response_id).items()}


def summary(response_id: UUID, *, language: str = "sv") -> Sequence[AnswerLine]:
    """Give the answers that count, in the form's order and in words."""
    form = version(response(response_id).version_id).schema
    count = rules.counting(form, answers(response_id))
    return [
        AnswerLine(
            field.id,
            field.label.within(language),
            rules.in_words(field, count[field.id], language),
            group.title.within(language) or page.title.within(language),
        )
        for page in form.pages
        for group in page.groups
        for field in group.fields
        if field.id in count
    ]

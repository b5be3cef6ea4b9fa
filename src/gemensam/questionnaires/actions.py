"""Publish forms; begin, save and submit responses.

Whoever calls has asked `authority` first: this domain does not know whom a form concerns.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib import resources
from uuid import UUID

import yaml
from django.db import transaction

from gemensam.kernel.actor import Actor
from gemensam.questionnaires import queries, rules, schema, values
from gemensam.questionnaires.models import (
    Answer,
    AnswerRevision,
    Form,
    FormVersion,
    Response,
    ResponseStatus,
)
from gemensam.questionnaires.queries import NoSuchResponse, ResponseRow, SavedAnswer, to_row
from gemensam.questionnaires.rules import Problem
from gemensam.questionnaires.values import Value


class AlreadySubmitted(Exception):
    """The response has been submitted, so its answers are as they are."""


class NoSuchField(LookupError):
    """The response's form has no such field."""


class NotComplete(Exception):
    """Some answers need mending before the response can be submitted."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} answers need mending")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer as an open page has it: the value, and the revision that the page was shown."""

    value: Value
    seen_revision: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer that another page changed meanwhile: what was typed here, what is saved."""

    field_id: str
    typed: Value
    saved: SavedAnswer


class AnswerChangedElsewhere(Exception):
    """Another page changed the same answers. Nothing was written over."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(f"{len(clashes)} answers were changed elsewhere")
        self.clashes = clashes


@transaction.atomic
def publish(form: schema.FormSchema, *, now: datetime) -> bool:
    """Publish a form unless its newest version is the same; say whether anything was done."""
    content = schema.canonical(form)
    digest = schema.digest(content)
    row, _ = Form.objects.get_or_create(key=form.key)
    newest = FormVersion.objects.filter(form=row).order_by("-number").first()
    if newest is not None and newest.digest == digest:
        return False
    FormVersion.objects.create(
        form=row,
        number=newest.number + 1 if newest else 1,
        content=content,
        digest=digest,
        published_at=now,
    )
    return True


def load_library(*, now: datetime) -> int:
    """Publish the shipped forms that have changed; say how many. Safe to run again."""
    files = resources.files("gemensam.questionnaires") / "data"
    forms = [
        schema.read(yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in sorted(files.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".yaml")
    ]
    return sum(publish(form, now=now) for form in forms)


def start_response(
    *,
    form_key: str,
    resident_id: UUID | None,
    actor: Actor,
    representative_person_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Begin a draft on the form's newest version. Raises NoSuchForm: none is published."""
    assert actor.person_id is not None
    row = Response.objects.create(
        version_id=queries.published(form_key).version_id,
        resident_id=resident_id,
        author_id=actor.person_id,
        representative_id=representative_person_id,
        started_at=now,
        changed_at=now,
    )
    response_id: UUID = row.id
    return response_id


def save_answer(
    *,
    response_id: UUID,
    field_id: str,
    value: Value,
    actor: Actor,
    now: datetime,
    seen_revision: int = 0,
    writer: UUID | None = None,
) -> None:
    """Save one answer; see `save_answers`."""
    typed = {field_id: Typed(value, seen_revision)}
    save_answers(response_id=response_id, typed=typed, actor=actor, now=now, writer=writer)


@transaction.atomic
def save_answers(
    *,
    response_id: UUID,
    typed: Mapping[str, Typed],
    actor: Actor,
    now: datetime,
    writer: UUID | None = None,
) -> None:
    """Save the answers of one page, all or none; an unchanged answer makes no revision.

    Raises AlreadySubmitted, NoSuchField, or AnswerChangedElsewhere: another writer saved an answer
    since this page was shown; the caller shows both and lets the person choose.
    """
    row = _draft(response_id)
    form = queries.version(row.version_id).schema
    unknown = [field_id for field_id in typed if form.field(field_id) is None]
    if unknown:
        raise NoSuchField(unknown[0])
    saved = queries.saved_answers(response_id)
    changed = {
        field_id: answer
        for field_id, answer in typed.items()
        if _differs(answer.value, saved.get(field_id))
    }
    clashes = [
        Clash(field_id, answer.value, saved[field_id])
        for field_id, answer in changed.items()
        if field_id in saved and _is_newer(saved[field_id], answer, writer)
    ]
    if clashes:
        raise AnswerChangedElsewhere(clashes)
    if changed:
        _write(row, changed, saved, actor=actor, now=now, writer=writer)


@transaction.atomic
def submit(*, response_id: UUID, now: datetime) -> ResponseRow:
    """Submit a draft; its answers are frozen. A second time gives what the first one gave.

    Raises NotComplete: with every problem among the fields that are shown.
    """
    row = _locked(response_id)
    if row.status == ResponseStatus.SUBMITTED:
        return to_row(row)
    form = queries.version(row.version_id).schema
    answers = queries.answers(response_id)
    problems = rules.problems(form, answers)
    if problems:
        raise NotComplete(problems)
    row.status = ResponseStatus.SUBMITTED
    row.submitted_at = row.changed_at = now
    row.row_version += 1
    row.answers_digest = answers_digest(rules.counting(form, answers))
    row.save(
        update_fields=["status", "submitted_at", "changed_at", "row_version", "answers_digest"]
    )
    return to_row(row)


def answers_digest(counting: Mapping[str, Value]) -> str:
    """Give the SHA-256 over the answers that count."""
    data = {field_id: values.to_json(value) for field_id, value in counting.items()}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _locked(response_id: UUID) -> Response:
    row = Response.objects.select_for_update().filter(id=response_id).first()
    if row is None:
        raise NoSuchResponse(response_id)
    return row


def _draft(response_id: UUID) -> Response:
    row = _locked(response_id)
    if row.status == ResponseStatus.SUBMITTED:
        raise AlreadySubmitted(response_id)
    return row


def _differs(value: Value, saved: SavedAnswer | None) -> bool:
    if saved is None:
        return values.is_answered(value)
    return saved.value != value


def _is_newer(saved: SavedAnswer, answer: Typed, writer: UUID | None) -> bool:
    """Say whether somebody else saved after the page was shown; a page's own saves are no clash."""
    by_this_page = writer is not None and saved.writer == writer
    return saved.revision != answer.seen_revision and not by_this_page


def _write(
    row: Response,
    changed: Mapping[str, Typed],
    saved: Mapping[str, SavedAnswer],
    *,
    actor: Actor,
    now: datetime,
    writer: UUID | None,
) -> None:
    assert actor.person_id is not None
    kept = [
        {
            "response": row,
            "field_id": field_id,
            "value": values.to_json(answer.value),
            "revision": saved[field_id].revision + 1 if field_id in saved else 1,
            "writer": writer,
            "written_at": now,
        }
        for field_id, answer in changed.items()
    ]
    Answer.objects.bulk_create(
        [Answer(**one) for one in kept],
        update_conflicts=True,
        unique_fields=["tenant", "response", "field_id"],
        update_fields=["value", "revision", "writer", "written_at"],
    )
    AnswerRevision.objects.bulk_create(
        [AnswerRevision(written_by_id=actor.person_id, **one) for one in kept]
    )
    row.row_version += 1
    row.changed_at = now
    row.save(update_fields=["row_version", "changed_at"])

"""Publish forms; begin, save and submit responses.

Whoever calls has asked `authority` first: this domain does not know whom a form concerns.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from gemensam.kernel.actor import ANONYMOUS, Actor, ActorKind
from gemensam.questionnaires import queries
from gemensam.questionnaires.attachments import attachments_of, harmful
from gemensam.questionnaires.models import (
    Answer,
    AnswerRevision,
    Attachment,
    Rebase,
    Response,
    ResponseStatus,
)
from gemensam.questionnaires.queries import (
    NoSuchResponse,
    ResponseRow,
    SavedAnswer,
    to_row,
)
from gemensam.questionnaires.rules import schema, values
from gemensam.questionnaires.rules.answering import Filled
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.mending import Problem
from gemensam.questionnaires.rules.rebasing import compare
from gemensam.questionnaires.rules.schema import Prefill
from gemensam.questionnaires.rules.values import Value, split_key


class AlreadySubmitted(Exception):
    """The response has been submitted, so its answers are as they are."""


class NoSuchField(LookupError):
    """The response's form has no such field, and had none while the draft was in another version."""


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

    key: str
    typed: Value
    saved: SavedAnswer


class AnswerChangedElsewhere(Exception):
    """Another page changed the same answers. Nothing was written over."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(f"{len(clashes)} answers were changed elsewhere")
        self.clashes = clashes


@transaction.atomic
def start_response(
    *,
    version_id: UUID,
    resident_id: UUID | None,
    actor: Actor,
    representative_person_id: UUID | None = None,
    known: Mapping[Prefill, Value] | None = None,
    with_previous: bool = False,
    carried: Mapping[str, Value] | None = None,
    now: datetime,
) -> UUID:
    """Begin a draft on a version of a form, with what is known of the person filled in.

    What is known, what was answered last time, and what is `carried` along from another response by
    the same keys, is what the actor may see: the caller has asked.
    An actor without a person answers anonymously: no row says who. Raises NoSuchForm.
    """
    form = queries.version(version_id)
    row = Response.objects.create(
        version_id=form.version_id,
        resident_id=resident_id,
        author_id=actor.person_id,
        representative_id=representative_person_id,
        started_at=now,
        changed_at=now,
    )
    begun = _prefilled(
        form.schema, known or {}, resident_id if with_previous else None
    ) | _first_rows(form.schema)
    begun |= {
        key: Typed(value) for key, value in (carried or {}).items() if form.schema.has_key(key)
    }
    if begun:
        _write(row, begun, {}, actor=actor, now=now, writer=None)
    response_id: UUID = row.id
    return response_id


def start_brought(
    *, version_id: UUID, client_id: UUID, answers: values.Answers, now: datetime
) -> UUID:
    """Begin a response with the answers that a municipality's own system brought; nobody wrote it."""
    row = Response.objects.create(
        version_id=version_id, client_id=client_id, started_at=now, changed_at=now
    )
    typed = {key: Typed(value) for key, value in answers.items() if values.is_answered(value)}
    _write(row, typed, {}, actor=ANONYMOUS, now=now, writer=None)
    response_id: UUID = row.id
    return response_id


def _prefilled(
    form: schema.FormSchema, known: Mapping[Prefill, Value], resident_id: UUID | None
) -> dict[str, Typed]:
    wanted = {field: field.prefill for field in form.fields() if field.prefill}
    before: Mapping[str, Value] = {}
    if Prefill.PREVIOUS in wanted.values() and resident_id is not None:
        before = queries.previous_answers(form, resident_id)
    found = {
        field: before.get(field.id) if source is Prefill.PREVIOUS else known.get(source)
        for field, source in wanted.items()
    }
    return {
        field.id: Typed(value)
        for field, value in found.items()
        if value is not None
        and values.is_answered(value)
        # A name in place of an address would only have to be mended.
        and isinstance(value, values.Parts) is bool(field.parts)
    }


def _first_rows(form: schema.FormSchema) -> dict[str, Typed]:
    """Give the rows that a repeating group is asked for in any case: nobody has to add those."""
    return {
        values.key_of(group.id, f"{number:02}"): Typed(values.YES)
        for group in form.repeats.values()
        for number in range(1, (group.repeat.least if group.repeat else 0) + 1)
    }


@transaction.atomic
def rebase(*, response_id: UUID, now: datetime) -> bool:
    """Move a draft to the version that applies now if no answer is lost; say whether it moved.

    Each newer version is looked at once; what came of it is kept (`queries.rebases`).
    Raises AlreadySubmitted, NoSuchResponse.
    """
    row = _draft(response_id)
    newer = queries.newer_version(row.version_id, now=now)
    if newer is None or Rebase.objects.filter(response=row, new_id=newer.version_id).exists():
        return False
    mine = queries.version(row.version_id)
    comparison = compare(mine.schema, newer.schema, queries.answers(response_id))
    Rebase.objects.create(
        response=row,
        old_id=row.version_id,
        new_id=newer.version_id,
        has_moved=comparison.fits,
        at=now,
    )
    if comparison.fits:
        row.version_id = newer.version_id
        row.row_version += 1
        row.save(update_fields=["version", "row_version"])
        saved = queries.saved_answers(response_id)
        rows = {key: one for key, one in _first_rows(newer.schema).items() if key not in saved}
        if rows:
            _write(row, rows, saved, actor=_author(row), now=now, writer=None)
    return comparison.fits


def save_answer(
    *,
    response_id: UUID,
    key: str,
    value: Value,
    actor: Actor,
    now: datetime,
    seen_revision: int = 0,
    writer: UUID | None = None,
) -> None:
    """Save one answer; see `save_answers`."""
    typed = {key: Typed(value, seen_revision)}
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
    _ensure_keys_fit(row, typed)
    saved = queries.saved_answers(response_id)
    changed = {
        key: answer for key, answer in typed.items() if _differs(answer.value, saved.get(key))
    }
    clashes = [
        Clash(key, answer.value, saved[key])
        for key, answer in changed.items()
        if key in saved and _is_newer(saved[key], answer, writer)
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
    sheet = _complete(row, now=now)
    row.status = ResponseStatus.SUBMITTED
    row.submitted_at = row.changed_at = now
    row.row_version += 1
    row.answers_digest = answers_digest(sheet.counting)
    row.save(
        update_fields=["status", "submitted_at", "changed_at", "row_version", "answers_digest"]
    )
    return to_row(row)


@transaction.atomic
def hold_complete(*, response_id: UUID, now: datetime) -> None:
    """Keep a draft from being saved until the transaction ends, once nothing in it needs mending.

    Raises NotComplete, AlreadySubmitted.
    """
    _complete(_draft(response_id), now=now)


def _complete(row: Response, *, now: datetime) -> Filled:
    sheet = queries.filled(to_row(row), now=now)
    problems = [*sheet.problems(), *harmful(sheet, attachments_of(row.id))]
    if problems:
        raise NotComplete(problems)
    return sheet


def answers_digest(counting: Mapping[str, Value]) -> str:
    """Give the SHA-256 over the answers that count."""
    data = {key: values.to_json(value) for key, value in counting.items()}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _ensure_keys_fit(row: Response, typed: Mapping[str, Typed]) -> None:
    """Take keys of the response's version; of an earlier one, too, for a page opened before."""
    own = queries.version(row.version_id).schema
    strange = [key for key in typed if not own.has_key(key)]
    if strange:
        known = queries.versions_of(to_row(row))
        strange = [key for key in strange if not any(form.has_key(key) for form in known)]
    if strange:
        raise NoSuchField(strange[0])
    _ensure_files_are_its_own(row, typed)


def _ensure_files_are_its_own(row: Response, typed: Mapping[str, Typed]) -> None:
    """Refuse ids of files that did not come with this response: they would be somebody else's."""
    own = queries.version(row.version_id).schema
    named = {
        one
        for key, answer in typed.items()
        if (field := own.field(split_key(key)[0])) and field.kind is FieldKind.FILE
        for one in values.many(answer.value)
    }
    if not named:
        return
    known = Attachment.objects.filter(response=row).values_list("file_id", flat=True)
    strange = named - {str(one) for one in known}
    if strange:
        raise NoSuchField(f"no file {sorted(strange)[0]} came with this response")


def _author(row: Response) -> Actor:
    return Actor(ActorKind.RESIDENT, person_id=row.author_id)


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
    kept = [
        {
            "response": row,
            "key": key,
            "value": values.to_json(answer.value),
            "revision": saved[key].revision + 1 if key in saved else 1,
            "writer": writer,
            "written_at": now,
        }
        for key, answer in changed.items()
    ]
    Answer.objects.bulk_create(
        [Answer(**one) for one in kept],
        update_conflicts=True,
        unique_fields=["tenant", "response", "key"],
        update_fields=["value", "revision", "writer", "written_at"],
    )
    AnswerRevision.objects.bulk_create(
        [AnswerRevision(written_by_id=actor.person_id, **one) for one in kept]
    )
    row.row_version += 1
    row.changed_at = now
    row.save(update_fields=["row_version", "changed_at"])

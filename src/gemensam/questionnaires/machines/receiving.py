"""What a system sends as answers: told what will not do, or stored whole, submitted at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gemensam.kernel.actor import Actor
from gemensam.questionnaires import actions, policy, queries
from gemensam.questionnaires.models import Response
from gemensam.questionnaires.queries import PublishedForm, ResponseRow
from gemensam.questionnaires.rules.answering import Filled, tidy
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.mending import Problem, is_of
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.schema import Field, FormSchema
from gemensam.questionnaires.rules.values import NO, YES, Answers, Parts, Value, split_key

# What stands for more than an answer: a scanned file, and a person who writes under in person.
NOT_BY_API: Final = frozenset({FieldKind.FILE, FieldKind.SIGNATURE})

_UNKNOWN: Final = Text("Formuläret har ingen sådan fråga", "The form has no such question")
_ROW: Final = Text(
    f'En rad finns ("{YES}") eller inte ("{NO}")', f'A row is there ("{YES}") or not ("{NO}")'
)
_NOT_ASKED: Final = Text("Räknas fram och kan inte skickas", "Is calculated and cannot be sent")
_FILE: Final = Text(
    "Filer kan inte skickas med API:et: låt personen fylla i formuläret på sidan",
    "Files cannot be sent by the API: let the person fill in the form on its page",
)
_SIGNATURE: Final = Text(
    "Underskrifter kan inte skickas med API:et: låt personen fylla i formuläret på sidan",
    "Signatures cannot be sent by the API: let the person fill in the form on its page",
)
_SHAPE: Final = Text(
    "Svaret har inte den form som frågan tar emot", "The answer has not the shape that is asked for"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Answers laid into a version of a form, and everything that is wrong with them."""

    form: PublishedForm
    sheet: Filled
    problems: tuple[Problem, ...]

    @property
    def hidden(self) -> tuple[str, ...]:
        """Give the keys of answers that are kept but do not count: their questions are hidden."""
        fields = self.form.schema.by_id
        kept = (key for key in self.sheet.answers if split_key(key)[0] in fields)
        return tuple(sorted(key for key in kept if key not in self.sheet.shown))

    @property
    def calculated(self) -> dict[str, str]:
        """Give what the form calculates, by key, as it is written."""
        found = {
            key: self.sheet.value(entry)
            for key, entry in self.sheet.entries.items()
            if entry.field.kind is FieldKind.CALCULATED
        }
        return {key: value for key, value in found.items() if isinstance(value, str)}


def look_over(form: PublishedForm, answers: Answers, *, now: datetime) -> Outcome:
    """Say what is wrong with answers, every problem at once. Nothing is stored."""
    strange = tuple(_strange(form.schema, answers))
    tidied = {key: _tidied(form.schema, key, value) for key, value in answers.items()}
    sheet = form.fill(tidied, timezone.localdate(now))
    told = {problem.key for problem in strange}
    return Outcome(
        form, sheet, (*strange, *(one for one in sheet.problems() if one.key not in told))
    )


def _tidied(form: FormSchema, key: str, value: Value) -> Value:
    """Write an answer as a page of ours would."""
    field = form.field(split_key(key)[0])
    if field is None:
        return value
    if isinstance(value, Parts):
        return Parts.of(**{name: tidy(text, field) for name, text in value.items})
    return tidy(value, field) if isinstance(value, str) else value


def _strange(form: FormSchema, answers: Answers) -> Iterator[Problem]:
    for key, value in answers.items():
        text = _misfit(form, key, value)
        if text:
            yield Problem(key, text)


def _misfit(form: FormSchema, key: str, value: Value) -> Text | None:
    """Say why an answer cannot be taken at all, hidden or not; None when it can."""
    if not form.has_key(key):
        return _UNKNOWN
    field = form.field(split_key(key)[0])
    if field is None:
        return None if value in {YES, NO} else _ROW
    if not field.is_asked:
        return _NOT_ASKED
    if field.kind is FieldKind.FILE:
        return _FILE
    if field.kind is FieldKind.SIGNATURE:
        return _SIGNATURE
    return None if _fits(field, value) else _SHAPE


def _fits(field: Field, value: Value) -> bool:
    if isinstance(value, Parts):
        return {name for name, _ in value.items} <= set(field.parts)
    if isinstance(value, tuple) and len(set(value)) != len(value):
        return False
    if field.kind is FieldKind.STATEMENT:
        return value in {"", YES}
    return value == "" or is_of(field, value)


@transaction.atomic
def take_in(
    *, form: PublishedForm, answers: Answers, client_id: UUID, actor: Actor, now: datetime
) -> ResponseRow:
    """Store answers as a submitted response that a system brought.

    Raises actions.NotComplete: with every problem; nothing was stored.
    """
    outcome = look_over(form, answers, now=now)
    if outcome.problems:
        raise actions.NotComplete(outcome.problems)
    response_id = actions.start_brought(
        version_id=form.version_id, client_id=client_id, answers=outcome.sheet.answers, now=now
    )
    policy.ensure_brought(actor, policy.WRITE, response_id, now=now)
    return actions.submit(response_id=response_id, now=now)


def brought(
    *, response_id: UUID, client_id: UUID, actor: Actor, now: datetime
) -> tuple[ResponseRow, Mapping[str, Value]]:
    """Give a response that the client brought. Raises NoSuchResponse: none, or another's."""
    row = Response.objects.filter(id=response_id, client_id=client_id).first()
    if row is None:
        raise queries.NoSuchResponse(response_id)
    policy.ensure_brought(actor, policy.READ, response_id, now=now)
    return queries.to_row(row), queries.answers(response_id)

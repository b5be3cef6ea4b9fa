"""What a page of a form sends: its answers, the revisions it was shown, and what was pressed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from gemensam.questionnaires.actions import Typed
from gemensam.questionnaires.rules.answering import from_typed
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.schema import FormSchema
from gemensam.questionnaires.rules.values import Value, is_answered, split_key

type Posted = Mapping[str, Sequence[str]]

_REVISION: Final = re.compile(r"[0-9]{1,9}")
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Pressed:
    """Which button: `next`, `back`, `later`, or `add`, `drop`, `restore`, `remove` of something."""

    what: str
    key: str = ""
    detail: str = ""


def pressed(posted: Posted) -> Pressed:
    """Read the button; without one, as from the Enter key, it is the way on."""
    what, _, rest = posted.get("go", ["next"])[0].partition(":")
    key, _, detail = rest.partition(":")
    return Pressed(what, key, detail)


def read_typed(versions: Sequence[FormSchema], posted: Posted) -> dict[str, Value]:
    """Read the answers of the fields that the browser's page had; others are left as saved.

    `versions` are those that the response has stood in, its own first: a page that was opened
    before the form was changed may send what is no longer asked, and that is kept, too.
    Files are never taken from what a page says: only what was uploaded counts.
    """
    found: dict[str, Value] = {}
    for key in dict.fromkeys(posted.get("asked", ())):
        name, _row = split_key(key)
        fields = [form.field(name) for form in versions if form.has_key(key)]
        read = [
            from_typed(field, posted, key)
            for field in fields
            if field and field.is_asked and field.kind is not FieldKind.FILE
        ]
        if read:
            # What the response's own version cannot take is kept as the one before it could.
            found[key] = next(filter(is_answered, read), read[0])
    return found


def with_revisions(typed: Mapping[str, Value], posted: Posted) -> dict[str, Typed]:
    """Pair what was typed with the revisions that the page was shown."""
    found = {}
    for key, value in typed.items():
        words = posted.get(f"seen.{key}", ["0"])[0]
        found[key] = Typed(value, int(words) if _REVISION.fullmatch(words) else 0)
    return found


def writer_of(posted: Posted) -> UUID | None:
    """Read which open page this is; a page without a mark stands for itself alone."""
    try:
        return UUID(posted.get("writer", [""])[0])
    except ValueError:
        return None


def new_row(now: datetime, random: int) -> str:
    """Name a row: by the moment, so that rows sort as they were added, and two letters by chance."""
    moment, word = int(now.timestamp() * 1000), ""
    while moment:
        moment, digit = divmod(moment, 36)
        word = _DIGITS[digit] + word
    return word + _DIGITS[random // 36 % 36] + _DIGITS[random % 36]

"""Reading what machines send: JSON that every store and every reader takes alike."""

import json
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest
from ninja.parser import Parser

# The deepest of ours, an answer in parts, is three deep: no reader needs to be made for more.
DEEPEST: Final = 16


class UnreadableBody(ValueError):
    """The body is not JSON, or JSON that could not be kept as it is."""

    status = HTTPStatus.BAD_REQUEST


class NotJson(UnreadableBody):
    """The body says that it is something else."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class StrictParser(Parser):
    """JSON in UTF-8, with no name twice, no NaN, nothing deep, and text that can be stored."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Give the body. Raises UnreadableBody, NotJson."""
        if request.content_type != "application/json":
            raise NotJson("Send JSON, with Content-Type: application/json.")
        try:
            data = json.loads(
                request.body.decode(),
                object_pairs_hook=_object,
                parse_float=_number,
                parse_constant=_constant,
            )
        except UnreadableBody:
            raise
        except (ValueError, RecursionError) as error:
            raise UnreadableBody("The body is not JSON in UTF-8.") from error
        _ensure_plain(data)
        found: dict[str, Any] = data
        return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise UnreadableBody("A name stands twice in the same object.")
    return found


def _number(digits: str) -> float:
    """Give 1 for 1.0: to JSON they are the same number."""
    number = float(digits)
    return int(number) if number.is_integer() else number


def _constant(word: str) -> None:
    raise UnreadableBody(f"JSON has no {word}.")


def _ensure_plain(data: object) -> None:
    level = [data]
    for _ in range(DEEPEST):
        inner: list[object] = []
        for one in level:
            match one:
                case str() if not _can_be_kept(one):
                    raise UnreadableBody("A text holds a NUL or half a character (a surrogate).")
                case dict():
                    inner += [*one.keys(), *one.values()]
                case list():
                    inner += one
        level = inner
    if level:
        raise UnreadableBody(f"The body is deeper than {DEEPEST} levels.")


def _can_be_kept(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= one <= "\udfff" for one in text)

"""The form format as JSON Schema (draft 2020-12), made from the reader's own tables. Pure.

What the schema accepts `schema_json.read` accepts, apart from what a schema cannot say:

- ids that are used twice, and a group whose fewest rows are more than its most;
- a table's row with more or fewer cells than there are columns;
- a whole number written as 2.0.

It is stricter than the reader in places: no words of another type than text, no null.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from gemensam.questionnaires.rules.kinds import KINDS, FieldKind
from gemensam.questionnaires.rules.language import MOST_LETTERS
from gemensam.questionnaires.rules.reading import ID, LANGUAGE
from gemensam.questionnaires.rules.schema import Accept, Prefill, Retention
from gemensam.questionnaires.rules.schema_json import (
    COLUMNS,
    DECIMALS,
    FORMAT,
    KEYS,
    LONGEST,
    MOST_FILES,
    MOST_ROWS,
    RESULTS,
)

type Shape = dict[str, Any]

_WORDS: Final[Shape] = {"type": "string"}
_FLAG: Final[Shape] = {"type": "boolean"}
# A figure may stand with or without quotes.
_CELL: Final[Shape] = {"type": ["string", "number"]}


def json_schema() -> Shape:
    """Give the schema: one definition for each part of a form, a field's by its kind."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:gemensam:form:format:{FORMAT}",
        "title": f"Gemensam form, format {FORMAT}",
        **_object("form", *(key for key in KEYS["form"] if key not in {"tables", "tests"})),
        "$defs": {
            "id": {"type": "string", "pattern": f"^{ID.pattern}$"},
            "text": _text(),
            "rule": {"type": "string", "maxLength": MOST_LETTERS},
            "retention": _one_of(Retention),
            "field": _field(),
            "page": _object("page", "id", "title", "groups"),
            "group": _object("group", "id", "fields"),
            "repeat": _object("repeat", "one"),
            "choice": _object("choice", "id", "label"),
            "check": _object("check", "holds", "message"),
            "table": _object("table", "id", "columns", "rows"),
            "column": _object("column", "id"),
            "test": _object("test", "id", "expect"),
            "expect": _object("expect"),
        },
    }


def _ref(name: str) -> Shape:
    return {"$ref": f"#/$defs/{name}"}


def _list(of: Shape, *, fewest: int = 0) -> Shape:
    return {"type": "array", "items": of, **({"minItems": fewest} if fewest else {})}


def _whole(within: range) -> Shape:
    return {"type": "integer", "minimum": within.start, "maximum": within.stop - 1}


def _one_of(words: type[StrEnum]) -> Shape:
    return {"enum": [word.value for word in words]}


def _text() -> Shape:
    return {
        "type": "object",
        "propertyNames": {"pattern": f"^{LANGUAGE.pattern}$"},
        "additionalProperties": _WORDS,
        # Swedish is never missing, and never only blanks.
        "properties": {"sv": {"type": "string", "pattern": "\\S"}},
        "required": ["sv"],
    }


# What may stand under a key, wherever it stands; a table's key that is missing here is an error.
_SHAPES: Final[Mapping[str, Shape]] = {
    **dict.fromkeys(("id", "key"), _ref("id")),
    **dict.fromkeys(
        ("title", "purpose", "intro", "label", "help", "one", "message", "unit", "accept_label"),
        _ref("text"),
    ),
    **dict.fromkeys(("show_when", "required_when", "holds", "value"), _ref("rule")),
    "format": {"const": FORMAT},
    "retention": _ref("retention"),
    "languages": _list({"type": "string", "pattern": f"^{LANGUAGE.pattern}$"}, fewest=1),
    "pages": _list(_ref("page"), fewest=1),
    "groups": _list(_ref("group"), fewest=1),
    "fields": _list(_ref("field"), fewest=1),
    "tables": _list(_ref("table")),
    "tests": _list(_ref("test")),
    "repeat": _ref("repeat"),
    "kind": _one_of(FieldKind),
    "required": _FLAG,
    "sensitive": _FLAG,
    "dont_know": _FLAG,
    "checks": _list(_ref("check")),
    "prefill": _one_of(Prefill),
    "choices": _list(_ref("choice"), fewest=1),
    "decimals": _whole(DECIMALS),
    "least": _WORDS,
    "most": _WORDS,
    "longest": _whole(LONGEST),
    "accept": _list(_one_of(Accept)),
    "files": _whole(MOST_FILES),
    "result": {"enum": list(RESULTS)},
    "columns": _list(_ref("column"), fewest=1),
    "rows": _list(_list(_CELL), fewest=1),
    "sort": {"enum": list(COLUMNS)},
    "today": _WORDS,
    "answers": {
        "type": "object",
        "additionalProperties": {
            "anyOf": [_WORDS, _list(_WORDS), {"type": "object", "additionalProperties": _WORDS}]
        },
    },
    "expect": _ref("expect"),
    **dict.fromkeys(("shown", "hidden", "problems"), _list(_WORDS)),
    "values": {"type": "object", "additionalProperties": _CELL},
}
# Where a key means something else than it does elsewhere.
_ELSEWHERE: Final[Mapping[tuple[str, str], Shape]] = {
    ("repeat", "least"): _whole(range(MOST_ROWS.stop)),
    ("repeat", "most"): _whole(MOST_ROWS),
    ("test", "title"): _WORDS,
}


def _object(part: str, *needed: str, more: frozenset[str] = frozenset()) -> Shape:
    keys = (*KEYS[part], *sorted(more))
    return {
        "type": "object",
        "properties": {key: _ELSEWHERE.get((part, key), _SHAPES[key]) for key in keys},
        "required": list(needed),
        "additionalProperties": False,
    }


def _field() -> Shape:
    """Give one branch for all kinds that take the same attributes; the kind says which."""
    alike: dict[frozenset[str], list[str]] = {}
    for kind, facts in KINDS.items():
        alike.setdefault(facts.attributes, []).append(kind.value)
    branches = [
        {
            "if": {"properties": {"kind": {"enum": kinds}}},
            "then": _object("field", *_needed(attributes), more=attributes),
        }
        for attributes, kinds in alike.items()
    ]
    return {
        "type": "object",
        "properties": {"kind": _SHAPES["kind"]},
        "required": ["kind"],
        "allOf": branches,
    }


def _needed(attributes: frozenset[str]) -> tuple[str, ...]:
    return ("id", "kind", "label", *(attributes & {"choices"}))

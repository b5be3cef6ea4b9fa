"""Which elements of a form look at which: by their rules, and tests by what they answer. Pure.

Half a form will do: what cannot be read looks at nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from gemensam.questionnaires.rules.language import (
    BadExpression,
    Call,
    Constant,
    Listing,
    Name,
    Operation,
    Tree,
    parse,
)
from gemensam.questionnaires.rules.trees import Element, Elements, Part, Ref
from gemensam.questionnaires.rules.values import split_key

RULES: Final = ("show_when", "required_when", "value", "holds")
# Their first part is a table's name, and their last a column's, whatever questions are called.
_OF_TABLES: Final = frozenset({"lookup", "band"})
# What a rule or a test can speak of, by the sort of its name: questions and groups share theirs.
_NAMED: Final[Mapping[Part, str]] = {
    Part.FIELD: "name",
    Part.GROUP: "name",
    Part.TABLE: "table",
    Part.CHOICE: "word",
}

type _Said = tuple[str, str]


def lookers(found: Elements, looked_at: Collection[Ref]) -> tuple[Ref, ...]:
    """Give what looks at any of some elements, and is none of them, in reading order.

    A check is given as the question that it stands on. A choice is looked at by what speaks of its
    question and has the choice's id in quotes.
    """
    wanted = [ref for ref in looked_at if ref.kind in _NAMED]
    refs = (
        one.parent if one.ref.kind is Part.CHECK and one.parent else one.ref
        for one in found.values()
        if one.ref not in looked_at and any(_looks(said, wanted) for said in _spoken_of(one))
    )
    return tuple(dict.fromkeys(refs))


def _looks(said: frozenset[_Said], wanted: list[Ref]) -> bool:
    return any(
        (_NAMED[ref.kind], ref.id) in said and (not ref.of or ("name", ref.of) in said)
        for ref in wanted
    )


def _spoken_of(element: Element) -> Iterator[frozenset[_Said]]:
    """Give what each rule of an element, or a test, speaks of."""
    for rule in RULES:
        text = element.attributes.get(rule)
        if not isinstance(text, str) or not text:
            continue
        try:
            yield frozenset(_in_rule(parse(text)))
        except BadExpression:
            continue
    if element.ref.kind is Part.TEST:
        yield from _in_test(element.attributes)


def _in_rule(tree: Tree) -> Iterator[_Said]:
    match tree:
        case Name(name=name):
            yield "name", name
        case Constant(text=text):
            yield "word", text
        case Listing(items=items):
            yield from (("word", one.text) for one in items)
        case Call(name=name, arguments=(Name(name=table), *keys)) if name in _OF_TABLES:
            yield "table", table
            for key in keys[:1]:
                yield from _in_rule(key)
        case Call(arguments=parts) | Operation(parts=parts):
            for part in parts:
                yield from _in_rule(part)


def _in_test(attributes: Mapping[str, Any]) -> Iterator[frozenset[_Said]]:
    """Give what a test answers, one answer at a time, and what it expects."""
    answers, expected = attributes.get("answers"), attributes.get("expect")
    for key, value in answers.items() if isinstance(answers, Mapping) else ():
        words = value if isinstance(value, list | tuple) else [value]
        yield frozenset([("name", split_key(str(key))[0]), *(("word", str(one)) for one in words)])
    for keys in expected.values() if isinstance(expected, Mapping) else ():
        yield frozenset(("name", split_key(str(key))[0]) for key in keys or ())

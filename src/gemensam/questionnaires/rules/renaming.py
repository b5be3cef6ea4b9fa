"""Give elements other ids, and let the rules and tests that speak of them follow. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from gemensam.questionnaires.rules.looking import RULES
from gemensam.questionnaires.rules.trees import Element, Elements, Part, Ref
from gemensam.questionnaires.rules.values import key_of, split_key

# Words within quotes are answers, not names.
_WORD: Final = re.compile(r'"[^"\n]*"|[a-z][a-z0-9_]*')


def renamed(found: Elements, names: Mapping[Ref, str], *, in_rules: bool = True) -> Elements:
    """Give the elements with other ids for some; rules and tests speak of fields by their new ones.

    Without `in_rules` they go on speaking of what has the id now.

    A table's column with the name of a renamed field is renamed in the rules as well: rules need
    not be readable here, so that the two cannot be told apart.
    """
    if not names:
        return found
    spoken = {Part.FIELD, Part.GROUP} if in_rules else ()
    words = {ref.id: name for ref, name in names.items() if ref.kind in spoken}
    return {one.ref: one for one in (_renamed(element, names, words) for element in found.values())}


def _renamed(element: Element, names: Mapping[Ref, str], words: Mapping[str, str]) -> Element:
    over = element.parent
    return replace(
        element,
        ref=_other(element.ref, names),
        parent=over and _other(over, names),
        attributes={key: _in(key, one, words) for key, one in element.attributes.items()},
    )


def _other(ref: Ref, names: Mapping[Ref, str]) -> Ref:
    of = names.get(Ref(Part.FIELD, ref.of), ref.of) if ref.of else ""
    return Ref(ref.kind, names.get(ref, ref.id), of)


def _in(key: str, value: Any, words: Mapping[str, str]) -> Any:
    if key in RULES and isinstance(value, str):
        return _WORD.sub(lambda found: words.get(found[0], found[0]), value)
    if key == "answers" and isinstance(value, Mapping):
        return {_key(one, words): answer for one, answer in value.items()}
    if key == "expect" and isinstance(value, Mapping):
        return {part: _expected(some, words) for part, some in value.items()}
    return value


def _expected(some: Any, words: Mapping[str, str]) -> Any:
    if isinstance(some, Mapping):
        return {_key(one, words): value for one, value in some.items()}
    return [_key(str(one), words) for one in some] if isinstance(some, list | tuple) else some


def _key(key: str, words: Mapping[str, str]) -> str:
    name, row = split_key(key)
    return key_of(words.get(name, name), row)

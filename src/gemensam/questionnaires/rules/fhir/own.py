"""Attributes of ours that FHIR has no place for, as extensions: `urn:gemensam:form:<attribute>`. Pure."""

import json
from collections.abc import Collection
from typing import Any, Final

from gemensam.questionnaires.rules.fhir.elements import Element
from gemensam.questionnaires.rules.fhir.names import OWN, RULES, UnreadableResource
from gemensam.questionnaires.rules.language import gettext_noop

_RULES: Final = frozenset({"show_when", "required_when", "value"})
_TEXTS: Final = frozenset(
    {"help", "intro", "purpose", "title", "label", "unit", "accept_label", "one"}
)
# One extension for each member.
_LISTS: Final = frozenset({"checks", "accept", "languages", "tables", "tests"})
# Too much of its own kind to be taken apart: our format's JSON as a string.
_WHOLE: Final = frozenset({"tables", "tests", "choices"})


def write(name: str, value: Any) -> list[dict[str, Any]]:
    """Give the extensions that carry an attribute; the value is as our format writes it."""
    members = value if name in _LISTS else [value]
    return [{"url": f"{OWN}{name}", **_written(name, member)} for member in members]


def has(item: dict[str, Any], name: str) -> bool:
    """Say whether an item carries an attribute of ours."""
    return any(one["url"] == f"{OWN}{name}" for one in item.get("extension", ()))


def _written(name: str, value: Any) -> dict[str, Any]:
    if name in _TEXTS:
        return {"extension": _words(value)}
    if name == "checks":
        return {"extension": _check(value)}
    if name in _WHOLE:
        return {"valueString": json.dumps(value, ensure_ascii=False, sort_keys=True)}
    if name in _RULES:
        return {"valueExpression": expression(value)}
    if isinstance(value, bool):
        return {"valueBoolean": value}
    return {"valueInteger": value} if isinstance(value, int) else {"valueString": value}


def _words(text: dict[str, Any]) -> list[dict[str, Any]]:
    """Give one part for each language: an extension's own value takes no translations everywhere."""
    return [{"url": language, "valueString": words} for language, words in text.items()]


def expression(rule: str) -> dict[str, Any]:
    """Give a rule as FHIR's Expression, in our own language."""
    return {"language": RULES, "expression": rule}


def _check(check: dict[str, Any]) -> list[dict[str, Any]]:
    """Shape it like the standard's constraint, which only takes FHIRPath."""
    holds = check.get("holds", "")
    rule = {"url": "expression", "valueExpression": expression(holds)}
    human = {"url": "human", "extension": _words(check["message"])}
    # A string: FHIR's own ids take no underscores, which ours have.
    key = {"url": "key", "valueString": check.get("id", "")}
    return [*([key] if check.get("id") else []), *([rule] if holds else []), human]


def read(element: Element, names: Collection[str]) -> dict[str, Any]:
    """Give the attributes that stand in extensions, among some. Raises UnreadableResource."""
    found: dict[str, Any] = {}
    for name in names:
        members = [_value(name, one) for one in element.extensions(f"{OWN}{name}")]
        if members:
            found[name] = members if name in _LISTS else members[0]
    return found


def rule_of(extension: Element) -> str:
    """Give the rule of an Expression in our language; empty when it is in another."""
    rule = extension.part("valueExpression")
    if rule is None or rule.word("language") != RULES:
        return ""
    return rule.word("expression")


def _value(name: str, extension: Element) -> Any:  # noqa: PLR0911 -- one for each shape
    if name in _TEXTS:
        return _read_words(extension)
    if name == "checks":
        return _read_check(extension)
    if name in _WHOLE:
        return _from_json(extension)
    if name in _RULES:
        return rule_of(extension)
    if extension.has("valueBoolean"):
        return extension.flag("valueBoolean")
    if extension.has("valueInteger"):
        return extension.whole("valueInteger")
    return extension.word("valueString")


def _read_check(extension: Element) -> dict[str, Any]:
    rule, human = extension.extension("expression"), extension.extension("human")
    key = extension.extension("key")
    return {
        **({"id": key.word("valueString")} if key else {}),
        "holds": rule_of(rule) if rule else "",
        "message": _read_words(human) if human else {},
    }


def _read_words(extension: Element) -> dict[str, str]:
    parts = [part for part in extension.many("extension") if part.understood()]
    return {part.word("url"): part.word("valueString") for part in parts}


def _from_json(extension: Element) -> Any:
    try:
        return json.loads(extension.word("valueString"))
    except (ValueError, RecursionError) as error:
        raise UnreadableResource(extension.path, gettext_noop("is no JSON")) from error

"""One item that asks or tells something, as a field's data; foreign ones as far as they go. Pure."""

import re
import unicodedata
from typing import Any, Final

from gemensam.questionnaires.rules.fhir import own
from gemensam.questionnaires.rules.fhir.conditions import Question, clock
from gemensam.questionnaires.rules.fhir.elements import Element
from gemensam.questionnaires.rules.fhir.names import (
    CALCULATED,
    CURRENCIES,
    DECIMALS,
    ENTRY_FORMAT,
    ITEM_CONTROL,
    KIND_OF,
    LEAST,
    MOST,
    MOST_TIMES,
    OWN,
    POORER,
    RESULT_TYPES,
    UNIT,
    WRITTEN_AS,
)
from gemensam.questionnaires.rules.kinds import KINDS, FieldKind, Sort
from gemensam.questionnaires.rules.reading import ID
from gemensam.questionnaires.rules.schema_json import DECIMALS as MOST_DECIMALS
from gemensam.questionnaires.rules.schema_json import KEYS, LONGEST, MOST_FILES, RESULTS
from gemensam.questionnaires.rules.values import DONT_KNOW, NO, YES

# What is told by the type, and what is read with the conditions.
_NOT_HERE: Final = frozenset({"id", "kind", "show_when"})

type Data = dict[str, Any]

_NOT_PLAIN: Final = re.compile(r"[^a-z0-9]+")
_RESULTS: Final = {written: sort for sort, written in RESULT_TYPES.items()}
_RESULT_NAMES: Final = {sort: name for name, sort in RESULTS.items()}
_OPTIONS: Final = ("valueString", "valueInteger", "valueDate", "valueTime")


class Names:
    """Gives ids, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wish: str) -> str:
        """Give an id as near to the wish as there is."""
        name = wish if ID.fullmatch(wish) else _plain(wish)
        number = 1
        found = name
        while found in self._taken:
            number += 1
            found = f"{name[: 39 - len(str(number))]}_{number}"
        self._taken.add(found)
        return found

    def take_for(self, item: Element, wish: str = "") -> str:
        """Give an item its id; say so if its linkId could not be it."""
        found = self.take(wish or item.link)
        if found != (wish or item.link):
            item.lose("linkId")
        return found


def _plain(wish: str) -> str:
    letters = unicodedata.normalize("NFKD", wish).encode("ascii", "ignore").decode().lower()
    name = _NOT_PLAIN.sub("_", letters).strip("_")
    return (name if ID.match(name) else f"q_{name}")[:40]


def control_of(item: Element) -> str:
    """Give how an item wants to be shown; empty where it does not say."""
    found = item.extension(ITEM_CONTROL)
    concept = found.part("valueCodeableConcept") if found else None
    for coding in concept.many("coding") if concept else ():
        coding.skip("system", "display")
        if code := coding.word("code"):
            return code
    return ""


def is_structure(item: Element) -> bool:
    """Say whether it is a group of others, not an answer in parts."""
    return item.word("type") == "group" and item.extension(f"{OWN}kind") is None


def help_of(item: Element) -> Element | None:
    """Give the help with a question, or what a page begins with."""
    wanted = {"help"} if is_structure(item) else {"help", ""}
    for child in item.many("item"):
        if child.word("type") == "display" and control_of(child) in wanted:
            child.skip("linkId")
            return child
    return None


def children_of(item: Element) -> list[Element]:
    """Give what stands under an item, without its help."""
    helping = help_of(item)
    return [child for child in item.many("item") if child is not helping]


def question_of(item: Element, names: Names) -> Question | None:
    """Give what is asked; None, and listed as lost, where it cannot be asked here."""
    kind = _kind_of(item)
    if kind is None:
        item.pass_over(f"type {item.word('type')}")
        return None
    if kind is not FieldKind.CALCULATED and item.flag("readOnly"):
        item.pass_over("readOnly")
        return None
    result = KINDS[kind].sort
    if kind is FieldKind.CALCULATED:
        result = _RESULTS.get(item.word("type"), Sort.NUMBER)
    question = Question(names.take_for(item), kind, result)
    if kind is FieldKind.YES_NO and item.word("type") == "choice":
        question.choices = {one: one for one in (YES, NO, DONT_KNOW)}
    elif kind in {FieldKind.CHOICE, FieldKind.MANY_CHOICE}:
        question.choices = _choices(item)
        if not question.choices:
            # Without a list of its own, all that is left is to write the answer.
            question.kind, question.result = FieldKind.TEXT, Sort.TEXT
    return question


def _kind_of(item: Element) -> FieldKind | None:
    ours = own.read(item, ("kind",)).get("kind")
    if ours in set(FieldKind):
        kind = FieldKind(ours)
        hint = item.extension(ENTRY_FORMAT) if kind in WRITTEN_AS else None
        if hint is not None:
            hint.skip("valueString")
        return kind
    found = KIND_OF.get(item.word("type"))
    if found is FieldKind.NUMBER and _unit(item).get("code") == "SEK":
        return FieldKind.MONEY
    if found is FieldKind.CHOICE and item.flag("repeats"):
        return FieldKind.MANY_CHOICE
    return found


def _choices(item: Element) -> dict[str, str]:
    """Give the ids of the choices by their codes, or by what is to be picked."""
    names, found = Names(), dict[str, str]()
    for option in item.many("answerOption"):
        code = _code(option)
        if not code or code in found:
            option.pass_over("value")
            continue
        found[code] = names.take(code)
        if found[code] != code:
            option.lose("code")
    return found


def _code(option: Element) -> str:
    if coding := option.part("valueCoding"):
        coding.skip("system")
        return coding.word("code") or coding.word("display")
    for key in _OPTIONS:
        if option.has(key):
            is_number = key == "valueInteger"
            return option.decimal(key) if is_number else option.word(key).strip()
    return ""


def field_of(item: Element, question: Question) -> Data:
    """Give a field's data. Raises UnreadableResource: something has another type than FHIR's."""
    kind = question.kind
    data: Data = {"id": question.id, "kind": kind.value, "label": _label(item)}
    if item.word("type") in POORER:
        item.lose(f"type {item.word('type')}")
    if (helping := help_of(item)) is not None:
        data["help"] = helping.text("text")
    if kind is not FieldKind.CALCULATED and item.word("type") != "display":
        data["required"] = item.flag("required")
    data |= {name: value for name, value in _of_kind(item, question).items() if value}
    ours = own.read(item, {*KEYS["field"], *KINDS[kind].attributes} - _NOT_HERE)
    if KINDS[kind].parts:
        item.skip_list("item")
    return data | ours


def _label(item: Element) -> dict[str, str]:
    label = item.text("text")
    if not label:
        item.lose("text")
    return label or {"sv": item.link}


def _of_kind(item: Element, question: Question) -> Data:  # noqa: PLR0911 -- one for each kind
    """Give what only some kinds say; nothing of it is as usual where it is left out."""
    kind = question.kind
    match kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return _once(item) | _longest(item)
        case FieldKind.NUMBER | FieldKind.MONEY:
            return _once(item) | _bounds(item, question) | _number(item, kind)
        case FieldKind.DATE | FieldKind.TIME:
            return _once(item) | _bounds(item, question)
        case FieldKind.CHOICE | FieldKind.MANY_CHOICE:
            item.flag("repeats")
            return {"choices": _options(item, question)}
        case FieldKind.YES_NO:
            _options(item, question)
            return _once(item) | {"dont_know": bool(question.choices)}
        case FieldKind.FILE:
            return {"files": _files(item)}
        case FieldKind.CALCULATED:
            item.skip("readOnly")
            result = {"result": _RESULT_NAMES[question.result]}
            return _calculated(item) | result | _number(item, kind)
        case _:
            return _once(item)


def _once(item: Element) -> Data:
    if item.flag("repeats"):
        item.lose("repeats")
    return {}


def _longest(item: Element) -> Data:
    longest = item.whole("maxLength")
    if longest is not None and longest not in LONGEST:
        item.lose("maxLength")
        return {}
    return {"longest": longest}


def _bounds(item: Element, question: Question) -> Data:
    found = {}
    for name, url in (("least", LEAST), ("most", MOST)):
        extension = item.extension(url)
        if extension is not None:
            found[name] = _bound(extension, question.result)
            if not found[name]:
                item.lose(url)
    return found


def _bound(extension: Element, sort: Sort) -> str:
    if sort is Sort.NUMBER:
        return extension.decimal("valueDecimal") or extension.decimal("valueInteger")
    return extension.word("valueDate") if sort is Sort.DATE else clock(extension.word("valueTime"))


def _unit(item: Element) -> Data:
    extension = item.extension(UNIT)
    coding = extension.part("valueCoding") if extension else None
    if coding is None:
        return {}
    is_money = coding.word("system") == CURRENCIES
    display, code = coding.text("display"), coding.word("code")
    return {"code": code if is_money else "", "unit": display or ({"sv": code} if code else {})}


def _number(item: Element, kind: FieldKind) -> Data:
    found: Data = {} if kind is FieldKind.MONEY else {"unit": _unit(item).get("unit")}
    if item.word("type") not in {"decimal", "quantity"}:
        return found
    places = item.extension(DECIMALS)
    decimals = places.whole("valueInteger") if places else None
    if decimals is not None and decimals not in MOST_DECIMALS:
        item.lose(DECIMALS)
    most = MOST_DECIMALS.stop - 1
    return found | {"decimals": most if decimals is None else min(max(decimals, 0), most)}


def _files(item: Element) -> int:
    most = item.extension(MOST_TIMES)
    count = most.whole("valueInteger") if most else None
    if not item.flag("repeats"):
        return 1
    if count is not None and count not in MOST_FILES:
        item.lose(MOST_TIMES)
    return min(max(count or MOST_FILES.stop - 1, 1), MOST_FILES.stop - 1)


def _options(item: Element, question: Question) -> list[Data]:
    ids, found = dict(question.choices), []
    for option in item.many("answerOption"):
        code = _code(option)
        coding = option.part("valueCoding")
        label = coding.text("display") if coding else {}
        if code in ids:
            found.append({"id": ids.pop(code), "label": label or {"sv": code}})
    return found


def _calculated(item: Element) -> Data:
    extension = item.extension(CALCULATED)
    return {"value": own.rule_of(extension) if extension else ""}

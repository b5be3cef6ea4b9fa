"""Answers as a FHIR R4 QuestionnaireResponse, and back. Pure.

Items hold what counts: the answers of what is shown, in FHIR's types, calculated values too. Every
other answer that is saved (hidden, blank, in a removed row, or typed so that it is no number, date
or time) and what was typed where FHIR writes it otherwise ("1 250,50", "8:05") stands under its
key in an extension of the response, `urn:gemensam:response:kept`. Ours reads both, others see what
counts.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from gemensam.questionnaires.rules import amounts, values
from gemensam.questionnaires.rules.answering import Entry, Filled
from gemensam.questionnaires.rules.fhir.conditions import (
    Item,
    clock,
    is_string,
    picked,
    prefixed,
    written,
)
from gemensam.questionnaires.rules.fhir.elements import Element, Reading
from gemensam.questionnaires.rules.fhir.items import choices_of, page_link, type_of
from gemensam.questionnaires.rules.fhir.names import (
    FILES,
    KEPT,
    ROW,
    Omission,
    UnreadableResource,
)
from gemensam.questionnaires.rules.kinds import FieldKind, Sort
from gemensam.questionnaires.rules.language import gettext_noop
from gemensam.questionnaires.rules.schema import ROW_ID, Field, FormSchema, Group
from gemensam.questionnaires.rules.values import YES, Parts, Value, is_answered, key_of

type Data = dict[str, Any]

_ROOT: Final = "QuestionnaireResponse"


def to_response(
    filled: Filled, *, questionnaire: str, status: str = "completed", authored: str = ""
) -> tuple[Data, list[Omission]]:
    """Give answers as a response; `questionnaire` is the address and version that it answers.

    Listed is what counts and others will not see: answers that are none of FHIR's values, and
    answers under keys that the form does not have (these are not carried at all).
    """
    schema = filled.schema
    pages = [_page(filled, number) for number in range(len(schema.pages))]
    resource: Data = {
        "resourceType": _ROOT,
        "questionnaire": questionnaire,
        "status": status,
        **({"authored": authored} if authored else {}),
        "item": [page for page in pages if page["item"]],
    }
    seen, _ = from_response(schema, resource)
    kept = [
        _kept(key, value)
        for key, value in sorted(filled.answers.items())
        if schema.has_key(key) and seen.get(key) != value
    ]
    missed = {key for key in filled.counting if key in filled.answers and key not in seen}
    foreign = {key for key in filled.answers if not schema.has_key(key)}
    lost = [Omission(f"{_ROOT}.item[{key}]", "answer") for key in sorted(missed | foreign)]
    return {**resource, **({"extension": kept} if kept else {})}, lost


def _kept(key: str, value: Value) -> Data:
    text = json.dumps(values.to_json(value), ensure_ascii=True, sort_keys=True)
    parts = [{"url": "key", "valueString": key}, {"url": "value", "valueString": text}]
    return {"url": KEPT, "extension": parts}


def _page(filled: Filled, number: int) -> Item:
    page = filled.schema.pages[number]
    entries = list(filled.on(page))
    items = []
    for group in page.groups:
        rows: Sequence[str | None] = filled.rows(group) if group.repeat else (None,)
        if not filled.shows_group(group):
            continue
        for row in rows:
            mine = [one for one in entries if one.group.id == group.id and one.row == row]
            items += _group(group, row, [item for one in mine for item in _item(filled, one)])
    return {"linkId": page_link(page), "text": page.title.sv, "item": items}


def _group(group: Group, row: str | None, items: list[Item]) -> list[Item]:
    if row is None and not items:
        return []
    item: Item = {"linkId": group.id}
    if group.title.sv:
        item["text"] = group.title.sv
    if row is not None:
        item["extension"] = [{"url": ROW, "valueString": row}]
    return [item | ({"item": items} if items else {})]


def _item(filled: Filled, entry: Entry) -> Iterator[Item]:
    field, value = entry.field, filled.value(entry)
    if value is None or not is_answered(value):
        return
    item: Item = {"linkId": field.id, "text": field.label.sv}
    if isinstance(value, Parts):
        parts = _parts(field, value)
        if parts:
            yield {**item, "item": parts}
        return
    answers = _answers(filled.schema, field, value)
    if answers:
        yield {**item, "answer": [prefixed(one, "value") for one in answers]}


def _parts(field: Field, value: Parts) -> list[Item]:
    """Give each part; none at all where one of them is no value of FHIR's."""
    sort = Sort.DATE if field.kind is FieldKind.PERIOD else Sort.TEXT
    found = [(name, written(sort, text)) for name, text in value.items if name in field.parts]
    if len(found) < len(value.items) or not all(one for _, one in found):
        return []
    order = {part: number for number, part in enumerate(field.parts)}
    return [
        {"linkId": f"{field.id}.{name}", "answer": [prefixed(one, "value")]}
        for name, one in sorted(found, key=lambda pair: order[pair[0]])
        if one
    ]


def _answers(schema: FormSchema, field: Field, value: str | tuple[str, ...]) -> list[Item]:
    """Give an answer's values; none at all where one of them is no value of FHIR's."""
    several = value if isinstance(value, tuple) else (value,)
    if isinstance(value, tuple) != (field.sort is Sort.PICKS):
        return []
    if field.kind is FieldKind.FILE:
        return [{"Attachment": {"url": f"{FILES}{one}"}} for one in several]
    if field.options:
        labels = {choice.id: choice.label.sv for choice in choices_of(field)}
        found = [picked(field, one, schema) for one in several if one in labels]
        for one in found:
            if "Coding" in one:
                one["Coding"]["display"] = labels[one["Coding"]["code"]]
        return found if len(found) == len(several) else []
    if type_of(field) == "boolean":
        return [{"Boolean": value == YES}] if value in {"yes", "no"} else []
    typed = written(field.sort, several[0])
    return [typed] if typed else []


def from_response(schema: FormSchema, data: Any) -> tuple[dict[str, Value], list[Omission]]:
    """Read a response to a form, ours or foreign; what the form has no place for is listed.

    Calculated values are not read: they are calculated. Raises UnreadableResource: it is no
    response.
    """
    reading = Reading()
    root = Element(data, _ROOT, reading)
    if root.word("resourceType") != _ROOT:
        raise UnreadableResource(_ROOT, gettext_noop("has another resourceType"))
    root.skip("resourceType", "questionnaire", "status", "authored", "language")
    answers: dict[str, Value] = dict(_Responses(schema).under(root, None))
    for key, value in _read_kept(root, schema):
        if key not in answers or _means(schema, key, value, answers[key]):
            answers[key] = value
    root.list_unread()
    return answers, reading.lost


def _means(schema: FormSchema, key: str, kept: Value, now: Value) -> bool:
    """Say whether what was typed still comes to the answer: another system may have changed that."""
    field = schema.field(values.split_key(key)[0])
    return field is not None and amounts.parsed(field.sort, kept) == amounts.parsed(field.sort, now)


def _read_kept(root: Element, schema: FormSchema) -> Iterator[tuple[str, Value]]:
    for one in root.extensions(KEPT):
        key, value = one.extension("key"), one.extension("value")
        name = key.word("valueString") if key else ""
        if not schema.has_key(name):
            one.pass_over("key")
            continue
        try:
            yield name, values.from_json(json.loads(value.word("valueString") if value else ""))
        except (ValueError, RecursionError) as error:
            raise UnreadableResource(one.path, gettext_noop("is no answer")) from error


class _Responses:
    """Reads the items of one response."""

    def __init__(self, schema: FormSchema) -> None:
        self._schema = schema
        self._count: dict[str, int] = {}
        self._seen: set[str] = set()

    def under(self, element: Element, row: str | None) -> Iterator[tuple[str, Value]]:
        """Give the answers of what stands under an element, in a row or not."""
        for item in element.many("item"):
            item.skip("text", "_text", "definition")
            yield from self._read(item, row)

    def _read(self, item: Element, row: str | None) -> Iterator[tuple[str, Value]]:
        field, group = self._schema.field(item.link), self._schema.repeats.get(item.link)
        if group is not None:
            name = self._row(item, group)
            yield key_of(group.id, name), YES
            yield from self.under(item, name)
        elif field is not None:
            yield from self._field(item, field, row)
        else:
            known = {*map(page_link, self._schema.pages), *(g.id for g in self._schema.groups())}
            if item.link not in known:
                item.lose("linkId")
            yield from self._below(item, row)

    def _below(self, item: Element, row: str | None) -> Iterator[tuple[str, Value]]:
        yield from self.under(item, row)
        for answer in item.many("answer") if item.has("answer") else ():
            yield from self.under(answer, row)

    def _row(self, item: Element, group: Group) -> str:
        """Give the row's own name, or for a foreign one a name by its place."""
        self._count[group.id] = number = self._count.get(group.id, 0) + 1
        extension = item.extension(ROW)
        name = extension.word("valueString") if extension else f"r{number:04}"
        if not ROW_ID.fullmatch(name) or key_of(group.id, name) in self._seen:
            raise UnreadableResource(item.path, gettext_noop("has no row of its own"))
        self._seen.add(key_of(group.id, name))
        return name

    def _field(self, item: Element, field: Field, row: str | None) -> Iterator[tuple[str, Value]]:
        key = key_of(field.id, row)
        if field.kind is FieldKind.CALCULATED:
            item.skip_list("answer")
            return
        if not self._schema.has_key(key) or key in self._seen:
            item.pass_over("place")
            return
        self._seen.add(key)
        value = _read_parts(item, field) if field.parts else _read_answers(item, field)
        if value is not None and is_answered(value):
            yield key, value
        if not field.parts:
            yield from self._below(item, row)


def _read_parts(item: Element, field: Field) -> Value:
    found: dict[str, str] = {}
    for part in item.many("item"):
        part.skip("text", "_text")
        name = part.link.removeprefix(f"{field.id}.")
        if name not in field.parts or name in found:
            part.pass_over("linkId")
            continue
        answers = [_string(answer) for answer in part.many("answer")]
        if len(answers) > 1:
            part.lose("answer")
        found[name] = answers[0] if answers else ""
    return Parts.of(**found)


def _string(answer: Element) -> str:
    return answer.word("valueString") or answer.word("valueDate")


def _read_answers(item: Element, field: Field) -> Value | None:
    found = []
    for answer in item.many("answer"):
        text = _text(answer, field)
        if text:
            found.append(text)
        else:
            answer.lose("value")
    if field.sort is Sort.PICKS:
        return tuple(dict.fromkeys(found))
    if len(found) > 1:
        item.lose("repeats")
    return found[0] if found else None


def _text(answer: Element, field: Field) -> str:  # noqa: PLR0911 -- one for each kind
    """Give an answer as it is typed or picked here; empty where it is of another sort."""
    if field.kind is FieldKind.FILE:
        return _file(answer)
    if answer.has("valueBoolean"):
        truth = "yes" if answer.flag("valueBoolean") else "no"
        is_box = field.kind is FieldKind.STATEMENT and field.is_asked
        return truth if truth in field.options or (is_box and truth == YES) else ""
    if field.options:
        return _option(answer, field)
    match field.sort:
        case Sort.NUMBER:
            quantity = answer.part("valueQuantity")
            number = answer.decimal("valueDecimal") or answer.decimal("valueInteger")
            return number or (quantity.decimal("value") if quantity else "")
        case Sort.DATE:
            return answer.word("valueDate")
        case Sort.TIME:
            return clock(answer.word("valueTime"))
        case Sort.TEXT:
            text = answer.word("valueString") or answer.word("valueUri")
            return text if is_string(text) else ""
    return ""


def _option(answer: Element, field: Field) -> str:
    coding = answer.part("valueCoding")
    if coding is None:
        return ""
    coding.skip("system", "display", "_display")
    code = coding.word("code")
    return code if code in field.options else ""


def _file(answer: Element) -> str:
    attachment = answer.part("valueAttachment")
    url = attachment.word("url") if attachment else ""
    return url.removeprefix(FILES) if url.startswith(FILES) else ""

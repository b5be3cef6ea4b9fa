"""A form's pages, groups and fields as items of a FHIR R4 Questionnaire: what FHIR has places for. Pure.

A page's linkId is `/id`, since it may be called as a field is; a group's and a field's are their
ids. The parts of an answer are `field.part`, help is `field.help`.
"""

from collections.abc import Iterator
from typing import Any

from gemensam.questionnaires.rules import amounts
from gemensam.questionnaires.rules.fhir import own
from gemensam.questionnaires.rules.fhir.conditions import (
    Item,
    enabled,
    picked,
    prefixed,
    written,
)
from gemensam.questionnaires.rules.fhir.elements import put_text
from gemensam.questionnaires.rules.fhir.names import (
    CALCULATED,
    CONTROLS,
    CURRENCIES,
    DECIMALS,
    ENTRY_FORMAT,
    ITEM_CONTROL,
    LEAST,
    LEAST_TIMES,
    MOST,
    MOST_TIMES,
    PART_LABELS,
    RESULT_TYPES,
    TYPE_OF,
    UNIT,
    WRITTEN_AS,
)
from gemensam.questionnaires.rules.kinds import FieldKind, Sort
from gemensam.questionnaires.rules.schema import Choice, Field, FormSchema, Group, Page
from gemensam.questionnaires.rules.wording import YES_NO_WORDS


def items_of(schema: FormSchema) -> list[Item]:
    """Give the pages as items, with all that is on them."""
    return [_page(page, schema) for page in schema.pages]


def page_link(page: Page) -> str:
    """Give a page's linkId."""
    return f"/{page.id}"


def has_box(field: Field) -> bool:
    """Say whether it is a statement that somebody must agree to."""
    return field.kind is FieldKind.STATEMENT and field.is_asked


def type_of(field: Field) -> str:
    """Give the type of a field's item."""
    if field.kind is FieldKind.CALCULATED:
        return RESULT_TYPES[field.result]
    if field.kind is FieldKind.YES_NO and field.dont_know:
        return "choice"
    return "boolean" if has_box(field) else TYPE_OF[field.kind]


def _page(page: Page, schema: FormSchema) -> Item:
    item: Item = {"linkId": page_link(page), "type": "group", "extension": [_control("page")]}
    put_text(item, "text", page.title.write())
    item |= _condition(page.show_when, schema)
    intro = _help(page_link(page), page.intro.write())
    return item | {"item": [*intro, *(_group(group, schema) for group in page.groups)]}


def _group(group: Group, schema: FormSchema) -> Item:
    item: Item = {"linkId": group.id, "type": "group"}
    put_text(item, "text", group.title.write())
    item |= _condition(group.show_when, schema)
    if group.repeat:
        item["repeats"] = True
        item["required"] = group.repeat.least > 0
        item["extension"] = [
            {"url": LEAST_TIMES, "valueInteger": group.repeat.least},
            {"url": MOST_TIMES, "valueInteger": group.repeat.most},
        ]
    return item | {"item": [_field(field, schema) for field in group.fields]}


def _field(field: Field, schema: FormSchema) -> Item:
    item: Item = {"linkId": field.id, "type": type_of(field)}
    put_text(item, "text", field.label.write())
    item |= _condition(field.show_when, schema)
    if extensions := list(_extensions(field)):
        item["extension"] = extensions
    if field.kind is FieldKind.CALCULATED:
        item["readOnly"] = True
    elif field.is_asked:
        # What is only sometimes required stands with its rule, in an extension of our own.
        item["required"] = field.is_required and not field.required_when
    if field.kind is FieldKind.MANY_CHOICE or field.files > 1:
        item["repeats"] = True
    if field.longest:
        item["maxLength"] = field.longest
    if item["type"] == "choice":
        item["answerOption"] = [_option(field, choice, schema) for choice in choices_of(field)]
    inner = [_part(field, part) for part in field.parts]
    if item["type"] != "display":
        inner += _help(field.id, field.help.write())
    return item | ({"item": inner} if inner else {})


def _condition(rule: str, schema: FormSchema) -> Item:
    found = enabled(rule, schema) if rule else None
    return found.write() if found else {}


def _control(code: str) -> Item:
    concept = {"coding": [{"system": CONTROLS, "code": code}]}
    return {"url": ITEM_CONTROL, "valueCodeableConcept": concept}


def _help(link: str, words: dict[str, Any]) -> list[Item]:
    if not words:
        return []
    item: Item = {"linkId": f"{link}.help", "type": "display", "extension": [_control("help")]}
    put_text(item, "text", words)
    return [item]


def needs_kind(field: Field) -> bool:
    """Say whether the item's type alone does not tell what kind the field is."""
    plain = field.kind not in WRITTEN_AS and not field.parts and not has_box(field)
    return (
        not plain
        or field.kind is FieldKind.CALCULATED
        or (field.kind is FieldKind.YES_NO and field.dont_know)
    )


def _extensions(field: Field) -> Iterator[Item]:
    if needs_kind(field):
        yield from own.write("kind", field.kind.value)
    if field.kind in WRITTEN_AS:
        yield {"url": ENTRY_FORMAT, "valueString": WRITTEN_AS[field.kind]}
    if field.sort is Sort.NUMBER:
        yield {"url": DECIMALS, "valueInteger": field.decimals}
    yield from _unit(field)
    for url, bound in ((LEAST, field.least), (MOST, field.most)):
        if amounts.parsed(field.sort, bound) is not None and (value := written(field.sort, bound)):
            yield {"url": url, **prefixed(value, "value")}
    if field.files > 1:
        yield {"url": MOST_TIMES, "valueInteger": field.files}
    if field.value:
        yield {"url": CALCULATED, "valueExpression": own.expression(field.value)}


def _unit(field: Field) -> Iterator[Item]:
    if field.kind is FieldKind.MONEY:
        yield {
            "url": UNIT,
            "valueCoding": {"system": CURRENCIES, "code": "SEK", "display": "kr"},
        }
    elif field.unit.sv:
        coding: Item = {}
        put_text(coding, "display", field.unit.write())
        yield {"url": UNIT, "valueCoding": coding}


def choices_of(field: Field) -> tuple[Choice, ...]:
    """Give what can be picked, with words; also of yes, no and don't know."""
    if field.kind is FieldKind.YES_NO:
        return tuple(Choice(option, YES_NO_WORDS[option]) for option in field.options)
    return field.choices


def _option(field: Field, choice: Choice, schema: FormSchema) -> Item:
    value = prefixed(picked(field, choice.id, schema), "value")
    put_text(value["valueCoding"], "display", choice.label.write())
    return value


def _part(field: Field, part: str) -> Item:
    kind = "date" if field.kind is FieldKind.PERIOD else "string"
    item: Item = {"linkId": f"{field.id}.{part}", "type": kind}
    put_text(item, "text", PART_LABELS[part].write())
    # Of an answer in parts the first one is needed whenever anything is filled in.
    return item | {"required": part == field.parts[0]}

"""A form as data: pages, groups and fields with stable ids, read from JSON or YAML. Pure.

`read` refuses what is not understood and names the place; a condition may only look at fields
before its own, so that form order is the order of evaluation and there can be no cycle.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from gemensam.questionnaires import logic
from gemensam.questionnaires.reading import Node, Text, UnreadableForm
from gemensam.questionnaires.values import NO, YES, Json


class FieldKind(StrEnum):
    """What sort of answer a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    MANY_CHOICE = "many_choice"
    YES_NO = "yes_no"
    DATE = "date"
    PHONE = "phone"
    PERSON = "person"


class Retention(StrEnum):
    """How long an answer is kept; disposal is a job of its own."""

    # Documentation of social services: five years after the last note (12 kap. 1 § SoL 2001:453
    # and its successor in SoL 2025:400).
    FIVE_YEARS_AFTER_LAST_NOTE = "five_years_after_last_note"
    UNTIL_CASE_CLOSED = "until_case_closed"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to pick; its id is what is stored."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question. Its id never changes meaning between versions."""

    id: str
    kind: FieldKind
    label: Text
    help: Text
    purpose: Text
    retention: Retention
    choices: tuple[Choice, ...] = ()
    is_required: bool = True
    is_sensitive: bool = True
    show_when: logic.Condition | None = None

    def looks_at(self) -> frozenset[str]:
        """Give the fields that decide whether this one is shown."""
        if self.show_when is None:
            return frozenset()
        return frozenset(leaf.field for leaf in logic.leaves(self.show_when))


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under one heading."""

    id: str
    title: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked at once."""

    id: str
    title: Text
    intro: Text
    groups: tuple[Group, ...]

    def fields(self) -> Iterator[Field]:
        return (field for group in self.groups for field in group.fields)


@dataclass(frozen=True, slots=True)
class FormSchema:
    """A whole form."""

    key: str
    title: Text
    pages: tuple[Page, ...]

    def fields(self) -> Iterator[Field]:
        return (field for page in self.pages for field in page.fields())

    def field(self, field_id: str) -> Field | None:
        return next((field for field in self.fields() if field.id == field_id), None)

    def page(self, page_id: str) -> Page | None:
        return next((page for page in self.pages if page.id == page_id), None)


def read(data: Json) -> FormSchema:
    """Read a form. Raises UnreadableForm: what is wrong, and where."""
    form = Node(data, "form")
    form.only("key", "title", "purpose", "retention", "pages")
    defaults = form.text("purpose"), _retention(form)
    schema = FormSchema(
        key=form.id("key"),
        title=form.text("title"),
        pages=tuple(_page(node, *defaults) for node in form.nodes("pages")),
    )
    _ensure_ids_are_unique(schema)
    _ensure_conditions_look_back(schema)
    return schema


def canonical(schema: FormSchema) -> str:
    """Write a form as the one text that its digest is taken over."""
    return json.dumps(write(schema), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: str) -> str:
    """Give the SHA-256 of a form's canonical text, in hexadecimal."""
    return sha256(content.encode()).hexdigest()


def write(schema: FormSchema) -> dict[str, Json]:
    """Write a form so that `read` gives it back; every field carries its own purpose."""
    first = next(schema.fields())
    return {
        "key": schema.key,
        "title": schema.title.write(),
        "purpose": first.purpose.write(),
        "retention": first.retention.value,
        "pages": [
            {
                "id": page.id,
                "title": page.title.write(),
                "intro": page.intro.write(),
                "groups": [
                    {
                        "id": group.id,
                        "title": group.title.write(),
                        "fields": [_write_field(field) for field in group.fields],
                    }
                    for group in page.groups
                ],
            }
            for page in schema.pages
        ],
    }


def _write_field(field: Field) -> dict[str, Json]:
    data: dict[str, Json] = {
        "id": field.id,
        "kind": field.kind.value,
        "label": field.label.write(),
        "help": field.help.write(),
        "purpose": field.purpose.write(),
        "retention": field.retention.value,
        "required": field.is_required,
        "sensitive": field.is_sensitive,
    }
    if field.choices:
        data["choices"] = [{"id": one.id, "label": one.label.write()} for one in field.choices]
    if field.show_when is not None:
        data["show_when"] = logic.write(field.show_when)
    return data


def _page(node: Node, purpose: Text, retention: Retention) -> Page:
    node.only("id", "title", "intro", "groups")
    return Page(
        id=node.id("id"),
        title=node.text("title"),
        intro=node.text("intro", needed=False),
        groups=tuple(_group(group, purpose, retention) for group in node.nodes("groups")),
    )


def _group(node: Node, purpose: Text, retention: Retention) -> Group:
    node.only("id", "title", "fields")
    return Group(
        id=node.id("id"),
        title=node.text("title", needed=False),
        fields=tuple(_field(field, purpose, retention) for field in node.nodes("fields")),
    )


def _field(node: Node, purpose: Text, retention: Retention) -> Field:
    node.only(
        *("id", "kind", "label", "help", "purpose", "retention", "required", "sensitive"),
        *("choices", "show_when"),
    )
    kind = node.one_of("kind", FieldKind)
    picks = kind in {FieldKind.CHOICE, FieldKind.MANY_CHOICE}
    choices = tuple(_choice(one) for one in node.nodes("choices")) if picks else ()
    if not picks and node.has("choices"):
        raise UnreadableForm(node.place, "only a choice has choices")
    return Field(
        id=node.id("id"),
        kind=kind,
        label=node.text("label"),
        help=node.text("help", needed=False),
        purpose=node.text("purpose") if node.has("purpose") else purpose,
        retention=_retention(node) if node.has("retention") else retention,
        choices=choices,
        is_required=node.flag("required", default=True),
        is_sensitive=node.flag("sensitive", default=True),
        show_when=_condition(node) if node.has("show_when") else None,
    )


def _choice(node: Node) -> Choice:
    node.only("id", "label")
    return Choice(id=node.id("id"), label=node.text("label"))


def _retention(node: Node) -> Retention:
    return node.one_of("retention", Retention)


def _condition(node: Node) -> logic.Condition:
    try:
        return logic.read(node.get("show_when"))
    except logic.UnreadableCondition as error:
        raise UnreadableForm(f"{node.place}.show_when", str(error)) from None


def _ensure_ids_are_unique(schema: FormSchema) -> None:
    named = [("page", [page.id for page in schema.pages])]
    named.append(("field", [field.id for field in schema.fields()]))
    named += [(f"choice of {f.id}", [one.id for one in f.choices]) for f in schema.fields()]
    for kind, ids in named:
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise UnreadableForm("form", f"{kind} id used twice: {', '.join(twice)}")


def _ensure_conditions_look_back(schema: FormSchema) -> None:
    before: dict[str, Field] = {}
    for field in schema.fields():
        if field.show_when is not None:
            for leaf in logic.leaves(field.show_when):
                _ensure_leaf_fits(leaf, field, before)
        before[field.id] = field


def _ensure_leaf_fits(
    leaf: logic.Is | logic.Includes | logic.Answered, field: Field, before: dict[str, Field]
) -> None:
    place = f"field {field.id}.show_when"
    asked = before.get(leaf.field)
    if asked is None:
        raise UnreadableForm(place, f"no field {leaf.field} before this one")
    match leaf:
        case logic.Is() if asked.kind not in {FieldKind.CHOICE, FieldKind.YES_NO}:
            raise UnreadableForm(place, f"`is` does not fit {asked.kind} {asked.id}")
        case logic.Includes() if asked.kind is not FieldKind.MANY_CHOICE:
            raise UnreadableForm(place, f"`includes` does not fit {asked.kind} {asked.id}")
        case logic.Is(value=value) | logic.Includes(value=value) if value not in options(asked):
            raise UnreadableForm(place, f"{asked.id} has no answer {value}")


def options(field: Field) -> tuple[str, ...]:
    """Give the ids that a field's answer can have; none where anything may be written."""
    if field.kind is FieldKind.YES_NO:
        return (YES, NO)
    return tuple(choice.id for choice in field.choices)

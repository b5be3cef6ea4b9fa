"""Which questions are shown, which answers count, and what needs mending. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gemensam.questionnaires import logic
from gemensam.questionnaires.reading import Text
from gemensam.questionnaires.schema import Field, FieldKind, FormSchema, Page, options
from gemensam.questionnaires.values import Answers, PersonAnswer, Value, is_answered

# One line of text; longer than any name or address that a form asks for.
TEXT_MAX = 200
# About two printed pages: enough for anybody, and a bound for the database.
LONG_TEXT_MAX = 5000
# Seven digits is a short number with its area code; fifteen is the longest there is (E.164).
PHONE_DIGITS = range(7, 16)
_NOT_IN_PHONE = re.compile(r"[\s()\-–/.]")

YES_NO_WORDS = {"yes": Text("Ja", "Yes"), "no": Text("Nej", "No")}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an answer and how to mend it; `part` is the input of a person field."""

    field_id: str
    text: Text
    part: str = ""


def visible(schema: FormSchema, answers: Answers) -> frozenset[str]:
    """Give the ids of the fields that are shown with these answers."""
    return frozenset(_walk(schema, answers)[0])


def counting(schema: FormSchema, answers: Answers) -> dict[str, Value]:
    """Give the answers that count: those of fields that are shown. Hidden ones are only kept."""
    return _walk(schema, answers)[1]


def _walk(schema: FormSchema, answers: Answers) -> tuple[list[str], dict[str, Value]]:
    shown: list[str] = []
    count: dict[str, Value] = {}
    for field in schema.fields():
        if field.show_when is not None and logic.evaluate(field.show_when, count) is not True:
            continue
        shown.append(field.id)
        value = answers.get(field.id)
        if value is not None and is_answered(value):
            count[field.id] = value
    return shown, count


def shown_pages(schema: FormSchema, answers: Answers) -> tuple[Page, ...]:
    """Give the pages that have anything to ask with these answers."""
    shown = visible(schema, answers)
    return tuple(page for page in schema.pages if any(f.id in shown for f in page.fields()))


def from_typed(field: Field, typed: Mapping[str, Sequence[str]]) -> Value:
    """Read what a browser sent for a field: names are the field's id, or id.part for a person.

    Choices that the field does not have are dropped: no page of ours offers them.
    """
    words = [_tidy(text, field) for text in typed.get(field.id, ())]
    if field.kind is FieldKind.PERSON:
        parts = {p: _first(typed.get(f"{field.id}.{p}", ())) for p in ("name", "relation", "phone")}
        return PersonAnswer(**parts)
    if field.kind is FieldKind.MANY_CHOICE:
        return tuple(choice for choice in options(field) if choice in words)
    if field.kind in {FieldKind.CHOICE, FieldKind.YES_NO}:
        return next((word for word in words if word in options(field)), "")
    return words[0] if words else ""


def problems_of(field: Field, value: Value | None) -> tuple[Problem, ...]:
    """Say what is wrong with one shown field's answer; nothing when all is well."""
    if value is None or not is_answered(value):
        return (Problem(field.id, _ask_for(field)),) if field.is_required else ()
    if isinstance(value, PersonAnswer):
        return tuple(_person_problems(field, value))
    text = _text_problem(field, value) if isinstance(value, str) else None
    return (Problem(field.id, text),) if text else ()


def problems(schema: FormSchema, answers: Answers, *, page: Page | None = None) -> list[Problem]:
    """Say what is wrong on a page, or in the whole form, among what is shown."""
    shown = visible(schema, answers)
    asked = page.fields() if page else schema.fields()
    return [
        problem
        for field in asked
        if field.id in shown
        for problem in problems_of(field, answers.get(field.id))
    ]


def in_words(field: Field, value: Value, language: str) -> str:
    """Write an answer for people to read."""
    if isinstance(value, PersonAnswer):
        return ", ".join(part for part in (value.name, value.relation, value.phone) if part)
    labels = {choice.id: choice.label for choice in field.choices}
    if field.kind is FieldKind.YES_NO:
        labels = YES_NO_WORDS
    if isinstance(value, tuple):
        return "; ".join(labels[one].within(language) for one in value if one in labels)
    return labels[value].within(language) if value in labels else value


def _tidy(text: str, field: Field) -> str:
    lines = text.replace("\r\n", "\n").replace("\x00", "").strip()
    return lines if field.kind is FieldKind.LONG_TEXT else " ".join(lines.split())


def _first(words: Sequence[str]) -> str:
    return " ".join(words[0].replace("\x00", "").split()) if words else ""


def _ask_for(field: Field) -> Text:
    name = field.label
    match field.kind:
        case FieldKind.CHOICE | FieldKind.MANY_CHOICE | FieldKind.YES_NO:
            return Text(f"Välj ett svar: {name.sv}", f"Choose an answer: {name.en}")
        case FieldKind.PERSON:
            return Text(f"Skriv namn och telefon: {name.sv}", f"Write name and phone: {name.en}")
        case _:
            return Text(f"Fyll i: {name.sv}", f"Fill in: {name.en}")


def _text_problem(field: Field, value: str) -> Text | None:
    limit = LONG_TEXT_MAX if field.kind is FieldKind.LONG_TEXT else TEXT_MAX
    if len(value) > limit:
        over = len(value) - limit
        return Text(
            f"Skriv kortare: {field.label.sv} (ta bort {over} tecken)",
            f"Write less: {field.label.en} (remove {over} characters)",
        )
    if field.kind is FieldKind.PHONE and not _is_phone(value):
        return _phone_words(field)
    if field.kind is FieldKind.DATE and not _is_date(value):
        return Text(
            f"Skriv datumet som år-månad-dag, till exempel 2026-11-21: {field.label.sv}",
            f"Write the date as year-month-day, such as 2026-11-21: {field.label.en}",
        )
    return None


def _person_problems(field: Field, value: PersonAnswer) -> Sequence[Problem]:
    found: list[Problem] = []
    if not value.name:
        words = Text(f"Skriv namnet: {field.label.sv}", f"Write the name: {field.label.en}")
        found.append(Problem(field.id, words, "name"))
    if any(len(part) > TEXT_MAX for part in (value.name, value.relation, value.phone)):
        words = Text(f"Skriv kortare: {field.label.sv}", f"Write less: {field.label.en}")
        found.append(Problem(field.id, words, "name"))
    if not _is_phone(value.phone):
        found.append(Problem(field.id, _phone_words(field), "phone"))
    return found


def _phone_words(field: Field) -> Text:
    return Text(
        f"Skriv telefonnumret med siffror, till exempel 070-174 06 05: {field.label.sv}",
        f"Write the phone number in digits, such as 070-174 06 05: {field.label.en}",
    )


def _is_phone(value: str) -> bool:
    digits = _NOT_IN_PHONE.sub("", value).removeprefix("+")
    return digits.isascii() and digits.isdigit() and len(digits) in PHONE_DIGITS


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False

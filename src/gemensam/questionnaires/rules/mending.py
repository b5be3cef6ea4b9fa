"""What is wrong with an answer, in plain words, and how to mend it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from gemensam.kernel.personal_identity_number import (
    PersonalIdentityNumber,
    UnusablePersonalIdentityNumber,
)
from gemensam.questionnaires.rules import amounts
from gemensam.questionnaires.rules.kinds import FieldKind, Sort
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.schema import Field, Group
from gemensam.questionnaires.rules.values import Parts, Value, is_answered
from gemensam.questionnaires.rules.wording import bound_in_words

# One line of text; longer than any name or address that a form asks for.
TEXT_MAX: Final = 200
# About two printed pages: enough for anybody, and a bound for the database.
LONG_TEXT_MAX: Final = 5000
# Seven digits is a short number with its area code; fifteen is the longest there is (E.164).
PHONE_DIGITS: Final = range(7, 16)
_NOT_IN_PHONE: Final = re.compile(r"[\s()\-–/.]")
# What mail is sent to is found out by sending; this finds slips of the finger.
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")
_POSTCODE: Final = re.compile(r"[0-9]{3} ?[0-9]{2}")
# What an address needs, once any of it is written.
_ADDRESS_NEEDS: Final = {
    "street": Text("Skriv gatuadressen", "Write the street address"),
    "postcode": Text("Skriv postnumret med fem siffror", "Write the postcode in five digits"),
    "town": Text("Skriv orten", "Write the town"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an answer and how to mend it; `part` is the input of an answer in parts."""

    key: str
    text: Text
    part: str = ""


def problems_of(
    key: str, field: Field, value: Value | None, *, is_required: bool, today: date
) -> list[Problem]:
    """Say what is wrong with one shown field's answer; nothing when all is well."""
    if not field.is_asked:
        return []
    if value is None or not is_answered(value):
        return [Problem(key, _ask_for(field), _first_part(field))] if is_required else []
    if not is_of(field, value):
        return [Problem(key, _ask_for(field), _first_part(field))]
    if isinstance(value, Parts):
        return [Problem(key, text, part) for part, text in _part_problems(field, value)]
    if isinstance(value, tuple):
        return _too_many_files(key, field, value)
    text = _line_problem(field, value, today)
    return [Problem(key, text)] if text else []


def is_of(field: Field, value: Value) -> bool:
    """Say whether an answer is one that the field can have, or what it took in another version."""
    if field.parts:
        return isinstance(value, Parts)
    if field.sort is Sort.PICKS:
        return isinstance(value, tuple) and set(value) <= set(field.options or value)
    return isinstance(value, str) and (not field.options or value in field.options)


def row_problem(group: Group, count: int) -> Iterator[Problem]:
    """Say whether a repeating group has too few rows or too many."""
    repeat = group.repeat
    assert repeat is not None
    one = repeat.one
    if count < repeat.least:
        yield Problem(
            group.id,
            Text(
                f"Lägg till {one.sv}: det behövs minst {repeat.least}",
                f"Add {one.within('en')}: at least {repeat.least} is needed",
            ),
        )
    if count > repeat.most:
        yield Problem(
            group.id,
            Text(
                f"Ta bort {one.sv}: det får vara högst {repeat.most}",
                f"Remove {one.within('en')}: at most {repeat.most} is allowed",
            ),
        )


def _first_part(field: Field) -> str:
    return field.parts[0] if field.parts else ""


def _about(field: Field, sv: str, en: str) -> Text:
    """Put what to do before the question that it is about."""
    return Text(f"{sv}: {field.label.sv}", f"{en}: {field.label.within('en')}")


_PICK: Final = Text("Välj ett svar", "Choose an answer")
_ASK: Final = {
    FieldKind.CHOICE: _PICK,
    FieldKind.MANY_CHOICE: _PICK,
    FieldKind.YES_NO: _PICK,
    FieldKind.PERSON: Text("Skriv namn och telefon", "Write name and phone"),
    FieldKind.FILE: Text("Lägg till en fil", "Add a file"),
    FieldKind.STATEMENT: Text("Kryssa i rutan", "Tick the box"),
    FieldKind.SIGNATURE: Text("Skriv ditt namn", "Write your name"),
    FieldKind.PERIOD: Text("Fyll i första och sista dagen", "Fill in the first and last day"),
}
_FILL_IN: Final = Text("Fyll i", "Fill in")


def _ask_for(field: Field) -> Text:
    words = _ASK.get(field.kind, _FILL_IN)
    if field.kind is FieldKind.STATEMENT:
        # The words beside the box: the label is only the heading above what is stated.
        beside = field.accept_label
        return Text(f"{words.sv}: {beside.sv}", f"{words.en}: {beside.within('en')}")
    return _about(field, words.sv, words.en)


def _too_many_files(key: str, field: Field, value: tuple[str, ...]) -> list[Problem]:
    if field.kind is not FieldKind.FILE or len(value) <= field.files:
        return []
    text = _about(
        field,
        f"Ta bort {len(value) - field.files}, det får vara högst {field.files}",
        f"Remove {len(value) - field.files}, at most {field.files} can be sent",
    )
    return [Problem(key, text)]


def _line_problem(field: Field, value: str, today: date) -> Text | None:
    longest = field.longest or (LONG_TEXT_MAX if field.kind is FieldKind.LONG_TEXT else TEXT_MAX)
    if len(value) > longest:
        over = len(value) - longest
        return _about(
            field,
            f"Skriv kortare, ta bort {over} tecken",
            f"Write less, remove {over} characters",
        )
    if field.sort in {Sort.NUMBER, Sort.DATE, Sort.TIME}:
        return _exact_problem(field, value, today)
    match field.kind:
        case FieldKind.PHONE if not is_phone(value):
            return _phone_words(field)
        case FieldKind.EMAIL if not _EMAIL.fullmatch(value):
            return _about(
                field,
                "Skriv e-postadressen med @ och punkt, till exempel anna@exempel.se",
                "Write the e-mail address with @ and a dot, such as anna@example.se",
            )
        case FieldKind.PERSONAL_NUMBER if not _is_personal_number(value, today):
            return _about(
                field,
                "Skriv personnumret med tolv siffror, ÅÅÅÅMMDD-NNNN, och se efter att det stämmer",
                "Write the personal identity number in twelve digits, YYYYMMDD-NNNN, and check it",
            )
    return None


def _exact_problem(field: Field, value: str, today: date) -> Text | None:
    exact = amounts.parsed(field.sort, value)
    if not isinstance(exact, int):
        either = amounts.either(value) if field.sort is Sort.NUMBER else None
        return _which(field, either) if either else _unreadable(field)
    if field.sort is Sort.NUMBER and exact % 10 ** (4 - field.decimals):
        if not field.decimals:
            return _about(field, "Skriv ett helt tal", "Write a whole number")
        return _about(
            field,
            f"Skriv högst {field.decimals} decimaler",
            f"Write at most {field.decimals} decimals",
        )
    return _bound_problem(field, exact, today)


def _bound_problem(field: Field, exact: int, today: date) -> Text | None:
    """Say that a number or a time is too low or too high, a day too early or too late."""
    least, most = (_bound(field, bound, today) for bound in (field.least, field.most))
    is_day = field.sort is Sort.DATE
    if least is not None and exact < least:
        words = bound_in_words(field, least)
        if is_day:
            return _about(field, f"Välj {words.sv} eller senare", f"Choose {words.en} or later")
        return _about(field, f"Det får vara minst {words.sv}", f"At least {words.en}")
    if most is not None and exact > most:
        words = bound_in_words(field, most)
        if is_day:
            return _about(field, f"Välj {words.sv} eller tidigare", f"Choose {words.en} or earlier")
        return _about(field, f"Det får vara högst {words.sv}", f"At most {words.en}")
    return None


def _which(field: Field, either: tuple[str, str]) -> Text:
    """Ask which of two numbers is meant, or say how the one that the field can take is written."""
    large, small = either
    if (amounts.number(small) or 0) % 10 ** (4 - field.decimals) == 0:
        return _about(
            field,
            f"Menar du {large} eller {small}? Skriv det ena",
            # Whoever writes a comma between thousands writes a point before decimals.
            f"Do you mean {large} or {small.replace(',', '.')}? Write one of them",
        )
    if not field.decimals:
        return _about(
            field,
            f"Skriv ett helt tal, till exempel {large}",
            f"Write a whole number, such as {large}",
        )
    return _about(
        field,
        f"Skriv {large} utan komma, eller högst {field.decimals} decimaler",
        f"Write {large} without the comma, or at most {field.decimals} decimals",
    )


def _bound(field: Field, bound: str, today: date) -> int | None:
    if bound == "today":
        return today.toordinal() - amounts.EPOCH
    exact = amounts.parsed(field.sort, bound)
    return exact if isinstance(exact, int) else None


def _unreadable(field: Field) -> Text:
    match field.sort:
        case Sort.DATE:
            return _about(
                field,
                "Skriv datumet som år-månad-dag, till exempel 2026-11-21",
                "Write the date as year-month-day, such as 2026-11-21",
            )
        case Sort.TIME:
            return _about(
                field,
                "Skriv tiden med timmar och minuter, till exempel 16.30",
                "Write the time in hours and minutes, such as 16:30",
            )
        case _:
            return _about(
                field,
                "Skriv ett tal med siffror, till exempel 1 250",
                "Write a number in digits, such as 1 250",
            )


def _part_problems(field: Field, value: Parts) -> Iterator[tuple[str, Text]]:
    long = [part for part, text in value.items if len(text) > TEXT_MAX]
    if long:
        yield long[0], _about(field, "Skriv kortare", "Write less")
    match field.kind:
        case FieldKind.PERSON:
            if not value.get("name"):
                yield "name", _about(field, "Skriv namnet", "Write the name")
            if not is_phone(value.get("phone")):
                yield "phone", _phone_words(field)
        case FieldKind.ADDRESS:
            for part, words in _ADDRESS_NEEDS.items():
                text = value.get(part)
                if not text or (part == "postcode" and not _POSTCODE.fullmatch(text)):
                    yield part, _about(field, words.sv, words.en)
        case FieldKind.PERIOD:
            yield from _period_problems(field, value)


def _period_problems(field: Field, value: Parts) -> Iterator[tuple[str, Text]]:
    unreadable = [part for part in field.parts if amounts.day(value.get(part)) is None]
    for part in unreadable:
        yield (
            part,
            _about(
                field,
                "Skriv dagen som år-månad-dag, till exempel 2026-11-21",
                "Write the day as year-month-day, such as 2026-11-21",
            ),
        )
    if not unreadable and value.get("from") > value.get("to"):
        yield (
            "to",
            _about(field, "Sista dagen är före den första", "The last day is before the first"),
        )


def is_phone(value: str) -> bool:
    """Say whether it can be called."""
    digits = _NOT_IN_PHONE.sub("", value).removeprefix("+")
    return digits.isascii() and digits.isdigit() and len(digits) in PHONE_DIGITS


def _phone_words(field: Field) -> Text:
    return _about(
        field,
        "Skriv telefonnumret med siffror, till exempel 070-174 06 05",
        "Write the phone number in digits, such as 070-174 06 05",
    )


def _is_personal_number(value: str, today: date) -> bool:
    try:
        PersonalIdentityNumber.parse(value, today)
    except UnusablePersonalIdentityNumber:
        return False
    return True

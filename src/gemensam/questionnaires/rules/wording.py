"""Answers in words, for people to read. Pure."""

from typing import Final

from gemensam.questionnaires.rules import amounts
from gemensam.questionnaires.rules.kinds import FieldKind, Sort
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.schema import Field
from gemensam.questionnaires.rules.values import DONT_KNOW, NO, YES, Parts, Value

YES_NO_WORDS: Final = {
    YES: Text("Ja", "Yes"),
    NO: Text("Nej", "No"),
    DONT_KNOW: Text("Vet inte", "Don't know"),
}
# A narrow no-break space parts thousands in every language: a comma there would be read as a decimal
# sign when somebody writes as the page does.
_THIN: Final = "\u202f"


def in_words(field: Field, value: Value, language: str) -> str:
    """Write an answer; what cannot be read stands as it was typed."""
    if isinstance(value, Parts):
        return _parts_in_words(field, value)
    if field.kind is FieldKind.FILE:
        return _files_in_words(len(value), language)
    labels = {choice.id: choice.label for choice in field.choices}
    if field.kind is FieldKind.YES_NO or field.result is Sort.TRUTH:
        labels = YES_NO_WORDS
    if isinstance(value, tuple):
        return "; ".join(labels[one].within(language) for one in value if one in labels)
    if field.kind is FieldKind.STATEMENT:
        return field.accept_label.within(language)
    if field.sort is Sort.NUMBER:
        exact = amounts.number(value)
        return value if exact is None else _number(field, exact, language)
    return labels[value].within(language) if value in labels else value


def bound_in_words(field: Field, exact: int) -> Text:
    """Write a bound of a number, date or time in both languages."""
    if field.sort is Sort.NUMBER:
        return Text(_number(field, exact, "sv"), _number(field, exact, "en"))
    plain = amounts.written(field.sort, exact)
    return Text(plain, plain)


def _number(field: Field, exact: int, language: str) -> str:
    whole, _, part = amounts.written(Sort.NUMBER, abs(exact)).partition(".")
    is_money = field.kind is FieldKind.MONEY or field.unit.sv == "kr"
    # Amounts have öre or none at all: "12,50 kr", not "12,5 kr".
    part = part.ljust(2, "0") if part and is_money else part
    point = "." if language.startswith("en") else ","
    words = f"{int(whole):,}".replace(",", _THIN) + (point + part if part else "")
    unit = "kr" if is_money else field.unit.within(language)
    return f"{'−' if exact < 0 else ''}{words}{_nbsp(unit)}"


def _nbsp(unit: str) -> str:
    return f"\u00a0{unit}" if unit else ""


def _parts_in_words(field: Field, value: Parts) -> str:
    if field.kind is FieldKind.PERIOD:
        return f"{value.get('from')} – {value.get('to')}"
    if field.kind is FieldKind.ADDRESS:
        town = " ".join(filter(None, (value.get("postcode"), value.get("town"))))
        care_of = value.get("care_of") and f"c/o {value.get('care_of')}"
        return ", ".join(filter(None, (care_of, value.get("street"), town)))
    return ", ".join(filter(None, (value.get(part) for part in field.parts)))


def _files_in_words(count: int, language: str) -> str:
    if language.startswith("en"):
        return f"{count} file" if count == 1 else f"{count} files"
    return f"{count} fil" if count == 1 else f"{count} filer"

"""What is called what in FHIR R4, and under which addresses of our own the rest stands. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gemensam.questionnaires.rules.kinds import FieldKind, Sort
from gemensam.questionnaires.rules.reading import Text, Unreadable

_STANDARD: Final = "http://hl7.org/fhir/StructureDefinition/"
TRANSLATION: Final = f"{_STANDARD}translation"
ITEM_CONTROL: Final = f"{_STANDARD}questionnaire-itemControl"
# The standard's list is extensible; `page` itself came into it with R5.
CONTROLS: Final = "http://hl7.org/fhir/questionnaire-item-control"
UNIT: Final = f"{_STANDARD}questionnaire-unit"
LEAST_TIMES: Final = f"{_STANDARD}questionnaire-minOccurs"
MOST_TIMES: Final = f"{_STANDARD}questionnaire-maxOccurs"
LEAST: Final = f"{_STANDARD}minValue"
MOST: Final = f"{_STANDARD}maxValue"
DECIMALS: Final = f"{_STANDARD}maxDecimalPlaces"
ENTRY_FORMAT: Final = f"{_STANDARD}entryFormat"
# Structured Data Capture.
CALCULATED: Final = (
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
)
# The language that our rules are written in, where FHIR asks which.
RULES: Final = "text/x-gemensam-rule"
CURRENCIES: Final = "urn:iso:std:iso:4217"

# What FHIR has no place for stands in extensions named by our own attributes. These never change.
OWN: Final = "urn:gemensam:form:"
KEYS: Final = "urn:gemensam:form-keys"
YES_NO_SYSTEM: Final = "urn:gemensam:yes-no"
FILES: Final = "urn:gemensam:file:"
ROW: Final = "urn:gemensam:response:row"
KEPT: Final = "urn:gemensam:response:kept"

TYPE_OF: Final[Mapping[FieldKind, str]] = {
    FieldKind.TEXT: "string",
    FieldKind.LONG_TEXT: "text",
    FieldKind.NUMBER: "decimal",
    FieldKind.MONEY: "decimal",
    FieldKind.DATE: "date",
    FieldKind.TIME: "time",
    FieldKind.CHOICE: "choice",
    FieldKind.MANY_CHOICE: "choice",
    FieldKind.YES_NO: "boolean",
    FieldKind.FILE: "attachment",
    FieldKind.PHONE: "string",
    FieldKind.EMAIL: "string",
    FieldKind.PERSONAL_NUMBER: "string",
    FieldKind.PERIOD: "group",
    FieldKind.PERSON: "group",
    FieldKind.ADDRESS: "group",
    FieldKind.SIGNATURE: "group",
    FieldKind.STATEMENT: "display",
}
RESULT_TYPES: Final[Mapping[Sort, str]] = {
    Sort.NUMBER: "decimal",
    Sort.DATE: "date",
    Sort.TEXT: "string",
    Sort.TRUTH: "boolean",
}
# What a foreign question of a type becomes; the types not here cannot be asked.
KIND_OF: Final[Mapping[str, FieldKind]] = {
    "string": FieldKind.TEXT,
    "url": FieldKind.TEXT,
    "text": FieldKind.LONG_TEXT,
    "decimal": FieldKind.NUMBER,
    "integer": FieldKind.NUMBER,
    "quantity": FieldKind.NUMBER,
    "date": FieldKind.DATE,
    "dateTime": FieldKind.DATE,
    "time": FieldKind.TIME,
    "choice": FieldKind.CHOICE,
    "open-choice": FieldKind.CHOICE,
    "boolean": FieldKind.YES_NO,
    "attachment": FieldKind.FILE,
    "display": FieldKind.STATEMENT,
}
# Types of which something is lost: that it is an address, its hours, the free answer, the unit.
POORER: Final = frozenset({"url", "dateTime", "open-choice", "quantity"})
# How to write what is a plain string to others.
WRITTEN_AS: Final[Mapping[FieldKind, str]] = {
    FieldKind.PHONE: "070-174 06 05",
    FieldKind.EMAIL: "anna@exempel.se",
    FieldKind.PERSONAL_NUMBER: "ÅÅÅÅMMDD-NNNN",
}
PART_LABELS: Final[Mapping[str, Text]] = {
    "from": Text("Från och med", "From"),
    "to": Text("Till och med", "To"),
    "name": Text("Namn", "Name"),
    "relation": Text("Relation", "Relation"),
    "phone": Text("Telefon", "Phone"),
    "street": Text("Gatuadress", "Street address"),
    "postcode": Text("Postnummer", "Postcode"),
    "town": Text("Ort", "Town"),
    "care_of": Text("c/o", "c/o"),
}


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that the other side will not see: the element it belongs to, and what it is.

    On the way out `what` is an attribute's name in our format; on the way in an element's name in
    FHIR, an extension's address, or an attribute of ours that had to be assumed.
    """

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


class UnreadableResource(Unreadable):
    """What should be a FHIR resource is not."""

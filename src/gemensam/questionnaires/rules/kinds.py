"""The kinds of fields, each a row: what expressions see of its answer, and its inputs. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FieldKind(StrEnum):
    """What sort of answer a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    PERIOD = "period"
    TIME = "time"
    CHOICE = "choice"
    MANY_CHOICE = "many_choice"
    YES_NO = "yes_no"
    FILE = "file"
    PHONE = "phone"
    EMAIL = "email"
    PERSONAL_NUMBER = "personal_number"
    PERSON = "person"
    ADDRESS = "address"
    SIGNATURE = "signature"
    STATEMENT = "statement"
    CALCULATED = "calculated"


class Sort(StrEnum):
    """What an expression can do with a value. The letter stands in compiled programs."""

    TRUTH = "b"
    NUMBER = "n"
    TEXT = "t"
    DATE = "d"
    TIME = "c"
    PERIOD = "p"
    # One of the field's own choices; many of them, or files.
    PICK = "k"
    PICKS = "s"
    # Only whether it is there.
    THING = "o"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is true of every field of a kind."""

    sort: Sort
    # The inputs of an answer in parts, the first one needed whenever anything is filled in.
    parts: tuple[str, ...] = ()
    # What the schema lets such a field say, beside what every field may.
    attributes: frozenset[str] = frozenset()


def _takes(*names: str) -> frozenset[str]:
    return frozenset(names)


KINDS: Final[Mapping[FieldKind, Kind]] = {
    FieldKind.TEXT: Kind(Sort.TEXT, attributes=_takes("longest")),
    FieldKind.LONG_TEXT: Kind(Sort.TEXT, attributes=_takes("longest")),
    FieldKind.NUMBER: Kind(Sort.NUMBER, attributes=_takes("unit", "decimals", "least", "most")),
    FieldKind.MONEY: Kind(Sort.NUMBER, attributes=_takes("decimals", "least", "most")),
    FieldKind.DATE: Kind(Sort.DATE, attributes=_takes("least", "most")),
    FieldKind.PERIOD: Kind(Sort.PERIOD, ("from", "to")),
    FieldKind.TIME: Kind(Sort.TIME, attributes=_takes("least", "most")),
    FieldKind.CHOICE: Kind(Sort.PICK, attributes=_takes("choices")),
    FieldKind.MANY_CHOICE: Kind(Sort.PICKS, attributes=_takes("choices")),
    FieldKind.YES_NO: Kind(Sort.PICK, attributes=_takes("dont_know")),
    FieldKind.FILE: Kind(Sort.PICKS, attributes=_takes("accept", "files")),
    FieldKind.PHONE: Kind(Sort.TEXT),
    FieldKind.EMAIL: Kind(Sort.TEXT),
    FieldKind.PERSONAL_NUMBER: Kind(Sort.TEXT),
    FieldKind.PERSON: Kind(Sort.THING, ("name", "relation", "phone")),
    FieldKind.ADDRESS: Kind(Sort.THING, ("street", "postcode", "town", "care_of")),
    # Who signed and when, the saved revision says.
    FieldKind.SIGNATURE: Kind(Sort.THING, ("name",)),
    FieldKind.STATEMENT: Kind(Sort.THING, attributes=_takes("accept_label")),
    FieldKind.CALCULATED: Kind(
        Sort.NUMBER, attributes=_takes("value", "result", "unit", "decimals")
    ),
}

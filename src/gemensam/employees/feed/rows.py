"""One row of text to what it says of an employment, or what is wrong in which column. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop

from gemensam.employees.models import Category
from gemensam.kernel import hsa_ids


class Field(StrEnum):
    """What the register knows of an employment; the value is its column in the table."""

    HR_NUMBER = "hr_number"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    HSA_ID = "hsa_id"
    CATEGORY = "category"
    TITLE = "title"
    WORKPLACE = "workplace"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    IS_PROTECTED = "is_protected"


# Without these no employment can be known.
REQUIRED: Final = (
    *(Field.HR_NUMBER, Field.GIVEN_NAME, Field.FAMILY_NAME, Field.CATEGORY, Field.STARTS_ON),
)
LONGEST: Final[Mapping[Field, int]] = {
    Field.HR_NUMBER: 40,
    Field.GIVEN_NAME: 60,
    Field.FAMILY_NAME: 59,
    Field.TITLE: 80,
    Field.WORKPLACE: 120,
}
# What a column is likely to be called, without case and signs, so that the mapping has a first guess.
GUESSES: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.HR_NUMBER: (
        *("anställningsnummer", "anstnr", "anställningsid", "anstid", "personalnummer"),
        *("employeenumber", "hrnumber", "anställnr"),
    ),
    Field.GIVEN_NAME: ("förnamn", "tilltalsnamn", "givenname", "firstname"),
    Field.FAMILY_NAME: ("efternamn", "familyname", "lastname", "surname"),
    Field.HSA_ID: ("hsaid", "tjänsteid"),
    Field.CATEGORY: ("personalkategori", "kategori", "befattningsgrupp", "category"),
    Field.TITLE: ("befattning", "titel", "yrkestitel", "title"),
    Field.WORKPLACE: ("arbetsplats", "enhet", "organisation", "placering", "workplace"),
    Field.STARTS_ON: ("anställdfrån", "startdatum", "from", "från", "förstadag", "anstfom", "fom"),
    Field.ENDS_ON: ("anställdtill", "slutdatum", "tom", "till", "sistadag", "ansttom"),
    Field.IS_PROTECTED: ("skyddad", "skyddadepersonuppgifter", "skyddadidentitet", "sekretess"),
}
_YES: Final = frozenset({"ja", "j", "1", "true", "sant", "x", "yes", "y"})
_NO: Final = frozenset({"", "nej", "n", "0", "false", "falskt", "no"})
_EARLIEST: Final = date(1950, 1, 1)
_LATEST: Final = date(2200, 1, 1)

type Value = str | bool | date | None
type Said = Mapping[Field, Value]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one column of a row: the sentence, and what stood there."""

    field: Field
    says: str
    found: str = ""
    line: int = 0


class UnusableCell(ValueError):
    """A cell does not hold what its column should."""


def plain(heading: str) -> str:
    """Write a heading without case, spaces and signs, as guesses and matches want it."""
    return "".join(sign for sign in heading.casefold() if sign.isalnum())


def guess(headings: tuple[str, ...]) -> dict[Field, str]:
    """Guess which column is which; what is not clear is left out."""
    known = {plain(heading): heading for heading in reversed(headings)}
    return {
        field: known[one]
        for field, words in GUESSES.items()
        for one in reversed(words)
        if one in known
    }


def understand(
    cells: Mapping[str, str], categories: Mapping[str, str]
) -> tuple[dict[Field, Value], list[Fault]]:
    """Read a row's cells, by our fields; give what it says and what is wrong.

    `categories` are the HR system's words, plain, and ours. A field that has no cell is not said.
    """
    said: dict[Field, Value] = {}
    faults: list[Fault] = []
    for field in Field:
        if field not in cells:
            continue
        text = cells[field].strip()
        try:
            said[field] = _READERS[field](field, text, categories)
        except UnusableCell as unusable:
            faults.append(Fault(field, str(unusable), text))
    starts, ends = said.get(Field.STARTS_ON), said.get(Field.ENDS_ON)
    if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
        says = gettext_noop("The last day is before the first.")
        faults.append(Fault(Field.ENDS_ON, says, ends.isoformat()))
    return said, faults


type _Reader = Callable[[Field, str, Mapping[str, str]], Value]


def _text(field: Field, text: str, _categories: Mapping[str, str]) -> str:
    if not text and field in REQUIRED:
        raise UnusableCell(gettext_noop("The cell is empty."))
    if len(text) > LONGEST[field]:
        raise UnusableCell(gettext_noop("The text is too long."))
    if not text.isprintable():
        raise UnusableCell(gettext_noop("The text has signs that cannot be shown."))
    return text


def _hsa_id(_field: Field, text: str, _categories: Mapping[str, str]) -> str:
    found = hsa_ids.capitals(text)
    if found and not hsa_ids.FORM.fullmatch(found):
        raise UnusableCell(gettext_noop("This is no HSA-id. It is written like SE2120000001-P010."))
    return found


def _category(_field: Field, text: str, categories: Mapping[str, str]) -> str:
    if not text:
        raise UnusableCell(gettext_noop("The cell is empty."))
    if text in Category.values:
        return text
    if plain(text) not in categories:
        raise UnusableCell(gettext_noop("We do not know this category. Say what it is to us."))
    return categories[plain(text)]


def _day(field: Field, text: str, _categories: Mapping[str, str]) -> date | None:
    if not text:
        if field in REQUIRED:
            raise UnusableCell(gettext_noop("The cell is empty."))
        return None
    for form in ("%Y-%m-%d", "%Y%m%d", "%Y-%m-%d 00:00:00"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
        if _EARLIEST <= day <= _LATEST:
            return day
    raise UnusableCell(gettext_noop("This is no day. Write it as 2026-11-23."))


def _yes_or_no(_field: Field, text: str, _categories: Mapping[str, str]) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise UnusableCell(gettext_noop("Write ja or nej."))
    return word in _YES


_READERS: Final[Mapping[Field, _Reader]] = {
    Field.HR_NUMBER: _text,
    Field.GIVEN_NAME: _text,
    Field.FAMILY_NAME: _text,
    Field.HSA_ID: _hsa_id,
    Field.CATEGORY: _category,
    Field.TITLE: _text,
    Field.WORKPLACE: _text,
    Field.STARTS_ON: _day,
    Field.ENDS_ON: _day,
    Field.IS_PROTECTED: _yes_or_no,
}

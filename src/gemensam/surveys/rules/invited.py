"""Read who is to be invited, from lines that somebody pasted or a file held. Pure."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Enough for one pasted list; a county's residents are invited by the open link.
MOST_LINES: Final = 5000
_EMAIL: Final = re.compile(r"[^@\s;,<>\"]+@[^@\s;,<>\"]+\.[^@\s;,<>\"]+")
_PHONE: Final = re.compile(r"\+?[0-9]{8,15}")
_NOT_DIGITS: Final = re.compile(r"[\s()/-]")
LONGEST_ADDRESS: Final = 254
LONGEST_NAME: Final = 120


class Fault(StrEnum):
    """What is wrong with a line."""

    NO_ADDRESS = "no_address"
    NO_MUNICIPALITY = "no_municipality"
    NOT_ASKED_THERE = "not_asked_there"
    TWICE = "twice"
    NAME_TOO_LONG = "name_too_long"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody to invite: an e-mail address or a telephone number, and where."""

    municipality_code: str
    address: str
    is_email: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be taken, by its number from 1."""

    number: int
    text: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Read:
    """What a list came to."""

    lines: Sequence[Line]
    bad: Sequence[BadLine]


def read(text: str, places: Mapping[str, str], *, asked: Sequence[str]) -> Read:
    """Read lines of a municipality, an address and perhaps a name, in any order.

    They may be parted by semicolons, tabs or commas. `places`: codes by their names in small
    letters. `asked`: the codes where the survey is asked; where it is only one, it need not be said.
    """
    lines: list[Line] = []
    bad: list[BadLine] = []
    seen: set[str] = set()
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        found = _line(raw, places, asked)
        if isinstance(found, Line) and found.address in seen:
            found = Fault.TWICE
        if isinstance(found, Line) and len(lines) >= MOST_LINES:
            found = Fault.TOO_MANY
        if isinstance(found, Line):
            seen.add(found.address)
            lines.append(found)
        elif found is not None:
            bad.append(BadLine(number, raw.strip()[:LONGEST_NAME], found))
    return Read(lines, bad)


def _line(raw: str, places: Mapping[str, str], asked: Sequence[str]) -> Line | Fault | None:
    cells = [cell.strip() for cell in _cells(raw) if cell.strip()]
    codes = [code for cell in cells if (code := _place(cell, places))]
    addresses = [found for cell in cells if (found := _address(cell))]
    if not addresses:
        # The head of a table that was pasted with it.
        return None if _is_head(cells) else Fault.NO_ADDRESS
    names = [cell for cell in cells if not _place(cell, places) and not _address(cell)]
    code = codes[0] if codes else asked[0] if len(asked) == 1 else ""
    if not code:
        return Fault.NO_MUNICIPALITY
    if code not in asked:
        return Fault.NOT_ASKED_THERE
    name = " ".join(names)
    if len(name) > LONGEST_NAME:
        return Fault.NAME_TOO_LONG
    address, is_email = addresses[0]
    return Line(code, address, is_email, name)


def _cells(raw: str) -> Sequence[str]:
    sign = next((one for one in ("\t", ";", ",") if one in raw), ";")
    return next(csv.reader(io.StringIO(raw.replace("\0", "")), delimiter=sign), [])


def _place(cell: str, places: Mapping[str, str]) -> str:
    plain = cell.casefold().removesuffix(" kommun").removesuffix(" stad")
    # "Munkedals kommun" is Munkedal.
    found = places.get(plain) or places.get(plain.removesuffix("s"), "")
    return cell if cell in places.values() else found


def _address(cell: str) -> tuple[str, bool] | None:
    if _EMAIL.fullmatch(cell) and len(cell) <= LONGEST_ADDRESS:
        return cell.lower(), True
    digits = _NOT_DIGITS.sub("", cell)
    if _PHONE.fullmatch(digits):
        return (f"+46{digits[1:]}" if digits.startswith("0") else digits), False
    return None


def _is_head(cells: Sequence[str]) -> bool:
    words = {"kommun", "municipality", "e-post", "epost", "e-mail", "email", "namn", "name"}
    return bool(words & {cell.casefold() for cell in cells})

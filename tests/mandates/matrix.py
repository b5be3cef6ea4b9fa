"""Reads `mandate_matrix.yaml`: who may do what in a resident's place."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "mandate_matrix.yaml"
OUTCOMES = frozenset({"yes", "no", "told"})


class UnreadableMatrix(ValueError):
    """A row has not one word per column, or a word that is none of the three."""


@dataclass(frozen=True)
class Row:
    """One thing that can be done: its address, how, and what each gets."""

    what: str
    address: str
    method: str
    expected: Mapping[str, str]


@dataclass(frozen=True)
class Matrix:
    """The whole table, and the addresses that it says are nobody's affairs."""

    who: Mapping[str, str]
    rows: Mapping[str, Row]
    nobodys: Mapping[str, str]


def _row(what: str, said: Mapping[str, str], who: Mapping[str, str]) -> Row:
    (method,) = set(said) - {"address"}
    words = said[method].split()
    if len(words) != len(who) or not set(words) <= OUTCOMES:
        raise UnreadableMatrix(what)
    return Row(what, said["address"], method, dict(zip(who, words, strict=True)))


@cache
def read() -> Matrix:
    """Read the table. Raises UnreadableMatrix."""
    said = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    who = said["who"]
    rows = {what: _row(what, row, who) for what, row in said["what"].items()}
    return Matrix(who, rows, said["nobodys_affairs"])

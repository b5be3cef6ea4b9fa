"""Which lists there are, who may use each, and how its rows are read and written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from gemensam.kernel.actor import Activity, Actor, InformationClass
from gemensam.programme.rules.lists import CellFault, Change, Check, Column, Record, no_check
from gemensam.programme.rules.lists_files import MOST_ROWS


class Room(Enum):
    """Whose rows they are: `policy.py` asks differently, and another tenant is opened."""

    COUNTY = "county"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a list is read or written, and when.

    `filters` are the address's, by column key. `wanted` are a file's rows: what is read to be
    compared with them may leave out every other row. `is_writing` asks that what is read be locked.
    """

    actor: Actor
    now: datetime
    filters: Mapping[str, str] = field(default_factory=dict)
    wanted: Sequence[Record] | None = None
    is_writing: bool = False


class Refused(Exception):
    """Rows cannot be written as they are: what no column could see, by row."""

    def __init__(self, faults: Sequence[tuple[Record, CellFault]]) -> None:
        super().__init__(f"{len(faults)} rows")
        self.faults = tuple(faults)


def no_checker(_scope: Scope) -> Check:
    """Let every row through that its columns can read."""
    return no_check


@dataclass(frozen=True, slots=True)
class List:
    """A list that goes out as CSV and xlsx and comes back with a preview.

    Every function runs in the tenant of the list's room, inside one transaction.

    key: the word in the address (Swedish, a–z and hyphens).  title, about: English message ids.
    columns(): the columns, with what may be written in them right now.
    rows(scope): the rows that are there, as records with every column; order is the file's order.
    write(changes, scope): write new and changed rows, all or none. Raises Refused.
    checker(scope): gives check(after, before), which says what no column can see of a row that is
        new or changed; it reads what it needs once.
    remove(records, scope): take new rows away again when an import is undone. Without it an import
        that brought new rows is not undone, and the page says `no_undo`.
    is_tried: the preview writes the rows, sees whether they are refused, and takes them back.
    most_changes: how many rows a file may change, where writing one asks a lot.
    filters: address word → column key.  href: the name of the page where the list is looked at.
    """

    key: str
    title: str
    about: str
    columns: Callable[[], Sequence[Column]]
    rows: Callable[[Scope], Iterable[Record]]
    write: Callable[[Sequence[Change], Scope], None]
    checker: Callable[[Scope], Check] = no_checker
    remove: Callable[[Sequence[Record], Scope], None] | None = None
    no_undo: str = ""
    is_tried: bool = False
    most_changes: int = MOST_ROWS
    room: Room = Room.COUNTY
    information_class: InformationClass = InformationClass.PROGRAMME
    may_read: Activity = Activity.READ
    may_write: Activity = Activity.WRITE
    filters: Mapping[str, str] = field(default_factory=dict)
    href: str = ""


class KeyIsTaken(ValueError):
    """Two lists cannot have the same word in their address."""


_LISTS: dict[str, List] = {}


def register(one: List) -> List:
    """Let a list be exported and imported at `/program/listor/<key>/`."""
    if one.key in _LISTS:
        raise KeyIsTaken(one.key)
    _LISTS[one.key] = one
    return one


def registered() -> Mapping[str, List]:
    """Give every list by the word in its address, in the order of registration."""
    return dict(_LISTS)

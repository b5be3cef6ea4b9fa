"""What components are given: small frozen values that views build and templates draw.

A part names the template that draws it, or is one of those that fill tables (`ui.cells`), so a cell
or a list may hold any of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """What a tag or banner says; each has a shape of its own beside the colour."""

    OK = "ok"
    HALF = "half"
    WARM = "warm"
    RED = "red"
    NOW = "now"
    ASK = "ask"
    OFF = "off"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Link:
    """A link, also used in navigation, tabs, breadcrumbs and chips."""

    template_name: ClassVar[str] = "ui/link.html"
    text: str
    href: str = ""
    current: bool = False
    count: int | None = None
    icon: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A status: shape, word and, if wanted, the next step under it."""

    text: str
    kind: str = Kind.OFF
    box: bool = False
    next_step: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Num:
    """Text that is a number: set to the end edge, digits in line."""

    text: str
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """A main line with a quieter one beneath, the first perhaps a link."""

    text: str
    below: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline set by law or promise: how much of the time has gone, said in words too."""

    text: str
    percent_gone: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file: the way to it once it can be opened, and how it stands; a picture is looked at in place."""

    template_name: ClassVar[str] = "ui/file.html"
    name: str
    href: str = ""
    tag: Tag | None = None
    below: str = ""
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class MadeUp:
    """The mark of an invented value."""

    template_name: ClassVar[str] = "ui/made_up.html"
    text: str = ""


type Part = Link | Tag | Num | Lines | Clock | MadeUp
type Cell = str | Part


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `sort_href` makes its head a link that sorts in the address."""

    text: str
    num: bool = False
    sort_href: str = ""
    sorted: str = ""
    hidden_text: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the first cell is its head."""

    cells: Sequence[Cell]
    key: str = ""
    href: str = ""
    on: bool = False
    subtotal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; on a phone it becomes cards unless `cards` is false."""

    template_name: ClassVar[str] = "ui/table.html"
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    foot: Sequence[Cell] = ()
    more_href: str = ""
    first_href: str = ""
    pick_name: str = ""
    cards: bool = True
    sticky: bool = False
    show_caption: bool = False
    empty_text: str = ""
    id: str = ""

    @property
    def needs_focus(self) -> bool:
        """Say whether keys can scroll it sideways only when it takes focus itself: no link does."""
        has_links = any(
            row.href or any(isinstance(cell, Link) for cell in row.cells) for row in self.rows
        )
        sorts = any(column.sort_href for column in self.columns)
        return not (self.cards or self.pick_name or has_links or sorts)


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and its value, for key–value lists and check-your-answers."""

    term: str
    value: Cell = ""
    change_href: str = ""
    below: str = ""
    # What the value is made of, where it is files.
    files: Sequence[File] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a process: done, now or ahead."""

    text: str
    state: str = "ahead"
    below: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing on a checklist: done, todo or waiting for somebody else."""

    text: str
    state: str = "todo"
    below: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing in a dialogue: `said`, `ask`, `done`, `note` or `alarm`, mine or another's."""

    kind: str
    who: str
    at: datetime | None = None
    text: str = ""
    title: str = ""
    icon: str = ""
    initials: str = ""
    mine: bool = False
    link: Link | None = None
    clock: Clock | None = None
    status: str = ""
    id: str = ""
    # The language of the text, where it is not the page's own.
    text_lang: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One point on a timeline; `ahead` is drawn as not yet happened."""

    when: str
    text: str
    below: str = ""
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Working:
    """One step of how a figure was reached."""

    text: str
    amount: str
    source: str = ""
    href: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at something: who, when and perhaps why."""

    who: str
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A large number with its label, unit and what it is made of."""

    label: str
    value: str
    unit: str = ""
    below: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """One area of a map: step 1–5 is how strong, 0 is no value (hatched, never zero)."""

    name: str
    path: str
    step: int
    text: str = ""
    href: str = ""
    label_x: str = ""
    label_y: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """A map of areas, with its key; put a table of the same values beside it."""

    title: str
    view_box: str
    areas: Sequence[Area]
    key: Sequence[tuple[int, str]] = ()
    id: str = "map"


@dataclass(frozen=True, slots=True)
class Card:
    """One item in a list of cards; the whole card is the link."""

    title: str
    href: str
    text: str = ""
    tag: Tag | None = None
    clock: Clock | None = None
    below: str = ""
    # The language of title and text, where it is not the page's own.
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the reader, with the one action that settles it."""

    title: str
    text: str
    action: Link
    clock: Clock | None = None
    main: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame round a page: place, role, navigation and footer. A higher layer fills it in."""

    place: str = "Gemensam"
    subtitle: str = ""
    home_href: str = "/"
    room: str = "oppna"
    municipality: str = ""
    accent: str = ""
    nav: Sequence[Link] = ()
    person: str = ""
    role: str = ""
    role_href: str = ""
    log_in_href: str = ""
    log_out_href: str = ""
    search_href: str = ""
    footer_links: Sequence[Link] = ()
    footer_text: str = ""
    demo_text: str = ""
    on_date: date | None = None
    # What whoever reads must not forget, on every page.
    banners: Sequence[str] = field(default=())

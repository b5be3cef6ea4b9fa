"""What columns of a list can hold, continued: words of a set, keys of rows, times and links. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from gemensam.programme.rules.lists import Fault, Style, Unreadable, Value
from gemensam.programme.rules.lists_kinds import EMPTY, Text
from gemensam.programme.rules.projects import NotATime, read_time
from gemensam.programme.rules.workings import gettext_noop

# A word that stands in addresses and in other lists.
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


@dataclass(frozen=True, slots=True)
class Key:
    """The word that names a row elsewhere: small letters a to z, digits, hyphens."""

    @property
    def hint(self) -> Fault:
        return Fault("", gettext_noop("Word of small letters a–z, digits, - and _"))

    def read(self, text: str) -> Value:
        if _KEY.fullmatch(text):
            return text
        raise Unreadable(
            gettext_noop("“%(text)s” is not a word of small letters a–z, digits, - and _.")
            if text
            else EMPTY,
            gettext_noop("Write one, for example trygghetslarm."),
            text=text,
        )

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        assert isinstance(value, str)
        return value


@dataclass(frozen=True, slots=True)
class Keys:
    """Words that name rows elsewhere, parted by commas, each once; an empty cell is none."""

    @property
    def hint(self) -> Fault:
        return Fault("", gettext_noop("Words parted by commas"))

    def read(self, text: str) -> Value:
        parts = (part.strip() for part in re.split("[,;|\n]", text))
        return tuple(dict.fromkeys(str(Key().read(part)) for part in parts if part))

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        assert isinstance(value, tuple)
        return ", ".join(value)


@dataclass(frozen=True, slots=True)
class RowKey:
    """The key that we give a row; empty for a new one."""

    @property
    def hint(self) -> Fault:
        return Fault("", gettext_noop("Leave empty for a new row"))

    def read(self, text: str) -> Value:
        if not text:
            return ""
        try:
            return str(UUID(text))
        except ValueError as error:
            raise Unreadable(
                gettext_noop("“%(text)s” is not the key of a row."),
                gettext_noop("Leave the cell empty to add a new row."),
                text=text,
            ) from error

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        assert isinstance(value, str)
        return value


def _shown(words: Iterable[str]) -> str:
    """Name the words of a set; of a large one the first, so that a message stays readable."""
    longest = 12
    every = list(words)
    return ", ".join(every[:longest]) + (" …" if len(every) > longest else "")


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word of a set, in any case: written as its key, or by its name where `by_name` says so.

    `others` are further names, such as those of another language.
    """

    words: Mapping[str, str]
    needed: bool = True
    by_name: bool = False
    others: Mapping[str, str] = MappingProxyType({})

    @property
    def hint(self) -> Fault:
        return Fault("", gettext_noop("One of %(words)s"), (("words", self._shown()),))

    def _shown(self) -> str:
        return _shown(self.words.values() if self.by_name else self.words)

    def read(self, text: str) -> Value:
        if not text and not self.needed:
            return ""
        if text in self.words:
            return text
        wanted = text.casefold()
        for key, name in (*self.words.items(), *((key, name) for name, key in self.others.items())):
            if wanted and wanted in {key.casefold(), name.casefold()}:
                return key
        raise Unreadable(
            gettext_noop("“%(text)s” is not known here.") if text else EMPTY,
            gettext_noop("Write one of %(words)s."),
            text=text,
            words=self._shown(),
        )

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        assert isinstance(value, str)
        return self.words.get(value, value) if self.by_name else value


@dataclass(frozen=True, slots=True)
class Several:
    """Words of a set, parted by commas, in the order of the set; an empty cell is none."""

    words: Mapping[str, str]

    @property
    def hint(self) -> Fault:
        return Fault(
            "", gettext_noop("Any of %(words)s, parted by commas"), (("words", _shown(self.words)),)
        )

    def read(self, text: str) -> Value:
        one = OneOf(self.words)
        parts = (part.strip() for part in re.split("[,;|\n]", text))
        found = {one.read(part) for part in parts if part}
        return tuple(word for word in self.words if word in found)

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        assert isinstance(value, tuple)
        return ", ".join(value)


@dataclass(frozen=True, slots=True)
class Time:
    """A time as exact as it is known: a year, a half of it, a month or a day."""

    needed: bool = True

    @property
    def hint(self) -> Fault:
        return Fault("", gettext_noop("Time, for example 2014, 2014-H1, 2014-09 or 2014-09-15"))

    def read(self, text: str) -> Value:
        if not text:
            if self.needed:
                raise Unreadable(EMPTY, self.hint.right)
            return ""
        try:
            read_time(text)
        except NotATime as error:
            raise Unreadable(
                gettext_noop("“%(text)s” is not a time."), self.hint.right, text=text
            ) from error
        return text

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        assert isinstance(value, str)
        return value


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a page may link to, or nothing."""

    longest: int = 300

    @property
    def hint(self) -> Fault:
        return Fault("", gettext_noop("Address that begins with https://"))

    def read(self, text: str) -> Value:
        if text and not re.fullmatch(r"https?://[^\s<>\"]+", text):
            raise Unreadable(
                gettext_noop("“%(text)s” is not an address."), self.hint.right, text=text
            )
        return Text(self.longest, needed=False).read(text)

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        assert isinstance(value, str)
        return value


@dataclass(frozen=True, slots=True)
class Lines:
    """Texts in one cell, a line each; an empty cell is none."""

    longest: int = 400

    @property
    def hint(self) -> Fault:
        return Fault(
            "",
            gettext_noop("Lines in one cell, each at most %(longest)s characters"),
            (("longest", str(self.longest)),),
        )

    def read(self, text: str) -> Value:
        kind = Text(self.longest)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return tuple(str(kind.read(line.strip())) for line in lines if line.strip())

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        assert isinstance(value, tuple)
        return "\n".join(value)

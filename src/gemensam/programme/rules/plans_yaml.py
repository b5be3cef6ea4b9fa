"""Read a YAML text by key and kind, and collect every fault with its line and place. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import yaml

from gemensam.kernel.money import ORE_PER_KRONA, Money
from gemensam.programme.rules.workings import gettext_noop

try:
    # libyaml reads ten times faster; every wheel of PyYAML has it, a source build may not.
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader  # type: ignore[assignment] # same interface, slower

# A real plan is 15 kB and six levels deep; beyond these somebody is trying something else.
MOST_CHARACTERS = 300_000
MOST_DEPTH = 12
MOST_FAULTS = 50
LONGEST_TEXT = 2_000
MOST_KRONOR = 10**11

_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,2})?")
_WHOLE = re.compile(r"\d{1,9}")
_KEY = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
_NULL, _BOOL = "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"
_TRUE, _FALSE = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: the line (from 1; 0 = the whole text) and the key's place.

    `message` is an English message id, `values` what it names.
    """

    line: int
    place: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)


class TextIsNoYaml(ValueError):
    """The text cannot be read at all; the fault says where it breaks."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(slots=True)
class Faults:
    """Every fault so far, and the line of every place that was read."""

    found: list[Fault] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, place: str, message: str, /, **values: str) -> None:
        """Note a fault at a place, or at the nearest place above that has a line."""
        near = place
        while near and near not in self.lines:
            near = near.rpartition(".")[0]
        self.found.append(Fault(self.lines.get(near, 0), place, message, values))


def tree_of(text: str) -> yaml.MappingNode:
    """Give the text's tree. Raises TextIsNoYaml: too long, too deep, aliases, or no mapping."""
    if len(text) > MOST_CHARACTERS:
        raise TextIsNoYaml(Fault(0, "", gettext_noop("The text is too long to be a plan.")))
    try:
        _ensure_plain(text)
        root = yaml.compose(text, Loader=SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark
        fault = Fault(
            mark.line + 1 if mark else 0,
            "",
            gettext_noop(
                "This cannot be read as YAML. Look at indents, colons and quotes: %(why)s"
            ),
            {"why": str(wrong.problem or "")},
        )
        raise TextIsNoYaml(fault) from None
    except yaml.YAMLError:
        message = gettext_noop("The text has signs that do not belong in YAML.")
        raise TextIsNoYaml(Fault(0, "", message)) from None
    if not isinstance(root, yaml.MappingNode):
        message = gettext_noop("A plan begins with keys, such as “title: …”.")
        raise TextIsNoYaml(Fault(1, "", message))
    return root


def _ensure_plain(text: str) -> None:
    """Refuse aliases, which can blow a small text up, and depths that no plan has."""
    depth = 0
    for event in yaml.parse(text, Loader=SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            message = gettext_noop("References (* and &) are not used in plans.")
            raise TextIsNoYaml(Fault(line, "", message))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEPTH:
            raise TextIsNoYaml(Fault(line, "", gettext_noop("The text is too deeply nested.")))


class Mapped:
    """A mapping whose values are read as the kind that the reader expects.

    A wrong value is noted as a fault and read as nothing, so that all faults are found at once.
    """

    def __init__(self, node: yaml.Node, place: str, faults: Faults) -> None:
        self.place = place
        self.faults = faults
        self.nodes: dict[str, yaml.Node] = {}
        self.read: set[str] = set()
        faults.lines[place] = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            faults.add(place, gettext_noop("Keys and values are expected here."))
            return
        for key, value in node.value:
            name = str(key.value)
            where = self.at(name)
            faults.lines.setdefault(where, key.start_mark.line + 1)
            if name in self.nodes:
                faults.lines[where] = key.start_mark.line + 1
                faults.add(where, gettext_noop("“%(key)s” stands here twice."), key=name)
            self.nodes[name] = value

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def has(self, key: str) -> bool:
        """Say whether the key is there with a value."""
        self.read.add(key)
        node = self.nodes.get(key)
        return node is not None and node.tag != _NULL

    def wrong(self, key: str, message: str, /, **values: str) -> None:
        self.faults.add(self.at(key), message, **values)

    def _missing(self, key: str) -> None:
        self.faults.add(self.at(key), gettext_noop("“%(key)s” is missing."), key=key)

    def _scalar(self, key: str, *, required: bool) -> str | None:
        if not self.has(key):
            if required:
                self._missing(key)
            return None
        node = self.nodes[key]
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(key, gettext_noop("One value is expected here, not a list or keys."))
            return None
        return str(node.value)

    def text(self, key: str, *, longest: int = LONGEST_TEXT, required: bool = True) -> str:
        """Read a text; runs of space and line breaks become one space."""
        value = " ".join((self._scalar(key, required=required) or "").split())
        if required and self.has(key) and not value:
            self._missing(key)
        if len(value) > longest:
            self.wrong(
                key, gettext_noop("The text is longer than %(most)s signs."), most=str(longest)
            )
        return value

    def key(self, name: str = "key") -> str:
        """Read a key: small letters, digits and underscores."""
        value = self.text(name)
        if value and not _KEY.fullmatch(value):
            self.wrong(
                name,
                gettext_noop("A key has small letters a–z, digits and _, at most 40: “%(value)s”."),
                value=value,
            )
        return value

    def whole(
        self, key: str, *, least: int = 0, most: int = 10**9, required: bool = True
    ) -> int | None:
        """Read a whole number within bounds."""
        value = self._scalar(key, required=required)
        if value is None:
            return None
        if not _WHOLE.fullmatch(value) or not least <= int(value) <= most:
            self.wrong(
                key,
                gettext_noop("A whole number from %(least)s to %(most)s is expected: “%(value)s”."),
                least=str(least),
                most=str(most),
                value=value,
            )
            return None
        return int(value)

    def money(self, key: str, *, required: bool = True) -> Money | None:
        """Read an amount in kronor, with at most two decimals."""
        value = self._scalar(key, required=required)
        return None if value is None else self._money(key, value)

    def _money(self, key: str, value: str) -> Money | None:
        if not _AMOUNT.fullmatch(value) or Decimal(value) > MOST_KRONOR:
            self.wrong(
                key,
                gettext_noop(
                    "An amount is written in digits without spaces, such as 440000: “%(value)s”."
                ),
                value=value,
            )
            return None
        return Money(int(Decimal(value) * ORE_PER_KRONA))

    def flag(self, key: str) -> bool:
        """Read true or false; nothing is false."""
        value = self._scalar(key, required=False)
        if value is None:
            return False
        if self.nodes[key].tag != _BOOL or value.lower() not in _TRUE | _FALSE:
            self.wrong(
                key, gettext_noop("“true” or “false” is expected: “%(value)s”."), value=value
            )
        return value.lower() in _TRUE

    def word(self, key: str, words: Sequence[str], *, required: bool = True) -> str:
        """Read one of some words, in any case."""
        value = self.text(key, required=required)
        if not value or value.upper() in words:
            return value.upper()
        self.wrong(
            key,
            gettext_noop("“%(value)s” is not one of: %(words)s."),
            value=value,
            words=", ".join(word.lower() for word in words),
        )
        return ""

    def part(self, key: str) -> "Mapped | None":
        """Read keys under a key."""
        return Mapped(self.nodes[key], self.at(key), self.faults) if self.has(key) else None

    def _items(self, key: str) -> Sequence[yaml.Node]:
        if not self.has(key):
            return ()
        node = self.nodes[key]
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if isinstance(node, yaml.ScalarNode):
            # One sentence may stand without the dash of a list.
            return [node]
        self.wrong(key, gettext_noop("A list is expected here."))
        return ()

    def parts(self, key: str) -> "list[Mapped]":
        """Read a list of keys and values. A bare sentence is read as its text."""
        return [
            self._item(node, f"{self.at(key)}.{number}")
            for number, node in enumerate(self._items(key), start=1)
        ]

    def _item(self, node: yaml.Node, place: str) -> "Mapped":
        return (
            _Bare(node, place, self.faults) if _is_bare(node) else Mapped(node, place, self.faults)
        )

    def said(self, key: str) -> "Mapped | None":
        """Read a sentence: keys with a text, or the bare text."""
        return self._item(self.nodes[key], self.at(key)) if self.has(key) else None

    def amounts(self, key: str) -> tuple[Money, ...]:
        """Read a list of amounts."""
        found = []
        for node in self._items(key):
            amount = self._money(key, str(node.value)) if _is_bare(node) else None
            if amount is not None:
                found.append(amount)
            elif not _is_bare(node):
                self.wrong(key, gettext_noop("A list of amounts is expected here."))
        return tuple(found)

    def texts(self, key: str, *, longest: int) -> tuple[str, ...]:
        """Read a list of short texts."""
        found = []
        for node in self._items(key):
            if not _is_bare(node) or not str(node.value).strip() or len(node.value) > longest:
                self.wrong(key, gettext_noop("A list of short texts is expected here."))
                continue
            found.append(str(node.value).strip())
        return tuple(found)

    def done(self) -> None:
        """Refuse keys that nobody has read: a misspelt key must not be lost in silence."""
        for name in self.nodes:
            if name not in self.read:
                self.wrong(name, gettext_noop("The key “%(key)s” is not known here."), key=name)


class _Bare(Mapped):
    """A bare sentence, read as keys with only `text`."""

    def __init__(self, node: yaml.Node, place: str, faults: Faults) -> None:
        mark = node.start_mark, node.end_mark
        key = yaml.ScalarNode("tag:yaml.org,2002:str", "text", *mark)
        super().__init__(
            yaml.MappingNode("tag:yaml.org,2002:map", [(key, node)], *mark), place, faults
        )


def _is_bare(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag != _NULL

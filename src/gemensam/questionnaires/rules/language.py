"""The words that rules are written in: read into a tree, every fault with its line and column. Pure.

    expression = and-part {"or" and-part}
    and-part   = not-part {"and" not-part}
    not-part   = "not" not-part | comparison
    comparison = sum [("=" | "!=" | "<" | "<=" | ">" | ">=") sum | "in" list | "includes" sum]
    sum        = term {("+" | "-") term}
    term       = factor {("*" | "/") factor}
    factor     = "-" factor | number | date | time | "text" | "(" expression ")"
               | name ["(" expression {"," expression} ")"]

`spare_key = "no" and age(born) >= 65`, `sum(costs, amount) > 1000`, `today - moved_in > 30`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from gemensam.questionnaires.rules.kinds import Sort

# Nobody reads a longer one.
MOST_LETTERS: Final = 2000
# Each parenthesis is some calls deeper, here and where the program runs.
DEEPEST: Final = 40
_TOKEN: Final = re.compile(
    r"(?P<space>[ \t\r\n]+)|(?P<date>\d{4}-\d{2}-\d{2})|(?P<time>\d{1,2}:\d{2})"
    r"|(?P<number>\d{1,12}(?:\.\d{1,4})?)|(?P<text>\"[^\"\n]*\")"
    r"|(?P<name>[a-z][a-z0-9_]*)|(?P<sign><=|>=|!=|[=<>+\-*/(),])"
)
WORDS: Final = frozenset({"and", "or", "not", "in", "includes"})
# The one name that is not the form's.
TODAY: Final = "today"
_COMPARISONS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})


def gettext_noop(text: str) -> str:
    """Mark a message for the catalogues; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and where: a message id with the words that it needs."""

    line: int
    column: int
    text: str
    words: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.text % dict(self.words)}"


class BadExpression(ValueError):
    """An expression cannot be read, or does not fit the form."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the expression something stands, from 1."""

    line: int
    column: int

    def fault(self, text: str, **words: str) -> BadExpression:
        """Give what to raise for something wrong here."""
        return BadExpression(Fault(self.line, self.column, text, tuple(sorted(words.items()))))


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, date, time or text, as it was written (texts without their quotes)."""

    place: Place
    sort: Sort
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A field, a group, a table or `today`."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with what it is asked of."""

    place: Place
    name: str
    arguments: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One or two parts with a sign or word between them."""

    place: Place
    sign: str
    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """The values after `in`."""

    place: Place
    items: tuple[Constant, ...]


type Tree = Constant | Name | Call | Operation | Listing
type _Part = Callable[[], Tree]
_CONSTANTS: Final = {
    "number": Sort.NUMBER,
    "date": Sort.DATE,
    "time": Sort.TIME,
    "text": Sort.TEXT,
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: Place


def parse(text: str) -> Tree:
    """Read an expression. Raises BadExpression: what was found, and where."""
    if len(text) > MOST_LETTERS:
        raise Place(1, 1).fault(
            gettext_noop("The rule is longer than %(most)s letters."), most=str(MOST_LETTERS)
        )
    return _Parser(text).whole()


def names_in(tree: Tree) -> Iterator[Name]:
    """Give every name that an expression speaks of."""
    match tree:
        case Name():
            yield tree
        case Call(arguments=parts) | Operation(parts=parts):
            for part in parts:
                yield from names_in(part)


def _tokens(text: str) -> Iterator[_Token]:
    line, column, position = 1, 1, 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        place = Place(line, column)
        if found is None:
            raise place.fault(gettext_noop("“%(found)s” means nothing here."), found=text[position])
        kind = str(found.lastgroup)
        if kind != "space":
            yield _Token("word" if found[0] in WORDS else kind, found[0], place)
        for letter in found[0]:
            line, column = (line + 1, 1) if letter == "\n" else (line, column + 1)
        position = found.end()
    yield _Token("end", "", Place(line, column))


def _ensure_shallow(tree: Tree) -> None:
    """Chains within parentheses add up: what checks and runs a rule goes as deep as its tree."""
    waiting = [(tree, 1)]
    while waiting:
        one, depth = waiting.pop()
        if depth > 2 * DEEPEST:
            raise one.place.fault(gettext_noop("The rule has too many parts within parts."))
        match one:
            case Call(arguments=parts) | Operation(parts=parts):
                waiting += [(part, depth + 1) for part in parts]


class _Parser:
    """Reads one expression, one token at a time."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _takes(self, *texts: str) -> _Token | None:
        token = self._next
        return self._take() if token.kind in {"sign", "word"} and token.text in texts else None

    def _expect(self, text: str) -> None:
        if self._takes(text) is None:
            raise self._unexpected(text)

    def _unexpected(self, expected: str) -> BadExpression:
        token = self._next
        if token.kind == "end":
            return token.place.fault(
                gettext_noop("The rule ends too early: %(expected)s is missing."), expected=expected
            )
        return token.place.fault(
            gettext_noop("Found “%(found)s” where %(expected)s was expected."),
            found=token.text,
            expected=expected,
        )

    def whole(self) -> Tree:
        tree = self._either()
        if self._next.kind != "end":
            raise self._unexpected("and, or, + - * / = <")
        _ensure_shallow(tree)
        return tree

    def _either(self) -> Tree:
        return self._chain("or", self._both)

    def _both(self) -> Tree:
        return self._chain("and", self._negated)

    def _chain(self, word: str, part: _Part) -> Tree:
        first = part()
        parts, place = [first], first.place
        while self._takes(word):
            parts.append(part())
        return Operation(place, word, tuple(parts)) if len(parts) > 1 else first

    def _negated(self) -> Tree:
        token = self._takes("not")
        if token is None:
            return self._comparison()
        self._deeper(token)
        tree = Operation(token.place, "not", (self._negated(),))
        self._depth -= 1
        return tree

    def _comparison(self) -> Tree:
        left = self._sum()
        token = self._takes(*_COMPARISONS, "in", "includes")
        if token is None:
            return left
        right: Tree = self._listing(token) if token.text == "in" else self._sum()
        return Operation(token.place, token.text, (left, right))

    def _listing(self, token: _Token) -> Listing:
        self._expect("(")
        items = [self._constant()]
        while self._takes(","):
            items.append(self._constant())
        self._expect(")")
        return Listing(token.place, tuple(items))

    def _constant(self) -> Constant:
        if self._next.kind not in _CONSTANTS:
            raise self._unexpected("“…”")
        token = self._take()
        return Constant(token.place, _CONSTANTS[token.kind], token.text.strip('"'))

    def _sum(self) -> Tree:
        return self._left_to_right(("+", "-"), self._term)

    def _term(self) -> Tree:
        return self._left_to_right(("*", "/"), self._factor)

    def _left_to_right(self, signs: tuple[str, ...], part: _Part) -> Tree:
        left, count = part(), 1
        while token := self._takes(*signs):
            left, count = Operation(token.place, token.text, (left, part())), count + 1
            if count > DEEPEST:
                raise token.place.fault(gettext_noop("The rule has too many parts within parts."))
        return left

    def _factor(self) -> Tree:
        token = self._next
        if token.kind in _CONSTANTS:
            return self._constant()
        if token.kind == "name":
            return self._name()
        if self._takes("-"):
            self._deeper(token)
            tree: Tree = Operation(token.place, "-", (self._factor(),))
        elif self._takes("("):
            self._deeper(token)
            tree = self._either()
            self._expect(")")
        else:
            raise self._unexpected("…")
        self._depth -= 1
        return tree

    def _name(self) -> Tree:
        token = self._take()
        if not self._takes("("):
            return Name(token.place, token.text)
        self._deeper(token)
        arguments = [self._either()]
        while self._takes(","):
            arguments.append(self._either())
        self._expect(")")
        self._depth -= 1
        return Call(token.place, token.text, tuple(arguments))

    def _deeper(self, token: _Token) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise token.place.fault(gettext_noop("The rule has too many parts within parts."))

"""The small language that says what an indicator counts: parsed and type-checked, then evaluated.

`count(alarms.granted, kind = digital)`, `sum(reported.numerator, among = all_staff)`, whole numbers,
`+`, `-` and parentheses. A fault names line and column, and what was expected there.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from gemensam.programme.rules.indicators import Feed
from gemensam.programme.rules.workings import gettext_noop

YES_OR_NO = frozenset({"yes", "no"})
# Which words there are depends on the parts in the indicator's own definition.
OWN_PARTS: frozenset[str] = frozenset()
# Nobody reads a longer one, and each parenthesis is a call deeper.
MOST_LETTERS = 500
TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)|(?P<word>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)"
    r"|(?P<number>[0-9]+)|(?P<sign>!=|[()=,+-])"
)


class Function(StrEnum):
    """Things are counted as they stand; figures that somebody wrote down are added up."""

    COUNT = "count"
    SUM = "sum"


class OverTime(StrEnum):
    """How periods become a longer one: a flow is added up, a stock is what stood last."""

    STOCK = "stock"
    FLOW = "flow"


@dataclass(frozen=True, slots=True)
class NamedMeasure:
    """Something that can be counted or added up, and by what it can be told apart."""

    name: str
    function: Function
    feed: Feed
    qualifiers: Mapping[str, frozenset[str]]


MEASURES: Mapping[str, NamedMeasure] = {
    one.name: one
    for one in (
        NamedMeasure(
            "alarms.granted",
            Function.COUNT,
            Feed.LIVE,
            {"kind": frozenset({"digital", "analogue"}), "works": YES_OR_NO},
        ),
        NamedMeasure(
            "eservices.offered",
            Function.COUNT,
            Feed.LIVE,
            {
                "electronic": YES_OR_NO,
                "dialogue": YES_OR_NO,
                "publicly_funded": YES_OR_NO,
                "for_social_services": YES_OR_NO,
                "status": frozenset({"idea", "pre_study", "pilot", "operation"}),
            },
        ),
        NamedMeasure("staff.concerned", Function.COUNT, Feed.LIVE, {"secure": YES_OR_NO}),
        NamedMeasure("observed.numerator", Function.SUM, Feed.OBSERVED, {}),
        NamedMeasure("observed.denominator", Function.SUM, Feed.OBSERVED, {}),
        NamedMeasure("reported.numerator", Function.SUM, Feed.REPORTED, {"part": OWN_PARTS}),
        NamedMeasure("reported.denominator", Function.SUM, Feed.REPORTED, {"part": OWN_PARTS}),
    )
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and where, as a message id with the words that it needs."""

    line: int
    column: int
    text: str
    words: tuple[tuple[str, str], ...] = ()


class BadExpression(ValueError):
    """An expression cannot be read, or does not fit what is measured."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.line}:{fault.column}: {fault.text % dict(fault.words)}")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Condition:
    """`qualifier = value`, or its opposite."""

    qualifier: str
    value: str
    is_equal: bool

    def holds(self, value: str) -> bool:
        """Say whether something with that value is meant."""
        return (value == self.value) is self.is_equal


@dataclass(frozen=True, slots=True)
class Constant:
    """A whole number."""

    number: int


@dataclass(frozen=True, slots=True)
class Use:
    """A measure with its conditions."""

    measure: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """Two parts, added or subtracted."""

    left: "Expression"
    right: "Expression"
    is_minus: bool


type Expression = Constant | Use | Added


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int
    column: int


def _tokens(text: str, line: int, column: int) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        found = TOKEN.match(text, position)
        if found is None:
            raise BadExpression(
                Fault(
                    line,
                    column,
                    gettext_noop("“%(found)s” means nothing here."),
                    (("found", text[position]),),
                )
            )
        if found.lastgroup != "space":
            yield _Token(str(found.lastgroup), found[0], line, column)
        for letter in found[0]:
            line, column = (line + 1, 1) if letter == "\n" else (line, column + 1)
        position = found.end()
    yield _Token("end", "", line, column)


class _Parser:
    """Reads one expression, one token at a time."""

    def __init__(self, text: str, line: int, column: int, parts: frozenset[str]) -> None:
        self._tokens = list(_tokens(text, line, column))
        self._parts = parts
        self._place = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _take(self) -> _Token:
        token = self._next
        self._place += 1
        return token

    def _expect(self, kind: str, expected: str, *, text: str | None = None) -> _Token:
        token = self._next
        if token.kind != kind or (text is not None and token.text != text):
            raise expected_fault(token.line, token.column, expected, token.text)
        return self._take()

    def whole(self) -> Expression:
        expression = self._sum()
        self._expect("end", gettext_noop("+, - or the end"))
        return expression

    def _sum(self) -> Expression:
        left = self._term()
        while self._next.text in {"+", "-"}:
            sign = self._take()
            left = Added(left, self._term(), is_minus=sign.text == "-")
        return left

    def _term(self) -> Expression:
        token = self._next
        if token.kind == "number":
            return Constant(int(self._take().text))
        if token.text == "(":
            self._take()
            inside = self._sum()
            self._expect("sign", ")", text=")")
            return inside
        if token.text not in set(Function):
            raise expected_fault(
                token.line, token.column, gettext_noop("count(…), sum(…) or a number"), token.text
            )
        return self._call(Function(self._take().text))

    def _call(self, function: Function) -> Use:
        self._expect("sign", "(", text="(")
        name = self._expect("word", gettext_noop("the name of a measure"))
        measure = MEASURES.get(name.text)
        if measure is None:
            raise expected_fault(name.line, name.column, ", ".join(sorted(MEASURES)), name.text)
        if measure.function is not function:
            raise BadExpression(
                Fault(
                    name.line,
                    name.column,
                    gettext_noop("%(measure)s is used with %(right)s(…), not %(wrong)s(…)."),
                    (
                        ("measure", measure.name),
                        ("right", measure.function.value),
                        ("wrong", function.value),
                    ),
                )
            )
        conditions = []
        while self._next.text == ",":
            self._take()
            conditions.append(self._condition(measure))
        self._expect("sign", gettext_noop("a comma or )"), text=")")
        return Use(measure.name, tuple(conditions))

    def _condition(self, measure: NamedMeasure) -> Condition:
        name = self._expect("word", gettext_noop("a qualifier"))
        if name.text not in measure.qualifiers:
            known = ", ".join(sorted(measure.qualifiers)) or ")"
            raise expected_fault(name.line, name.column, known, name.text)
        sign = self._next
        if sign.text not in {"=", "!="}:
            raise expected_fault(sign.line, sign.column, gettext_noop("= or !="), sign.text)
        self._take()
        value = self._expect("word", gettext_noop("a value"))
        allowed = measure.qualifiers[name.text] or self._parts
        if value.text not in allowed:
            known = ", ".join(sorted(allowed)) or gettext_noop("no part: the indicator has none")
            raise expected_fault(value.line, value.column, known, value.text)
        return Condition(name.text, value.text, is_equal=sign.text == "=")


def expected_fault(line: int, column: int, expected: str, found: str) -> BadExpression:
    """Make the fault that says what was expected, and what stood there."""
    if not found:
        text = gettext_noop("Expected %(expected)s, but it ends here.")
        return BadExpression(Fault(line, column, text, (("expected", expected),)))
    text = gettext_noop("Expected %(expected)s, found “%(found)s”.")
    return BadExpression(Fault(line, column, text, (("expected", expected), ("found", found))))


def parse(
    text: str, *, line: int = 1, column: int = 1, parts: frozenset[str] = frozenset()
) -> Expression:
    """Read an expression that begins at a line and column of its file. Raises BadExpression."""
    if len(text) > MOST_LETTERS:
        raise BadExpression(
            Fault(
                line,
                column,
                gettext_noop("An expression has at most %(most)s letters."),
                (("most", str(MOST_LETTERS)),),
            )
        )
    return _Parser(text, line, column, parts).whole()


def uses(expression: Expression) -> tuple[Use, ...]:
    """Give every measure of an expression, from left to right; none in a constant."""
    match expression:
        case Constant():
            return ()
        case Use():
            return (expression,)
        case Added(left, right):
            return (*uses(left), *uses(right))


def feeds(expression: Expression) -> frozenset[Feed]:
    """Give where the numbers of an expression come from."""
    return frozenset(MEASURES[use.measure].feed for use in uses(expression))


def evaluate(expression: Expression, number_of: Callable[[Use], int | None]) -> int | None:
    """Calculate; None when a measure has no number: what is missing is not zero."""
    match expression:
        case Constant(number):
            return number
        case Use():
            return number_of(expression)
        case Added(left, right, is_minus):
            first, second = evaluate(left, number_of), evaluate(right, number_of)
            if first is None or second is None:
                return None
            return first - second if is_minus else first + second

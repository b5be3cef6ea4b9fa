"""Read indicator definitions from text: every fault with its line and column, nothing half read."""

import hashlib
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cached_property

import yaml

from gemensam.programme.rules.indicators import (
    Direction,
    Feed,
    IndicatorDefinition,
    Measure,
    NamedDenominator,
    Text,
)
from gemensam.programme.rules.indicators_expressions import (
    BadExpression,
    Expression,
    Fault,
    OverTime,
    Use,
    feeds,
    parse,
    uses,
)
from gemensam.programme.rules.workings import gettext_noop
from gemensam.programme.shipped_row import Row, ShippedDataIsWrong

# All shipped definitions together are a fifth of it.
MOST_BYTES = 200_000
LIST = "indicators"
# What a single definition's text is read under.
HEAD = f"{LIST}:\n"
PLACE = "text"


class Level(StrEnum):
    """Who has a figure: every municipality, or the county body alone."""

    MUNICIPALITY = "municipality"
    COUNTY = "county"


class WrongDefinition(ValueError):
    """A text of definitions has faults; nothing of it is taken."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            "; ".join(f"{f.line}:{f.column}: {f.text % dict(f.words)}" for f in faults)
        )
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Part:
    """A part that a reported total may be divided into, such as an area of social services."""

    key: str
    name: Text


# Without slots: what follows of the formula is worked out once, and asked for value by value.
@dataclass(frozen=True)
class Recipe:
    """A definition with what is calculated for it, and the text that says so."""

    definition: IndicatorDefinition
    level: Level
    over_time: OverTime
    numerator: Expression
    denominator: Expression | None
    parts: tuple[Part, ...]
    # Earlier versions that count the same thing in other words: their values are values of this.
    same_as: tuple[int, ...]
    text: str

    @property
    def id(self) -> str:
        return self.definition.id

    @property
    def digest(self) -> str:
        """Give a fingerprint of the text, the same however it is indented."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def feed(self) -> Feed:
        """Give where the formula's numbers come from: one place, since they are not mixed."""
        return next(iter(feeds(self.numerator)))

    @cached_property
    def is_plain(self) -> bool:
        """Whether the numbers of its source are its own, with nothing to calculate."""
        feed = self.feed.value
        return self.numerator == Use(f"{feed}.numerator", ()) and (
            self.denominator is None or self.denominator == Use(f"{feed}.denominator", ())
        )

    @cached_property
    def is_reported(self) -> bool:
        """Whether the formula itself adds up reports."""
        return self.feed is Feed.REPORTED

    @cached_property
    def versions(self) -> frozenset[int]:
        """Give the versions whose reported values count."""
        return frozenset({self.definition.version, *self.same_as})

    @cached_property
    def among(self) -> tuple[str, ...]:
        """Give the keys of its denominators, its own (empty) first."""
        keys = [one.key for one in self.definition.differing_denominators if one.key]
        return ("", *dict.fromkeys(keys))


def read(text: str) -> tuple[Recipe, ...]:
    """Read every definition of a text. Raises WrongDefinition with all its faults."""
    if len(text.encode()) > MOST_BYTES:
        raise WrongDefinition([Fault(1, 1, gettext_noop("The text is too long."))])
    text = f"{text.rstrip()}\n"
    items = _items(text)
    recipes: list[Recipe] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    lines = text.split("\n")
    for node in items:
        source = textwrap.dedent("\n".join(lines[node.start_mark.line : _end(node)])).strip()
        reading = _Reading(node, f"{source}\n")
        try:
            recipe = reading.recipe()
        except WrongDefinition as wrong:
            faults += wrong.faults
            continue
        if recipe.id in seen:
            faults.append(reading.fault("id", gettext_noop("The id stands twice in the text.")))
        seen.add(recipe.id)
        recipes.append(recipe)
    if faults:
        raise WrongDefinition(faults)
    return tuple(recipes)


def place_of(text: str, key: str, name: str) -> tuple[int, int]:
    """Give line and column of a value in the definition with an id; the beginning without it."""
    for node in _items(text):
        own = _child(node, "id")
        value = _child(node, name)
        if own is not None and own.value == key and value is not None:
            return value.start_mark.line + 1, value.start_mark.column + 1
    return 1, 1


def _end(node: yaml.Node) -> int:
    # A block ends where the next token begins, which may be the same line for a flow mapping.
    is_flow = isinstance(node, yaml.MappingNode) and bool(node.flow_style)
    return int(node.end_mark.line) + is_flow


def _items(text: str) -> Sequence[yaml.MappingNode]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        fault = Fault(
            line,
            column,
            gettext_noop("The text is not YAML: %(what)s."),
            (("what", str(error.problem)),),
        )
        raise WrongDefinition([fault]) from error
    except yaml.YAMLError as error:
        raise WrongDefinition([Fault(1, 1, gettext_noop("The text is not YAML."))]) from error
    found = _child(root, LIST) if isinstance(root, yaml.MappingNode) else root
    if not isinstance(found, yaml.SequenceNode) or not found.value:
        raise WrongDefinition([Fault(1, 1, gettext_noop("There is no list of indicators here."))])
    items: list[yaml.MappingNode] = []
    for item in found.value:
        if not isinstance(item, yaml.MappingNode):
            mark = item.start_mark
            text = gettext_noop("An indicator is a list of names and values.")
            raise WrongDefinition([Fault(mark.line + 1, mark.column + 1, text)])
        items.append(item)
    return items


def _child(node: yaml.MappingNode, key: str) -> yaml.Node | None:
    for name, value in node.value:
        if name.value == key:
            found: yaml.Node = value
            return found
    return None


class _Reading:
    """Reads one definition, and knows where each of its values stands."""

    def __init__(self, node: yaml.MappingNode, text: str) -> None:
        self._node = node
        self._text = text

    def fault(self, key: str, text: str, **words: str) -> Fault:
        """Make a fault that points at a value, or at the definition's beginning."""
        node: yaml.Node = self._node
        for step in key.split("."):
            inner = _child(node, step) if isinstance(node, yaml.MappingNode) else None
            node = inner or node
        mark = node.start_mark
        return Fault(mark.line + 1, mark.column + 1, text, tuple(words.items()))

    def recipe(self) -> Recipe:
        """Read and check. Raises WrongDefinition."""
        try:
            return self._checked(Row.parse(f"{HEAD}{self._text}", place=PLACE).rows(LIST)[0])
        except ShippedDataIsWrong as wrong:
            where, _, what = str(wrong).rpartition(": ")
            inner = where.removeprefix(f"{PLACE}.{LIST}[0]").strip(".").split("[")[0]
            key = ".".join(filter(None, (inner, what.split(" ")[0])))
            said = gettext_noop("The definition is not whole: %(what)s.")
            raise WrongDefinition([self.fault(key, said, what=what)]) from wrong

    def _word[E: Enum](self, row: Row, key: str, kind: type[E]) -> E:
        text = row.text(key)
        words: Mapping[str, E] = {str(one.value): one for one in kind}
        if text not in words:
            said = gettext_noop("Expected %(expected)s, found “%(found)s”.")
            raise WrongDefinition([self.fault(key, said, expected=", ".join(words), found=text)])
        return words[text]

    def _checked(self, row: Row) -> Recipe:
        definition = self._definition(row)
        parts = tuple(
            Part(one.text("key"), _text(one.row("name")))
            for one in (row.rows("parts") if "parts" in row.values else ())
        )
        formula = row.row("formula")
        numerator = self._expression(formula, "numerator", parts)
        denominator = self._expression(formula, "denominator", parts)
        over_time = self._word(row, "over_time", OverTime)
        faults = self._faults(definition, numerator, denominator, over_time)
        if numerator is None or faults:
            raise WrongDefinition(faults)
        return Recipe(
            definition=definition,
            level=self._word(row, "level", Level) if "level" in row.values else Level.MUNICIPALITY,
            over_time=over_time,
            numerator=numerator,
            denominator=denominator,
            parts=parts,
            same_as=row.wholes("same_as") if "same_as" in row.values else (),
            text=self._text,
        )

    def _expression(self, formula: Row, key: str, parts: Sequence[Part]) -> Expression | None:
        text = formula.maybe_text(key)
        if text is None:
            return None
        block = _child(self._node, "formula")
        node = _child(block, key) if isinstance(block, yaml.MappingNode) else None
        assert node is not None  # the row has it
        mark = node.start_mark
        quote = 1 if isinstance(node, yaml.ScalarNode) and node.style in {"'", '"'} else 0
        keys = frozenset(part.key for part in parts)
        try:
            return parse(text, line=mark.line + 1, column=mark.column + 1 + quote, parts=keys)
        except BadExpression as bad:
            raise WrongDefinition([bad.fault]) from bad

    def _faults(
        self,
        definition: IndicatorDefinition,
        numerator: Expression | None,
        denominator: Expression | None,
        over_time: OverTime,
    ) -> list[Fault]:
        rules: Sequence[tuple[bool, str, str]] = (
            (
                numerator is None,
                "formula.numerator",
                gettext_noop("An indicator without a numerator counts nothing."),
            ),
            (
                numerator is not None and not uses(numerator),
                "formula.numerator",
                gettext_noop(
                    "The numerator is only numbers: the indicator would say the same for everybody,"
                    " for ever. Count or add up a measure."
                ),
            ),
            (
                definition.measure is Measure.SHARE and denominator is None,
                "formula.denominator",
                gettext_noop("A share needs a denominator."),
            ),
            (
                definition.measure is Measure.COUNT and denominator is not None,
                "formula.denominator",
                gettext_noop("A number has no denominator: write null, or make it a share."),
            ),
        )
        found = [self.fault(key, text) for is_wrong, key, text in rules if is_wrong]
        return [*found, *self._faults_of_kind(numerator, denominator, over_time)]

    def _faults_of_kind(
        self,
        numerator: Expression | None,
        denominator: Expression | None,
        over_time: OverTime,
    ) -> list[Fault]:
        rules: Sequence[tuple[bool, str, str]] = (
            (
                _mixes(numerator, denominator),
                "formula",
                gettext_noop("What is counted as it stands cannot be mixed with what is added up."),
            ),
            (
                Feed.OBSERVED in _feeds(numerator, denominator) and over_time is OverTime.STOCK,
                "over_time",
                gettext_noop("What is observed day by day is a flow, not a stock."),
            ),
            (
                Feed.LIVE in _feeds(numerator, denominator) and over_time is OverTime.FLOW,
                "over_time",
                gettext_noop("What is counted as it stands is a stock, not a flow."),
            ),
        )
        return [self.fault(key, text) for is_wrong, key, text in rules if is_wrong]

    def _definition(self, row: Row) -> IndicatorDefinition:
        if row.whole("version") < 1:
            text = gettext_noop("Versions are counted from one.")
            raise WrongDefinition([self.fault("version", text)])
        return IndicatorDefinition(
            id=row.text("id"),
            version=row.whole("version"),
            name=_text(row.row("name")),
            short_name=_maybe_text(row, "short_name"),
            measure=self._word(row, "measure", Measure),
            direction=self._word(row, "direction", Direction),
            feed=self._word(row, "feed", Feed),
            in_2015_list=row.flag("in_2015_list", default=False),
            numerator=_maybe_text(row, "numerator"),
            denominator=_maybe_text(row, "denominator"),
            differing_denominators=tuple(
                NamedDenominator(
                    _text(one.row("text")), _text(one.row("where")), one.text("source"),
                    one.text("key"),
                )
                for one in row.rows("differing_denominators")
            ),
            sources=row.texts("sources"),
            note=_maybe_text(row, "note"),
            counts_municipalities=row.flag("counts_municipalities", default=False),
        )  # fmt: skip


def _feeds(*expressions: Expression | None) -> frozenset[Feed]:
    return frozenset(feed for one in expressions if one is not None for feed in feeds(one))


def _mixes(*expressions: Expression | None) -> bool:
    return len(_feeds(*expressions)) > 1


def _text(row: Row) -> Text:
    return Text(sv=row.text("sv"), en=row.text("en"))


def _maybe_text(row: Row, key: str) -> Text | None:
    found = row.maybe_row(key)
    return _text(found) if found else None

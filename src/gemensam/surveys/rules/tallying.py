"""What came of a survey: counts and middles for each question, small numbers hidden. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import mean, median
from typing import Final

from gemensam.surveys.rules.suppression import LEAST, suppress

# The row of everybody, beside those of the municipalities.
ALL: Final = ""

# What was answered: what was picked, a number, or words.
type Given = tuple[str, ...] | Decimal | str


class Sort(StrEnum):
    """How a question's answers are counted."""

    PICK = "pick"
    PICKS = "picks"
    NUMBER = "number"
    WORDS = "words"
    # Dates, files and the like: how many answered, and no more.
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, as far as counting needs to know it."""

    id: str
    label: str
    sort: Sort
    # Ids and words of what can be picked.
    choices: tuple[tuple[str, str], ...] = ()
    # After numbers; and how many decimals their middle is given with.
    unit: str = ""
    decimals: int = 1
    is_calculated: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one who answered said, by question: several answers where the question has rows."""

    code: str
    given: Mapping[str, Sequence[Given]]


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question from one municipality, or from all."""

    # How many answered it; whoever was never asked is not among them.
    answered: int
    # In the order of the choices; None where the count is not shown.
    counts: tuple[int | None, ...] = ()
    # Of numbers; None where they are too few to be shown.
    mean: Decimal | None = None
    median: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, by municipality and in all (`ALL`)."""

    asked: Asked
    by_place: Mapping[str, Tally]
    # Answers in words, in an order that says nothing; none where too few have answered.
    texts: tuple[str, ...] = ()

    @property
    def whole(self) -> Tally:
        """Give the answers of everybody."""
        return self.by_place[ALL]


type _ByPlace = Mapping[str, Sequence[Given]]


def tally(
    questions: Sequence[Asked], sheets: Sequence[Sheet], codes: Sequence[str], *, hides: bool
) -> list[Question]:
    """Count every question, in each of the municipalities. `hides`: small numbers are not shown."""
    found = []
    for asked in questions:
        given: dict[str, list[Given]] = {code: [] for code in codes}
        for sheet in sheets:
            given[sheet.code] += sheet.given.get(asked.id, ())
        found.append(_question(asked, given, hides=hides))
    return found


def _question(asked: Asked, given: _ByPlace, *, hides: bool) -> Question:
    if asked.sort in {Sort.PICK, Sort.PICKS}:
        return Question(asked, _picks(asked, given, hides=hides))
    if asked.sort is Sort.NUMBER:
        return Question(asked, _middles(given, hides=hides))
    everything = [value for values in given.values() for value in values]
    by_place = {ALL: Tally(len(everything))} | {c: Tally(len(v)) for c, v in given.items()}
    is_told = asked.sort is Sort.WORDS and not (hides and len(everything) < LEAST)
    return Question(asked, by_place, tuple(sorted(map(str, everything))) if is_told else ())


def _picks(asked: Asked, given: _ByPlace, *, hides: bool) -> dict[str, Tally]:
    counts = []
    for values in given.values():
        picked = Counter(choice for value in values if isinstance(value, tuple) for choice in value)
        counts.append([picked[choice] for choice, _label in asked.choices])
    sizes = [len(values) for values in given.values()]
    if hides:
        shown = _hidden(counts, sizes, asked)
    else:
        shown = [[sum(column) for column in zip(*counts, strict=True)], *counts]
    return {
        code: Tally(answered, tuple(row))
        for code, answered, row in zip([ALL, *given], [sum(sizes), *sizes], shown, strict=True)
    }


def _hidden(
    counts: Sequence[Sequence[int]], sizes: Sequence[int], asked: Asked
) -> Sequence[Sequence[int | None]]:
    if asked.sort is Sort.PICK:
        return suppress(counts)
    # Several may be picked: each is a question of its own, picked or not.
    columns = [
        suppress([[row[n], size - row[n]] for row, size in zip(counts, sizes, strict=True)])
        for n in range(len(asked.choices))
    ]
    return [[column[row][0] for column in columns] for row in range(len(sizes) + 1)]


def _middles(given: _ByPlace, *, hides: bool) -> dict[str, Tally]:
    numbers = {
        code: [value for value in values if isinstance(value, Decimal)]
        for code, values in given.items()
    }
    everything = [number for values in numbers.values() for number in values]
    is_shown = dict.fromkeys(numbers, True)
    if hides:
        is_shown = _enough_without({code: len(values) for code, values in numbers.items()})
    return {ALL: _middle(everything, is_shown=not hides or len(everything) >= LEAST)} | {
        code: _middle(values, is_shown=is_shown[code]) for code, values in numbers.items()
    }


def _enough_without(sizes: Mapping[str, int]) -> dict[str, bool]:
    """Say whose mean can be shown: what is left of the whole without them must not be few either."""
    shown = {code: size >= LEAST for code, size in sizes.items()}
    while any(shown.values()):
        left = sum(size for code, size in sizes.items() if not shown[code])
        if left == 0 or left >= LEAST:
            break
        shown[min((code for code in sizes if shown[code]), key=lambda code: sizes[code])] = False
    return shown


def _middle(numbers: Sequence[Decimal], *, is_shown: bool) -> Tally:
    if not numbers or not is_shown:
        return Tally(len(numbers))
    return Tally(len(numbers), mean=mean(numbers), median=median(numbers))

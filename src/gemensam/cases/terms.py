"""What a grant holds beside who and from when, such as days and diet: read, checked, in words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gemensam.questionnaires.api import Choice, Text, Value

# What was granted: the ids of choices by the term's id.
type Granted = Mapping[str, Sequence[str]]


class UnknownTerm(ValueError):
    """A grant leaves out a term that its kind needs, or names one that the kind does not have."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a grant of a kind names."""

    id: str
    label: Text
    choices: tuple[Choice, ...]
    # The application's field whose answer is filled in beforehand.
    asked_in: str
    is_many: bool = False
    is_required: bool = True

    def in_words(self, chosen: Sequence[str], language: str) -> str:
        """Give the choices in words, in the kind's order."""
        words = [one.label.within(language) for one in self.choices if one.id in chosen]
        return ", ".join(words)

    def known(self, answer: Value | None) -> list[str]:
        """Give what an answer of the application chooses here; what is no choice is left out."""
        given = (answer,) if isinstance(answer, str) else answer
        ids = {one.id for one in self.choices}
        return [one for one in given if one in ids] if isinstance(given, tuple) else []


@dataclass(frozen=True, slots=True)
class TermLine:
    """A granted term in words, with the choices it is made of."""

    id: str
    label: str
    text: str
    chosen: tuple[str, ...] = field(default=())


def checked(terms: Sequence[Term], granted: Granted) -> dict[str, list[str]]:
    """Give a grant as it is stored. Raises UnknownTerm."""
    known = {one.id: one for one in terms}
    stored = {key: list(chosen) for key, chosen in granted.items() if chosen}
    for key, chosen in stored.items():
        term = known.get(key)
        if term is None or not set(chosen) <= {one.id for one in term.choices}:
            raise UnknownTerm(key)
        if len(chosen) > 1 and not term.is_many:
            raise UnknownTerm(key)
    for term in terms:
        if term.is_required and term.id not in stored:
            raise UnknownTerm(term.id)
    return stored


def lines(terms: Sequence[Term], granted: Granted, language: str) -> tuple[TermLine, ...]:
    """Give a grant in words, in the kind's order."""
    return tuple(
        TermLine(
            one.id,
            one.label.within(language),
            one.in_words(granted[one.id], language),
            tuple(granted[one.id]),
        )
        for one in terms
        if granted.get(one.id)
    )

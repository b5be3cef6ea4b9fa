"""Read a form's JSON step by step, so that every refusal names its place. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gemensam.questionnaires.rules.values import Json

# Ids stand in addresses, HTML names and exports for many years: plain letters only.
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
_PARAGRAPH = re.compile(r"\n\s*\n")


class UnreadableForm(ValueError):
    """The form is not what the schema says."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Text:
    """Words in Swedish, English and any further languages, by their ISO 639 code."""

    sv: str = ""
    en: str = ""
    others: tuple[tuple[str, str], ...] = ()

    def within(self, language: str) -> str:
        """Give the words in a language, Swedish where there are none in it."""
        code = language.partition("-")[0]
        if code == "en":
            return self.en or self.sv
        return next((words for one, words in self.others if one == code), "") or self.sv

    def write(self) -> dict[str, Json]:
        """Write the languages that have words."""
        words = (("sv", self.sv), ("en", self.en), *self.others)
        return {language: text for language, text in words if text}


class Node:
    """One mapping of the form's data, and where it stands."""

    def __init__(self, data: Json, place: str) -> None:
        if not isinstance(data, Mapping):
            raise UnreadableForm(place, "must be a mapping")
        name = data.get("id")
        self.place = f"{place}[{name}]" if isinstance(name, str) else place
        self._data = data

    def only(self, *keys: str) -> None:
        """Refuse keys that nobody defined: a misspelt one would otherwise be passed over."""
        # YAML reads a bare no as false, also before a colon.
        unknown = sorted(str(key) for key in set(self._data) - set(keys))
        if unknown:
            raise UnreadableForm(self.place, f"unknown: {', '.join(unknown)}")

    def has(self, key: str) -> bool:
        """Say whether the key is there at all."""
        return key in self._data

    def get(self, key: str) -> Json:
        """Give what stands under a key as it is."""
        return self._data.get(key)

    def id(self, key: str) -> str:
        """Give an id."""
        value = self._data.get(key)
        if not isinstance(value, str) or not ID.fullmatch(value):
            raise UnreadableForm(self.place, f"{key} must be small letters, digits and _")
        return value

    def word(self, key: str, default: str = "") -> str:
        """Give a plain string."""
        value = self._data.get(key, default)
        if not isinstance(value, str):
            raise UnreadableForm(self.place, f"{key} must be words in quotes")
        return value.strip()

    def text(self, key: str, *, needed: bool = True) -> Text:
        """Give words in the form's languages; Swedish is never missing."""
        value = self._data.get(key)
        if value is None and not needed:
            return Text()
        if not isinstance(value, Mapping) or not all(LANGUAGE.fullmatch(str(k)) for k in value):
            raise UnreadableForm(self.place, f"{key} must have sv, en or another language")
        words = {language: _tidy(text) for language, text in value.items()}
        swedish, english = words.pop("sv", ""), words.pop("en", "")
        if not swedish and (needed or english or any(words.values())):
            raise UnreadableForm(self.place, f"{key} must have words in sv")
        others = tuple((one, text) for one, text in sorted(words.items()) if text)
        return Text(swedish, english, others)

    def flag(self, key: str, *, default: bool) -> bool:
        """Give true or false."""
        value = self._data.get(key, default)
        if not isinstance(value, bool):
            raise UnreadableForm(self.place, f"{key} must be true or false")
        return value

    def whole(self, key: str, default: int, *, within: range) -> int:
        """Give a whole number."""
        value = self._data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value not in within:
            bounds = f"{within.start} to {within.stop - 1}"
            raise UnreadableForm(self.place, f"{key} must be a whole number, {bounds}")
        return value

    def one_of[E: StrEnum](self, key: str, words: type[E], default: E | None = None) -> E:
        """Give one of an enumeration's words."""
        value = self._data.get(key, default)
        known = [word.value for word in words]
        if value not in known:
            raise UnreadableForm(self.place, f"{key} must be one of {', '.join(known)}")
        return words(str(value))

    def items(self, key: str, *, needed: bool = True) -> Sequence[Json]:
        """Give a list as it stands."""
        value = self._data.get(key, None if needed else ())
        if isinstance(value, str) or not isinstance(value, Sequence) or (needed and not value):
            raise UnreadableForm(self.place, f"{key} must be a list with something in it")
        return value

    def nodes(self, key: str, *, needed: bool = True) -> Sequence["Node"]:
        """Give a list of mappings."""
        return [Node(one, f"{self.place}.{key}") for one in self.items(key, needed=needed)]


def _tidy(text: Json) -> str:
    paragraphs = _PARAGRAPH.split(str(text if text is not None else "").strip())
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)

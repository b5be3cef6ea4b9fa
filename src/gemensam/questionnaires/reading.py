"""Read a form's JSON step by step, so that every refusal names its place. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gemensam.questionnaires.values import Json

# Ids stand in addresses, HTML names and exports for many years: plain letters only.
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


class UnreadableForm(ValueError):
    """The form is not what the schema says."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Text:
    """Words in Swedish and English."""

    sv: str = ""
    en: str = ""

    def within(self, language: str) -> str:
        """Give the words in a language, Swedish where there are none in it."""
        return (self.en if language.startswith("en") else self.sv) or self.sv

    def write(self) -> dict[str, Json]:
        return {"sv": self.sv, "en": self.en}


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
        unknown = sorted(set(self._data) - set(keys))
        if unknown:
            raise UnreadableForm(self.place, f"unknown: {', '.join(unknown)}")

    def has(self, key: str) -> bool:
        return key in self._data

    def get(self, key: str) -> Json:
        return self._data.get(key)

    def id(self, key: str) -> str:
        value = self._data.get(key)
        if not isinstance(value, str) or not _ID.fullmatch(value):
            raise UnreadableForm(self.place, f"{key} must be small letters, digits and _")
        return value

    def text(self, key: str, *, needed: bool = True) -> Text:
        value = self._data.get(key)
        if value is None and not needed:
            return Text()
        if not isinstance(value, Mapping) or not set(value) <= {"sv", "en"}:
            raise UnreadableForm(self.place, f"{key} must have sv and en")
        words = {language: value.get(language) for language in ("sv", "en")}
        swedish, english = (" ".join(str(word or "").split()) for word in words.values())
        if needed and not (swedish and english):
            raise UnreadableForm(self.place, f"{key} must have words in sv and en")
        return Text(swedish, english)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._data.get(key, default)
        if not isinstance(value, bool):
            raise UnreadableForm(self.place, f"{key} must be true or false")
        return value

    def one_of[E: StrEnum](self, key: str, words: type[E]) -> E:
        value = self._data.get(key)
        known = [word.value for word in words]
        if value not in known:
            raise UnreadableForm(self.place, f"{key} must be one of {', '.join(known)}")
        return words(str(value))

    def nodes(self, key: str) -> Sequence["Node"]:
        value = self._data.get(key)
        if isinstance(value, str) or not isinstance(value, Sequence) or not value:
            raise UnreadableForm(self.place, f"{key} must be a list with something in it")
        return [Node(one, f"{self.place}.{key}") for one in value]

"""Read a form's JSON step by step, so that every refusal names its place. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gemensam.questionnaires.rules.language import gettext_noop
from gemensam.questionnaires.rules.values import Json

# Ids stand in addresses, HTML names and exports for many years: plain letters only.
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
_PARAGRAPH = re.compile(r"\n\s*\n")


class Unreadable(ValueError):
    """Something that was sent is not what it should be: where, and a message id with its words."""

    def __init__(self, place: str, text: str, **words: str) -> None:
        super().__init__(f"{place}: {text % words}")
        self.place = place
        self.text = text
        self.words = words


class UnreadableForm(Unreadable):
    """The form is not what the schema says."""


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
            raise UnreadableForm(place, gettext_noop("must be a mapping of names to values"))
        name = data.get("id")
        self.place = f"{place}[{name}]" if isinstance(name, str) else place
        self._data = data

    def only(self, *keys: str) -> None:
        """Refuse keys that nobody defined: a misspelt one would otherwise be passed over."""
        # YAML reads a bare no as false, also before a colon.
        unknown = sorted(str(key) for key in set(self._data) - set(keys))
        if unknown:
            raise UnreadableForm(
                self.place, gettext_noop("unknown: %(keys)s"), keys=", ".join(unknown)
            )

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
            raise UnreadableForm(
                self.place, gettext_noop("%(key)s must be small letters, digits and _"), key=key
            )
        return value

    def word(self, key: str, default: str = "") -> str:
        """Give a plain string."""
        value = self._data.get(key, default)
        if not isinstance(value, str):
            raise UnreadableForm(
                self.place, gettext_noop("%(key)s must be words in quotes"), key=key
            )
        return value.strip()

    def text(self, key: str, *, needed: bool = True) -> Text:
        """Give words in the form's languages; Swedish is never missing."""
        value = self._data.get(key)
        if value is None and not needed:
            return Text()
        if value is None:
            raise UnreadableForm(self.place, gettext_noop("%(key)s is missing"), key=key)
        if not isinstance(value, Mapping) or not all(LANGUAGE.fullmatch(str(k)) for k in value):
            raise UnreadableForm(
                self.place, gettext_noop("%(key)s must have sv, en or another language"), key=key
            )
        words = {language: _tidy(text) for language, text in value.items()}
        swedish, english = words.pop("sv", ""), words.pop("en", "")
        if not swedish and (needed or english or any(words.values())):
            raise UnreadableForm(self.place, gettext_noop("%(key)s must have words in sv"), key=key)
        others = tuple((one, text) for one, text in sorted(words.items()) if text)
        return Text(swedish, english, others)

    def flag(self, key: str, *, default: bool) -> bool:
        """Give true or false."""
        value = self._data.get(key, default)
        if not isinstance(value, bool):
            raise UnreadableForm(self.place, gettext_noop("%(key)s must be true or false"), key=key)
        return value

    def whole(self, key: str, default: int, *, within: range) -> int:
        """Give a whole number."""
        value = self._data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value not in within:
            raise UnreadableForm(
                self.place,
                gettext_noop("%(key)s must be a whole number, %(least)s to %(most)s"),
                key=key,
                least=str(within.start),
                most=str(within.stop - 1),
            )
        return value

    def one_of[E: StrEnum](self, key: str, words: type[E], default: E | None = None) -> E:
        """Give one of an enumeration's words."""
        value = self._data.get(key, default)
        known = [word.value for word in words]
        if value not in known:
            raise UnreadableForm(
                self.place,
                gettext_noop("%(key)s must be one of %(known)s"),
                key=key,
                known=", ".join(known),
            )
        return words(str(value))

    def items(self, key: str, *, needed: bool = True) -> Sequence[Json]:
        """Give a list as it stands."""
        value = self._data.get(key, None if needed else ())
        if isinstance(value, str) or not isinstance(value, Sequence) or (needed and not value):
            raise UnreadableForm(
                self.place, gettext_noop("%(key)s must be a list with something in it"), key=key
            )
        return value

    def nodes(self, key: str, *, needed: bool = True) -> Sequence["Node"]:
        """Give a list of mappings; one without an id is named by its number, from 1."""
        items = self.items(key, needed=needed)
        return [Node.listed(one, f"{self.place}.{key}", at) for at, one in enumerate(items, 1)]

    @classmethod
    def listed(cls, data: Json, place: str, number: int) -> "Node":
        """Give one of a list: by its id, or by its number where it has none."""
        has_id = isinstance(data, Mapping) and isinstance(data.get("id"), str)
        return cls(data, place if has_id else f"{place}[{number}]")


def _tidy(text: Json) -> str:
    paragraphs = _PARAGRAPH.split(str(text if text is not None else "").strip())
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)

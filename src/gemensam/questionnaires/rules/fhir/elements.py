"""FHIR's JSON read step by step: every refusal names its place, what nobody reads is listed. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from gemensam.questionnaires.rules.fhir.names import TRANSLATION, Omission, UnreadableResource
from gemensam.questionnaires.rules.language import gettext_noop
from gemensam.questionnaires.rules.reading import LANGUAGE

# Deeper than any questionnaire, and not so deep that Python's own stack ends.
DEEPEST: Final = 40


@dataclass(slots=True)
class Reading:
    """What is found out on the way through one resource."""

    # What the plain words are in; translations stand beside them.
    language: str = "sv"
    languages: set[str] = field(default_factory=set)
    lost: list[Omission] = field(default_factory=list)


class Element:
    """One object of a resource, and where it stands."""

    def __init__(self, data: Any, path: str, reading: Reading, depth: int = 0) -> None:
        if not isinstance(data, dict):
            raise UnreadableResource(path, gettext_noop("must be an object"))
        if depth > DEEPEST:
            raise UnreadableResource(
                path, gettext_noop("stands more than %(most)s elements deep"), most=str(DEEPEST)
            )
        self.data: dict[str, Any] = data
        self.path = path
        self.reading = reading
        self._depth = depth
        self._read: set[str] = set()
        self._lists: dict[str, list[Element]] = {}
        self._parts: dict[str, Element] = {}
        self._is_passed_over = False
        self._is_understood = False

    def lose(self, what: str) -> None:
        """Say that something of it cannot be carried."""
        self.reading.lost.append(Omission(self.path, what))

    def pass_over(self, what: str) -> None:
        """Say that it cannot be carried at all: it is one thing lost, not many."""
        self.lose(what)
        self._is_passed_over = True

    def lose_list(self, key: str) -> None:
        """Say that a whole list cannot be carried."""
        self.lose(key)
        self.skip_list(key)

    def skip_list(self, key: str) -> None:
        """Take note of a list whose members follow from what is known already."""
        for one in self.many(key):
            one._is_passed_over = True

    def has(self, key: str) -> bool:
        """Say whether anything stands under a key."""
        return key in self.data

    def skip(self, *keys: str) -> None:
        """Take note of what is known already."""
        self._read.update(keys)

    def word(self, key: str) -> str:
        """Give a string; empty where there is none."""
        self._read.add(key)
        value = self.data.get(key, "")
        if not isinstance(value, str):
            raise UnreadableResource(f"{self.path}.{key}", gettext_noop("must be a string"))
        return value

    def flag(self, key: str) -> bool:
        """Give true or false; false where it does not say."""
        self._read.add(key)
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise UnreadableResource(f"{self.path}.{key}", gettext_noop("must be true or false"))
        return value

    def whole(self, key: str) -> int | None:
        """Give a whole number, if there is one."""
        self._read.add(key)
        value = self.data.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise UnreadableResource(f"{self.path}.{key}", gettext_noop("must be a whole number"))
        return value

    def decimal(self, key: str) -> str:
        """Give a number in plain digits; empty where there is none."""
        self._read.add(key)
        value = self.data.get(key)
        if value is None:
            return ""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        number = Decimal(str(value)) if is_number else Decimal("NaN")
        if not number.is_finite():
            raise UnreadableResource(f"{self.path}.{key}", gettext_noop("must be a number"))
        plain = f"{number:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain

    def many(self, key: str) -> "Sequence[Element]":
        """Give a list of objects, named by their linkId where they have one."""
        self._read.add(key)
        if key not in self._lists:
            value = self.data.get(key, [])
            if not isinstance(value, list):
                raise UnreadableResource(f"{self.path}.{key}", gettext_noop("must be a list"))
            self._lists[key] = [self._one(key, number, one) for number, one in enumerate(value)]
        return self._lists[key]

    def _one(self, key: str, number: int, data: Any) -> "Element":
        name = data.get("linkId", number) if isinstance(data, dict) else number
        return Element(data, f"{self.path}.{key}[{name}]", self.reading, self._depth + 1)

    def part(self, key: str) -> "Element | None":
        """Give one object, if there is one."""
        self._read.add(key)
        if key not in self._parts and key in self.data:
            path = f"{self.path}.{key}"
            self._parts[key] = Element(self.data[key], path, self.reading, self._depth + 1)
        return self._parts.get(key)

    @cached_property
    def link(self) -> str:
        """Give an item's linkId. Raises UnreadableResource: it has none."""
        link = self.word("linkId")
        if not link.strip():
            raise UnreadableResource(self.path, gettext_noop("has no linkId"))
        return link

    def extensions(self, url: str) -> "list[Element]":
        """Give the extensions with an address."""
        return [
            one for one in self.many("extension") if one.word("url") == url and one.understood()
        ]

    def extension(self, url: str) -> "Element | None":
        """Give the first extension with an address."""
        return next(iter(self.extensions(url)), None)

    def understood(self) -> bool:
        """Take note that somebody understands this extension."""
        self.skip("url", "id")
        self._is_understood = True
        return True

    def text(self, key: str) -> dict[str, str]:
        """Give words with their translations; Swedish is never missing where there are any."""
        found: dict[str, str] = {}
        if words := self.word(key).strip():
            found[self.reading.language] = words
        beside = self.part(f"_{key}")
        for one in beside.extensions(TRANSLATION) if beside else ():
            lang, content = one.extension("lang"), one.extension("content") or one
            language = lang.word("valueCode").partition("-")[0] if lang else ""
            translated = (content.word("valueString") or content.word("valueMarkdown")).strip()
            if LANGUAGE.fullmatch(language) and translated:
                found.setdefault(language, translated)
            else:
                one.lose("translation")
        if found and "sv" not in found:
            found = {"sv": next(iter(found.values())), **found}
        self.reading.languages.update(found)
        return found

    def list_unread(self) -> None:
        """Add to what is lost whatever nobody looked at, here and below."""
        if self._is_passed_over:
            return
        for key in self.data:
            if key not in self._read and key != "id":
                self.lose(key.removeprefix("_"))
        for part in self._parts.values():
            part.list_unread()
        for key, elements in self._lists.items():
            for one in elements:
                if key == "extension" and not one._is_understood:
                    self.lose(one.word("url"))
                else:
                    one.list_unread()


def put_text(item: dict[str, Any], key: str, words: dict[str, Any]) -> None:
    """Write words under a key, with their translations beside them; nothing where there are none."""
    if not words:
        return
    item[key] = words["sv"]
    if translations := list(_translations(words)):
        item[f"_{key}"] = {"extension": translations}


def _translations(words: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for language, text in words.items():
        if language != "sv":
            parts = [
                {"url": "lang", "valueCode": language},
                {"url": "content", "valueString": text},
            ]
            yield {"url": TRANSLATION, "extension": parts}

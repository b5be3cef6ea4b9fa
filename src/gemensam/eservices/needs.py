"""What is hard for people, in their words, and what may help: read from `data/needs.yaml`, searched. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from gemensam.eservices.catalogue import EService, by_key, text_of
from gemensam.questionnaires.api import Text


class NoSuchNeed(LookupError):
    """No need has this word in its address."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that is hard, and the e-services that may help; without any, somebody to talk to."""

    slug: str
    text: Text
    services: tuple[EService, ...]
    # Talking with a caseworker is offered beside the services.
    is_for_talk: bool
    words: str

    @property
    def only_service(self) -> EService | None:
        """Give the service that the need leads straight to."""
        return self.services[0] if len(self.services) == 1 and not self.is_for_talk else None


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """Some needs under one heading."""

    title: Text
    needs: tuple[Need, ...]


@lru_cache(maxsize=1)
def groups() -> Sequence[NeedGroup]:
    """List every need, in the order of the page."""
    file = resources.files("gemensam.eservices") / "data" / "needs.yaml"
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tuple(
        NeedGroup(text_of(row["title"]), tuple(_need(one) for one in row["needs"])) for row in rows
    )


def need_of(slug: str) -> Need:
    """Find a need by its word in the address. Raises NoSuchNeed."""
    for group in groups():
        for need in group.needs:
            if need.slug == slug:
                return need
    raise NoSuchNeed(slug)


def found(searched: str) -> Sequence[NeedGroup]:
    """Give the needs where each word that was searched for begins some word; all without a search."""
    wanted = _words_of(searched)
    narrowed = [
        NeedGroup(group.title, tuple(one for one in group.needs if _fits(one, wanted)))
        for group in groups()
    ]
    return [group for group in narrowed if group.needs]


def _need(row: Mapping[str, Any]) -> Need:
    return Need(
        slug=row["slug"],
        text=text_of(row["text"]),
        services=tuple(by_key(key) for key in row["services"]),
        is_for_talk=row.get("talk", False),
        words=row["words"],
    )


def _fits(need: Need, wanted: Sequence[str]) -> bool:
    held = _words_of(" ".join(_said(need)))
    return all(any(word.startswith(one) for word in held) for one in wanted)


def _said(need: Need) -> Iterator[str]:
    yield from (need.text.sv, need.text.en, need.words)
    for service in need.services:
        yield from (service.title.sv, service.title.en)


def _words_of(text: str) -> list[str]:
    """Give the words of a text without case and accents: "städa" is found by "stada"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return re.findall(r"\w+", letters)

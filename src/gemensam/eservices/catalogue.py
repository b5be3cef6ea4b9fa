"""The catalogue of e-services, read from `data/catalogue.yaml`: what is offered, and its quality facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from gemensam.questionnaires.api import Text


class NoSuchService(LookupError):
    """The catalogue has no such e-service."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The parts of SKL's definition of an e-service, each by itself."""

    is_electronic: bool
    is_dialogue: bool
    is_publicly_funded: bool
    is_for_social_services: bool
    performers: tuple[str, ...]
    # idea, pre_study, pilot or operation
    status: str
    # own, joint or elsewhere
    hosting: str

    def counts(self) -> bool:
        """Say whether it counts as an e-service: every part of the definition, and in operation."""
        return (
            self.is_electronic
            and self.is_dialogue
            and self.is_publicly_funded
            and self.is_for_social_services
            and bool(self.performers)
            and self.status == "operation"
        )


@dataclass(frozen=True, slots=True)
class EService:
    """One e-service: how it is found, which form it uses and what it is."""

    # Also the word that mandates are given by, and the kind of the case it opens.
    key: str
    slug: str
    form_key: str
    title: Text
    verb: Text
    summary: Text
    minutes: int
    # The area of social services that it belongs to (`inventory_rules.AREAS`).
    area: str
    quality: Quality
    # Applied for month by month, from the second time on by this form; together with a partner.
    renewal_form_key: str = ""

    @property
    def is_monthly(self) -> bool:
        """Say whether it is applied for a month at a time, and signed."""
        return bool(self.renewal_form_key)

    # What a trustee who manages property acts in; the others are those of one who provides for the person.
    is_about_money: bool = False


@lru_cache(maxsize=1)
def catalogue() -> Sequence[EService]:
    """List the e-services that every municipality on the platform offers."""
    file = resources.files("gemensam.eservices") / "data" / "catalogue.yaml"
    return tuple(_read(row) for row in yaml.safe_load(file.read_text(encoding="utf-8")))


def by_slug(slug: str) -> EService:
    """Find an e-service by its word in the address. Raises NoSuchService."""
    return _find(slug=slug)


def by_key(key: str) -> EService:
    """Find an e-service by its key. Raises NoSuchService."""
    return _find(key=key)


def _find(*, slug: str = "", key: str = "") -> EService:
    for one in catalogue():
        if slug == one.slug or key == one.key:
            return one
    raise NoSuchService(slug or key)


def _read(row: Mapping[str, object]) -> EService:
    quality = row["quality"]
    assert isinstance(quality, Mapping)
    return EService(
        key=str(row["key"]),
        slug=str(row["slug"]),
        form_key=str(row["form"]),
        title=text_of(row["title"]),
        verb=text_of(row["verb"]),
        summary=text_of(row["summary"]),
        minutes=int(str(row["minutes"])),
        renewal_form_key=str(row.get("renewal_form", "")),
        is_about_money=row.get("is_about_money") is True,
        area=str(row["area"]),
        quality=Quality(**{**quality, "performers": tuple(quality["performers"])}),
    )


def text_of(words: object) -> Text:
    """Read words in both languages."""
    assert isinstance(words, Mapping)
    return Text(str(words["sv"]), str(words["en"]))

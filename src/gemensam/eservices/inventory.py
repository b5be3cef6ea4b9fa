"""Every municipality's e-services in one list: the platform's, its own and the joint ones, with stages."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from gemensam.eservices.catalogue import EService, Quality, catalogue
from gemensam.eservices.inventory_rules import AREAS, OPEN_STAGES, PARTS, is_checked, missing
from gemensam.eservices.models import ListedService, ServiceStage
from gemensam.identity import api as identity
from gemensam.organisations import api as organisations

# The word for what lies on the platform, beside own and joint.
PLATFORM = "platform"


class NoSuchListedService(LookupError):
    """There is no such e-service in the inventory, or it has ended."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An e-service wherever it is used."""

    # The catalogue's key, or the id of one beside the platform.
    key: str
    title: str
    about: str
    area: str
    href: str
    hosting: str
    parts: tuple[str, ...]
    # Whose it is; empty for the platform's.
    owner_id: UUID | None = None
    slug: str = ""

    @property
    def is_checked(self) -> bool:
        """Say whether every part of the definition is met."""
        return is_checked(self.parts)

    @property
    def missing(self) -> tuple[str, ...]:
        """Give the parts that are not met."""
        return missing(self.parts)


@dataclass(frozen=True, slots=True)
class Line:
    """An e-service in one municipality."""

    place: organisations.Place
    service: Listed
    stage: str

    @property
    def counts(self) -> bool:
        """Say whether it counts as an e-service there: quality-checked and in operation."""
        return self.service.is_checked and self.stage == "operation"

    @property
    def is_open(self) -> bool:
        """Say whether people can use it, if only some of them."""
        return self.stage in OPEN_STAGES

    @property
    def quality(self) -> Quality:
        """Give the parts as the indicator reads them."""
        has = self.service.parts
        return Quality(
            is_electronic="is_electronic" in has,
            is_dialogue="is_dialogue" in has,
            is_publicly_funded="is_publicly_funded" in has,
            is_for_social_services="is_for_social_services" in has,
            performers=("municipality",) if "performers" in has else (),
            status=self.stage,
            hosting=self.service.hosting,
        )


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that was done with an e-service, and why."""

    at: datetime
    who: str
    # The title it had; empty where it was about the stage.
    title: str
    stage: str
    is_ended: bool
    reason: str


def lines() -> Sequence[Line]:
    """List every e-service in every municipality, by municipality."""
    places = organisations.municipalities()
    stages, services = _stages(), every_service()
    return [
        Line(place, service, stage)
        for place in places
        for service in services
        if (stage := stages[service.key].get(place.organisation_id, _default(service)))
    ]


def every_service() -> Sequence[Listed]:
    """List each e-service once: the platform's, then those beside it."""
    return [*map(_of_platform, catalogue()), *_newest().values()]


def lines_of(place: organisations.Place) -> Sequence[Line]:
    """List the e-services of one municipality."""
    return [one for one in lines() if one.place.organisation_id == place.organisation_id]


def is_open(offered: EService, place: organisations.Place) -> bool:
    """Say whether people can apply by one of the platform's services in a municipality."""
    newest = (
        ServiceStage.objects.filter(service=offered.key, municipality_id=place.organisation_id)
        .order_by("-made_at", "-id")
        .first()
    )
    return (newest.stage if newest else offered.quality.status) in OPEN_STAGES


def qualities() -> Mapping[str, Sequence[Quality]]:
    """Give what each municipality, by its code, has, as the indicator counts it."""
    found: dict[str, list[Quality]] = defaultdict(list)
    for one in lines():
        found[one.place.code].append(one.quality)
    return found


def dialogue_areas(found: Sequence[Line]) -> frozenset[str]:
    """Give the areas in which an e-dialogue is possible, by what counts as an e-service."""
    return frozenset(one.service.area for one in found if one.counts) & set(AREAS)


def listed_service(service_id: UUID) -> Listed:
    """Find an e-service beside the platform. Raises NoSuchListedService."""
    for key, one in _newest().items():
        if key == str(service_id):
            return one
    raise NoSuchListedService(service_id)


def history(key: str) -> Sequence[HistoryRow]:
    """Give everything that was done with an e-service, newest first."""
    versions = ListedService.objects.filter(service_id=key) if "-" in key else ()
    steps = ServiceStage.objects.filter(service=key)
    rows = [(one, one.title, "", one.is_ended) for one in versions]
    rows += [(one, "", one.stage, False) for one in steps]  # type: ignore[misc]  # two tables, same columns
    names = identity.names([one.made_by_id for one, *_rest in rows])
    found = [
        HistoryRow(one.made_at, names[one.made_by_id].display_name, title, stage, over, one.reason)
        for one, title, stage, over in rows
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _default(service: Listed) -> str:
    """The platform's are everywhere as the catalogue says, until a municipality says otherwise."""
    if service.hosting != PLATFORM:
        return ""
    return next(one.quality.status for one in catalogue() if one.key == service.key)


def _stages() -> Mapping[str, Mapping[UUID, str]]:
    found: dict[str, dict[UUID, str]] = defaultdict(dict)
    for one in ServiceStage.objects.order_by("made_at", "id"):
        found[one.service][one.municipality_id] = one.stage
    return found


def _newest() -> Mapping[str, Listed]:
    newest = {one.service_id: one for one in ListedService.objects.order_by("version")}
    return {
        str(key): Listed(
            key=str(key),
            title=one.title,
            about=one.about,
            area=one.area,
            href=one.href,
            hosting=one.hosting,
            parts=tuple(one.parts),
            owner_id=one.municipality_id,
        )
        for key, one in newest.items()
        if not one.is_ended
    }


def _of_platform(one: EService) -> Listed:
    language = get_language() or "sv"
    return Listed(
        key=one.key,
        title=one.title.within(language),
        about=one.summary.within(language),
        area=one.area,
        href="",
        hosting=PLATFORM,
        parts=tuple(part for part in PARTS if getattr(one.quality, part)),
        slug=one.slug,
    )

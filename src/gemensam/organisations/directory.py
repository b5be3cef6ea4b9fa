"""The tenant's care providers and units as a directory: what HSA says of them, and what is part of what."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from gemensam.kernel.swedish import sort_key
from gemensam.organisations.models import CareProvider, Listed, Unit


class NoSuchUnit(Exception):
    """The running tenant has no such unit."""


class PartOfItself(Exception):
    """A unit would be a part of one of its own parts, or of another care provider's unit."""


class Standing(StrEnum):
    """Whether something counts now, and if not, why."""

    NOW = "NOW"
    LATER = "LATER"
    ENDED = "ENDED"
    ARCHIVED = "ARCHIVED"
    FEIGNED = "FEIGNED"


@dataclass(frozen=True, slots=True)
class Listing:
    """From when until when something counts, and HSA's two marks."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_archived: bool = False
    is_feigned: bool = False

    def standing(self, now: datetime) -> Standing:
        """Say whether it counts now; of several reasons why not, the one that lasts longest."""
        if self.is_feigned:
            return Standing.FEIGNED
        if self.is_archived:
            return Standing.ARCHIVED
        if self.ends_at is not None and self.ends_at <= now:
            return Standing.ENDED
        if self.starts_at is not None and self.starts_at > now:
            return Standing.LATER
        return Standing.NOW


@dataclass(frozen=True, slots=True)
class ListedProvider:
    """A care provider of the running tenant."""

    id: UUID
    hsa_id: str
    name: str
    organisation_number: str
    is_private: bool
    listing: Listing


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A unit of the running tenant."""

    id: UUID
    hsa_id: str
    name: str
    kind: str
    regime: str
    care_provider_id: UUID | None
    parent_id: UUID | None
    listing: Listing


def listed_providers() -> Sequence[ListedProvider]:
    """List the running tenant's care providers, its own first, by name in Swedish order."""
    found = [
        ListedProvider(
            one.id, one.hsa_id, one.name, one.organisation_number, one.is_private, _listing(one)
        )
        for one in CareProvider.objects.all()
    ]
    return sorted(found, key=lambda one: (one.is_private, sort_key(one.name)))


def listed_units() -> Sequence[ListedUnit]:
    """List the running tenant's units by name in Swedish order."""
    return sorted(map(_unit, Unit.objects.all()), key=lambda one: sort_key(one.name))


def listed_unit(unit_id: UUID) -> ListedUnit:
    """Find a unit of the running tenant. Raises NoSuchUnit."""
    row = Unit.objects.filter(id=unit_id).first()
    if row is None:
        raise NoSuchUnit
    return _unit(row)


def list_provider(provider_id: UUID, listing: Listing) -> None:
    """Write down what HSA says of a care provider."""
    CareProvider.objects.filter(id=provider_id).update(**_columns(listing))


def list_unit(unit_id: UUID, listing: Listing) -> None:
    """Write down what HSA says of a unit."""
    Unit.objects.filter(id=unit_id).update(**_columns(listing))


def place_unit(unit_id: UUID, parent_id: UUID | None) -> None:
    """Make a unit a part of another of the same care provider, or of none.

    Raises NoSuchUnit and PartOfItself.
    """
    # Those who place at once wait for each other: two moves could make a ring that neither is.
    rows = {one.id: one for one in Unit.objects.select_for_update().order_by("id")}
    if unit_id not in rows or (parent_id is not None and parent_id not in rows):
        raise NoSuchUnit
    above = parent_id
    while above is not None:
        other = rows[above]
        if above == unit_id or other.care_provider_id != rows[unit_id].care_provider_id:
            raise PartOfItself
        above = other.parent_id
    Unit.objects.filter(id=unit_id).update(parent_id=parent_id)


def _unit(row: Unit) -> ListedUnit:
    return ListedUnit(
        id=row.id,
        hsa_id=row.hsa_id,
        name=row.name,
        kind=row.kind,
        regime=row.regime,
        care_provider_id=row.care_provider_id,
        parent_id=row.parent_id,
        listing=_listing(row),
    )


def _listing(row: Listed) -> Listing:
    return Listing(row.starts_at, row.ends_at, row.is_archived, row.is_feigned)


def _columns(listing: Listing) -> dict[str, object]:
    return {one.name: getattr(listing, one.name) for one in fields(listing)}

"""What an answer of HSA's comes to here: commissions to have, and what could not be brought. Pure.

A commission is brought whole or not at all: its care provider and unit are known here, the provider's
organisation number is the one that the municipality registered, and its purpose is one of ours. A right
that nobody here can read gives nothing and is told; it never keeps the others out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from gemensam.identity.commissions import same_number
from gemensam.identity.hsa.answers import Credentials, Place, ToldCommission
from gemensam.kernel.actor import Purpose, Right, UnreadableRight
from gemensam.organisations.api import ListedProvider, ListedUnit, Listing

# Residents' own purpose is nobody's commission.
PURPOSES: Final = frozenset(Purpose) - {Purpose.OWN_AFFAIRS}


class Sort(StrEnum):
    """What was not brought, and why."""

    NOT_IN_HSA = "NOT_IN_HSA"
    PROVIDER_UNKNOWN = "PROVIDER_UNKNOWN"
    OTHER_ORGANISATION = "OTHER_ORGANISATION"
    UNIT_UNKNOWN = "UNIT_UNKNOWN"
    UNIT_ELSEWHERE = "UNIT_ELSEWHERE"
    PURPOSE_UNKNOWN = "PURPOSE_UNKNOWN"
    RIGHT_UNKNOWN = "RIGHT_UNKNOWN"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that stands in HSA and not here. `told`: HSA's word for what was not understood."""

    sort: Sort
    commission_hsa_id: str = ""
    commission_name: str = ""
    unit_hsa_id: str = ""
    unit_name: str = ""
    provider_hsa_id: str = ""
    told: str = ""

    def kept(self) -> dict[str, str]:
        """Give it as JSON data, without what is empty."""
        values = {name: str(getattr(self, name)) for name in self.__slots__}
        return {name: value for name, value in values.items() if value}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Difference":
        """Give what `kept` wrote."""
        return cls(**{**kept, "sort": Sort(kept["sort"])})


@dataclass(frozen=True, slots=True)
class Known:
    """The tenant's care providers and units by HSA-id, and its organisation number if that is known."""

    providers: Mapping[str, ListedProvider]
    units: Mapping[str, ListedUnit]
    tenants_number: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A commission as it should be here, by the names of its columns."""

    hsa_id: str
    name: str
    purpose: str
    rights: tuple[str, ...]
    unit_id: UUID | None
    care_provider_id: UUID
    regime: str
    is_feigned: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one answer comes to."""

    wanted: tuple[Wanted, ...]
    differences: tuple[Difference, ...]
    # What HSA says of care providers and units that are known here, by HSA-id.
    providers: Mapping[str, Listing]
    units: Mapping[str, Listing]


def compare(told: Credentials | None, known: Known) -> Outcome:
    """Hold an answer against what is known here."""
    if told is None:
        return Outcome((), (Difference(Sort.NOT_IN_HSA),), {}, {})
    wanted: list[Wanted] = []
    differences: list[Difference] = []
    providers: dict[str, Listing] = {}
    units: dict[str, Listing] = {}
    for one in told.commissions:
        why = _why_not(one, known)
        if why is not None:
            differences.append(_difference(why, one))
            continue
        readable, unreadable = _rights(one)
        differences += [_difference(Sort.RIGHT_UNKNOWN, one, right) for right in unreadable]
        wanted.append(_wanted(one, readable, known))
        providers[one.provider.hsa_id] = _listing(one.provider)
        if one.unit is not None:
            units[one.unit.hsa_id] = _listing(one.unit)
    return Outcome(tuple(wanted), tuple(differences), providers, units)


def _why_not(one: ToldCommission, known: Known) -> Sort | None:
    """Give the first reason why a commission is not brought; None: it is."""
    provider = known.providers.get(one.provider.hsa_id)
    if provider is None:
        return Sort.PROVIDER_UNKNOWN
    if not _is_ours(provider, one.organisation_number, known.tenants_number):
        return Sort.OTHER_ORGANISATION
    if one.purpose not in PURPOSES:
        return Sort.PURPOSE_UNKNOWN
    return _why_not_at(one.unit, provider, known)


def _why_not_at(place: Place | None, provider: ListedProvider, known: Known) -> Sort | None:
    if place is None:
        return None
    unit = known.units.get(place.hsa_id)
    if unit is None:
        return Sort.UNIT_UNKNOWN
    return None if unit.care_provider_id == provider.id else Sort.UNIT_ELSEWHERE


def _is_ours(provider: ListedProvider, told: str, tenants_number: str) -> bool:
    if not same_number(provider.organisation_number, told):
        return False
    return provider.is_private or not tenants_number or same_number(told, tenants_number)


def _rights(one: ToldCommission) -> tuple[tuple[str, ...], tuple[str, ...]]:
    readable, unreadable = set(), []
    for text in one.rights:
        try:
            readable.add(str(Right.parse(text)))
        except UnreadableRight:
            unreadable.append(text)
    return tuple(sorted(readable)), tuple(unreadable)


def _wanted(one: ToldCommission, rights: tuple[str, ...], known: Known) -> Wanted:
    unit = known.units[one.unit.hsa_id] if one.unit is not None else None
    return Wanted(
        hsa_id=one.hsa_id,
        name=one.name,
        purpose=Purpose(one.purpose).name,
        rights=rights,
        unit_id=unit.id if unit else None,
        care_provider_id=known.providers[one.provider.hsa_id].id,
        regime=unit.regime if unit else "",
        is_feigned=one.is_feigned,
    )


def _listing(place: Place) -> Listing:
    return Listing(place.starts_at, place.ends_at, place.is_archived, place.is_feigned)


def _difference(sort: Sort, one: ToldCommission, right: str = "") -> Difference:
    told = {
        Sort.RIGHT_UNKNOWN: right,
        Sort.PURPOSE_UNKNOWN: one.purpose,
        Sort.OTHER_ORGANISATION: one.organisation_number,
        Sort.PROVIDER_UNKNOWN: one.provider.name,
    }
    return Difference(
        sort=sort,
        commission_hsa_id=one.hsa_id,
        commission_name=one.name,
        unit_hsa_id=one.unit.hsa_id if one.unit else "",
        unit_name=one.unit.name if one.unit else "",
        provider_hsa_id=one.provider.hsa_id,
        told=told.get(sort, ""),
    )

"""Those who have to do with a case beside the resident: caseworker, representative, whom a court appointed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.cases.models import Case
from gemensam.identity import api as identity
from gemensam.people import api as people


@dataclass(frozen=True, slots=True)
class RepresentativeRow:
    """Who acts for the resident, and whether the mandate still holds."""

    name: str
    basis: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Around:
    """Those who have to do with a case, by name."""

    caseworker_name: str
    representative: RepresentativeRow | None
    by_court: Sequence[RepresentativeRow]


def around_case(case: Case, now: datetime) -> Around:
    """Name the caseworker, the representative and those whom a court appointed."""
    given = people.mandates_of_resident(case.resident_id)
    orders = [one for one in given if one.is_court_order and one.holds(now)]
    ids = [case.caseworker_id, case.representative_id, *(one.representative_id for one in orders)]
    found = identity.names([one for one in ids if one is not None])
    names = {key: name.display_name for key, name in found.items()}
    return Around(
        names.get(case.caseworker_id, "") if case.caseworker_id else "",
        _representative(case, given, names, now),
        [
            RepresentativeRow(names[one.representative_id], _basis(one), holds=True)
            for one in orders
            if one.representative_id != case.representative_id
        ],
    )


def _representative(
    case: Case, given: Sequence[people.MandateRow], names: Mapping[UUID, str], now: datetime
) -> RepresentativeRow | None:
    if case.representative_id is None:
        return None
    mandates = [one for one in given if one.representative_id == case.representative_id]
    standing = next((one for one in mandates if one.holds(now)), None)
    latest = standing or (mandates[0] if mandates else None)
    return RepresentativeRow(
        name=names[case.representative_id],
        basis=_basis(latest) if latest else "",
        holds=standing is not None,
    )


def _basis(mandate: people.MandateRow) -> str:
    return people.MandateBasis(mandate.basis).label

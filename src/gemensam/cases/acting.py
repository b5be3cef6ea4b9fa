"""Who acts for the resident of a case, and whether the mandate still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gemensam.cases.models import Case
from gemensam.identity import api as identity
from gemensam.people import api as people


@dataclass(frozen=True, slots=True)
class RepresentativeRow:
    """Who acts for the resident, and whether the mandate still holds."""

    name: str
    basis: str
    holds: bool
    ended_at: datetime | None = None


def acting_for(
    case: Case, now: datetime
) -> tuple[RepresentativeRow | None, Sequence[RepresentativeRow]]:
    """Give who sent the application for the resident, and others who act by a court's order."""
    given = people.mandates_of_resident(case.resident_id)
    by_court = [
        RepresentativeRow(one.representative_name, _basis(one), holds=True)
        for one in given
        if one.is_court_order and one.holds(now) and one.representative_id != case.representative_id
    ]
    return _representative(case, given, now), by_court


def _representative(
    case: Case, given: Sequence[people.MandateRow], now: datetime
) -> RepresentativeRow | None:
    if case.representative_id is None:
        return None
    mandates = [one for one in given if one.representative_id == case.representative_id]
    standing = next((one for one in mandates if one.holds(now)), None)
    latest = standing or (mandates[0] if mandates else None)
    if latest is None:
        name = identity.names([case.representative_id])[case.representative_id].display_name
        return RepresentativeRow(name, "", holds=False)
    return RepresentativeRow(
        name=latest.representative_name,
        basis=_basis(latest),
        holds=standing is not None,
        ended_at=min((at for at in (latest.revoked_at, latest.ends_at) if at), default=None),
    )


def _basis(mandate: people.MandateRow) -> str:
    return people.MandateBasis(mandate.basis).label

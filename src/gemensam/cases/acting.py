"""Who acts for the resident of a case, and whether the mandate still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.cases.models import Case
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity
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


def still_acting(case: Case, now: datetime) -> Sequence[UUID]:
    """Give whom to tell of a case that a representative sent: nobody whose mandate has ended.

    In an organisation that is the sender as long as she is appointed there, then her colleagues.
    Where a court has named another meanwhile, it is that one.
    """
    if case.representative_id is None:
        return ()
    given = people.mandates_of_resident(case.resident_id)
    held = [one for one in _sent_by(case, given) if one.holds(now)]
    held = held or [
        one
        for one in given
        if one.is_court_order and one.holds(now) and one.covers(case.kind, (Activity.READ,))
    ]
    holders = {person_id for one in held for person_id in one.holders(now)}
    return (case.representative_id,) if case.representative_id in holders else sorted(holders)


def _sent_by(case: Case, given: Sequence[people.MandateRow]) -> Sequence[people.MandateRow]:
    """Give the mandates for it that whoever sent the application has had in hand: her own first."""
    sender = case.representative_id
    for_it = [one for one in given if one.covers(case.kind, Activity)]
    own = [one for one in for_it if one.representative_id == sender]
    through = [one for one in for_it if any(who.person_id == sender for who in one.appointees)]
    return [*own, *through]


def _representative(
    case: Case, given: Sequence[people.MandateRow], now: datetime
) -> RepresentativeRow | None:
    if case.representative_id is None:
        return None
    sender = case.representative_id
    mandates = _sent_by(case, given)
    standing = next(
        (one for one in mandates if one.holds(now) and sender in one.holders(now)), None
    )
    latest = standing or (mandates[0] if mandates else None)
    if latest is None:
        name = identity.names([sender])[sender].display_name
        return RepresentativeRow(name, "", holds=False)
    return RepresentativeRow(
        name=_name(latest, sender),
        basis=_basis(latest),
        holds=standing is not None,
        ended_at=min(_ends(latest, sender), default=None),
    )


def _name(mandate: people.MandateRow, sender: UUID) -> str:
    who = next((one.name for one in mandate.appointees if one.person_id == sender), "")
    return f"{who}, {mandate.organisation_name}" if who else mandate.representative_name


def _ends(mandate: people.MandateRow, sender: UUID) -> Sequence[datetime]:
    """Give when the mandate ends, and the sender's part in it."""
    ends = [mandate.revoked_at, mandate.ends_at]
    mine = next((one for one in mandate.appointees if one.person_id == sender), None)
    if mine is not None:
        ends += [mine.ends_at, mine.ended_at]
    return [at for at in ends if at is not None]


def _basis(mandate: people.MandateRow) -> str:
    return people.MandateBasis(mandate.basis).label

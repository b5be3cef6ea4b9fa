"""For whom somebody may act in a municipality: for themselves, and for those who gave a mandate."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gemensam.eservices import policy
from gemensam.eservices.policy import Visit
from gemensam.kernel.actor import Activity, ActorKind
from gemensam.people import api as people


@dataclass(frozen=True, slots=True)
class Someone:
    """A resident whom the visitor may act for; without a mandate it is the visitor."""

    resident: people.ResidentRow
    # All that the visitor holds for the resident, each perhaps for a service of its own.
    mandates: tuple[people.MandateRow, ...] = ()

    @property
    def is_self(self) -> bool:
        return not self.mandates

    @property
    def in_name_of(self) -> str:
        """Name the organisation that the visitor acts for; empty where a mandate is her own."""
        names = [one.organisation_name for one in self.mandates]
        return names[0] if all(names) and names else ""


def everyone(visit: Visit) -> Sequence[Someone]:
    """List oneself first, if a resident here, then those represented by mandates in force.

    Not those with a protected identity: which municipality knows them is itself to be kept.
    """
    person_id = visit.actor.person_id
    if person_id is None or visit.actor.kind is not ActorKind.RESIDENT:
        return ()
    own = people.resident_of_person(person_id)
    held = people.mandates_of_representative(person_id, now=visit.now)
    residents = people.residents([one.resident_id for one in held]) if held else {}
    by_resident: dict[UUID, list[people.MandateRow]] = {}
    for mandate in held:
        if residents[mandate.resident_id].is_protected:
            continue
        if not (own and mandate.resident_id == own.id):
            by_resident.setdefault(mandate.resident_id, []).append(mandate)
    others = [Someone(residents[key], tuple(mandates)) for key, mandates in by_resident.items()]
    return (Someone(own), *others) if own else tuple(others)


def oneself(visit: Visit) -> people.ResidentRow:
    """Give the resident that the visitor is here. Raises NoSuchResident: not one of this municipality."""
    for one in everyone(visit):
        if one.is_self:
            return one.resident
    raise people.NoSuchResident


def who_may_apply(visit: Visit, *, service: str) -> Sequence[Someone]:
    """List those for whom the visitor may apply for a service."""
    return [
        one
        for one in everyone(visit)
        if policy.may(visit, Activity.WRITE, resident=one.resident, service=service)
    ]

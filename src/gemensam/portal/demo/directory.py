"""What HSA would say of the cast who work in the story's municipality. Invented, as they are."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gemensam.identity import api as identity
from gemensam.kernel.protected import ProtectedStr
from gemensam.organisations import api as organisations
from gemensam.portal.demo.cast import EMPLOYED_FOR, STAFF, Cast, StaffPart
from gemensam.tenancy.context import tenant_context

CHECKED_BEFORE = timedelta(hours=6)
OLDER_THAN_STAFF = timedelta(days=400)
# Codes of licensed professions as HSA writes them, by the cast's titles.
LICENCES = {"sjuksköterska": ("SJ",)}
# HSA has a unit that nobody has added here yet, with a commission for Hanna.
NEW_UNIT = ("SE2120000001-E020", "Elevhälsan")
NEW_FOR = "hanna"


@dataclass(frozen=True, slots=True)
class _InventedHsa:
    """Answers as HSA would, from the cast."""

    told: dict[str, identity.hsa.Credentials]

    def ask(self, employee_hsa_id: str) -> identity.hsa.Answer:
        credentials = self.told.get(employee_hsa_id)
        digest = hashlib.sha256(repr(credentials).encode()).hexdigest()
        return identity.hsa.Answer(credentials, digest)


def load(cast: Cast, *, now: datetime) -> None:
    """Check the municipality with an invented HSA, some hours before the story's present."""
    with tenant_context(cast.home):
        told = _told(cast, now)
        names = {one.name: one.id for one in organisations.listed_units()}
        organisations.place_unit(names["Nattpatrullen"], names["Hemtjänst Norr"])
    identity.hsa.synchronise(cast.home, _InventedHsa(told), clock=lambda: now - CHECKED_BEFORE)


def _told(cast: Cast, now: datetime) -> dict[str, identity.hsa.Credentials]:
    began = now - EMPLOYED_FOR - OLDER_THAN_STAFF
    (owner,) = [one for one in organisations.listed_providers() if not one.is_private]
    provider = identity.hsa.Place(owner.hsa_id, owner.name, began)
    units = {
        one.name: identity.hsa.Place(one.hsa_id, one.name, began)
        for one in organisations.listed_units()
    }
    found = {}
    for order, part in enumerate(STAFF, start=10):
        if cast.tenants[part.tenant] != cast.home:
            continue
        commissions = [_commission(part, order, units[part.unit], provider, owner)]
        if part.key == NEW_FOR:
            elsewhere = identity.hsa.Place(*NEW_UNIT, began)
            commissions.append(_commission(part, order + 800, elsewhere, provider, owner))
        employee = f"SE2120000001-P{order:03d}"
        found[employee] = _credentials(employee, part, commissions)
    return found


def _commission(
    part: StaffPart,
    order: int,
    unit: identity.hsa.Place,
    provider: identity.hsa.Place,
    owner: organisations.ListedProvider,
) -> identity.hsa.ToldCommission:
    return identity.hsa.ToldCommission(
        hsa_id=f"SE2120000001-U{order:03d}",
        name=part.commission,
        purpose=part.purpose.value,
        rights=tuple(sorted(map(str, part.rights))),
        unit=unit,
        provider=provider,
        organisation_number=owner.organisation_number,
    )


def _credentials(
    employee: str, part: StaffPart, commissions: Sequence[identity.hsa.ToldCommission]
) -> identity.hsa.Credentials:
    return identity.hsa.Credentials(
        employee_hsa_id=employee,
        given_name=ProtectedStr(part.given_name),
        family_name=ProtectedStr(part.family_name),
        licences=LICENCES.get(part.title, ()),
        commissions=tuple(commissions),
    )

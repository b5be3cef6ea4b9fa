"""What HSA says of an employee, as plain data: `GetCredentialsForPersonIncludingProtectedPerson` 2.2."""

from dataclasses import dataclass, field
from datetime import datetime

from gemensam.kernel.personal_identity_number import PersonalIdentityNumber
from gemensam.kernel.protected import ProtectedStr


@dataclass(frozen=True, slots=True)
class Place:
    """A care provider or a unit as a commission names it. A date that HSA leaves out is None."""

    hsa_id: str
    name: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_archived: bool = False
    is_feigned: bool = False


@dataclass(frozen=True, slots=True)
class ToldCommission:
    """A commission as HSA writes it. Without a unit it lies directly under the care provider."""

    hsa_id: str
    name: str
    purpose: str
    # HSA's three words with semicolons between, in the order of the answer.
    rights: tuple[str, ...]
    unit: Place | None
    provider: Place
    organisation_number: str
    is_feigned: bool = False


@dataclass(frozen=True, slots=True)
class Credentials:
    """An employee of HSA's: name, licences, roles and commissions."""

    employee_hsa_id: str
    given_name: ProtectedStr
    family_name: ProtectedStr
    number: PersonalIdentityNumber | None = field(default=None, repr=False)
    licences: tuple[str, ...] = ()
    # `system;role` for each of HSA's own roles in systems.
    system_roles: tuple[str, ...] = ()
    is_protected: bool = False
    is_feigned: bool = False
    commissions: tuple[ToldCommission, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the employee, or None when HSA knows nobody by that HSA-id. `digest`: its SHA-256."""

    credentials: Credentials | None
    digest: str

"""Whoever acts, and in which commission (medarbetaruppdrag): plain values, not `request.user`.

The words on the wire are HSA's, hence Swedish; databases store the enum names.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final
from uuid import UUID

from gemensam.kernel.periods import Period
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber


class ActorKind(StrEnum):
    """What sort of party acts."""

    ANONYMOUS = "ANONYMOUS"
    RESIDENT = "RESIDENT"
    STAFF = "STAFF"
    SYSTEM = "SYSTEM"


class Assurance(IntEnum):
    """Level of assurance of the log-in; it can be compared."""

    NONE = 0
    LOA2 = 2
    LOA3 = 3
    LOA4 = 4


class Purpose(StrEnum):
    """What a commission, or a resident's log-in, is for (ändamål)."""

    CARE = "Vård och behandling"
    CASEWORK = "Handläggning"
    ALARM_RECEIVING = "Larmmottagning"
    HOME_CARE = "Hemtjänst"
    QUALITY = "Kvalitetssäkring"
    ADMINISTRATION = "Administration"
    PROGRAMME = "Programarbete"
    OWN_AFFAIRS = "Egna ärenden"


class Activity(StrEnum):
    """What somebody does with information; RECEIVE is to claim and handle alarms."""

    READ = "Läsa"
    WRITE = "Skriva"
    SIGN = "Signera"
    DECIDE = "Besluta"
    RECEIVE = "Ta emot"
    DISPATCH = "Skicka"
    ATTEST = "Attestera"
    ADMINISTER = "Administrera"
    REVIEW = "Granska"


class InformationClass(StrEnum):
    """Sort of information; ALL stands in rights only, never on an object."""

    APPLICATION = "ansökan"
    CASE = "ärende"
    DECISION = "beslut"
    CARE_SERVICE = "insats"
    SAFETY_ALARM = "trygghetslarm"
    VISIT = "besök"
    NOTE_SOL = "anteckning SoL"
    NOTE_HSL = "anteckning HSL"
    RESIDENT = "invånare"
    MANDATE = "ombud"
    ACCESS_LOG = "åtkomstlogg"
    DIRECTORY = "katalog"
    PROGRAMME = "program"
    HOURS = "timmar"
    FORM = "formulär"
    SURVEY = "enkät"
    ALL = "alla"


class Scope(StrEnum):
    """How far a right reaches: the unit, the care provider, shared records, the tenant."""

    UNIT = "VE"
    PROVIDER = "VG"
    SHARED = "SJF"
    TENANT = "kommun"


class Regime(StrEnum):
    """The act that the information is kept under."""

    SOL = "SOL"
    HSL = "HSL"
    LSS = "LSS"


class UnreadableRight(ValueError):
    """The text is not `activity;information class;scope` in HSA's words."""


# HSA writes a right as three words between semicolons.
_RIGHT_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Right:
    """One right of a commission, such as `Läsa;alla;SJF`."""

    activity: Activity
    information_class: InformationClass
    scope: Scope

    @classmethod
    def parse(cls, text: str) -> "Right":
        """Read HSA's form; an unknown word is refused, never guessed."""
        parts = [part.strip() for part in text.split(";")]
        if len(parts) != _RIGHT_PARTS:
            message = "a right has three parts: activity;information class;scope"
            raise UnreadableRight(message)
        try:
            return cls(Activity(parts[0]), InformationClass(parts[1]), Scope(parts[2]))
        except ValueError as error:
            raise UnreadableRight(str(error)) from None

    def __str__(self) -> str:
        return f"{self.activity};{self.information_class};{self.scope}"

    def names(self, activity: Activity, information_class: InformationClass) -> bool:
        """Say whether the right is for this activity with this sort of information."""
        return self.activity is activity and (
            self.information_class is information_class
            or self.information_class is InformationClass.ALL
        )


@dataclass(frozen=True, slots=True)
class Commission:
    """What an employer lets one employee do, for one purpose, at one unit or provider."""

    id: UUID
    hsa_id: str
    name: str
    purpose: Purpose
    rights: frozenset[Right]
    unit_id: UUID | None
    care_provider_id: UUID | None
    regime: Regime | None
    valid: Period
    is_archived: bool = False
    is_feigned: bool = False
    # Its care provider has another organisation number than the tenant, whose commission it is said to be.
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts. `tenant_id` is, for staff, the tenant of the commission."""

    kind: ActorKind
    person_id: UUID | None = None
    display_name: str = ""
    tenant_id: UUID | None = None
    # A resident's own number: never shown when the actor is printed or logged.
    resident_identity: PersonalIdentityNumber | None = field(default=None, repr=False)
    hsa_id: str = ""
    title: str = ""
    commission: Commission | None = None
    assurance: Assurance = Assurance.NONE
    authenticated_at: datetime | None = None
    session_hash: str = field(default="", repr=False)
    # A system of a municipality's own that was let at residents with a protected identity.
    handles_protected: bool = False
    # The protected residents that the log-in was made anew for, each with when.
    opened: frozenset[tuple[UUID, datetime]] = frozenset()
    # Codes of the professions that the actor is licensed for, by HSA; empty: none, or not known.
    licences: frozenset[str] = frozenset()


ANONYMOUS: Final = Actor(kind=ActorKind.ANONYMOUS)

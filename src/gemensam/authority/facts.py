"""What a decision is made from: the request, the thing, and facts that the caller collected.

Every default denies: a caller that forgets a fact refuses too much, never too little.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose, Regime
from gemensam.kernel.periods import Period

# A mandate scope that covers things of every service, and things of none.
ALL_SERVICES: Final = "*"


@dataclass(frozen=True, slots=True)
class ObjRef:
    """The thing that somebody wants to do something with, as plain values."""

    kind: str
    tenant_id: UUID
    information_class: InformationClass
    unit_id: UUID | None = None
    care_provider_id: UUID | None = None
    regime: Regime | None = None
    resident_id: UUID | None = None
    # Which e-service or care service it concerns; mandates are given per service.
    service: str = ""
    created_at: datetime | None = None
    author_person_id: UUID | None = None
    # The resident has a protected identity; unknown counts as protected.
    is_protected: bool = True
    # Which row it is, for the access log; the rules never look at it.
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody wants to do something with a thing, for a purpose, at an instant."""

    actor: Actor
    purpose: Purpose
    activity: Activity
    obj: ObjRef
    at: datetime


@dataclass(frozen=True, slots=True)
class MandateScope:
    """One thing a representative may do, within one service or `ALL_SERVICES`."""

    service: str
    activity: Activity


@dataclass(frozen=True, slots=True)
class MandateFacts:
    """The mandate that the acting representative holds from the resident concerned."""

    scopes: frozenset[MandateScope]
    valid: Period
    # Health-care records are off until the municipality and the resident switch them on.
    regimes: frozenset[Regime] = frozenset({Regime.SOL})


class DisclosureBasis(StrEnum):
    """Why another tenant's information may be read."""

    # Lag (2022:913) om sammanhållen vård- och omsorgsdokumentation: needs the resident's consent.
    SHARED_RECORDS = "SHARED_RECORDS"
    # The actor's organisation carries out a task for the owner, such as an alarm it has claimed.
    ON_BEHALF = "ON_BEHALF"


@dataclass(frozen=True, slots=True)
class DisclosureFacts:
    """The owner tenant lets the actor's organisation at this thing, for one purpose."""

    basis: DisclosureBasis
    purpose: Purpose
    classes: frozenset[InformationClass]
    valid: Period
    activities: frozenset[Activity] = frozenset({Activity.READ})


@dataclass(frozen=True, slots=True)
class EmergencyFacts:
    """The actor opened emergency access to this resident's information."""

    reason: str
    step_up_at: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the rules need to know and that the thing itself does not say."""

    # The actor or the actor's unit cares for the resident at the time of the request.
    care_relation: bool = False
    # The thing is assigned to the actor, or stands in the work list of the actor's unit.
    assigned: bool = False
    # The actor is the resident whom the thing concerns.
    is_subject: bool = False
    # The thing is an application that the actor is asked to sign together with the resident, or its case.
    is_co_applicant: bool = False
    # The actor was asked for an opinion about the case, and has neither given it nor been let off.
    is_consulted: bool = False
    # All that the actor holds for the resident: one may be for this service and another for that.
    mandates: tuple[MandateFacts, ...] = ()
    disclosure: DisclosureFacts | None = None
    # The resident's consent covers this unit or provider at the time of the request.
    consent: bool = False
    # Access blocks over the thing, without those lifted for this actor.
    inner_blocked: bool = False
    outer_blocked: bool = False
    # Whether the blocks could be read at all: if not, nothing leaves its own unit.
    blocks_known: bool = False
    may_handle_protected: bool = False
    emergency: EmergencyFacts | None = None
    # Delegated authority for the decision, or delegated health-care task.
    delegated: bool = False
    has_licence: bool = False
    # The installation is for tests, where only feigned commissions count.
    expects_feigned: bool = False

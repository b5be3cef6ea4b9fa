"""A register that a municipality keeps of its own organisation, asked about in one way by its domain.

It tells of units, staff, performers and keys, and of no resident: `Läsa;katalog` reads it and
`Administrera;katalog` keeps it, of the whole municipality or of one unit.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from gemensam.authority.enforcement import ensure, ensure_and_log
from gemensam.authority.facts import Facts, ObjRef, Request
from gemensam.authority.rules import decide
from gemensam.kernel.actor import Activity, Actor, ActorKind, InformationClass, Purpose

# Whoever has no tenant is refused by the rules all the same.
_NOBODYS: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Register:
    """A register by the kind of what stands in it, as the access log names it."""

    kind: str

    def ensure(
        self,
        actor: Actor,
        activity: Activity,
        *,
        now: datetime,
        object_id: UUID | None = None,
        unit_id: UUID | None = None,
        request_id: str = "",
    ) -> None:
        """Let somebody read the register (READ) or keep it (ADMINISTER); the access log says so.

        `unit_id` is whose part of it: without one it is the whole municipality's.
        Raises Refused.
        """
        asked = self._request(actor, activity, now, object_id=object_id, unit_id=unit_id)
        ensure_and_log(asked, Facts(), now=now, request_id=request_id)

    def ensure_somewhere(self, actor: Actor, activity: Activity, *, now: datetime) -> None:
        """Stop whoever may read or keep nobody's part, before it is said whether a row is there.

        Raises Refused, by the rule that says most of why.
        """
        unit_id = actor.commission.unit_id if actor.commission else None
        ensure(self._request(actor, activity, now, unit_id=unit_id), Facts())

    def may_read(self, actor: Actor, *, now: datetime, unit_id: UUID | None = None) -> bool:
        """Say whether somebody may read the register, or a unit's part of it."""
        return decide(self._request(actor, Activity.READ, now, unit_id=unit_id), Facts()).allow

    def may_keep(self, actor: Actor, *, now: datetime, unit_id: UUID | None = None) -> bool:
        """Say whether somebody may keep it, or a unit's part of it, so that a page offers that."""
        asked = self._request(actor, Activity.ADMINISTER, now, unit_id=unit_id)
        return decide(asked, Facts()).allow

    def _request(
        self,
        actor: Actor,
        activity: Activity,
        now: datetime,
        *,
        object_id: UUID | None = None,
        unit_id: UUID | None = None,
    ) -> Request:
        obj = ObjRef(
            kind=self.kind,
            tenant_id=actor.tenant_id or _NOBODYS,
            information_class=InformationClass.DIRECTORY,
            unit_id=unit_id,
            id=object_id,
        )
        return Request(actor, purpose_of(actor), activity, obj, now)


def purpose_of(actor: Actor) -> Purpose:
    """Say for what somebody comes to a register: as their commission has it."""
    if actor.kind is ActorKind.SYSTEM:
        # Such as the HR system, with the scope that its address asks for.
        return Purpose.ADMINISTRATION
    return actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS

"""Who comes to the pages, when, and the checks that every page begins with."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gemensam.authority import api as authority
from gemensam.employees import policy
from gemensam.identity.api import Request
from gemensam.kernel.actor import Activity, Actor, InformationClass, Scope
from gemensam.ui.formats import local_day

COMMISSION, CREDENTIAL, SYSTEM, PREVIEW = "commission", "credential", "business_system", "act_as"
_WIDE = (Scope.TENANT, Scope.SHARED, Scope.PROVIDER, Scope.UNIT)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at one of the pages: goes with every question."""

    actor: Actor
    now: datetime
    request_id: str = ""

    @property
    def today(self) -> date:
        """Give the day in Sweden."""
        return local_day(self.now)

    @property
    def own_unit(self) -> UUID | None:
        """Give the unit of the visitor's own commission."""
        return self.actor.commission.unit_id if self.actor.commission else None

    @property
    def widest(self) -> Scope:
        """Say how far the visitor's own right to keep the directory reaches."""
        rights = self.actor.commission.rights if self.actor.commission else frozenset()
        kept = InformationClass.DIRECTORY
        held = {one.scope for one in rights if one.names(Activity.ADMINISTER, kept)}
        return next((scope for scope in _WIDE if scope in held), Scope.UNIT)

    def ensure(
        self,
        activity: Activity,
        *,
        unit_id: UUID | None = None,
        kind: str = COMMISSION,
        object_id: UUID | None = None,
    ) -> None:
        """Let the visitor read or keep a unit's part, or without one the whole municipality's.

        Raises authority.Refused.
        """
        authority.Register(kind).ensure(
            self.actor,
            activity,
            now=self.now,
            unit_id=unit_id,
            object_id=object_id,
            request_id=self.request_id,
        )

    def ensure_somewhere(self, activity: Activity) -> None:
        """Stop whoever may read or keep nobody's part. Nothing is logged yet. Raises authority.Refused."""
        policy.ensure_somewhere(self.actor, activity, now=self.now)

    def may_keep(self, unit_id: UUID | None = None) -> bool:
        """Say whether a page offers to change a unit's part, or the whole municipality's."""
        return policy.may_keep(self.actor, now=self.now, unit_id=unit_id)

    def sees_everything(self) -> bool:
        """Say whether the visitor reads the whole municipality's part."""
        return policy.may_read(self.actor, now=self.now)


def visit_of(request: Request) -> Visit:
    """Say who asks."""
    return Visit(request.actor, request.now, request.request_id)

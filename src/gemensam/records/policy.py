"""Facts of a resident's shared records for `authority`: always for the purpose of care."""

from dataclasses import dataclass, replace
from datetime import datetime

from gemensam.authority import api as authority
from gemensam.consents import api as consents
from gemensam.homecare import api as homecare
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose, Regime
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id

RECORD = "records.record"
SEARCH = "records.search"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one actor and one resident: asked of the database once per page."""

    resident: people.ResidentRow
    standing: consents.Standing
    base: authority.Facts
    now: datetime

    def facts_of(self, obj: authority.ObjRef) -> authority.Facts:
        """Give the facts of one note; of the record as a whole, where no block lies, without unit."""
        source = consents.Source(obj.unit_id, obj.care_provider_id, obj.created_at)
        facts = self.standing.facts(source, now=self.now, base=self.base)
        if obj.unit_id is None:
            return replace(facts, inner_blocked=False, outer_blocked=False)
        return facts

    def note_facts(self) -> homecare.NoteFacts:
        """Give the facts of each note, and the same as conditions for lists and counts."""
        base = authority.RowFacts(care_relation=self.base.care_relation)
        rows = consents.row_facts_of(self.standing, now=self.now, base=base)
        return homecare.NoteFacts(self.facts_of, rows)


def known_of(actor: Actor, resident: people.ResidentRow, *, now: datetime) -> Known:
    """Collect relation, consents, blocks and emergency access."""
    return Known(
        resident=resident,
        standing=consents.standing(actor, resident.id, now=now),
        base=people.facts_for(actor, resident.id, now=now),
        now=now,
    )


def record_request(
    actor: Actor,
    resident: people.ResidentRow | None,
    *,
    now: datetime,
    kind: str = RECORD,
) -> authority.Request:
    """Ask to read a resident's shared records; without a resident, anybody's at all."""
    obj = authority.ObjRef(
        kind=kind,
        # A resident on her own pages has no tenant here, and is refused for lack of a commission.
        tenant_id=actor.tenant_id or current_tenant_id(),
        information_class=InformationClass.NOTE_SOL,
        regime=Regime.SOL,
        resident_id=resident.id if resident else None,
        is_protected=resident.is_protected if resident else False,
    )
    return authority.Request(actor, Purpose.CARE, Activity.READ, obj, now)


def ensure_may_search(actor: Actor, *, now: datetime) -> None:
    """See to it that the commission is for reading shared records at all.

    Raises authority.Refused.
    """
    facts = authority.Facts(care_relation=True, consent=True, blocks_known=True)
    authority.ensure(record_request(actor, None, now=now, kind=SEARCH), facts)


def may_be_found(
    actor: Actor, resident: people.ResidentRow, *, now: datetime
) -> authority.Decision:
    """Say whether the actor may learn that the resident is here: consent can come later."""
    known = known_of(actor, resident, now=now)
    request = record_request(actor, resident, now=now, kind=SEARCH)
    facts = replace(known.facts_of(request.obj), consent=True)
    return authority.decide(request, facts)

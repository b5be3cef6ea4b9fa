"""Facts about the tie between an actor and a resident, for `authority.decide`."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from gemensam.authority import api as authority
from gemensam.kernel.actor import Actor, ActorKind
from gemensam.kernel.periods import Period
from gemensam.people import queries


def facts_for(
    actor: Actor, resident_id: UUID, *, now: datetime, base: authority.Facts | None = None
) -> authority.Facts:
    """Collect care relation, subject and mandate; `base` carries what other domains know."""
    facts = base or authority.Facts()
    if actor.kind == ActorKind.STAFF:
        if facts.assigned:
            # What is one's own to do needs no other relation.
            return facts
        unit_id = actor.commission.unit_id if actor.commission else None
        related = queries.has_care_relation(
            resident_id, person_id=actor.person_id, unit_id=unit_id, now=now
        )
        return replace(facts, care_relation=facts.care_relation or related)
    if actor.person_id is None:
        return facts
    own = queries.resident_of_person(actor.person_id)
    if own is not None and own.id == resident_id:
        return replace(facts, is_subject=True)
    return replace(facts, mandates=_mandates(actor.person_id, resident_id, now))


def _mandates(
    person_id: UUID, resident_id: UUID, now: datetime
) -> tuple[authority.MandateFacts, ...]:
    return tuple(
        authority.MandateFacts(
            scopes=frozenset(
                authority.MandateScope(service, activity) for service, activity in row.scopes
            ),
            valid=Period(row.starts_at, row.ends_at),
            regimes=row.regimes,
        )
        for row in queries.mandates_of_representative(person_id, now=now, resident_id=resident_id)
    )

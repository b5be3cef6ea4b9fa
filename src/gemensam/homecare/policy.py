"""Facts of visits and notes for `authority`, and the conditions of the visible.

A unit goes only to residents it has a care relation with. Protected identities are shown to whoever
has the visit, and to the unit that an alarm was sent to: somebody has to go there.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from gemensam.authority import api as authority
from gemensam.homecare.models import HeldEntry, Note, Visit, VisitKind
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose, Regime
from gemensam.people import api as people


def purpose_of(actor: Actor) -> Purpose:
    """Give what the actor's commission is for; without one the rules refuse anyway."""
    return actor.commission.purpose if actor.commission else Purpose.HOME_CARE


def provider_of(actor: Actor) -> UUID | None:
    return actor.commission.care_provider_id if actor.commission else None


@dataclass(frozen=True, slots=True)
class Worker:
    """Whoever works in a unit, by the ids that rows refer to."""

    person_id: UUID
    commission_id: UUID
    unit_id: UUID


def worker_of(actor: Actor) -> Worker:
    """Give the ids of somebody who was let in: that takes a log-in and a commission at a unit."""
    commission = actor.commission
    assert actor.person_id is not None
    assert commission is not None
    assert commission.unit_id is not None
    return Worker(actor.person_id, commission.id, commission.unit_id)


def _unit_of(actor: Actor) -> UUID | None:
    return actor.commission.unit_id if actor.commission else None


def _visit_ref(visit: Visit) -> authority.ObjRef:
    return authority.ObjRef(
        kind="homecare.visit",
        tenant_id=visit.tenant_id,
        information_class=InformationClass.VISIT,
        unit_id=visit.unit_id,
        care_provider_id=visit.unit.care_provider_id,
        regime=Regime.SOL,
        resident_id=visit.resident_id,
        is_protected=visit.resident.is_protected,
        id=visit.id,
    )


def visit_request(
    actor: Actor, visit: Visit, activity: Activity, *, at: datetime
) -> tuple[authority.Request, authority.Facts]:
    """Say what is asked of a visit (its unit and resident fetched), with the facts."""
    mine = visit.assigned_person_id == actor.person_id
    base = authority.Facts(
        assigned=mine and visit.unit_id == _unit_of(actor),
        may_handle_protected=mine or visit.kind == VisitKind.ALARM,
    )
    facts = people.facts_for(actor, visit.resident_id, now=at, base=base)
    request = authority.Request(actor, purpose_of(actor), activity, _visit_ref(visit), at)
    return request, facts


def visible_visits(actor: Actor, *, at: datetime) -> Q:
    """Give the condition on the visits that an actor may read."""
    mine = Q(assigned_person_id=actor.person_id)
    return authority.filter_for(
        actor,
        purpose_of(actor),
        Activity.READ,
        columns=authority.Columns(
            information_class=InformationClass.VISIT,
            unit_id="unit_id",
            care_provider_id="unit__care_provider_id",
            regime=Regime.SOL,
            is_protected=Q(resident__is_protected=True) & ~mine & ~Q(kind=VisitKind.ALARM),
        ),
        facts=authority.RowFacts(
            care_relation=people.related_resident_ids(
                person_id=actor.person_id, unit_id=_unit_of(actor), now=at
            ),
            assigned=mine & Q(unit_id=_unit_of(actor)),
        ),
        at=at,
    )


def _note_columns(information_class: InformationClass) -> authority.Columns:
    return authority.Columns(
        information_class=information_class,
        unit_id="unit_id",
        care_provider_id="unit__care_provider_id",
        regime="regime",
        author_person_id="author_id",
        is_protected="resident__is_protected",
    )


def readable_notes(actor: Actor, purpose: Purpose, *, facts: authority.RowFacts, at: datetime) -> Q:
    """Give the condition on the notes that an actor may read for a purpose, with these facts."""
    sol, hsl = (
        Q(information_class=one.name)
        & authority.filter_for(
            actor, purpose, Activity.READ, columns=_note_columns(one), facts=facts, at=at
        )
        for one in (InformationClass.NOTE_SOL, InformationClass.NOTE_HSL)
    )
    return sol | hsl


def visible_notes(actor: Actor, *, at: datetime) -> Q:
    """Give the condition on the notes that an actor's own unit may read."""
    return authority.filter_for(
        actor,
        purpose_of(actor),
        Activity.READ,
        columns=_note_columns(InformationClass.NOTE_SOL),
        facts=authority.RowFacts(
            care_relation=people.related_resident_ids(
                person_id=actor.person_id, unit_id=_unit_of(actor), now=at
            ),
            # Who may open the visit of a protected person may read what the unit wrote there.
            may_handle_protected=True,
        ),
        at=at,
    )


def new_note_request(
    actor: Actor,
    resident: people.ResidentRow,
    visit: Visit | None,
    *,
    tenant_id: UUID,
    at: datetime,
) -> tuple[authority.Request, authority.Facts]:
    """Say what is asked when somebody wrote of a resident at an instant, with the facts of then."""
    mine = visit is not None and visit.assigned_person_id == actor.person_id
    alarm = visit is not None and visit.kind == VisitKind.ALARM
    ours = visit is not None and visit.unit_id == _unit_of(actor)
    facts = people.facts_for(
        actor,
        resident.id,
        now=at,
        base=authority.Facts(assigned=mine and ours, may_handle_protected=ours and (mine or alarm)),
    )
    obj = authority.ObjRef(
        kind="homecare.note",
        tenant_id=tenant_id,
        information_class=InformationClass.NOTE_SOL,
        unit_id=_unit_of(actor),
        care_provider_id=provider_of(actor),
        regime=Regime.SOL,
        resident_id=resident.id,
        author_person_id=actor.person_id,
        is_protected=resident.is_protected,
    )
    return authority.Request(actor, purpose_of(actor), Activity.WRITE, obj, at), facts


def note_request(actor: Actor, note: Note, purpose: Purpose, *, at: datetime) -> authority.Request:
    """Say what is asked when somebody reads a note (its unit and resident fetched)."""
    obj = authority.ObjRef(
        kind="homecare.note",
        tenant_id=note.tenant_id,
        information_class=InformationClass[note.information_class],
        unit_id=note.unit_id,
        care_provider_id=note.unit.care_provider_id,
        regime=Regime(note.regime),
        resident_id=note.resident_id,
        created_at=note.created_at,
        author_person_id=note.author_id,
        is_protected=note.resident.is_protected,
        id=note.id,
    )
    return authority.Request(actor, purpose, Activity.READ, obj, at)


def held_request(
    actor: Actor, *, tenant_id: UUID, at: datetime, held: HeldEntry | None = None
) -> tuple[authority.Request, authority.Facts]:
    """Say what is asked when somebody looks after what was held in the unit.

    What was held stands in the unit's work list, so it counts as assigned. In home care the
    information is of visits, and to attest them the manager's right (`Attestera;besök;VE`). In
    casework what was held are notes for cases: whoever writes in the unit's cases looks after them.
    """
    casework = purpose_of(actor) is Purpose.CASEWORK
    obj = authority.ObjRef(
        kind="homecare.held",
        tenant_id=tenant_id,
        information_class=InformationClass.CASE if casework else InformationClass.VISIT,
        unit_id=held.unit_id if held else _unit_of(actor),
        care_provider_id=provider_of(actor),
        regime=Regime.SOL,
        resident_id=held.resident_id if held else None,
        is_protected=False,
        id=held.id if held else None,
    )
    activity = Activity.WRITE if casework else Activity.ATTEST
    request = authority.Request(actor, purpose_of(actor), activity, obj, at)
    # A caseworker's right may reach the whole municipality; what was held is the unit's alone.
    return request, authority.Facts(assigned=obj.unit_id == _unit_of(actor))

"""Notes shown to another domain or tenant: each judged by the rules, every access logged.

The owner of the notes decides, in its own tenant, with facts that the caller collected (consents,
blocks, relation). What is read across tenants is logged on both sides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.homecare import policy, queries
from gemensam.homecare.models import Note
from gemensam.homecare.queries import NoteRow
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose, Regime
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context

# What is known of one note, where blocks differ between units: asked once per note.
type FactsOf = Callable[[authority.ObjRef], authority.Facts]


@dataclass(frozen=True, slots=True)
class DisclosedNotes:
    """The notes that may be read, newest first, and why the others may not."""

    notes: Sequence[NoteRow]
    withheld: Sequence[authority.Reason] = ()


def notes_of_resident(
    *,
    actor: Actor,
    owner_tenant_id: UUID,
    resident_id: UUID,
    purpose: Purpose,
    facts: authority.Facts,
    now: datetime,
    request_id: str = "",
) -> list[NoteRow]:
    """Give the notes of a resident that the actor may read: see `disclose_notes`."""
    disclosed = disclose_notes(
        actor=actor,
        owner_tenant_id=owner_tenant_id,
        resident_id=resident_id,
        purpose=purpose,
        facts_of=lambda _: facts,
        now=now,
        request_id=request_id,
    )
    return list(disclosed.notes)


def disclose_notes(
    *,
    actor: Actor,
    owner_tenant_id: UUID,
    resident_id: UUID,
    purpose: Purpose,
    facts_of: FactsOf,
    now: datetime,
    request_id: str = "",
) -> DisclosedNotes:
    """Judge each note of a resident with its own facts, give the readable ones, and log it.

    Raises people.NoSuchResident: the owner has no such resident.
    Raises authority.Refused: there are no notes that the actor may read. It says the same whether
    there are notes or not.
    """
    with tenant_context(owner_tenant_id):
        resident = people.resident(resident_id)
        allowed: list[Note] = []
        decisions: list[tuple[authority.Request, authority.Decision]] = []
        for note in queries.notes_of(resident_id):
            request = policy.note_request(actor, note, purpose, at=now)
            decision = authority.decide(request, facts_of(request.obj))
            if decision.allow:
                allowed.append(note)
            decisions.append((request, decision))
        about = _about(actor, resident, owner_tenant_id, purpose, now)
        request, decision = _one_answer(decisions, about, facts_of)
        if not decision.allow:
            raise authority.Refused(request, decision)
        _log(actor, request, decision, now=now, request_id=request_id)
        rows = queries.as_rows(allowed)
    if authority.Obligation.LOG_BOTH_TENANTS in decision.obligations and actor.tenant_id:
        with tenant_context(actor.tenant_id):
            _log(actor, request, decision, now=now, request_id=request_id)
    withheld = [answer.reason for _, answer in decisions if not answer.allow]
    return DisclosedNotes(rows, withheld)


def _about(
    actor: Actor,
    resident: people.ResidentRow,
    owner_tenant_id: UUID,
    purpose: Purpose,
    now: datetime,
) -> authority.Request:
    """What is asked when there is no note to ask about: the resident's social notes as such."""
    obj = authority.ObjRef(
        kind="homecare.note",
        tenant_id=owner_tenant_id,
        information_class=InformationClass.NOTE_SOL,
        regime=Regime.SOL,
        resident_id=resident.id,
        is_protected=resident.is_protected,
    )
    return authority.Request(actor, purpose, Activity.READ, obj, now)


def _one_answer(
    decisions: list[tuple[authority.Request, authority.Decision]],
    about: authority.Request,
    facts_of: FactsOf,
) -> tuple[authority.Request, authority.Decision]:
    """Give one answer for the whole list: a yes by emergency, else the first yes, else the first no."""
    if not decisions:
        return about, authority.decide(about, facts_of(about.obj))
    granted = [(asked, answer) for asked, answer in decisions if answer.allow]
    # What was opened by emergency access must be seen in the log, whatever else was read with it.
    by_emergency = [one for one in granted if one[1].rule is authority.Rule.EMERGENCY]
    request, decision = (by_emergency or granted or decisions)[0]
    # The log row is of the resident's notes as a whole, not of the first of them.
    return replace(request, obj=replace(request.obj, id=None)), decision


def _log(
    actor: Actor,
    request: authority.Request,
    decision: authority.Decision,
    *,
    now: datetime,
    request_id: str,
) -> None:
    audit.record(
        actor=actor,
        accesses=[authority.access_of(request, decision)],
        now=now,
        request_id=request_id,
    )

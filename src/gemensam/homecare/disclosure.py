"""Notes shown to another domain or tenant: each judged by the rules, every access logged.

The owner of the notes decides, in its own tenant, with facts that the caller collected (consents,
blocks, relation). What is read across tenants is logged on both sides.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.homecare import policy, queries
from gemensam.homecare.models import Note
from gemensam.homecare.queries import NoteRow
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose, Regime
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context
from gemensam.ui.paging import Order, Page, page_of

# What is known of one note, where blocks differ between units: asked once per note.
type FactsOf = Callable[[authority.ObjRef], authority.Facts]

NEWEST_FIRST = (Order("server_sequence", descending=True),)


def _nothing(_obj: authority.ObjRef) -> authority.Facts:
    return authority.Facts()


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What the caller knows: of one note at a time, and as conditions on many. Defaults deny."""

    of: FactsOf = _nothing
    rows: authority.RowFacts = field(default_factory=authority.RowFacts)


@dataclass(frozen=True, slots=True)
class UnitNotes:
    """How many notes of a unit may be read."""

    unit_name: str
    count: int


@dataclass(frozen=True, slots=True)
class DisclosedNotes:
    """One page of the notes that may be read, newest first, and what there is of them in all."""

    page: Page[NoteRow]
    # Units with most notes first.
    per_unit: Sequence[UnitNotes]
    # There are notes that could be read but for a block.
    has_blocked: bool


@dataclass(frozen=True, slots=True)
class _Ask:
    """Who asks for whose notes, what for, and with which facts."""

    actor: Actor
    owner_tenant_id: UUID
    resident_id: UUID
    purpose: Purpose
    facts: NoteFacts
    now: datetime


type _Answer = tuple[authority.Request, authority.Decision]


def disclose_notes(
    *,
    actor: Actor,
    owner_tenant_id: UUID,
    resident_id: UUID,
    purpose: Purpose,
    facts: NoteFacts,
    now: datetime,
    after: str = "",
    request_id: str = "",
) -> DisclosedNotes:
    """Give one page of a resident's notes, each judged with its own facts, and log it.

    Raises people.NoSuchResident: the owner has no such resident.
    Raises authority.Refused: there are no notes that the actor may read. It says the same whether
    there are notes or not.
    """
    ask = _Ask(actor, owner_tenant_id, resident_id, purpose, facts, now)
    with tenant_context(owner_tenant_id):
        page, answers = _judged_page(ask, after)
        request, decision = _one_answer(answers)
        if not decision.allow:
            raise authority.Refused(request, decision)
        authority.heed(request, decision)
        _log(actor, request, decision, now=now, request_id=request_id)
        disclosed = _disclosed(ask, page, {asked.obj.id for asked, one in answers if one.allow})
    if authority.Obligation.LOG_BOTH_TENANTS in decision.obligations and actor.tenant_id:
        with tenant_context(actor.tenant_id):
            _log(actor, request, decision, now=now, request_id=request_id)
    return disclosed


def _judged_page(ask: _Ask, after: str) -> tuple[Page[Note], list[_Answer]]:
    """Read a page of what may be read, and judge each note of it once more by itself."""
    notes = queries.notes_of(ask.resident_id)
    page = page_of(notes.filter(_readable(ask, ask.facts.rows)), order=NEWEST_FIRST, after=after)
    # Without a note that may be read, the newest of all says why.
    judged = page.rows or notes.order_by("-server_sequence")[:1]
    requests = [
        policy.note_request(ask.actor, note, ask.purpose, at=ask.now) for note in judged
    ] or [_about(ask)]
    return page, [(one, authority.decide(one, ask.facts.of(one.obj))) for one in requests]


def _readable(ask: _Ask, facts: authority.RowFacts) -> Q:
    return policy.readable_notes(ask.actor, ask.purpose, facts=facts, at=ask.now)


def _disclosed(ask: _Ask, page: Page[Note], allowed: Container[UUID | None]) -> DisclosedNotes:
    """Add to the page what there is in all, counted by unit, and whether blocks hide more."""
    rows = queries.as_rows([note for note in page.rows if note.id in allowed])
    unblocked = replace(ask.facts.rows, inner_blocked=False, outer_blocked=False)
    counted = list(
        Note.objects.filter(_readable(ask, unblocked), resident_id=ask.resident_id)
        .values("unit__name")
        .annotate(
            readable=Count("pk", filter=_readable(ask, ask.facts.rows)),
            unblocked=Count("pk"),
            newest=Max("server_sequence"),
        )
        .order_by("-readable", "-newest")
    )
    return DisclosedNotes(
        page=Page(tuple(rows), page.next_cursor, page.started_over),
        per_unit=[
            UnitNotes(one["unit__name"], one["readable"]) for one in counted if one["readable"]
        ],
        has_blocked=any(one["unblocked"] > one["readable"] for one in counted),
    )


def _about(ask: _Ask) -> authority.Request:
    """What is asked when there is no note to ask about: the resident's social notes as such."""
    resident = people.resident(ask.resident_id)
    obj = authority.ObjRef(
        kind="homecare.note",
        tenant_id=ask.owner_tenant_id,
        information_class=InformationClass.NOTE_SOL,
        regime=Regime.SOL,
        resident_id=resident.id,
        is_protected=resident.is_protected,
    )
    return authority.Request(ask.actor, ask.purpose, Activity.READ, obj, ask.now)


def _one_answer(answers: Sequence[_Answer]) -> _Answer:
    """Give one answer for the whole page: a yes by emergency, else the first yes, else the first no."""
    granted = [(asked, answer) for asked, answer in answers if answer.allow]
    # What was opened by emergency access must be seen in the log, whatever else was read with it.
    by_emergency = [one for one in granted if one[1].rule is authority.Rule.EMERGENCY]
    request, decision = (by_emergency or granted or answers)[0]
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

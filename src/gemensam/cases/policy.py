"""Who may do what with a case: the facts for `authority`, and the cases that a caseworker sees."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.cases.choices import RANK
from gemensam.cases.models import Case, Delegation
from gemensam.cases.unit_models import Insight
from gemensam.kernel.actor import Activity, Actor, ActorKind, InformationClass, Purpose, Regime
from gemensam.people import api as people
from gemensam.tenancy import statements
from gemensam.tenancy.context import current_tenant_id, once_a_request


class NoSuchCase(LookupError):
    """There is no such case in the running tenant, or none that this resident or system may know of."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes, when, and the number that logs and errors share: goes with every question."""

    actor: Actor
    now: datetime
    request_id: str = ""


def purpose_of(actor: Actor) -> Purpose:
    """Give what the actor comes for: staff by their commission, residents for themselves."""
    if actor.kind is ActorKind.SYSTEM:
        return Purpose.CASEWORK
    if actor.kind is not ActorKind.STAFF:
        return Purpose.OWN_AFFAIRS
    return actor.commission.purpose if actor.commission else Purpose.CASEWORK


def in_force(now: datetime) -> Q:
    """Say which delegations hold at an instant."""
    return Q(starts_at__lte=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def delegations(actor: Actor, *, now: datetime) -> Sequence[Delegation]:
    """Give what the actor's commission has delegated authority for now."""
    if actor.commission is None:
        return ()
    commission_id = actor.commission.id

    def read() -> Sequence[Delegation]:
        asked = {"commission_id": commission_id, "now": now}
        found = statements.rows(_delegations_statement(), asked)
        return [statements.instance(Delegation, row) for row in found]

    return once_a_request(f"cases.delegations {commission_id}", read)


@cache
def _delegations_statement() -> str:
    # Nothing of a visitor's is in the words: the model wrote them.
    return (
        f"SELECT {statements.columns(Delegation, 'd')} FROM cases_delegation d"  # noqa: S608
        " WHERE commission_id = %(commission_id)s"
        " AND starts_at <= %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)"
    )


def covers_protected(commission_id: UUID, kind: str, *, now: datetime) -> bool:
    """Say whether a commission is named for protected persons' cases of a kind."""
    rows = Delegation.objects.filter(in_force(now), commission_id=commission_id, kind=kind)
    return rows.filter(covers_protected=True).exists()


def handles_protected(actor: Actor, *, now: datetime) -> bool:
    """Say whether any delegation of the actor's covers those with a protected identity."""
    return any(row.covers_protected for row in delegations(actor, now=now))


def _base_facts(actor: Actor, case: Case, *, now: datetime) -> authority.Facts:
    if actor.kind is ActorKind.SYSTEM:
        return authority.Facts(may_handle_protected=actor.handles_protected)
    if actor.kind is not ActorKind.STAFF:
        together = case.co_applicant_id is not None and case.co_applicant_id == actor.person_id
        return authority.Facts(is_co_applicant=together)
    if actor.commission is None:
        return authority.Facts()
    rows = [row for row in delegations(actor, now=now) if row.kind == case.kind]
    mine = case.caseworker_id is not None and case.caseworker_id == actor.person_id
    return authority.Facts(
        assigned=mine or _through_the_unit(actor, case, now=now),
        delegated=bool(rows),
        may_handle_protected=any(row.covers_protected for row in rows),
    )


def manages(actor: Actor) -> bool:
    """Say whether the commission is a unit manager's: she gives out the work and sees no content by it."""
    rights = actor.commission.rights if actor.commission else ()
    return any(one.names(Activity.ADMINISTER, InformationClass.CASE) for one in rights)


def _through_the_unit(actor: Actor, case: Case, *, now: datetime) -> bool:
    """Say whether the unit's work is the actor's. A manager's only where she has written why."""
    if actor.commission is None or actor.person_id is None:
        return False
    if case.unit_id != actor.commission.unit_id:
        return False
    insight = Insight.objects.filter(case_id=case.id, person_id=actor.person_id, until__gt=now)
    return not manages(actor) or insight.exists()


def facts_for(actor: Actor, case: Case, *, now: datetime) -> authority.Facts:
    """Collect what the rules need to know about the actor and this case."""
    return people.facts_for(
        actor, case.resident_id, now=now, base=_base_facts(actor, case, now=now)
    )


def request_for(
    visit: Visit,
    case: Case,
    *,
    activity: Activity,
    is_protected: bool,
    information: InformationClass = InformationClass.CASE,
    kind: str = "",
) -> authority.Request:
    """Say what is asked, as the rules take it; `kind` is what the log calls it, if not its class."""
    return authority.Request(
        actor=visit.actor,
        purpose=purpose_of(visit.actor),
        activity=activity,
        obj=authority.ObjRef(
            kind=kind or information.name.lower(),
            tenant_id=case.tenant_id,
            information_class=information,
            unit_id=case.unit_id,
            regime=Regime(case.regime),
            resident_id=case.resident_id,
            service=case.kind,
            created_at=case.opened_at,
            is_protected=is_protected,
            id=case.id,
        ),
        at=visit.now,
    )


def ensure(
    visit: Visit,
    case: Case,
    *,
    activity: Activity,
    resident: people.ResidentRow,
    information: InformationClass = InformationClass.CASE,
    kind: str = "",
    is_consulted: bool = False,
) -> authority.Facts:
    """Ask, and log in the running transaction; give the facts that were asked with.

    `is_consulted`: what is read or written is what the actor is asked for an opinion with.
    Raises Refused: for staff, who are told why.
    Raises NoSuchCase: for residents and systems, who are not told that the case is there; logged here.
    """
    asked = request_for(
        visit,
        case,
        activity=activity,
        is_protected=resident.is_protected,
        information=information,
        kind=kind,
    )
    facts = replace(facts_for(visit.actor, case, now=visit.now), is_consulted=is_consulted)
    try:
        authority.ensure_and_log(asked, facts, now=visit.now, request_id=visit.request_id)
    except authority.Refused as refusal:
        if visit.actor.kind not in {ActorKind.RESIDENT, ActorKind.SYSTEM}:
            raise
        audit.record(
            actor=visit.actor,
            accesses=[authority.access_of(asked, refusal.decision)],
            now=visit.now,
            request_id=visit.request_id,
        )
        raise NoSuchCase(case.id) from refusal
    return facts


_OF_THE_UNIT: Final = authority.Facts(assigned=True)


def ensure_may_list(
    visit: Visit,
    facts: authority.Facts = _OF_THE_UNIT,
    regime: Regime | None = None,
    *,
    activity: Activity = Activity.READ,
) -> None:
    """Ask whether the actor may see a list of the unit's cases, or another of cases, at all.

    Raises Refused: another purpose, no commission, no right.
    """
    commission = visit.actor.commission
    tenant_id = visit.actor.tenant_id or current_tenant_id()
    authority.ensure(
        authority.Request(
            actor=visit.actor,
            purpose=purpose_of(visit.actor),
            activity=activity,
            obj=authority.ObjRef(
                kind="case_list",
                tenant_id=tenant_id,
                information_class=InformationClass.CASE,
                unit_id=commission.unit_id if commission else None,
                regime=regime or (commission.regime if commission else None),
                is_protected=False,
            ),
            at=visit.now,
        ),
        facts,
    )


def visible_cases(visit: Visit) -> QuerySet[Case]:
    """Give the cases that a caseworker sees: those of the unit, and those assigned by name.

    A municipality's own system sees all but those of protected persons, unless it was let at them.
    """
    in_unit, by_name = _grounds(visit.actor)
    return Case.objects.filter(_visible(visit, in_unit | by_name if in_unit else by_name))


def visible_by_ground(visit: Visit) -> tuple[QuerySet[Case], QuerySet[Case]]:
    """Give the same as two: those of the unit, and those assigned by name; some are both.

    The database walks each of them by an index, but not the two together.
    """
    in_unit, by_name = _grounds(visit.actor)
    return (
        Case.objects.filter(_visible(visit, in_unit or False)),
        Case.objects.filter(_visible(visit, by_name)),
    )


def managed_cases(visit: Visit) -> QuerySet[Case]:
    """Give the cases of the unit that the actor manages, to be given out: rows, not their content.

    Raises Refused: the commission is no manager's.
    """
    unit_id = visit.actor.commission.unit_id if visit.actor.commission else None
    ensure_may_list(visit, activity=Activity.ADMINISTER)
    of_unit: Q | bool = Q(unit_id=unit_id) if unit_id else False
    return Case.objects.filter(_visible(visit, of_unit, Activity.ADMINISTER))


# What a list of cases is chosen and ordered by.
_COLUMNS: Final = (
    *("id", "rank", "state", "kind", "due_at", "decided_at", "follow_up_on", "meeting_at"),
    *("opinion_at", "proposed_by_id", "proposed_outcome"),
    *("opened_at", "resident_id", "co_applicant_id"),
)


def grounds(visit: Visit) -> statements.Grounds:
    """Write the same two out, as `in_unit` and `by_name`, for statements that walk them many times.

    `rank` is where the list of work has a case by its state: the words that the index was made with.
    """

    def write() -> statements.Grounds:
        in_unit, by_name = visible_by_ground(visit)
        return statements.grounds(
            _COLUMNS,
            in_unit=in_unit.annotate(rank=RANK),
            by_name=by_name.annotate(rank=RANK),
        )

    commission = visit.actor.commission
    return once_a_request(
        f"cases.grounds {visit.actor.person_id} {commission and commission.id} {visit.now}", write
    )


def _grounds(actor: Actor) -> tuple[Q | None, Q]:
    unit_id: UUID | None = actor.commission.unit_id if actor.commission else None
    if manages(actor):
        unit_id = None
    return Q(unit_id=unit_id) if unit_id else None, Q(caseworker_id=actor.person_id)


def _visible(
    visit: Visit,
    assigned: Q | bool,  # noqa: FBT001 - a constant is one of the conditions
    activity: Activity = Activity.READ,
) -> Q:
    actor = visit.actor
    protected = [row.kind for row in delegations(actor, now=visit.now) if row.covers_protected]
    return authority.filter_for(
        actor,
        purpose_of(actor),
        activity,
        columns=authority.Columns(
            information_class=InformationClass.CASE,
            unit_id="unit_id",
            regime="regime",
            service="kind",
            is_protected=Q(resident__is_protected=True) & ~Q(kind__in=protected),
        ),
        facts=authority.RowFacts(assigned=assigned, may_handle_protected=actor.handles_protected),
        at=visit.now,
    )


def joint_cases(visit: Visit) -> QuerySet[Case]:
    """Give the cases that a resident opened together with somebody else, and may read."""
    own = Q(co_applicant_id=visit.actor.person_id) if visit.actor.person_id else False
    condition = authority.filter_for(
        visit.actor,
        Purpose.OWN_AFFAIRS,
        Activity.READ,
        columns=authority.Columns(
            information_class=InformationClass.CASE,
            regime="regime",
            service="kind",
            is_protected="resident__is_protected",
        ),
        facts=authority.RowFacts(is_co_applicant=own),
        at=visit.now,
    )
    return Case.objects.filter(condition)


def may_know(visit: Visit, case: Case, *, facts: authority.Facts, is_protected: bool) -> bool:
    """Say whether a resident or representative may read a case, when listing several."""
    asked = request_for(visit, case, activity=Activity.READ, is_protected=is_protected)
    return authority.decide(asked, facts).allow

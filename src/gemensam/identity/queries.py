"""Who a session token stands for, and what a person's commissions are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Value

from gemensam.identity import commissions, rules
from gemensam.identity.commissions import Held
from gemensam.identity.models import (
    Commission,
    DemoPersona,
    Person,
    Session,
    StaffMember,
    Workplace,
)
from gemensam.identity.suspensions import at_work
from gemensam.kernel import actor as kernel
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber
from gemensam.kernel.swedish import sort_key
from gemensam.tenancy import statements
from gemensam.tenancy.context import running_tenant_id, tenant_context
from gemensam.tenancy.statements import columns, instance

ANONYMOUS = kernel.ANONYMOUS


def live_session(token: str, *, now: datetime) -> Session | None:
    """Find the session of a token, with its person, while it still counts."""
    for row in statements.rows(_session_statement(), [rules.token_hash(token)]):
        width = len(Session._meta.concrete_fields)
        session = instance(Session, row[:width])
        session.person = instance(Person, row[width:])
        if rules.is_alive(
            now=now,
            last_seen_at=session.last_seen_at,
            ends_at=session.ends_at,
            ended_at=session.ended_at,
        ):
            return session
    return None


@cache
def _session_statement() -> str:
    return (
        f"SELECT {columns(Session, 's')}, {columns(Person, 'p')} FROM identity_session s"  # noqa: S608 -- names of columns
        " JOIN identity_person p ON p.id = s.person_id WHERE s.token_hash = %s"
    )


def live_sessions_beside(running: Session, *, now: datetime) -> list[Session]:
    """Give the sessions of whoever holds a running one that count, the one used last first."""
    rows = Session.objects.filter(
        person_id=running.person_id,
        ended_at=None,
        ends_at__gt=now,
        last_seen_at__gt=now - rules.IDLE,
    )
    return list(rows.order_by("-last_seen_at", "id"))


def actor_of(session: Session) -> kernel.Actor:
    """Build the actor of a session; a staff session is read inside its tenant's context."""
    person = session.person
    if session.commission_id is not None:
        held = commissions.held("id", session.commission_id)
        # Asked in the same breath at each request: who is suspended has none.
        is_there = held and not held[0].is_suspended
        return _staff_actor(session, held[0]) if is_there else ANONYMOUS
    number = person.personal_identity_number
    return kernel.Actor(
        kind=kernel.ActorKind(session.kind),
        person_id=person.id,
        display_name=person.display_name,
        tenant_id=session.tenant_id,
        resident_identity=PersonalIdentityNumber.parse(number)
        if number and session.kind == kernel.ActorKind.RESIDENT
        else None,
        assurance=kernel.Assurance(session.assurance),
        authenticated_at=session.authenticated_at,
        session_hash=session.token_hash,
    )


def _staff_actor(session: Session, held: commissions.Held) -> kernel.Actor:
    commission = held.commission
    if session.rights is not None:
        named = map(kernel.Right.parse, session.rights)
        rights = frozenset(one for one in named if rules.covers(commission.rights, one))
        commission = replace(commission, rights=rights)
    return kernel.Actor(
        kind=kernel.ActorKind(session.kind),
        person_id=session.person_id,
        display_name=held.shown_name(session.person),
        tenant_id=session.tenant_id,
        hsa_id=held.row.employee_hsa_id,
        title=held.row.title,
        commission=commission,
        assurance=kernel.Assurance(session.assurance),
        authenticated_at=session.authenticated_at,
        session_hash=session.token_hash,
        opened=rules.opened_of(session.opened),
        licences=held.licences,
    )


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to be in the demo."""

    key: str
    name: str
    place: str
    role: str
    does: str
    start_path: str


def personas() -> Sequence[Persona]:
    """List the demo's people in the order of the story."""
    return [
        Persona(
            key=row.key,
            name=row.person.display_name,
            place=row.place,
            role=row.role,
            does=row.does,
            start_path=row.start_path,
        )
        for row in DemoPersona.objects.select_related("person").order_by("order")
    ]


def persona_key(*, person_id: UUID, commission_id: UUID | None) -> str | None:
    """Say as whom of the demo's people somebody is logged in."""
    rows = DemoPersona.objects.filter(person_id=person_id, commission_id=commission_id)
    return rows.values_list("key", flat=True).first()


def commissions_of_employee(employee_hsa_id: str, *, named: str = "") -> list[Held]:
    """Give the commissions of whoever logs in by an HSA-id, or the one that is named.

    Whether they count is for the caller to say. One question says in which tenants to look; for an
    HSA-id that nobody has the next one is asked all the same, in no tenant, so that time tells nothing.
    Several may work in one commission: the others' rows are given when there is none of one's own.
    """
    places = Workplace.objects.filter(employee_hsa_id=employee_hsa_id).order_by("tenant_id")
    look = ("hsa_id", named) if named else ("employee_hsa_id", employee_hsa_id)
    found: list[Held] = []
    tenants: list[UUID | None] = list(places.values_list("tenant_id", flat=True))
    for tenant_id in tenants or [None]:
        with tenant_context(tenant_id):
            every = commissions.held(*look)
        found += [one for one in every if one.row.employee_hsa_id == employee_hsa_id] or every
    return found


def commissions_beside(persona: DemoPersona, *, now: datetime) -> list[UUID]:
    """Give the ids of a persona's commission and of the same employee's others that count now."""
    with tenant_context(persona.tenant_id):
        running = commissions.held("id", persona.commission_id) if persona.commission_id else []
    return [
        beside.row.id
        for one in running
        for beside in commissions_of_employee(one.row.employee_hsa_id)
        if beside.counts(now)
    ]


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as others see it."""

    person_id: UUID
    display_name: str
    is_protected: bool


def names(person_ids: Sequence[UUID]) -> dict[UUID, Name]:
    """Give the names of several persons in one query."""
    persons = Person.objects.filter(id__in=set(person_ids)).annotate(guarded=_guarded_as())
    return {
        person.id: Name(
            person.id,
            commissions.pseudonym(person.guarded) if person.guarded else person.display_name,
            person.is_protected,
        )
        for person in persons
    }


def _guarded_as() -> Subquery | Value:
    """Give the HSA-id of a person who is protected as staff of the running tenant, if one runs."""
    if running_tenant_id() is None:
        return Value("")
    members = StaffMember.objects.filter(person=OuterRef("id"), is_protected=True)
    return Subquery(members.values("employee_hsa_id")[:1])


def actor_for(
    *,
    person_id: UUID,
    tenant_id: UUID | None,
    commission_id: UUID | None,
    kind: kernel.ActorKind,
    assurance: kernel.Assurance,
) -> kernel.Actor:
    """Build an actor without a session, for jobs and the demo's loader."""
    with tenant_context(tenant_id):
        return actor_of(
            Session(
                kind=kind.value,
                person=Person.objects.get(id=person_id),
                tenant_id=tenant_id,
                commission_id=commission_id,
                assurance=assurance.value,
            )
        )


def persons_at_work(*, purpose: kernel.Purpose, since: datetime, now: datetime) -> int:
    """Count those of the running tenant whose log-in for a purpose has been in use lately."""
    commissions = Commission.objects.filter(purpose=purpose.name).values("id")
    rows = Session.objects.filter(
        commission_id__in=commissions,
        ended_at__isnull=True,
        ends_at__gt=now,
        last_seen_at__gte=since,
    )
    return rows.values("person_id").distinct().count()


def persons_who_may(
    activity: kernel.Activity, information_class: kernel.InformationClass, *, now: datetime
) -> set[UUID]:
    """Find those whose commissions in the running tenant give a right, whatever its reach."""
    rows = Commission.objects.filter(commissions.in_force(now))
    classes = (information_class, kernel.InformationClass.ALL)
    rights = [str(kernel.Right(activity, one, scope)) for one in classes for scope in kernel.Scope]
    return set(at_work(rows).filter(rights__overlap=rights).values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at work for the running tenant, in one commission."""

    commission_id: UUID
    person_id: UUID
    name: str
    title: str
    unit_id: UUID | None
    unit_name: str


def colleagues(
    purposes: Sequence[kernel.Purpose], *, now: datetime, but: UUID | None = None
) -> Sequence[Colleague]:
    """List who has a commission for some purposes now, by unit and name; nobody of a private company's.

    `but` is a person who is left out: whoever asks.
    """
    rows = Commission.objects.filter(
        commissions.in_force(now),
        Q(unit__care_provider__isnull=True) | Q(unit__care_provider__is_private=False),
        purpose__in=[one.name for one in purposes],
    )
    if but is not None:
        rows = rows.exclude(person_id=but)
    shown = (
        at_work(rows)
        .select_related("person", "unit", "staff_member")
        .order_by("unit__name", "person__given_name", "person__family_name", "id")
    )
    return [
        Colleague(
            commission_id=row.id,
            person_id=row.person_id,
            name=commissions.shown_name(row, row.person),
            title=row.title,
            unit_id=row.unit_id,
            unit_name=row.unit.name if row.unit else "",
        )
        for row in shown
    ]


def staff(
    *,
    purpose: kernel.Purpose,
    now: datetime,
    unit_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Sequence[kernel.Actor]:
    """Give whoever has a commission for a purpose now, by name, as if just logged in.

    At one unit, or of one person.
    """
    of = {"unit_id": unit_id, "person_id": person_id}
    rows = Commission.objects.filter(
        commissions.in_force(now),
        **{key: value for key, value in of.items() if value is not None},
        purpose=purpose.name,
    ).select_related("person", "unit", "care_provider", "staff_member")
    found = [
        kernel.Actor(
            kind=kernel.ActorKind.STAFF,
            person_id=row.person_id,
            display_name=commissions.shown_name(row, row.person),
            tenant_id=row.tenant_id,
            hsa_id=row.employee_hsa_id,
            title=row.title,
            commission=commissions.to_commission(row),
            assurance=kernel.Assurance.LOA3,
            authenticated_at=now,
            licences=commissions.licences_of(row),
        )
        for row in at_work(rows)
    ]
    return sorted(found, key=lambda one: (sort_key(one.display_name), str(one.person_id)))

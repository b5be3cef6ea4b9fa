"""Log in, log out, and write down persons."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.conf import settings

from gemensam.identity import ending, queries, rules
from gemensam.identity.models import Commission, DemoPersona, ExternalIdentity, Person, Session
from gemensam.identity.suspensions import suspended_among
from gemensam.kernel.actor import ActorKind, Assurance
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber
from gemensam.tenancy.context import tenant_context

TOKEN_BYTES = 32
DEMO_ISSUER = "urn:gemensam:demo"


class DemoLoginIsOff(Exception):
    """Somebody tried the demo's log-in where it is not switched on."""


class NoSuchPersona(Exception):
    """The demo has nobody by that key."""


class EmployeeIsSuspended(Exception):
    """The employment behind the persona's commission is over, so HR has it."""


class OtherName(Exception):
    """The number is somebody's who has another name than was told."""


class Begun(TypedDict, total=False):
    """What else a session keeps of the log-in: see the columns of `Session`."""

    issuer: str
    issuer_session: str
    card: str
    rights: Sequence[str] | None
    allowed: Sequence[UUID] | None
    opened: Sequence[str] | None


def open_session(
    *,
    person_id: UUID,
    kind: ActorKind,
    assurance: Assurance,
    method: str,
    now: datetime,
    tenant_id: UUID | None = None,
    commission_id: UUID | None = None,
    authenticated_at: datetime | None = None,
    ends_at: datetime | None = None,
    **begun: Unpack[Begun],
) -> str:
    """Begin a session and give its token, which is shown once and kept nowhere."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Session.objects.create(
        token_hash=rules.token_hash(token),
        kind=kind,
        person_id=person_id,
        tenant_id=tenant_id,
        commission_id=commission_id,
        assurance=assurance,
        method=method,
        authenticated_at=authenticated_at or now,
        last_seen_at=now,
        ends_at=ends_at or now + rules.ABSOLUTE[kind],
        **begun,
    )
    return token


def touch_session(session: Session, *, now: datetime) -> None:
    """Note that the session is in use, at most once a minute."""
    if now - session.last_seen_at >= rules.TOUCH_EVERY:
        Session.objects.filter(id=session.id).update(last_seen_at=now)


def note_device(*, token: str, device: str) -> None:
    """Note roughly which browser a session is in, for its owner to know it by."""
    Session.objects.filter(token_hash=rules.token_hash(token)).update(device=device)


def close_beside(running: Session, *, session_id: UUID, now: datetime) -> None:
    """End a session of whoever holds a running one; another's is left alone."""
    own = Session.objects.filter(person_id=running.person_id, ended_at=None)
    own.filter(id=session_id).update(ended_at=now)


def close_session(*, token: str, now: datetime) -> None:
    """End a session on the server; the cookie is worth nothing from then on."""
    Session.objects.filter(token_hash=rules.token_hash(token), ended_at=None).update(ended_at=now)


def close_sessions_of(*, person_id: UUID, now: datetime) -> int:
    """End every session of a person, as when a commission is withdrawn; say how many."""
    return ending.end(Session.objects.filter(person_id=person_id), now=now)


def log_in_as_persona(
    *, key: str, now: datetime, opened: Sequence[str] | None = None
) -> tuple[str, str]:
    """Log in as one of the demo's people; give the token and the page to begin on.

    Raises DemoLoginIsOff: the setting is not on.
    Raises NoSuchPersona: nobody has that key.
    Raises EmployeeIsSuspended: no commission of theirs counts.
    """
    if not settings.GEMENSAM_DEMO:
        raise DemoLoginIsOff
    persona = DemoPersona.objects.filter(key=key).first()
    if persona is None:
        raise NoSuchPersona(key)
    _ensure_not_suspended(persona)
    allowed = queries.commissions_beside(persona, now=now) if persona.commission_id else None
    token = open_session(
        person_id=persona.person_id,
        kind=ActorKind.STAFF if persona.commission_id else ActorKind.RESIDENT,
        assurance=Assurance.LOA3,
        method="demo",
        tenant_id=persona.tenant_id,
        commission_id=persona.commission_id,
        allowed=allowed,
        opened=opened,
        now=now,
    )
    return token, persona.start_path


def _ensure_not_suspended(persona: DemoPersona) -> None:
    if persona.commission_id is None:
        return
    with tenant_context(persona.tenant_id):
        row = Commission.objects.get(id=persona.commission_id)
        if suspended_among({row.employee_hsa_id}):
            raise EmployeeIsSuspended


def register_person(
    *,
    given_name: str,
    family_name: str,
    identity_number: PersonalIdentityNumber | None = None,
    is_protected: bool = False,
    issuer: str = "",
    subject: str = "",
) -> UUID:
    """Write down somebody who may log in, with how one issuer names them."""
    person = Person.objects.create(
        given_name=given_name,
        family_name=family_name,
        personal_identity_number=identity_number.reveal() if identity_number else None,
        is_protected=is_protected,
    )
    if issuer:
        ExternalIdentity.objects.create(person=person, issuer=issuer, subject=subject)
    person_id: UUID = person.id
    return person_id


def person_named(*, identity_number: PersonalIdentityNumber, name: str) -> UUID:
    """Find somebody by number and by name as told, or write them down until they log in.

    The first and the last word of the name must be theirs: nobody learns a name from a number.
    Raises OtherName.
    """
    first, *_middle, last = name.split()
    known = Person.objects.filter(personal_identity_number=identity_number.reveal()).first()
    if known is None:
        given, _space, family = " ".join(name.split()).rpartition(" ")
        return register_person(
            given_name=given[:60], family_name=family[:59], identity_number=identity_number
        )
    has_first = first.casefold() in known.given_name.casefold().split()
    if not has_first or last.casefold() != known.family_name.casefold().split()[-1]:
        raise OtherName
    person_id: UUID = known.id
    return person_id


def offer_persona(
    *,
    key: str,
    person_id: UUID,
    place: str,
    role: str,
    does: str,
    start_path: str,
    order: int,
    tenant_id: UUID | None = None,
    commission_id: UUID | None = None,
) -> None:
    """Let somebody be picked at the demo's log-in."""
    DemoPersona.objects.create(
        key=key,
        person_id=person_id,
        place=place,
        role=role,
        does=does,
        start_path=start_path,
        order=order,
        tenant_id=tenant_id,
        commission_id=commission_id,
    )

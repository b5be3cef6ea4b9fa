"""Clients: make and revoke them, and find out which one a token stands for.

A token is `gemensam_<tenant>_<prefix>_<secret>`. It names its tenant, so that it is looked for
inside that tenant's walls, and is stored as a hash. What it names it does not prove: only the hash
does. The prefix is shown in lists, to find the client of a token that turned up somewhere.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from gemensam.identity import models, rules
from gemensam.kernel.actor import Actor, ActorKind
from gemensam.tenancy.context import current_tenant_id, enter_tenant

SECRET_BYTES: Final = 32
PREFIX_BYTES: Final = 4
_MARK: Final = "gemensam"
_SCHEME: Final = "bearer"


class Scope(StrEnum):
    """What a client may ask for. The words stand in the database and with the clients' owners."""

    FORMS_READ = "forms:read"
    RESPONSES_WRITE = "responses:write"
    RESPONSES_READ = "responses:read"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    # Opens nothing by itself: with it the others reach residents with a protected identity.
    CASES_PROTECTED = "cases:protected"
    EVENTS_READ = "events:read"
    # For the HR system alone: it reads and changes the register of employees, by SCIM.
    EMPLOYEES_WRITE = "employees:write"


@dataclass(frozen=True, slots=True)
class Client:
    """A system of a municipality's own, such as a case management system."""

    id: UUID
    tenant_id: UUID
    name: str
    prefix: str
    scopes: frozenset[Scope]
    made_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None

    @property
    def actor(self) -> Actor:
        """Give who acts: a system in its own tenant, with its name in the access log."""
        return Actor(
            ActorKind.SYSTEM,
            tenant_id=self.tenant_id,
            display_name=self.name,
            handles_protected=Scope.CASES_PROTECTED in self.scopes,
        )


class NoSuchClient(LookupError):
    """The running tenant has no client of that name that is not revoked."""


class NameIsTaken(ValueError):
    """The running tenant has a client of that name already."""


def make_client(*, name: str, scopes: Iterable[Scope], now: datetime) -> str:
    """Make a client of the running tenant and give its token, which is shown once.

    Raises NameIsTaken.
    """
    prefix = secrets.token_hex(PREFIX_BYTES)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    token = f"{_MARK}_{current_tenant_id().hex}_{prefix}_{secret}"
    try:
        with transaction.atomic():
            models.Client.objects.create(
                name=name,
                token_hash=rules.token_hash(token),
                prefix=prefix,
                scopes=sorted(set(scopes)),
                made_at=now,
            )
    except IntegrityError as error:
        raise NameIsTaken(name) from error
    return token


def revoke_client(*, name: str, now: datetime) -> None:
    """Let a client's token count for nothing from now on. Raises NoSuchClient."""
    rows = models.Client.objects.filter(name=name, revoked_at=None)
    if not rows.update(revoked_at=now):
        raise NoSuchClient(name)


def clients() -> Sequence[Client]:
    """List the running tenant's clients by name, revoked ones too."""
    return [_to_client(row) for row in models.Client.objects.order_by("name", "made_at")]


def client_by_name(name: str) -> Client:
    """Give the running tenant's client of that name. Raises NoSuchClient: none, or revoked."""
    row = models.Client.objects.filter(name=name, revoked_at=None).first()
    if row is None:
        raise NoSuchClient(name)
    return _to_client(row)


def client_of_header(header: str, *, now: datetime) -> Client | None:
    """Enter the tenant of the client whose token a request's header holds; None: of nobody's.

    A token that is unknown and one that is revoked take the same way, and so long.
    """
    scheme, _, token = header.partition(" ")
    tenant_id = _tenant_of(token) if scheme.lower() == _SCHEME else None
    if tenant_id is None:
        return None
    enter_tenant(tenant_id)
    token_hash = rules.token_hash(token)
    row = models.Client.objects.filter(token_hash=token_hash, revoked_at=None).first()
    if row is None:
        enter_tenant(None)
        return None
    if row.last_used_on != timezone.localdate(now):
        _note_use(row.id, timezone.localdate(now))
    return _to_client(row)


def _note_use(client_id: UUID, day: date) -> None:
    """Write the day, unless another request is writing it: none waits for another to end."""
    free = models.Client.objects.select_for_update(no_key=True, skip_locked=True)
    row = free.filter(id=client_id).first()
    if row is not None:
        row.last_used_on = day
        row.save(update_fields=["last_used_on"])


def _tenant_of(token: str) -> UUID | None:
    mark, _, rest = token.partition("_")
    named = rest.partition("_")[0]
    try:
        return UUID(hex=named) if mark == _MARK else None
    except ValueError:
        return None


def _to_client(row: models.Client) -> Client:
    return Client(
        id=row.id,
        tenant_id=row.tenant_id,
        name=row.name,
        prefix=row.prefix,
        scopes=frozenset(Scope(one) for one in row.scopes),
        made_at=row.made_at,
        last_used_on=row.last_used_on,
        revoked_at=row.revoked_at,
    )

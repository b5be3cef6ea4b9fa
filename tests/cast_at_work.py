"""The cast logged in: one test client per person, and how each looks at an address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from gemensam.identity import api as identity
from gemensam.identity import rules as identity_rules
from gemensam.identity.models import DemoPersona, Session
from gemensam.kernel.actor import ActorKind, Assurance

ANONYMOUS = "anonymous"
CAST = (
    *("eva", "margit", "david", "cecilia", "ulla", "olga", "anna", "nils"),
    *("farid", "hanna", "bo", "henrik", "karin", "sara", "sven", "lena", "tove"),
)
EVERYBODY = (ANONYMOUS, *CAST)
HOME = "munkedal"


@dataclass(frozen=True)
class LoggedIn:
    """Somebody's session: what the cookie holds."""

    key: str
    token: str

    def client(self, *, checks_csrf: bool = False) -> Client:
        """Give a browser of theirs; an error of ours comes as the 500 page, as for anybody.

        They have just logged in, however long the tests have run: nobody is asked to do it again.
        """
        client = Client(raise_request_exception=False, headers=BROWSER)
        client.handler = _handler(checks_csrf)
        if self.token:
            now, its_hash = timezone.now(), identity_rules.token_hash(self.token)
            Session.objects.filter(token_hash=its_hash).update(authenticated_at=now)
            client.cookies[settings.GEMENSAM_SESSION_COOKIE] = self.token
        return client


@cache
def _handler(checks_csrf: bool) -> ClientHandler:  # noqa: FBT001 -- one of two
    """Give the application with its middleware, put together once and not for each client."""
    return ClientHandler(enforce_csrf_checks=checks_csrf)


BROWSER = {"accept-language": "sv", "accept": "text/html"}


def log_in(key: str) -> LoggedIn:
    """Open a session as the demo's log-in does."""
    if key == ANONYMOUS:
        return LoggedIn(key, "")
    persona = DemoPersona.objects.get(key=key)
    return LoggedIn(
        key,
        open_session_for(persona.person_id, persona.tenant_id, persona.commission_id),
    )


def open_session_for(person_id: UUID, tenant_id: UUID | None, commission_id: UUID | None) -> str:
    """Open a session for a person, in a commission or as themselves."""
    return identity.open_session(
        person_id=person_id,
        kind=ActorKind.STAFF if commission_id else ActorKind.RESIDENT,
        assurance=Assurance.LOA3,
        method="test",
        now=timezone.now(),
        tenant_id=tenant_id,
        commission_id=commission_id,
    )


@contextmanager
def undone() -> Iterator[None]:
    """Undo whatever the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client: Client, method: str, url: str, **extra: Any) -> HttpResponse:
    """Ask for an address and undo what it did, so that the next one meets the same world."""
    with undone():
        response = client.generic(method, url, **extra)
        # A streamed answer reads the database while it is consumed.
        if getattr(response, "streaming", False):
            response.content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return response

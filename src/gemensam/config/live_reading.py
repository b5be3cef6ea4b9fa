"""What the live stream asks the database: who watches, what is new, whose session has ended.

The functions run in threads of their own; each opens a transaction and closes it again.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from gemensam.alarms import policy
from gemensam.alarms.console import queries as console
from gemensam.authority import api as authority
from gemensam.config import environment
from gemensam.identity import queries as identity
from gemensam.identity import rules
from gemensam.identity.models import Session
from gemensam.kernel.actor import ActorKind
from gemensam.tenancy.context import enter_tenant, request_context, tenant_context

# One thread looks, the others let streams in.
LOOKERS: Final = 3
# The feed's one writer may notify once per tick; nothing in the path of an alarm does.
CHANNEL: Final = "gemensam_alarms"


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who watches: the session by its token's hash, and the centre."""

    token: str
    tenant_id: UUID


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not watch."""

    status: int
    text: str


def watcher(cookies: Mapping[str, str]) -> Watcher | Refusal:
    """Find out who asks, and whether they may see the centre's queue."""
    close_old_connections()
    token = cookies.get(settings.GEMENSAM_SESSION_COOKIE, "")
    now = timezone.now()
    with request_context():
        session = identity.live_session(token, now=now) if token else None
        if session is None or session.tenant_id is None or session.kind != ActorKind.STAFF:
            return Refusal(401 if session is None else 403, "logga in vid larmen")
        enter_tenant(session.tenant_id)
        try:
            policy.ensure_may_watch(identity.actor_of(session), now=now)
        except authority.Refused:
            return Refusal(403, "uppdraget gäller inte larm")
        return Watcher(session.token_hash, session.tenant_id)


def marks(tenant_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int, int]]:
    """Give each centre's mark."""
    close_old_connections()
    found = {}
    for tenant_id in tenant_ids:
        with tenant_context(tenant_id):
            mark = console.mark()
        found[tenant_id] = (mark.sequence, mark.open_count, mark.versions)
    return found


def still_alive(tokens: Sequence[str]) -> set[str]:
    """Give those of the sessions that have not ended, in one query."""
    close_old_connections()
    now: datetime = timezone.now()
    return {
        session.token_hash
        for session in Session.objects.filter(token_hash__in=tokens)
        if rules.is_alive(
            now=now,
            last_seen_at=session.last_seen_at,
            ends_at=session.ends_at,
            ended_at=session.ended_at,
        )
    }


async def listen() -> AsyncIterator[None]:
    """Give a sign each time the feed's writer notifies: one connection for the whole process."""
    place = connection.settings_dict
    async with await psycopg.AsyncConnection.connect(
        host=place["HOST"],
        port=place["PORT"] or None,
        dbname=place["NAME"],
        user=place["USER"],
        password=place["PASSWORD"],
        autocommit=True,
        application_name="gemensam live",
    ) as listening:
        await listening.execute(f"LISTEN {CHANNEL}".encode())
        async for _ in listening.notifies():
            yield None


def allowed_origins() -> frozenset[str]:
    """Give the web pages' origins: in the demo one on the loopback, else those behind the proxy."""
    here = environment.read()
    if settings.GEMENSAM_DEMO:
        return frozenset({f"http://{here.host}:{here.port}", f"http://127.0.0.1:{here.port}"})
    return frozenset(f"https://{host}" for host in here.allowed_hosts)

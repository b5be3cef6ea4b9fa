"""Log in by a key: a short session in one commission, a row in the log, and word to the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog

from gemensam.delivery import api as delivery
from gemensam.identity import actions, queries
from gemensam.identity.break_glass import challenges, keys, policy, webauthn
from gemensam.identity.break_glass.configured import Terms, configured
from gemensam.identity.break_glass.models import ReserveLogIn, SecurityKey
from gemensam.identity.break_glass.refusals import Refusal, Refused
from gemensam.identity.models import Session
from gemensam.identity.oidc import heard
from gemensam.identity.rules import token_hash
from gemensam.kernel.actor import Activity, ActorKind, InformationClass

# How a session is marked that a key opened.
METHOD: Final = "break-glass"


class NoSuchLogIn(Exception):
    """There is no such log-in, or somebody has looked at it already."""


class OwnLogIn(Exception):
    """Somebody wanted to look over a log-in of their own."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a browser brings at a log-in."""

    challenge: str
    answer: str
    browser: str
    reason: str


def ask_issuers_due(*, now: datetime) -> None:
    """Ask whether issuers answer, where that decides whether the reserve log-in is open."""
    terms = configured()
    if terms is not None and terms.only_when_away:
        heard.ask_everybody(now=now)


def ensure_open(terms: Terms, *, now: datetime) -> None:
    """Let a log-in begin, unless it is kept for when no issuer of staff answers. Raises Refused."""
    if terms.only_when_away and heard.somebody_answers(now=now):
        raise Refused(Refusal.ISSUERS_ANSWER)


def asked(terms: Terms, *, browser: str, now: datetime) -> tuple[UUID, str]:
    """Draw a challenge for a log-in, and write what the browser is asked for. Raises Refused."""
    ensure_open(terms, now=now)
    drawn, challenge = challenges.draw(browser=browser, now=now)
    return drawn, webauthn.to_log_in(terms, challenge)


def log_in(
    terms: Terms,
    brought: Brought,
    *,
    sender_name: str,
    link_path: str,
    now: datetime,
    request_id: str = "",
) -> str:
    """Log in by a key of the running tenant, and give the session's token.

    `sender_name` and `link_path`: whose notice the administrators get, and where it leads.

    Raises Refused: the key, or what it brought, is not taken.
    Raises authority.Refused: its commission no longer keeps the directory.
    """
    ensure_open(terms, now=now)
    said = webauthn.answer(brought.answer)
    challenge = challenges.take(brought.challenge, browser=brought.browser, now=now)
    key = _proven(terms, challenge, said, now=now)
    token, use = _open(terms, key, reason=brought.reason, now=now, request_id=request_id)
    _tell(use, sender_name=sender_name, link_path=link_path, now=now)
    return token


def _proven(terms: Terms, challenge: bytes, said: webauthn.Answer, *, now: datetime) -> SecurityKey:
    """Give the key that has signed, once it is sure that it counts. Raises Refused."""
    # Locked: two log-ins at once must not both find the counter as it was.
    key = (
        SecurityKey.objects.select_for_update(of=("self",))
        .filter(credential_id=said.credential_id)
        .select_related("person", "commission")
        .first()
    )
    if key is None:
        raise Refused(Refusal.KEY_UNKNOWN)
    count = webauthn.proven(terms, challenge, bytes(key.credential), said)
    _ensure_counts(key, said, count, now=now)
    SecurityKey.objects.filter(id=key.id).update(sign_count=count, last_used_at=now)
    return key


def _open(
    terms: Terms, key: SecurityKey, *, reason: str, now: datetime, request_id: str
) -> tuple[str, ReserveLogIn]:
    """Open the session, and write down why; the access log says so."""
    token = actions.open_session(
        person_id=key.person_id,
        kind=ActorKind.STAFF,
        assurance=terms.assurance,
        method=METHOD,
        tenant_id=key.tenant_id,
        commission_id=key.commission_id,
        ends_at=now + terms.lasts,
        now=now,
    )
    use = ReserveLogIn.objects.create(
        key=key,
        person_id=key.person_id,
        reason=reason,
        session_hash=token_hash(token),
        at=now,
        ends_at=now + terms.lasts,
    )
    session = Session.objects.select_related("person").get(token_hash=use.session_hash)
    actor = queries.actor_of(session)
    policy.ensure(actor, Activity.ADMINISTER, now=now, object_id=use.id, request_id=request_id)
    return token, use


def _ensure_counts(key: SecurityKey, said: webauthn.Answer, count: int, *, now: datetime) -> None:
    if said.user_handle is not None and said.user_handle != key.person_id.bytes:
        raise Refused(Refusal.KEY_OF_ANOTHER)
    if key.revoked_at is not None:
        raise Refused(Refusal.KEY_REVOKED)
    if key.attested_at is None:
        raise Refused(Refusal.KEY_NOT_ATTESTED)
    # Keys without a counter always say zero. Any other has to have counted on.
    if count <= key.sign_count and (count or key.sign_count):
        raise Refused(Refusal.COUNTER_WENT_BACK)
    if not keys.is_administrators(key.commission_id, now=now):
        raise Refused(Refusal.COMMISSION_ENDED)


def _tell(use: ReserveLogIn, *, sender_name: str, link_path: str, now: datetime) -> None:
    """Send word to every administrator, its holder too, and to whoever watches the logs."""
    structlog.get_logger().warning("identity.break_glass.used", log_in=str(use.id))
    keepers = queries.persons_who_may(Activity.ADMINISTER, InformationClass.DIRECTORY, now=now)
    for person in queries.names(list(keepers)).values():
        delivery.notify(
            person_id=person.person_id,
            kind=delivery.MessageKind.RESERVE_LOG_IN,
            sender_name=sender_name,
            link_path=link_path,
            is_protected=person.is_protected,
            now=now,
            subject_key=str(use.id),
        )


@dataclass(frozen=True, slots=True)
class Use:
    """One log-in by a key, as the list shows it."""

    id: UUID
    person_id: UUID
    person: str
    key: str
    reason: str
    at: datetime
    ends_at: datetime
    reviewed_by: str
    reviewed_at: datetime | None
    review: str


def uses(use_id: UUID | None = None) -> Sequence[Use]:
    """List the log-ins by keys, the newest first; or the one of an id."""
    rows = ReserveLogIn.objects.filter(**{"id": use_id} if use_id else {})
    return [
        Use(
            id=row.id,
            person_id=row.person_id,
            person=row.person.display_name,
            key=row.key.name,
            reason=row.reason,
            at=row.at,
            ends_at=row.ends_at,
            reviewed_by=row.reviewed_by.display_name if row.reviewed_by else "",
            reviewed_at=row.reviewed_at,
            review=row.review,
        )
        for row in rows.select_related("person", "key", "reviewed_by").order_by("-at", "id")
    ]


def review(use_id: UUID, *, by: UUID, text: str, now: datetime) -> None:
    """Note what somebody else found who looked at a log-in. Raises NoSuchLogIn, OwnLogIn."""
    waiting = ReserveLogIn.objects.filter(id=use_id, reviewed_at=None)
    row = waiting.first()
    if row is None:
        raise NoSuchLogIn
    if row.person_id == by:
        raise OwnLogIn
    if not waiting.update(reviewed_by=by, reviewed_at=now, review=text):
        raise NoSuchLogIn

"""A log-in by card from its first press to a session.

Theory of operation. A session's cookie belongs to the web pages' host alone, and the card is asked
for at another. So the press begins an attempt, as a log-in through an issuer does; the browser goes
to the card's host with `state`, where the door writes what the card proves into the attempt and
draws a code; the browser brings `state` and code back. Only the browser that began has the cookie,
only the browser that showed the card has the code: nobody is logged in as somebody else by a link.

To what comes then, a card is an issuer that asserts an HSA-id and nothing else: the attempts, the
commissions and the choice among them are those of `oidc`.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from gemensam.identity.cards.certificates import Card
from gemensam.identity.cards.configured import Cards
from gemensam.identity.cards.refusals import CardRefused, Refusal
from gemensam.identity.events import CardSeen
from gemensam.identity.models import LoginAttempt, Session
from gemensam.identity.oidc import attempts, flow
from gemensam.identity.oidc.flow import draw
from gemensam.identity.oidc.issuers import Fact, Issuer
from gemensam.identity.oidc.protocol import Proven, Secrets
from gemensam.identity.oidc.who import Fit
from gemensam.identity.rules import token_hash
from gemensam.kernel.actor import ActorKind, Assurance
from gemensam.outbox import api as outbox
from gemensam.tenancy.context import tenant_context

URL: Final = "urn:gemensam:cards"
METHOD: Final = "card"
# Where the door answers, and what the addresses call the attempt and the code.
PATH: Final = "/kort/"
STATE: Final = "forsok"
CODE: Final = "kod"


def as_issuer(cards: Cards) -> Issuer:
    """Give cards the shape of an issuer of staff that speaks of HSA-ids."""
    return Issuer(
        slug="kort",
        name=cards.name,
        url=URL,
        kind=ActorKind.STAFF,
        client_id="",
        acr=MappingProxyType({}),
        claims=MappingProxyType({Fact.EMPLOYEE: "hsa_id"}),
        algorithms=frozenset(),
    )


def begin(
    cards: Cards,
    *,
    browser: str,
    way_on: str,
    renews: UUID | None,
    opens: UUID | None,
    now: datetime,
) -> str:
    """Begin an attempt; give the address where the card is asked for."""
    drawn, issuer = Secrets(draw(), draw(), draw()), as_issuer(cards)
    attempts.begin(
        issuer, drawn, browser=browser, way_on=way_on, renews=renews, opens=opens, now=now
    )
    return f"{cards.address}{PATH}?{urlencode({STATE: drawn.state})}"


def keep_card(state: str, card: Card, *, now: datetime) -> str:
    """Write into the attempt what the card proves, once; give the code. Empty: it takes nothing more."""
    code = draw()
    times = {"issued_at": card.issued_at, "expires_at": card.expires_at, "at": now}
    facts = asdict(card) | {name: time.isoformat() for name, time in times.items()}
    return code if _keep(state, {"code": token_hash(code), "card": facts}, now=now) else ""


def keep_refusal(state: str, refused: CardRefused, *, now: datetime) -> None:
    """Write into the attempt why the card did not count, for the page to say."""
    said = {"refusal": refused.refusal.value, "incident": refused.incident}
    _keep(state, said, now=now)


def _keep(state: str, outcome: Mapping[str, Any], *, now: datetime) -> bool:
    waiting = LoginAttempt.objects.filter(
        state_hash=token_hash(state),
        issuer=URL,
        used_at=None,
        proven__isnull=True,
        created_at__gt=now - attempts.COUNTS,
    )
    return bool(waiting.update(proven=outcome))


def take_card(attempt_id: UUID, code: str) -> dict[str, Any]:
    """Give what the card proved, to the browser that has the code. Raises CardRefused."""
    kept = LoginAttempt.objects.values_list("proven", flat=True).get(id=attempt_id) or {}
    if not kept:
        raise CardRefused(Refusal.NOTHING_SHOWN)
    if "refusal" in kept:
        raise CardRefused(Refusal(kept["refusal"]), kept["incident"])
    if not hmac.compare_digest(token_hash(code), kept["code"]):
        raise CardRefused(Refusal.CODE)
    facts: dict[str, Any] = kept["card"]
    return facts


def as_proven(facts: Mapping[str, Any]) -> Proven:
    """Give a card the shape of what an issuer proves."""
    return Proven(
        subject=facts["hsa_id"],
        acr=facts["policy"],
        authenticated_at=datetime.fromisoformat(facts["at"]),
        session_id="",
        claims={"hsa_id": facts["hsa_id"]},
    )


def open_session(
    cards: Cards, facts: Mapping[str, Any], fit: Fit, *, among: Sequence[Fit], now: datetime
) -> str:
    """Open a session in one commission, give its token, and tell which card it was. Raises Refused."""
    issuer, proof = as_issuer(cards), as_proven(facts)
    token = flow.staff_session(issuer, proof, fit, among=among, now=now, how=_how(facts))
    _tell(facts, fit.tenant_id, fit.person_id, now=now)
    return token


def renewed(
    cards: Cards,
    facts: Mapping[str, Any],
    session: Session | None,
    *,
    opens: UUID | None = None,
    now: datetime,
) -> str:
    """Open the session that follows one whose card was shown anew. Raises Refused, as `flow.renewed`."""
    issuer, proof = as_issuer(cards), as_proven(facts)
    token = flow.renewed(issuer, proof, session, opens=opens, now=now, how=_how(facts))
    assert session is not None
    assert session.tenant_id is not None
    _tell(facts, session.tenant_id, session.person_id, now=now)
    return token


def _how(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "assurance": Assurance(facts["assurance"]),
        "method": METHOD,
        "authenticated_at": datetime.fromisoformat(facts["at"]),
        "issuer": URL,
        "card": f"{facts['authority']}:{facts['serial']}",
    }


def _tell(facts: Mapping[str, Any], tenant_id: UUID, person_id: UUID, *, now: datetime) -> None:
    with tenant_context(tenant_id):
        seen = CardSeen(
            person_id=person_id,
            at=datetime.fromisoformat(facts["at"]),
            issued_at=datetime.fromisoformat(facts["issued_at"]),
            expires_at=datetime.fromisoformat(facts["expires_at"]),
            **{name: facts[name] for name in SEEN},
        )
        outbox.publish(seen, key=seen.hsa_id, tenant_id=tenant_id, now=now)


SEEN: Final = ("hsa_id", "tree", "issuer", "serial", "policy", "assurance")


def way_back(cards: Cards, state: str, code: str = "") -> str:
    """Give the address of the web pages where the browser brings what it has."""
    words = {STATE: state} | ({CODE: code} if code else {})
    return f"{cards.site}{reverse('identity:card_answer')}?{urlencode(words)}"

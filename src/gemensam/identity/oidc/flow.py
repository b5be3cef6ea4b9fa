"""A log-in from its first press to a session, and an issuer's word that one has ended."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gemensam.identity import actions, ending, rules
from gemensam.identity.models import ExternalIdentity, LoginAttempt, Session
from gemensam.identity.oidc import attempts, jose, protocol, who
from gemensam.identity.oidc.attempts import Attempt
from gemensam.identity.oidc.issuers import Issuer, Userinfo
from gemensam.identity.oidc.models import LogoutToken
from gemensam.identity.oidc.protocol import Ending, Proven
from gemensam.identity.oidc.provider import provider_of
from gemensam.identity.oidc.refusals import Refusal, Refused
from gemensam.identity.oidc.who import Fit
from gemensam.kernel.actor import ActorKind

BITS_256 = 32


def draw() -> str:
    """Draw 256 bits by lot, in letters and digits."""
    return secrets.token_urlsafe(BITS_256)


def begin(
    issuer: Issuer,
    *,
    back: str,
    browser: str,
    way_on: str,
    now: datetime,
    renews: UUID | None = None,
    opens: UUID | None = None,
) -> str:
    """Begin an attempt and give the address at the issuer. Raises Refused.

    `renews` is the session that is to be proven anew: the issuer must ask the person once more. `opens`
    is the protected resident that it is for.
    """
    drawn = protocol.Secrets(draw(), draw(), draw())
    address = protocol.authorization_address(
        issuer,
        endpoint=provider_of(issuer).describe(now=now).authorization,
        back=back,
        secrets=drawn,
        token_id=draw(),
        now=now,
        is_anew=renews is not None,
    )
    attempts.begin(
        issuer, drawn, browser=browser, way_on=way_on, renews=renews, opens=opens, now=now
    )
    return address


def prove(
    issuer: Issuer, attempt: Attempt, answer: Mapping[str, str], *, back: str, now: datetime
) -> Proven:
    """Turn what the browser brought back into what the issuer proves. Raises Refused."""
    provider = provider_of(issuer)
    description = provider.describe(now=now)
    code = protocol.code_of(issuer, answer, names_itself=description.names_itself)
    form, headers = protocol.token_request(
        issuer,
        endpoint=description.token,
        code=code,
        back=back,
        verifier=attempt.verifier,
        token_id=draw(),
        now=now,
    )
    tokens = provider.tokens(form, headers, now=now)
    id_token, access_token = tokens["id_token"], tokens["access_token"]
    proof = protocol.proven(
        issuer,
        provider.open(id_token, types=jose.PLAIN_TYPES, now=now),
        nonce=attempt.nonce,
        access_token=access_token,
        algorithm=jose.header_of(id_token)["alg"],
        now=now,
        since=attempt.begun_at if attempt.renews else None,
    )
    if issuer.userinfo is Userinfo.NONE:
        return proof
    is_signed = issuer.userinfo is Userinfo.SIGNED
    said = provider.userinfo(access_token, is_signed=is_signed, now=now)
    return protocol.with_userinfo(proof, issuer, said)


def to_keep(issuer: Issuer, proof: Proven) -> dict[str, Any]:
    """Give what the choice of a commission needs of a proof, and nothing else."""
    return {
        "subject": proof.subject,
        "acr": proof.acr,
        "authenticated_at": proof.authenticated_at.timestamp(),
        "session_id": proof.session_id,
        "claims": {
            claim: proof.claims[claim] for claim in issuer.claims.values() if claim in proof.claims
        },
    }


def as_kept(kept: Mapping[str, Any]) -> Proven:
    """Give the proof that `to_keep` kept."""
    at = datetime.fromtimestamp(kept["authenticated_at"], UTC)
    return Proven(**{**kept, "authenticated_at": at})


def resident_session(issuer: Issuer, proof: Proven, *, now: datetime) -> str:
    """Open a resident's session and give its token. Raises Refused."""
    return actions.open_session(
        person_id=who.resident(issuer, proof, now=now),
        kind=ActorKind.RESIDENT,
        now=now,
        **_how(issuer, proof),
    )


def staff_session(
    issuer: Issuer,
    proof: Proven,
    fit: Fit,
    *,
    among: Sequence[Fit],
    now: datetime,
    how: Mapping[str, Any] | None = None,
) -> str:
    """Open a session in one commission and give its token; it may be changed to those `among`.

    `how` they logged in is what the issuer says, unless it is given. Raises Refused.
    """
    who.link(issuer, proof.subject, fit.person_id)
    return actions.open_session(
        person_id=fit.person_id,
        kind=ActorKind.STAFF,
        tenant_id=fit.tenant_id,
        commission_id=fit.commission_id,
        rights=fit.rights,
        allowed=[one.commission_id for one in among],
        now=now,
        **(how or _how(issuer, proof)),
    )


@transaction.atomic
def renewed(
    issuer: Issuer,
    proof: Proven,
    session: Session | None,
    *,
    opens: UUID | None = None,
    now: datetime,
    how: Mapping[str, Any] | None = None,
) -> str:
    """Open the session that follows one whose person has logged in anew, and give its token.

    Raises Refused: the session is over, or it is another person, or in another commission. Then the one
    that there is goes on.
    """
    if session is None or session.issuer != issuer.url:
        raise Refused(Refusal.SESSION_OVER)
    if issuer.kind is ActorKind.RESIDENT:
        if who.resident(issuer, proof, now=now) != session.person_id:
            raise Refused(Refusal.OTHER_PERSON)
        _take_over(session, now=now)
        return resident_session(issuer, proof, now=now)
    fits = who.commissions(issuer, proof, now=now)
    if not any(one.person_id == session.person_id for one in fits):
        raise Refused(Refusal.OTHER_PERSON)
    fit = next((one for one in fits if one.commission_id == session.commission_id), None)
    if fit is None:
        raise Refused(Refusal.OTHER_COMMISSION)
    _take_over(session, now=now)
    opened = rules.opened(session.opened, opens, at=proof.authenticated_at)
    how = {**(how or _how(issuer, proof)), "opened": opened}
    return staff_session(issuer, proof, fit, among=fits, now=now, how=how)


def _take_over(session: Session, *, now: datetime) -> None:
    try:
        ending.take_over(session, now=now)
    except ending.SessionIsOver:
        raise Refused(Refusal.SESSION_OVER) from None


def _how(issuer: Issuer, proof: Proven) -> dict[str, Any]:
    return {
        "assurance": issuer.acr[proof.acr],
        "method": f"oidc:{issuer.slug}",
        "authenticated_at": proof.authenticated_at,
        "issuer": issuer.url,
        "issuer_session": proof.session_id,
    }


def end_sessions(issuer: Issuer, token: str, *, now: datetime) -> int:
    """End the sessions that an issuer says are over; say how many. Raises Refused."""
    claims = provider_of(issuer).open(token, types=jose.LOGOUT_TYPES, now=now)
    over = protocol.ending(issuer, claims, now=now)
    with transaction.atomic():
        return _end(issuer, over, now=now)


def _end(issuer: Issuer, over: Ending, *, now: datetime) -> int:
    LogoutToken.objects.filter(counts_until__lt=now).delete()
    _row, is_new = LogoutToken.objects.get_or_create(
        issuer=issuer.url, token_id=over.token_id, defaults={"counts_until": over.counts_until}
    )
    if not is_new:
        raise Refused(Refusal.LOGOUT_REPLAYED)
    sessions = Session.objects.filter(issuer=issuer.url)
    # Whoever has yet to choose a commission is over too; before the sessions, so that a choice that is
    # being made is waited for and its session found.
    waiting = LoginAttempt.objects.filter(issuer=issuer.url, proven__isnull=False)
    if over.session_id:
        sessions = sessions.filter(issuer_session=over.session_id)
        waiting = waiting.filter(proven__session_id=over.session_id)
    if over.subject:
        waiting = waiting.filter(proven__subject=over.subject)
        known = ExternalIdentity.objects.filter(issuer=issuer.url, subject=over.subject)
        sessions = sessions.filter(person_id__in=known.values("person_id"))
    waiting.update(proven=None)
    return ending.end(sessions, now=now)

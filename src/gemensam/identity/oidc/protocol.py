"""OpenID Connect, authorization code flow: what we send and what we believe of what comes back.

Pure: time and randomness are arguments. Follows OpenID Connect Core 1.0 § 3.1, RFC 7636 (PKCE),
RFC 9101 (signed request), RFC 9207 (`iss`), and the Swedish profiles' exact, essential `acr`.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import new as new_hash
from hashlib import sha256
from hmac import compare_digest
from json import dumps
from typing import Any, Final
from urllib.parse import quote, urlencode

from gemensam.identity.oidc import jose
from gemensam.identity.oidc.issuers import ClientAuthentication, Issuer, Userinfo
from gemensam.identity.oidc.refusals import Refusal, Refused
from gemensam.kernel.actor import ActorKind

# How long our own tokens to the issuer count.
OURS_COUNT: Final = timedelta(seconds=60)
REQUEST_COUNTS: Final = timedelta(minutes=5)
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
JWT_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Instants that can be reckoned with: the calendar does not end a little later.
FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LAST: Final = datetime(9999, 1, 1, tzinfo=UTC)
# Between what a claim says and what we read: longer is no identifier of anybody's.
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is drawn by lot for one attempt: 256 bits each."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Proven:
    """What an ID token, checked whole, says of the log-in."""

    subject: str
    acr: str
    authenticated_at: datetime
    session_id: str
    claims: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ending:
    """Whose sessions a checked logout token ends: a session's, a subject's, or both at once."""

    token_id: str
    subject: str
    session_id: str
    counts_until: datetime


def authorization_address(
    issuer: Issuer,
    *,
    endpoint: str,
    back: str,
    secrets: Secrets,
    token_id: str,
    now: datetime,
    is_anew: bool = False,
) -> str:
    """Give the address at the issuer that begins a log-in; `back` is where it answers.

    `is_anew`: a log-in that the issuer remembers will not do.
    """
    challenge = urlsafe_b64encode(sha256(secrets.verifier.encode()).digest()).rstrip(b"=").decode()
    asked: dict[str, Any] = {
        "response_type": "code",
        "client_id": issuer.client_id,
        "scope": " ".join(issuer.scopes),
        "redirect_uri": back,
        "state": secrets.state,
        "nonce": secrets.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "claims": _claims_asked(issuer),
        **_how_fresh(issuer, is_anew=is_anew),
    }
    if issuer.key is None:
        plain = asked | {"claims": dumps(asked["claims"])}
    else:
        request = jose.sign(
            asked | _times(now, REQUEST_COUNTS) | _sender(issuer, issuer.url, token_id),
            key=issuer.key,
            key_id=issuer.key_id,
            algorithm=issuer.signing_algorithm,
            typ="oauth-authz-req+jwt",
        )
        plain = {name: asked[name] for name in ("response_type", "client_id", "scope")}
        plain["request"] = request
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(plain)}"


def _how_fresh(issuer: Issuer, *, is_anew: bool) -> dict[str, Any]:
    # Whoever sat at the computer before is not whoever sits there now.
    asked: dict[str, Any] = {}
    if issuer.kind is ActorKind.RESIDENT or is_anew:
        asked["prompt"] = "login"
    if is_anew:
        asked["max_age"] = 0
    elif issuer.max_age is not None:
        asked["max_age"] = int(issuer.max_age.total_seconds())
    return asked


def _claims_asked(issuer: Issuer) -> dict[str, Any]:
    # Of two numbers a person has one: only staff's claims can all be demanded.
    how = {"essential": True} if issuer.kind is ActorKind.STAFF else None
    wanted = dict.fromkeys(issuer.claims.values(), how)
    acr: dict[str, Any] = {"acr": {"essential": True, "values": list(issuer.acr)}}
    if issuer.userinfo is Userinfo.NONE:
        return {"id_token": acr | wanted}
    return {"id_token": acr, "userinfo": wanted}


def _times(now: datetime, counts: timedelta) -> dict[str, int]:
    at = int(now.timestamp())
    return {"iat": at, "nbf": at, "exp": at + int(counts.total_seconds())}


def _sender(issuer: Issuer, audience: str, token_id: str) -> dict[str, str]:
    return {"iss": issuer.client_id, "aud": audience, "jti": token_id}


def code_of(issuer: Issuer, answer: Mapping[str, str], *, names_itself: bool) -> str:
    """Give the code that the browser brought, from this issuer and no other. Raises Refused.

    `names_itself`: the issuer says that it always puts `iss` in its answers.
    """
    named = answer.get("iss")
    if named is None and names_itself:
        raise Refused(Refusal.ISSUER_MISSING)
    if named is not None and named != issuer.url:
        raise Refused(Refusal.OTHER_ISSUER)
    if "error" in answer:
        raise Refused(Refusal.BROKEN_OFF)
    if not answer.get("code"):
        raise Refused(Refusal.CODE_MISSING)
    return answer["code"]


def token_request(
    issuer: Issuer,
    *,
    endpoint: str,
    code: str,
    back: str,
    verifier: str,
    token_id: str,
    now: datetime,
) -> tuple[dict[str, str], dict[str, str]]:
    """Give the form and the headers that buy tokens for a code."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
        "client_id": issuer.client_id,
    }
    if issuer.authentication is ClientAuthentication.CLIENT_SECRET_BASIC:
        pair = ":".join(quote(one, safe="") for one in (issuer.client_id, issuer.secret))
        form.pop("client_id")
        return form, {"Authorization": f"Basic {_base64(pair)}"}
    if issuer.authentication is ClientAuthentication.PRIVATE_KEY_JWT and issuer.key is not None:
        audience = endpoint if issuer.audience_is_token_endpoint else issuer.url
        claims = _times(now, OURS_COUNT) | _sender(issuer, audience, token_id)
        form["client_assertion_type"] = JWT_ASSERTION
        form["client_assertion"] = jose.sign(
            claims | {"sub": issuer.client_id},
            key=issuer.key,
            key_id=issuer.key_id,
            algorithm=issuer.signing_algorithm,
            typ="JWT",
        )
    return form, {}


def _base64(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().translate(str.maketrans("-_", "+/"))


def proven(
    issuer: Issuer,
    claims: Mapping[str, Any],
    *,
    nonce: str,
    access_token: str,
    algorithm: str,
    now: datetime,
    since: datetime | None = None,
) -> Proven:
    """Believe an ID token whose signature is right, or say why not. Raises Refused.

    `since`: the person must have identified themselves after that, and the token say so.
    """
    check_sender(issuer, claims)
    check_times(issuer, claims, now=now)
    if not _same(claims.get("nonce"), nonce):
        raise Refused(Refusal.NONCE)
    if "at_hash" in claims and not _same(claims["at_hash"], _half_hash(access_token, algorithm)):
        raise Refused(Refusal.ACCESS_TOKEN)
    acr = claims.get("acr")
    if not isinstance(acr, str) or acr not in issuer.acr:
        raise Refused(Refusal.ASSURANCE)
    session_id = claims.get("sid", "")
    return Proven(
        subject=subject_of(claims),
        acr=acr,
        authenticated_at=_authenticated_at(issuer, claims, now=now, since=since),
        session_id=session_id if _is_name(session_id) else "",
        claims=dict(claims),
    )


def with_userinfo(proof: Proven, issuer: Issuer, said: Mapping[str, Any]) -> Proven:
    """Add what userinfo says of the same subject; the ID token's word goes first. Raises Refused."""
    if not _same(said.get("sub"), proof.subject):
        raise Refused(Refusal.USERINFO_OF_ANOTHER)
    if said.get("iss", issuer.url) != issuer.url:
        raise Refused(Refusal.ISSUER)
    if said.get("aud", issuer.client_id) not in (issuer.client_id, [issuer.client_id]):
        raise Refused(Refusal.AUDIENCE)
    return Proven(
        subject=proof.subject,
        acr=proof.acr,
        authenticated_at=proof.authenticated_at,
        session_id=proof.session_id,
        claims={**said, **proof.claims},
    )


def ending(issuer: Issuer, claims: Mapping[str, Any], *, now: datetime) -> Ending:
    """Believe a logout token whose signature is right (Back-Channel Logout 1.0 § 2.6), or refuse."""
    check_sender(issuer, claims)
    check_times(issuer, claims, now=now)
    if "nonce" in claims:
        raise Refused(Refusal.LOGOUT_WITH_NONCE)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise Refused(Refusal.LOGOUT_EVENT)
    token_id, subject, session_id = (claims.get(name, "") for name in ("jti", "sub", "sid"))
    if not _is_name(token_id) or not (_is_name(subject) or _is_name(session_id)):
        raise Refused(Refusal.LOGOUT_OF_NOBODY)
    if not all(one == "" or _is_name(one) for one in (subject, session_id)):
        raise Refused(Refusal.LOGOUT_OF_NOBODY)
    return Ending(
        token_id=token_id,
        subject=subject,
        session_id=session_id,
        counts_until=_instant(claims["exp"], Refusal.EXPIRED) + issuer.skew,
    )


def check_sender(issuer: Issuer, claims: Mapping[str, Any]) -> None:
    """Refuse a token that is not from this issuer to us alone. Raises Refused."""
    if claims.get("iss") != issuer.url:
        raise Refused(Refusal.ISSUER)
    if claims.get("aud") not in (issuer.client_id, [issuer.client_id]):
        raise Refused(Refusal.AUDIENCE)
    if claims.get("azp", issuer.client_id) != issuer.client_id:
        raise Refused(Refusal.AUTHORISED_PARTY)


def check_times(issuer: Issuer, claims: Mapping[str, Any], *, now: datetime) -> None:
    """Refuse a token that does not count now. Raises Refused."""
    if _instant(claims.get("exp"), Refusal.EXPIRED) <= now - issuer.skew:
        raise Refused(Refusal.EXPIRED)
    if _instant(claims.get("iat"), Refusal.ISSUED_LATER) > now + issuer.skew:
        raise Refused(Refusal.ISSUED_LATER)
    if "nbf" in claims and _instant(claims["nbf"], Refusal.NOT_YET) > now + issuer.skew:
        raise Refused(Refusal.NOT_YET)


def subject_of(claims: Mapping[str, Any]) -> str:
    """Give how the issuer names the person. Raises Refused."""
    subject = claims.get("sub")
    if not _is_name(subject):
        raise Refused(Refusal.SUBJECT)
    return str(subject)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST


def _authenticated_at(
    issuer: Issuer, claims: Mapping[str, Any], *, now: datetime, since: datetime | None
) -> datetime:
    if "auth_time" not in claims and issuer.max_age is None and since is None:
        return now
    at = _instant(claims.get("auth_time"), Refusal.AUTHENTICATION_TIME)
    is_old = issuer.max_age is not None and now - at > issuer.max_age + issuer.skew
    # Issuers tell whole seconds.
    is_old = is_old or (since is not None and at < since.replace(microsecond=0) - issuer.skew)
    if is_old or at > now + issuer.skew:
        raise Refused(Refusal.AUTHENTICATION_TIME)
    return min(at, now)


def _instant(seconds: object, otherwise: Refusal) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise Refused(otherwise)
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise Refused(otherwise) from None
    if not FIRST <= at <= LAST:
        raise Refused(otherwise)
    return at


def _same(said: object, known: str) -> bool:
    return isinstance(said, str) and compare_digest(said.encode(), known.encode())


def _half_hash(access_token: str, algorithm: str) -> str:
    digest = new_hash(f"sha{algorithm[-3:]}", access_token.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()

"""An issuer over the net: its description and keys, kept for a while, and tokens for a code.

A key that nobody knows makes us ask for the keys anew, once a minute at most: tokens with invented
key names are free to send. Answers are read to a limit, and no redirect is followed.
"""

import json
import ssl
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from django.conf import settings
from joserfc.jwk import Key

from gemensam.identity.oidc import jose
from gemensam.identity.oidc.issuers import ClientAuthentication, Issuer, Misconfigured, is_safe
from gemensam.identity.oidc.refusals import Refusal, Refused

KEPT: Final = timedelta(hours=1)
ASK_AGAIN: Final = timedelta(minutes=1)
PAUSE: Final = timedelta(seconds=10)
TIMEOUT: Final = httpx.Timeout(5.0)
# An answer that comes drop by drop is given up after so many seconds in all.
LONGEST_ANSWER: Final = 10.0
MOST_BYTES: Final = 500_000
WELL_KNOWN: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Description:
    """Where an issuer is asked for what, by its own discovery document."""

    authorization: str
    token: str
    userinfo: str
    keys: str
    names_itself: bool


@dataclass(slots=True)
class Provider:
    """One issuer and what is kept of it. Threads share it."""

    issuer: Issuer
    description: Description | None = None
    described_at: datetime | None = None
    # When the document was last asked for in vain.
    missed_at: datetime | None = None
    keys: tuple[Key, ...] = ()
    keys_at: datetime | None = None
    # When keys were last asked for, whether they came or not.
    asked_at: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def describe(self, *, now: datetime) -> Description:
        """Give the discovery document, an hour old at most. Raises Refused.

        While the issuer is away it is asked now and then only: whoever asks holds up everybody else.
        """
        with self.lock:
            if self.description is None or _is_old(self.described_at, now, KEPT):
                if not _is_old(self.missed_at, now, PAUSE):
                    raise Refused(Refusal.UNREACHABLE)
                try:
                    said = _json(self._ask("GET", self.issuer.url.rstrip("/") + WELL_KNOWN))
                except Refused:
                    self.missed_at = now
                    raise
                self.description = described(self.issuer, said)
                self.described_at, self.missed_at = now, None
            return self.description

    def open(self, token: str, *, types: frozenset[str], now: datetime) -> dict[str, Any]:
        """Check who signed a token and give its claims. Raises Refused."""
        algorithms = self.issuer.algorithms
        jose.check_header(token, algorithms=algorithms, types=types)
        key = self._key_for(token, now=now)
        if key is None:
            raise Refused(Refusal.KEY_UNKNOWN)
        return jose.opened(token, key=key, algorithms=algorithms)

    def _key_for(self, token: str, *, now: datetime) -> Key | None:
        address = self.describe(now=now).keys
        with self.lock:
            may_ask = _is_old(self.asked_at, now, ASK_AGAIN)
            if _is_old(self.keys_at, now, KEPT):
                # A key that the issuer has taken back is worth nothing an hour later.
                self.keys = ()
            found = jose.key_for(token, self.keys)
            if found is None and may_ask:
                self.asked_at = now
                self.keys = jose.keys_of(_json(self._ask("GET", address)))
                self.keys_at = now
                found = jose.key_for(token, self.keys)
            return found

    def tokens(
        self, form: dict[str, str], headers: dict[str, str], *, now: datetime
    ) -> dict[str, Any]:
        """Buy tokens for a code. Raises Refused."""
        answer = self._ask("POST", self.describe(now=now).token, data=form, headers=headers)
        said = _json(answer)
        for name in ("id_token", "access_token"):
            value = said.get(name)
            # Both go on as they are, one of them in a header of ours.
            if not isinstance(value, str) or not value.isascii() or not value.isprintable():
                raise Refused(Refusal.ANSWER_UNREADABLE)
        return said

    def userinfo(self, access_token: str, *, is_signed: bool, now: datetime) -> dict[str, Any]:
        """Fetch what the issuer knows of whoever logged in. Raises Refused."""
        headers = {"Authorization": f"Bearer {access_token}"}
        answer = self._ask("GET", self.describe(now=now).userinfo, headers=headers)
        is_token = answer.sort == "application/jwt"
        if is_signed and not is_token:
            raise Refused(Refusal.USERINFO_UNSIGNED)
        if not is_token:
            return jose.readable(_json(answer))
        token = answer.body.decode("ascii", "replace").strip()
        return self.open(token, types=jose.PLAIN_TYPES, now=now)

    def _ask(self, method: str, address: str, **more: Any) -> "Answer":
        if not is_safe(address, allows_loopback=settings.GEMENSAM_DEMO):
            raise Refused(Refusal.ENDPOINT_UNSAFE)
        return ask(self.issuer, method, address, **more)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an issuer answered."""

    status: int
    sort: str
    body: bytes


def ask(issuer: Issuer, method: str, address: str, **more: Any) -> Answer:
    """Ask an issuer something over the net. Raises Refused."""
    ends_at = time.monotonic() + LONGEST_ANSWER
    try:
        with (
            httpx.Client(
                verify=_tls(issuer), timeout=TIMEOUT, follow_redirects=False, trust_env=False
            ) as http,
            http.stream(method, address, **more) as response,
        ):
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise Refused(Refusal.ANSWER_UNREADABLE)
                if time.monotonic() > ends_at:
                    raise Refused(Refusal.UNREACHABLE)
            sort = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            answer = Answer(response.status_code, sort, body)
    except (httpx.HTTPError, httpx.InvalidURL):
        raise Refused(Refusal.UNREACHABLE) from None
    if answer.status in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED):
        raise Refused(Refusal.CODE_REFUSED)
    if answer.status != httpx.codes.OK:
        raise Refused(Refusal.UNREACHABLE)
    return answer


def _tls(issuer: Issuer) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if issuer.authentication is ClientAuthentication.TLS_CLIENT_AUTH and issuer.certificate:
        try:
            context.load_cert_chain(*issuer.certificate)
        except OSError as error:
            raise Misconfigured(f"issuer {issuer.slug}: its certificate is unusable") from error
    return context


def described(issuer: Issuer, said: dict[str, Any]) -> Description:
    """Read a discovery document, which must be of this issuer. Raises Refused."""
    if said.get("issuer") != issuer.url:
        raise Refused(Refusal.DISCOVERY_OF_ANOTHER)
    by_certificate = said.get("mtls_endpoint_aliases")
    uses_certificate = issuer.authentication is ClientAuthentication.TLS_CLIENT_AUTH
    here = said | (by_certificate if uses_certificate and isinstance(by_certificate, dict) else {})
    names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    authorization, token, userinfo, keys = (str(here.get(name, "")) for name in names)
    if not is_safe(authorization, allows_loopback=settings.GEMENSAM_DEMO):
        raise Refused(Refusal.ENDPOINT_UNSAFE)
    return Description(
        authorization=authorization,
        token=token,
        userinfo=userinfo,
        keys=keys,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _json(answer: Answer) -> dict[str, Any]:
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise Refused(Refusal.ANSWER_UNREADABLE) from None
    if not isinstance(said, dict):
        raise Refused(Refusal.ANSWER_UNREADABLE)
    return said


def _is_old(at: datetime | None, now: datetime, limit: timedelta) -> bool:
    return at is None or now - at >= limit


_known: dict[str, Provider] = {}
_lock = threading.Lock()


def provider_of(issuer: Issuer) -> Provider:
    """Give what this process keeps of an issuer."""
    with _lock:
        kept = _known.get(issuer.url)
        if kept is None or kept.issuer is not issuer:
            kept = _known[issuer.url] = Provider(issuer)
        return kept

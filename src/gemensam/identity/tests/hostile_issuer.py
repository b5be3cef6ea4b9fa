"""An issuer on the loopback that does what it should, until a test tells it to lie.

It signs with real keys, holds every request of ours against the rules, and counts what is asked.
"""

import hmac
import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from re import search
from time import time
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import yaml
from joserfc import jws, jwt
from joserfc.jwk import ECKey
from joserfc.registry import HeaderParameter

LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
NONRESIDENT = "http://id.swedenconnect.se/loa/1.0/loa3-nonresident"
SAMBI3 = "http://id.sambi.se/loa/loa3"
NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"
COORDINATION = "https://id.oidc.se/claim/coordinationNumber"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
CLIENT = "gemensam-prov"

type Claims = dict[str, Any]


def keep(claims: Claims) -> None:
    """Change nothing."""


@dataclass
class Lies:
    """What is otherwise than it should be; by default nothing."""

    id_token: Callable[[Claims], None] = keep
    userinfo: Callable[[Claims], None] = keep
    sign: Callable[["Issuer", Claims], str] | None = None
    sign_userinfo: Callable[["Issuer", Claims], str] | None = None
    discovery: Claims = field(default_factory=dict)
    token_status: int = 200
    tokens: Claims = field(default_factory=dict)


class Issuer:
    """One issuer with its keys; `who` is whom it speaks of."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key = ECKey.generate_key("P-256", {"kid": "ny", "use": "sig"})
        self.strange_key = ECKey.generate_key("P-256", {"kid": "ny"})
        self.client_key = ECKey.generate_key("P-256")
        self.begin()

    def begin(self) -> None:
        """Forget what a test told it."""
        self.lies = Lies()
        self.who: Claims = {}
        self.subject = "s-1"
        self.acr = LOA3
        self.asked: list[str] = []
        self.codes: dict[str, Claims] = {}
        self.assertions: list[Claims] = []

    def count(self, path: str) -> int:
        """How often something was asked for."""
        return self.asked.count(path)

    def sign(self, claims: Claims, *, key: Any = None, **header: Any) -> str:
        """Sign as the issuer; a header that is None is left out."""
        whole = {"alg": "ES256", "kid": "ny", "typ": "JWT"} | header
        whole = {name: value for name, value in whole.items() if value is not None}
        registry = jws.JWSRegistry(
            {"strange": HeaderParameter("A word that we do not know", "str")},
            algorithms=["ES256"],
            strict_check_header=False,
        )
        return jwt.encode(whole, claims, key or self.key, registry=registry, default_type=None)

    def sign_by_public_key(self, claims: Claims) -> str:
        """Sign as one who takes our public key for a shared secret would accept."""
        parts = [{"alg": "HS256", "kid": "ny", "typ": "JWT"}, claims]
        body = ".".join(_base64(json.dumps(one).encode()) for one in parts)
        mac = hmac.digest(self.key.as_pem(private=False), body.encode(), "sha256")
        return f"{body}.{_base64(mac)}"

    def unsigned(self, claims: Claims, **header: Any) -> str:
        """Make a token that nobody signed."""
        parts = [{"alg": "none", "typ": "JWT"} | header, claims]
        return ".".join(_base64(json.dumps(one).encode()) for one in parts) + "."

    def authorize(self, address: str) -> Claims:
        """Log the person in and give what the browser carries back."""
        sent = dict(parse_qsl(urlsplit(address).query))
        asked = jwt.decode(sent["request"], self.client_key, algorithms=["ES256"]).claims
        assert {name: asked[name] for name in ("response_type", "client_id", "iss", "aud")} == {
            "response_type": "code",
            "client_id": CLIENT,
            "iss": CLIENT,
            "aud": self.url,
        }
        assert (asked["code_challenge_method"], len(asked["state"])) == ("S256", 43)
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.url}

    def id_token(self, asked: Claims, access_token: str) -> str:
        """Make the ID token of a log-in."""
        half = sha256(access_token.encode()).digest()[:16]
        claims = self.times() | {
            "iss": self.url,
            "aud": CLIENT,
            "sub": self.subject,
            "nonce": asked["nonce"],
            "acr": self.acr,
            "auth_time": int(time()),
            "at_hash": _base64(half),
            "sid": f"sid-{self.subject}",
        }
        self.lies.id_token(claims)
        return self.lies.sign(self, claims) if self.lies.sign else self.sign(claims)

    def times(self) -> Claims:
        """Give when a token of now begins and ends to count."""
        return {"iat": int(time()), "exp": int(time()) + 300}

    def userinfo(self) -> str:
        """Make the signed userinfo."""
        claims = {"sub": self.subject, "iss": self.url, "aud": CLIENT} | self.who
        self.lies.userinfo(claims)
        sign = self.lies.sign_userinfo
        return sign(self, claims) if sign else self.sign(claims)

    def logout_token(self, **more: Any) -> Claims:
        """Give the claims of a logout token; a claim that is None is left out."""
        claims = self.times() | {
            "iss": self.url,
            "aud": CLIENT,
            "jti": "j-1",
            "sub": self.subject,
            "events": {EVENT: {}},
        }
        return {name: one for name, one in (claims | more).items() if one is not None}

    def get(self, path: str) -> tuple[int, str, bytes]:
        """Answer a GET: status, content type, body."""
        self.asked.append(path)
        if path == "/jwks":
            keys = {"keys": [self.key.as_dict(private=False), {"kty": "oct", "k": "AAAA"}]}
            return 200, "application/json", json.dumps(keys).encode()
        if path == "/userinfo":
            sort = "application/json" if self.lies.sign_userinfo is plain else "application/jwt"
            return 200, sort, self.userinfo().encode()
        described = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "authorization_response_iss_parameter_supported": True,
        }
        return 200, "application/json", json.dumps(described | self.lies.discovery).encode()

    def post(self, path: str, form: dict[str, str]) -> tuple[int, str, bytes]:
        """Sell tokens for a code, once, to the client that proves itself and knows the verifier."""
        self.asked.append(path)
        asked = self.codes.pop(form["code"], None)
        claims = jwt.decode(form["client_assertion"], self.client_key, algorithms=["ES256"]).claims
        self.assertions.append(claims)
        proof = _base64(sha256(form["code_verifier"].encode()).digest())
        is_right = asked and proof == asked["code_challenge"]
        if not is_right or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, "application/json", b'{"error": "invalid_grant"}'
        token = f"access-{len(self.asked)}"
        said = {"id_token": self.id_token(asked, token), "access_token": token}
        said |= self.lies.tokens
        return self.lies.token_status, "application/json", json.dumps(said).encode()


def plain(issuer: Issuer, claims: Claims) -> str:
    """Give userinfo that nobody signed."""
    return json.dumps(claims)


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@contextmanager
def running() -> Iterator[Issuer]:
    """Serve an issuer on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def _send(self, answer: tuple[int, str, bytes]) -> None:
            status, sort, body = answer
            self.send_response(status)
            self.send_header("Content-Type", sort)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            if not self.path.startswith("/authorize?"):
                return self._send(issuer.get(self.path))
            # Logs the person in at once and sends the browser back.
            said = issuer.authorize(issuer.url + self.path)
            back = issuer.codes[said["code"]]["redirect_uri"]
            self.send_response(302)
            self.send_header("Location", f"{back}?{urlencode(said)}")
            self.end_headers()
            return None

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: value[0] for name, value in parse_qs(body).items()}
            self._send(issuer.post(self.path, form))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield issuer
    server.shutdown()
    server.server_close()


def profile(issuer: Issuer, folder: Any, *, kind: str, **more: Any) -> Claims:
    """Write our key down and give the profile of the issuer, as an installation's file has it."""
    slug = "siths" if kind == "staff" else "legitimation"
    (folder / f"{slug}.pem").write_bytes(issuer.client_key.as_pem(private=True))
    claims = {
        "staff": {
            "employee": "employeeHsaId",
            "commission": "commissionHsaId",
            "purpose": "commissionPurpose",
            "rights": "commissionRight",
            "care_provider": "healthCareProviderHsaId",
        },
        "residents": {
            "personal_number": NUMBER,
            "coordination_number": COORDINATION,
            "given_name": "given_name",
            "family_name": "family_name",
        },
    }
    acr = {SAMBI3: 3} if kind == "staff" else {LOA3: 3, NONRESIDENT: 3}
    return {
        "slug": slug,
        "name": "SITHS" if kind == "staff" else "Provlegitimation",
        "issuer": issuer.url,
        "for": kind,
        "client_id": CLIENT,
        "acr": acr,
        "claims": claims[kind],
        "signing_key": f"{slug}.pem",
        "takes_test_numbers": kind == "residents",
    } | more


def write(path: Any, profiles: list[Claims]) -> str:
    """Write the file of issuers and give its path."""
    path.write_text(yaml.safe_dump(profiles), encoding="utf-8")
    return str(path)


def press(client: Any, slug: str, **form: str) -> str:
    """Press the issuer's button and give the address that the page leads on to."""
    page = client.post(f"/logga-in/{slug}/", form)
    assert page.status_code == 200, page.content.decode()
    found = search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert found
    return unescape(found[1])


def come_back(client: Any, slug: str, said: Claims) -> Any:
    """Bring the issuer's answer."""
    return client.get(f"/logga-in/{slug}/svar/", said)

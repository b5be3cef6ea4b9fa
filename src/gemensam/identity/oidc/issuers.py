"""Which issuers people log in by: read from one file, checked whole before anything is served."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, RSAKey

from gemensam.kernel.actor import ActorKind, Assurance

# Signatures by a key pair only: with a shared secret our own public knowledge could be the key.
SAFE_ALGORITHMS: Final = frozenset(
    f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)
)
MOST_SKEW: Final = 60
LEAST_OWN_RSA_BITS: Final = 3072
OURS: Final = frozenset({"demo", "igen", "kort"})
ALGORITHM_OF_CURVE: Final = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}


class Misconfigured(ValueError):
    """The file of issuers is not usable; the message says which issuer and what to mend."""


class ClientAuthentication(StrEnum):
    """How we prove who we are to an issuer."""

    PRIVATE_KEY_JWT = "private_key_jwt"
    CLIENT_SECRET_BASIC = "client_secret_basic"  # noqa: S105 -- a word, no secret
    TLS_CLIENT_AUTH = "tls_client_auth"


class Userinfo(StrEnum):
    """How the issuer hands over what it knows, beside the ID token."""

    SIGNED = "signed"
    PLAIN = "plain"
    NONE = "none"


class Fact(StrEnum):
    """What a claim tells us. An issuer may assert just what its claim map names."""

    PERSONAL_NUMBER = "personal_number"
    COORDINATION_NUMBER = "coordination_number"
    EMPLOYEE = "employee"
    COMMISSION = "commission"
    PURPOSE = "purpose"
    RIGHTS = "rights"
    CARE_PROVIDER = "care_provider"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"


_NAMES: Final = frozenset({Fact.GIVEN_NAME, Fact.FAMILY_NAME})
_NUMBERS: Final = frozenset({Fact.PERSONAL_NUMBER, Fact.COORDINATION_NUMBER})
# What each sort of issuer may assert, and what it must assert at least one of.
MAY_ASSERT: Final = {
    ActorKind.STAFF: frozenset(Fact) - _NUMBERS,
    ActorKind.RESIDENT: _NUMBERS | _NAMES,
}
MUST_ASSERT: Final = {ActorKind.STAFF: frozenset({Fact.EMPLOYEE}), ActorKind.RESIDENT: _NUMBERS}
KINDS: Final = {"staff": ActorKind.STAFF, "residents": ActorKind.RESIDENT}


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer's profile. `acr` gives the level that each accepted value stands for."""

    slug: str
    name: str
    url: str
    kind: ActorKind
    client_id: str
    acr: Mapping[str, Assurance]
    claims: Mapping[Fact, str]
    algorithms: frozenset[str]
    authentication: ClientAuthentication = ClientAuthentication.PRIVATE_KEY_JWT
    key: Key | None = None
    key_id: str = ""
    secret: str = ""
    certificate: tuple[Path, Path] | None = None
    audience_is_token_endpoint: bool = False
    scopes: tuple[str, ...] = ("openid",)
    userinfo: Userinfo = Userinfo.SIGNED
    skew: timedelta = timedelta(seconds=30)
    max_age: timedelta | None = None
    # Slugs of organisations, for an issuer that may speak of some only; empty: of all.
    organisations: frozenset[str] = frozenset()
    takes_test_numbers: bool = False

    @property
    def signing_algorithm(self) -> str:
        """The algorithm of our own signatures, from the key."""
        return ALGORITHM_OF_CURVE[self.key.curve_name] if isinstance(self.key, ECKey) else "PS256"


def configured() -> tuple[Issuer, ...]:
    """Give the issuers of this installation. Raises Misconfigured."""
    path = settings.GEMENSAM_ISSUERS
    return read(Path(path), allows_loopback=settings.GEMENSAM_DEMO) if path else ()


def by_slug(slug: str) -> Issuer | None:
    """Find a configured issuer."""
    return next((one for one in configured() if one.slug == slug), None)


@lru_cache(maxsize=4)
def read(path: Path, *, allows_loopback: bool = False) -> tuple[Issuer, ...]:
    """Read the file of issuers, YAML or JSON. Raises Misconfigured."""
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path}: cannot be read ({type(error).__name__})") from None
    if not isinstance(said, list):
        raise Misconfigured(f"{path}: is a list of issuers")
    found = tuple(_issuer(one, path.parent, allows_loopback=allows_loopback) for one in said)
    for what, values in {
        "slug": [one.slug for one in found],
        "issuer": [one.url for one in found],
    }.items():
        if len(set(values)) != len(values):
            raise Misconfigured(f"{path}: two issuers have the same {what}")
    return found


# The words of an issuer in the file, and whether each must be there.
WORDS: Final = MappingProxyType(
    dict.fromkeys(("slug", "name", "issuer", "for", "client_id", "acr", "claims"), True)
    | dict.fromkeys(
        (
            *("algorithms", "client_authentication", "signing_key", "signing_key_id"),
            *("client_secret_file", "certificate", "certificate_key", "assertion_audience"),
            *("scopes", "userinfo", "clock_skew_seconds", "max_age_seconds"),
            *("organisations", "takes_test_numbers"),
        ),
        False,
    )
)


class _Said:
    """What the file says of one issuer; every complaint names it."""

    def __init__(self, said: Any, folder: Path) -> None:
        self.name = str(said.get("slug", "?")) if isinstance(said, dict) else "?"
        self.folder = folder
        if not isinstance(said, dict):
            raise self.wrong("is not a list of words with values")
        if unknown := sorted(set(map(str, said)) - set(WORDS)):
            raise self.wrong(f"{unknown[0]} is no word of ours")
        if missing := [word for word, must in WORDS.items() if must and not said.get(word)]:
            raise self.wrong(f"{missing[0]} is missing")
        self.said: dict[str, Any] = said

    def wrong(self, what: str) -> Misconfigured:
        return Misconfigured(f"issuer {self.name}: {what}")

    def text(self, word: str, pattern: str = r".+", default: str = "") -> str:
        value = self.said.get(word, default)
        if not isinstance(value, str) or (value and not re.fullmatch(pattern, value)):
            raise self.wrong(f"{word} is not usable")
        return value

    def texts(self, word: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.said.get(word, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(f"{word} is a list of texts")
        return tuple(value)

    def table(self, word: str) -> dict[str, Any]:
        value = self.said[word]
        if not isinstance(value, dict):
            raise self.wrong(f"{word} is a table of names and values")
        return {str(name): one for name, one in value.items()}

    def seconds(self, word: str, default: int | None, most: int) -> int | None:
        value = self.said.get(word, default)
        if value is not None and (type(value) is not int or not 0 <= value <= most):
            raise self.wrong(f"{word} is a number of seconds from 0 to {most}")
        return value

    def one_of[T](self, word: str, table: Mapping[str, T], default: str = "") -> T:
        value = self.said.get(word, default)
        if not isinstance(value, str) or value not in table:
            raise self.wrong(f"{word} is one of {', '.join(table)}")
        return table[value]

    def file(self, word: str) -> Path:
        path = self.folder / self.text(word)
        if not self.said.get(word) or not path.is_file():
            raise self.wrong(f"{word} names no file that can be read")
        return path


def _issuer(said: Any, folder: Path, *, allows_loopback: bool) -> Issuer:
    here = _Said(said, folder)
    kind = here.one_of("for", KINDS)
    skew = here.seconds("clock_skew_seconds", 30, MOST_SKEW)
    max_age = here.seconds("max_age_seconds", None, 86_400)
    slug = here.text("slug", r"[a-z0-9-]{1,30}")
    if slug in OURS:
        raise here.wrong("the slug is taken")
    tests = here.said.get("takes_test_numbers", False)
    if not isinstance(tests, bool):
        raise here.wrong("takes_test_numbers is true or false")
    return Issuer(
        slug=slug,
        name=here.text("name", r".{1,60}"),
        url=_url(here, allows_loopback=allows_loopback),
        kind=kind,
        client_id=here.text("client_id"),
        acr=_levels(here),
        claims=_claims(here, kind),
        algorithms=_algorithms(here),
        audience_is_token_endpoint=here.one_of(
            "assertion_audience", {"issuer": False, "token_endpoint": True}, "issuer"
        ),
        scopes=tuple(dict.fromkeys(("openid", *here.texts("scopes")))),
        userinfo=here.one_of("userinfo", {one.value: one for one in Userinfo}, "signed"),
        skew=timedelta(seconds=skew or 0),
        max_age=None if max_age is None else timedelta(seconds=max_age),
        organisations=frozenset(here.texts("organisations")),
        takes_test_numbers=tests,
        **_ourselves(here),
    )


def _url(here: _Said, *, allows_loopback: bool) -> str:
    url = here.text("issuer", r"\S{1,200}")
    if not is_safe(url, allows_loopback=allows_loopback) or set("?#") & set(url):
        raise here.wrong("issuer is an https address without ? and #")
    return url


def is_safe(url: str, *, allows_loopback: bool) -> bool:
    """Say whether an address may be asked: https, or in the demo this machine itself."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    at_home = allows_loopback and parts.hostname == "127.0.0.1"
    is_whole = bool(parts.hostname) and parts.username is None
    return is_whole and (parts.scheme == "https" or (parts.scheme == "http" and at_home))


def _levels(here: _Said) -> Mapping[str, Assurance]:
    levels = {2: Assurance.LOA2, 3: Assurance.LOA3, 4: Assurance.LOA4}
    said = here.table("acr")
    if not all(type(level) is int and level in levels for level in said.values()):
        raise here.wrong("acr gives each value that is accepted its level: 2, 3 or 4")
    return MappingProxyType({value: levels[level] for value, level in said.items()})


def _claims(here: _Said, kind: ActorKind) -> Mapping[Fact, str]:
    said = here.table("claims")
    known = {one.value: one for one in MAY_ASSERT[kind]}
    for fact, claim in said.items():
        if fact not in known:
            raise here.wrong(f"an issuer of this sort may not assert {fact}")
        if not isinstance(claim, str) or not claim:
            raise here.wrong(f"claims: {fact} names no claim")
    claims = {known[fact]: claim for fact, claim in said.items()}
    if not MUST_ASSERT[kind] & claims.keys():
        raise here.wrong(f"claims lacks {' or '.join(sorted(MUST_ASSERT[kind]))}")
    return MappingProxyType(claims)


def _algorithms(here: _Said) -> frozenset[str]:
    algorithms = frozenset(here.texts("algorithms", ("ES256", "PS256", "RS256")))
    if not algorithms or (unsafe := sorted(algorithms - SAFE_ALGORITHMS)):
        raise here.wrong(f"algorithms: {unsafe[0] if algorithms else 'none'} is not accepted")
    return algorithms


def _ourselves(here: _Said) -> dict[str, Any]:
    """Read what we prove ourselves by, and the key that signs requests where there is one."""
    means = {one.value: one for one in ClientAuthentication}
    how = here.one_of("client_authentication", means, ClientAuthentication.PRIVATE_KEY_JWT.value)
    found: dict[str, Any] = {"authentication": how}
    if how is ClientAuthentication.PRIVATE_KEY_JWT or here.said.get("signing_key"):
        found["key"] = _key(here)
        found["key_id"] = here.text("signing_key_id") or found["key"].thumbprint()
    if how is ClientAuthentication.CLIENT_SECRET_BASIC:
        found["secret"] = here.file("client_secret_file").read_text(encoding="utf-8").strip()
        if not found["secret"]:
            raise here.wrong("client_secret_file is empty")
    if how is ClientAuthentication.TLS_CLIENT_AUTH:
        found["certificate"] = (here.file("certificate"), here.file("certificate_key"))
    return found


def _key(here: _Said) -> Key:
    pem = here.file("signing_key").read_bytes()
    for sort in (ECKey, RSAKey):
        try:
            key: Key = sort.import_key(pem)
        except (JoseError, ValueError, TypeError):
            continue
        if key.is_private and _is_strong(key):
            return key
    raise here.wrong(
        "signing_key is not a private key (EC P-256, P-384, P-521 or RSA of 3072 bits) in PEM"
    )


def _is_strong(key: Key) -> bool:
    """Our own keys have 128 bits of security; of others' we take what they have (`jose`)."""
    if isinstance(key, RSAKey):
        return bool(key.public_key.key_size >= LEAST_OWN_RSA_BITS)
    return key["crv"] in ALGORITHM_OF_CURVE

"""Signed tokens: ours are made here, others' are opened. Pure: keys in, claims out.

A token's header chooses nothing but which of the issuer's own keys is tried: `jku`, `x5u`, `jwk`
and `x5c` are passed over, and the algorithm must stand in the issuer's profile.
"""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Collection, Mapping
from json import dumps, loads
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, RSAKey

from gemensam.identity.oidc.refusals import Refusal, Refused

FAMILIES: Final[dict[str, type[ECKey | RSAKey]]] = {"EC": ECKey, "RSA": RSAKey}
LEAST_RSA_BITS: Final = 2048
# `typ` of tokens that are not of a sort of their own.
PLAIN_TYPES: Final = frozenset({"", "jwt"})
LOGOUT_TYPES: Final = frozenset({"logout+jwt"})


class _Registry(jws.JWSRegistry):
    """Headers may hold a chain of certificates, which is not read."""

    max_header_length = 16_384


def sign(claims: Mapping[str, Any], *, key: Key, key_id: str, algorithm: str, typ: str) -> str:
    """Make a token signed with our key."""
    header = {"alg": algorithm, "kid": key_id, "typ": typ}
    registry = jws.JWSRegistry(algorithms=[algorithm])
    return jwt.encode(header, dict(claims), key, registry=registry)


def header_of(token: str) -> dict[str, Any]:
    """Read a token's header, which nobody has vouched for yet. Raises Refused."""
    part = token.partition(".")[0]
    try:
        header = loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise Refused(Refusal.TOKEN_UNREADABLE) from None
    if not isinstance(header, dict):
        raise Refused(Refusal.TOKEN_UNREADABLE)
    return header


def keys_of(published: object) -> tuple[Key, ...]:
    """Read an issuer's published keys: those for signatures by key pair; others are passed over."""
    rows = published.get("keys") if isinstance(published, dict) else None
    found: list[Key] = []
    for row in rows if isinstance(rows, list) else []:
        family = FAMILIES.get(str(row.get("kty"))) if isinstance(row, dict) else None
        if family is None or row.get("use", "sig") != "sig":
            continue
        try:
            key = family.import_key(row)
            # A shorter one can be broken, whoever published it.
            if isinstance(key, ECKey) or key.public_key.key_size >= LEAST_RSA_BITS:
                found.append(key)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return tuple(found)


def key_for(token: str, keys: Collection[Key]) -> Key | None:
    """Find the key that a token says it was signed with; without a name, the only one there is."""
    key_id = header_of(token).get("kid")
    if key_id is None:
        return next(iter(keys)) if len(keys) == 1 else None
    return next((one for one in keys if one.get("kid") == key_id), None)


def check_header(token: str, *, algorithms: Collection[str], types: Collection[str]) -> None:
    """Refuse a token by its header alone, before a key is looked for. Raises Refused."""
    header = header_of(token)
    if header.get("alg") not in algorithms:
        raise Refused(Refusal.ALGORITHM)
    typ = header.get("typ", "")
    if not isinstance(typ, str) or typ.lower().removeprefix("application/") not in types:
        raise Refused(Refusal.TOKEN_OF_ANOTHER_SORT)


def opened(token: str, *, key: Key, algorithms: Collection[str]) -> dict[str, Any]:
    """Check the signature and give the claims. Raises Refused."""
    registry = _Registry(algorithms=sorted(algorithms), strict_check_header=False)
    try:
        claims = jwt.decode(token, key, registry=registry).claims
    except (JoseError, ValueError, TypeError, RecursionError):
        raise Refused(Refusal.SIGNATURE) from None
    return readable(dict(claims))


def readable(claims: dict[str, Any]) -> dict[str, Any]:
    """Refuse claims with characters that are none, which nothing here could keep. Raises Refused."""
    try:
        text = dumps(claims, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        raise Refused(Refusal.TOKEN_UNREADABLE) from None
    if b"\\u0000" in text:
        raise Refused(Refusal.TOKEN_UNREADABLE)
    return claims

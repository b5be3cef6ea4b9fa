"""WebAuthn by the `fido2` library: what a browser is asked for, and whether its answer holds.

Every key verifies its holder (PIN or finger) and knows by itself whose it is, so that nobody types a
name and no list of keys is shown to strangers.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gemensam.identity.break_glass.configured import Terms
from gemensam.identity.break_glass.refusals import Refusal, Refused

# ES256, EdDSA and RS256, by their numbers in COSE: what keys that are sold can do.
ALGORITHMS: Final = (-7, -8, -257)
MOST_BYTES: Final = 20_000
_MUST: Final = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class NewKey:
    """What is kept of a key that has shown itself."""

    credential_id: str
    credential: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A browser's answer at a log-in: which key it names, and all that it brought."""

    credential_id: str
    user_handle: bytes | None
    response: AuthenticationResponse


def _server(terms: Terms) -> Fido2Server:
    server = Fido2Server(
        PublicKeyCredentialRpEntity(name="Gemensam", id=terms.rp_id),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda said: said == terms.origin,
    )
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=one)
        for one in ALGORITHMS
    ]
    return server


def to_register(
    terms: Terms, challenge: bytes, *, person_id: UUID, name: str, known: list[bytes]
) -> str:
    """Write what the browser is asked for when somebody registers a key; `known` are not asked."""
    options, _state = _server(terms).register_begin(
        PublicKeyCredentialUserEntity(id=person_id.bytes, name=name, display_name=name),
        [AttestedCredentialData(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_MUST,
        challenge=challenge,
    )
    return json.dumps(dict(options)["publicKey"])


def to_log_in(terms: Terms, challenge: bytes) -> str:
    """Write what the browser is asked for at a log-in."""
    options, _state = _server(terms).authenticate_begin(
        user_verification=_MUST, challenge=challenge
    )
    return json.dumps(dict(options)["publicKey"])


def newcomer(said: str) -> RegistrationResponse:
    """Read what the browser brought of a new key; nothing of it is proven. Raises Refused."""

    def read(words: dict[str, Any]) -> RegistrationResponse:
        return RegistrationResponse.from_dict(words)

    return _read(read, said)


def registered(terms: Terms, challenge: bytes, said: RegistrationResponse) -> NewKey:
    """Check that a new key was made for this challenge, here. Raises Refused."""
    data = _checked(lambda: _server(terms).register_complete(_state(challenge), said))
    credential = data.credential_data
    assert credential is not None  # what the library has seen to
    if credential.public_key[3] not in ALGORITHMS:
        raise Refused(Refusal.ALGORITHM)
    return NewKey(websafe_encode(credential.credential_id), bytes(credential), data.counter)


def answer(said: str) -> Answer:
    """Read a browser's answer at a log-in; nothing of it is proven. Raises Refused."""

    def read(words: dict[str, Any]) -> AuthenticationResponse:
        return AuthenticationResponse.from_dict(words)

    response = _read(read, said)
    return Answer(websafe_encode(response.raw_id), response.response.user_handle, response)


def proven(terms: Terms, challenge: bytes, credential: bytes, said: Answer) -> int:
    """Check that a key has signed the challenge, and give its counter. Raises Refused."""
    keys = [AttestedCredentialData(credential)]
    server = _server(terms)
    _checked(lambda: server.authenticate_complete(_state(challenge), keys, said.response))
    count: int = said.response.response.authenticator_data.counter
    return count


def _state(challenge: bytes) -> dict[str, Any]:
    return {"challenge": websafe_encode(challenge), "user_verification": _MUST}


def _read[R](reader: Callable[[dict[str, Any]], R], said: str) -> R:
    if not said:
        raise Refused(Refusal.NO_KEY)
    if len(said) > MOST_BYTES:
        raise Refused(Refusal.ANSWER_UNREADABLE)
    try:
        words = json.loads(said)
        return reader(dict(words))
    except Exception as error:  # noqa: BLE001 -- a stranger's bytes, read by a library
        raise Refused(Refusal.ANSWER_UNREADABLE, type(error).__name__) from None


def _checked[R](check: Callable[[], R]) -> R:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 -- whatever the library says of it, it is no proof
        raise Refused(Refusal.NOT_PROVEN, str(error)[:120]) from None

"""A security key in software: what a browser sends, with any of it changed."""

import json
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256, ES384, CoseKey
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "http://localhost:8000"
RP_ID = "localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One key. `counter` goes up at each use; None: a key without a counter."""

    credential_id: bytes
    counter: int | None = 0
    user: bytes | None = None
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, options: str, **changed: object) -> str:
        """Answer what a page asks for when a key is registered."""
        wanted = json.loads(options)
        self.user = websafe_decode(wanted["user"]["id"])
        credential = AttestedCredentialData.create(
            Aaguid(bytes(16)),
            self.credential_id,
            self._public(),
        )
        data = self._data(changed, ATTESTED, credential)
        client = self._client("webauthn.create", wanted, changed)
        attestation = AttestationObject.create("none", data, {})
        return self._answer(client, attestationObject=attestation)

    def get(self, options: str, **changed: object) -> str:
        """Answer what a page asks for at a log-in."""
        data = self._data(changed, 0)
        client = self._client("webauthn.get", json.loads(options), changed)
        signature = self.private.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            client,
            authenticatorData=data,
            signature=changed.get("signature", signature),
            userHandle=changed.get("user", self.user),
        )

    def _public(self) -> CoseKey:
        sort = {256: ES256, 384: ES384}[self.private.key_size]
        return sort.from_cryptography_key(self.private.public_key())

    def _data(self, changed, flags, credential=b""):
        if self.counter is not None:
            self.counter = changed.get("counter", self.counter + 1)
        rp_id = str(changed.get("rp_id", RP_ID))
        return AuthenticatorData.create(
            sha256(rp_id.encode()).digest(),
            flags | changed.get("flags", PRESENT | VERIFIED),
            self.counter or 0,
            credential,
        )

    @staticmethod
    def _client(kind, wanted, changed):
        return CollectedClientData.create(
            changed.get("type", kind),
            changed.get("challenge", websafe_decode(wanted["challenge"])),
            changed.get("origin", ORIGIN),
        )

    def _answer(self, client, **parts):
        named = websafe_encode(self.credential_id)
        texts = {name: websafe_encode(bytes(part)) for name, part in parts.items() if part}
        response = {"clientDataJSON": websafe_encode(bytes(client))} | texts
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})

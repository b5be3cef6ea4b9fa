"""The links that lead to a survey: an invitation's own, and one that finds begun answers again."""

import secrets
from hashlib import sha256
from uuid import UUID

from django.core.signing import BadSignature, Signer

_SALT = "gemensam.surveys.invitation"
_MARK = "."
# Letters of a link that somebody who was not invited is given.
_OPEN_BYTES = 24


def token_of(invitation_id: UUID) -> str:
    """Give the token of an invitation's link. Nothing that is stored can be turned into it."""
    return Signer(salt=_SALT, sep=_MARK).sign(invitation_id.hex)


def invitation_of(token: str) -> UUID | None:
    """Give the invitation that a token belongs to; None when we did not make it."""
    try:
        return UUID(hex=Signer(salt=_SALT, sep=_MARK).unsign(token))
    except BadSignature:
        return None


def new_token() -> str:
    """Make a token for somebody who answers without an invitation."""
    return secrets.token_urlsafe(_OPEN_BYTES)


def door_of(token: str) -> str:
    """Give what is stored while answers are being written, so that the token finds them."""
    return sha256(f"door:{token}".encode()).hexdigest()

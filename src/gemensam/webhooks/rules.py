"""What is told, how it is signed, when it is tried again, and which addresses will do. Pure.

Signatures are those of the Standard Webhooks specification, so that receivers find a library.
"""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

# 5 s, 10 s, 20 s … up to an hour, each shortened by up to half, so that receivers that were down
# together are not met by everything at once.
FIRST_DELAY: Final = timedelta(seconds=5)
LONGEST_DELAY: Final = timedelta(hours=1)
# About a day. Then it is set aside, and what comes after it is tried.
MOST_TRIES: Final = 32
# While a receiver takes the new secret into use, both sign.
OLD_SECRET_LASTS: Final = timedelta(days=1)
LONGEST_ADDRESS: Final = 500
# Addresses of the internet itself; those that hold an older address inside them lie elsewhere.
_UNICAST: Final = IPv6Network("2000::/3")


class Kind(StrEnum):
    """What is told. The words stand in the database and with the receivers' owners."""

    CASE_OPENED = "case.opened"
    CASE_ASSIGNED = "case.assigned"
    CASE_QUESTION = "case.question"
    CASE_ANSWER = "case.answer"
    CASE_MESSAGE = "case.message"
    CASE_NOTICE = "case.notice"
    CASE_NOTE = "case.note"
    CASE_PROPOSAL = "case.proposal"
    CASE_PROPOSAL_RETURNED = "case.proposal_returned"
    CASE_DECISION = "case.decision"
    CASE_RECEIVED = "case.received"
    CASE_CORRECTION = "case.correction"
    CASE_APPEAL = "case.appeal"
    CASE_APPEAL_WITHDRAWN = "case.appeal_withdrawn"
    CASE_APPEAL_FORWARDED = "case.appeal_forwarded"
    CASE_APPEAL_DISMISSED = "case.appeal_dismissed"
    CASE_FOLLOW_UP = "case.follow_up"
    CASE_MEETING = "case.meeting"
    CASE_REFERRAL = "case.referral"
    CASE_OPINION = "case.opinion"
    CASE_OPINION_DECLINED = "case.opinion_declined"
    CASE_REFERRAL_WITHDRAWN = "case.referral_withdrawn"
    CASE_CONCERN_SEEN = "case.concern_seen"
    CARE_SERVICE_GRANTED = "care_service.granted"


class AddressWillNotDo(ValueError):
    """Nothing is sent to such an address; the message says why."""


def ensure_address(url: str, *, anywhere: bool) -> None:
    """Raises AddressWillNotDo. `anywhere`: the demo, where plain HTTP on one's own machine will do."""
    try:
        parts = urlsplit(url)
        has_place = bool(parts.hostname) and parts.port != 0
    except ValueError:
        has_place = False
    if not has_place or not url.isascii() or not url.isprintable() or " " in url:
        raise AddressWillNotDo("The address is not one of the web, as in https://example.se/hook.")
    if parts.scheme not in ({"http", "https"} if anywhere else {"https"}):
        raise AddressWillNotDo("The address begins with https://.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressWillNotDo("The address holds no name, password or #.")
    if len(url) > LONGEST_ADDRESS:
        raise AddressWillNotDo(f"The address has at most {LONGEST_ADDRESS} characters.")


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the internet: not of this machine or of a net behind it."""
    found = ip_address(address)
    if isinstance(found, IPv6Address) and (found not in _UNICAST or found.sixtofour):
        return False
    return found.is_global and not found.is_multicast


def delay_after(tries: int, *, lot: float) -> timedelta:
    """Give how long to wait after so many tries; `lot` is drawn between 0 and 1."""
    longest: timedelta = min(FIRST_DELAY * 2 ** (tries - 1), LONGEST_DELAY)
    return longest * (1 - lot / 2)


def secret_of(key: str, webhook_id: UUID, number: int) -> bytes:
    """Work out a webhook's secret from the installation's key: it is stored nowhere."""
    return hmac.digest(key.encode(), f"webhook {webhook_id} {number}".encode(), sha256)


def written(secret: bytes) -> str:
    """Write a secret as its receiver is given it."""
    return f"whsec_{b64encode(secret).decode()}"


def signatures(secrets: Sequence[bytes], *, message_id: str, timestamp: int, body: bytes) -> str:
    """Sign a message with each secret; a receiver accepts it if one of them is right."""
    signed = b".".join([message_id.encode(), str(timestamp).encode(), body])
    return " ".join(
        f"v1,{b64encode(hmac.digest(secret, signed, sha256)).decode()}" for secret in secrets
    )

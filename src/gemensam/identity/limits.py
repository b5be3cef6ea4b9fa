"""How often somebody may try: limits on log-ins that lie in PostgreSQL, so that a restart forgets none.

Call `spend` before anything is looked up, with what the try is counted by:

    limits.spend_here("break_glass", request, account=browser)

It takes one try from each of the counts that `LIMITS` has for that name, or raises `TooMany`, which
the middleware turns into the 429 page with Retry-After; the view catches nothing. A new sort of try is
a row in `LIMITS`. What is counted by is kept as a keyed hash only: no address or name can be read.

Each count is one row with one instant, until when its tries are used up (GCRA): a try moves it on by
`every`, and is refused where that would lead more than `at_once` tries ahead of now. One statement
reads and writes it, so two requests at once never both take the last try. It writes in the running
transaction: a request that may end in a 5xx spends in a short one of its own (`own_transactions`).

Whole workplaces share an address: that count is wide, and guessing is held back by the narrow ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import digest
from ipaddress import ip_address, ip_network
from math import ceil
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from gemensam.identity.http import Request

NETWORK_OF_A_HOUSEHOLD: Final = 64


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries at once, then one more each time `every` has gone."""

    at_once: int
    every: timedelta


# A workplace: thousands log in behind one address in the same quarter of an hour, as at 07:00.
_ADDRESS: Final = Limit(2000, timedelta(milliseconds=50))
# What is counted by, for each sort of try. Why each number is what it is, and why nothing is counted by
# municipality: docs/security/log-in.md.
LIMITS: Final[Mapping[str, Mapping[str, Limit]]] = MappingProxyType(
    {
        # Begin a log-in at an issuer, by card or by key; `account` is the browser.
        "login_begin": {"address": _ADDRESS, "account": Limit(20, timedelta(seconds=6))},
        # Bring an issuer's answer; `account` is the attempt that it says it belongs to.
        "login_answer": {"address": _ADDRESS, "account": Limit(5, timedelta(minutes=2))},
        # Choose a commission; `account` is the attempt.
        "login_choose": {"address": _ADDRESS, "account": Limit(20, timedelta(seconds=6))},
        # Be somebody; `account` is how the issuer names the person, known or not.
        "login_proven": {"account": Limit(20, timedelta(seconds=30))},
        # Bring a key, or a code for one; `account` is the browser.
        "break_glass": {
            "address": Limit(60, timedelta(seconds=5)),
            "account": Limit(5, timedelta(minutes=1)),
        },
    }
)


class TooMany(Exception):
    """Too many tries in too short a time. Says when one more will be taken, and nothing of whose."""

    def __init__(self, name: str, wait: timedelta) -> None:
        super().__init__(name)
        self.name = name
        self.seconds = max(1, ceil(wait.total_seconds()))


def spend(name: str, *, now: datetime, **counted_by: object) -> None:
    """Take one try of a sort that stands in `LIMITS`. Raises TooMany.

    Whatever the sort counts must be given, unless it is None: a browser that brings nothing has no count.
    """
    limits = LIMITS[name]
    if limits.keys() != counted_by.keys():
        raise TypeError(f"{name} counts by {', '.join(limits)}")
    _forget(now)
    # In one order, so that two tries at once never wait for each other.
    for what in sorted(limits):
        if counted_by[what] is not None:
            _spend(name, limits[what], key=_key(name, what, str(counted_by[what])), now=now)


def spend_here(name: str, request: Request, *, account: str) -> None:
    """Spend a browser's try: whoever brings nothing to be counted by is counted by the address alone."""
    spend(name, now=request.now, address=address_of(request), account=account or None)


def _spend(name: str, limit: Limit, *, key: str, now: datetime) -> None:
    ahead, every = limit.every * limit.at_once, limit.every.total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO identity_triesspent AS spent (key, until) VALUES (%s, %s)
            ON CONFLICT (key)
                DO UPDATE SET until = greatest(spent.until, %s) + make_interval(secs => %s)
                WHERE greatest(spent.until, %s) + make_interval(secs => %s) <= %s
            """,
            [key, now + limit.every, now, every, now, every, now + ahead],
        )
        if cursor.rowcount:
            return
        cursor.execute("SELECT until FROM identity_triesspent WHERE key = %s", [key])
        (until,) = cursor.fetchone()
    raise TooMany(name, until + limit.every - now - ahead)


def _forget(now: datetime) -> None:
    """Take away a few counts that are whole again, more than one try ever makes."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM identity_triesspent WHERE key IN (
                SELECT key FROM identity_triesspent WHERE until < %s
                LIMIT 10 FOR UPDATE SKIP LOCKED)
            """,
            [now],
        )


def _key(*words: str) -> str:
    secret = sha256(b"gemensam.limits" + settings.SECRET_KEY.encode()).digest()
    return digest(secret, "\0".join(words).encode("utf-8", "replace"), "sha256").hex()


def address_of(request: HttpRequest) -> str:
    """Give the address that a request comes from; of IPv6 the network, which a household has whole.

    Behind the proxy that the settings trust it is the last that the proxy named, since everything
    before that is whatever the browser wrote.
    """
    said = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        said = request.META.get("HTTP_X_FORWARDED_FOR", said).rpartition(",")[2].strip()
    try:
        address = ip_address(said)
    except ValueError:
        return ""
    if address.version == 6 and address.ipv4_mapped is not None:  # noqa: PLR2004 -- IPv6
        # All of IPv4 is one network to IPv6.
        address = address.ipv4_mapped
    if address.version == 4:  # noqa: PLR2004 -- IPv4
        return str(address)
    return str(ip_network((address, NETWORK_OF_A_HOUSEHOLD), strict=False))

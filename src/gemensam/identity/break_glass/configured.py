"""Whether the reserve log-in is on, and on which terms: checked whole before anything is served."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from gemensam.kernel.actor import Assurance

# The rules open nothing below level 3.
LEVELS: Final = {"3": Assurance.LOA3, "4": Assurance.LOA4}
MOST_MINUTES: Final = 240
# Browsers take a key on http at this name only.
LOOPBACK: Final = "localhost"


class Misconfigured(ValueError):
    """A setting of the reserve log-in is not usable; the message says which and what to mend."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Where keys are used, what a log-in with one is worth, how long it lasts, and when it may be."""

    origin: str
    rp_id: str
    assurance: Assurance
    lasts: timedelta
    only_when_away: bool


def configured() -> Terms | None:
    """Give the terms, or None where the reserve log-in is off. Raises Misconfigured."""
    said = settings.GEMENSAM_BREAK_GLASS
    return read(said, allows_loopback=settings.GEMENSAM_DEMO) if said else None


def read(said: Mapping[str, str], *, allows_loopback: bool = False) -> Terms:
    """Read the settings, by the end of each name in small letters. Raises Misconfigured."""
    host = _host(said.get("origin", ""), allows_loopback=allows_loopback)
    rp_id = said.get("rp_id") or host
    # A key of one name must not be usable at a stranger's: the origin lies at it or below it.
    if not (host == rp_id or host.endswith(f".{rp_id}")) or (host != rp_id and "." not in rp_id):
        raise _wrong("RP_ID", f"{rp_id} is neither {host} nor a domain that it lies in")
    level, when = said.get("loa", "3"), said.get("when", "always")
    if level not in LEVELS:
        raise _wrong("LOA", f"{level} is not 3 or 4, and nothing opens below 3")
    minutes = said.get("minutes", "60")
    if not (minutes.isascii() and minutes.isdecimal() and 1 <= int(minutes) <= MOST_MINUTES):
        raise _wrong("MINUTES", f"{minutes} is not a number from 1 to {MOST_MINUTES}")
    if when not in ("always", "away"):
        raise _wrong("WHEN", f"{when} is neither always nor away")
    return Terms(
        origin=said["origin"],
        rp_id=rp_id,
        assurance=LEVELS[level],
        lasts=timedelta(minutes=int(minutes)),
        only_when_away=when == "away",
    )


def _host(origin: str, *, allows_loopback: bool) -> str:
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong("ORIGIN", f"{origin} is no address") from None
    at_home = allows_loopback and host == LOOPBACK and parts.scheme == "http"
    if not host or (parts.scheme != "https" and not at_home):
        raise _wrong("ORIGIN", f"{origin or 'nothing'} is not an https address")
    plain = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    if origin != plain:
        raise _wrong("ORIGIN", f"{origin} has more than scheme, host and port: write {plain}")
    return host


def _wrong(word: str, what: str) -> Misconfigured:
    return Misconfigured(f"GEMENSAM_BREAK_GLASS_{word}: {what}")

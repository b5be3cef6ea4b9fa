"""Which certificates an authority has taken back: its list, fetched often, and nobody in without it."""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

import httpx
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from gemensam.identity.cards.configured import Authority, Cards
from gemensam.identity.cards.refusals import CardRefused, Refusal

# An authority's certificate that ends so soon is worth a warning.
SOON: Final = timedelta(days=60)
# Clocks differ a little between us and an authority.
SKEW: Final = timedelta(minutes=5)
TIMEOUT: Final = httpx.Timeout(10.0)
MOST_BYTES: Final = 64_000_000

type Fetch = Callable[[str], bytes]


class NotFetched(Exception):
    """A list could not be fetched, or what came is not it; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An authority's list, and when it was last heard from it. `content` None: it is not usable."""

    content: x509.CertificateRevocationList | None
    received_at: datetime


def check_not_revoked(
    certificate: x509.Certificate,
    listing: Listing | None,
    *,
    stale_after: timedelta,
    now: datetime,
    why: Refusal,
) -> None:
    """Hold a certificate against its issuer's list. Raises CardRefused, also without a fresh list."""
    if listing is None:
        raise CardRefused(Refusal.LIST_MISSING)
    if listing.content is None:
        raise CardRefused(Refusal.LIST_UNUSABLE)
    if not is_fresh(listing, stale_after=stale_after, now=now):
        raise CardRefused(Refusal.LIST_STALE)
    if listing.content.get_revoked_certificate_by_serial_number(certificate.serial_number):
        raise CardRefused(why)


def is_fresh(listing: Listing, *, stale_after: timedelta, now: datetime) -> bool:
    """Say whether a list was heard lately, and is the one that its authority means for now."""
    if listing.content is None or listing.content.next_update_utc is None:
        return False
    begins, ends = listing.content.last_update_utc - SKEW, listing.content.next_update_utc
    heard = -SKEW <= now - listing.received_at < stale_after
    return heard and begins <= now < ends


def condition_of(authority: Authority, *, stale_after: timedelta, now: datetime) -> str:
    """Say what is wrong with an authority's list or certificate right now; empty: nothing."""
    listing = listing_of(authority)
    if authority.certificate.not_valid_after_utc - now < SOON:
        return f"its certificate ends on {authority.certificate.not_valid_after_utc.date()}"
    if listing is None or listing.content is None:
        return f"no usable list of what it has revoked in {authority.list_file}: no card is taken"
    if not is_fresh(listing, stale_after=stale_after, now=now):
        return f"its list is too old, heard {listing.received_at:%Y-%m-%d %H:%M}: no card is taken"
    return ""


def listing_of(authority: Authority) -> Listing | None:
    """Read an authority's list from its file; None: there is none."""
    file, certificate = authority.list_file, authority.certificate
    try:
        known = file.stat()
        state = (known.st_ino, known.st_mtime_ns, known.st_size)
        content = _read(file, state, certificate, is_root=authority.is_root)
    except OSError:
        return None
    return Listing(content, datetime.fromtimestamp(known.st_mtime, UTC))


@lru_cache(maxsize=32)
def _read(
    path: Path, _state: tuple[int, ...], issuer: x509.Certificate, *, is_root: bool
) -> x509.CertificateRevocationList | None:
    return parse(path.read_bytes(), issuer, is_root=is_root)


def parse(
    body: bytes, issuer: x509.Certificate, *, is_root: bool
) -> x509.CertificateRevocationList | None:
    """Read a list in PEM or DER that the issuer signed, of all that it issues; None: it is not that."""
    is_pem = body.lstrip().startswith(b"-----")
    try:
        content = (x509.load_pem_x509_crl if is_pem else x509.load_der_x509_crl)(body)
        key = issuer.public_key()
        is_ours = content.issuer == issuer.subject and content.is_signature_valid(key)  # type: ignore[arg-type]  # another sort of key raises TypeError
        return content if is_ours and _is_whole(content, is_root=is_root) else None
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension):
        return None


def _is_whole(content: x509.CertificateRevocationList, *, is_root: bool) -> bool:
    """Say whether the list speaks of all that its issuer issues: no delta, no part, nothing unknown."""
    for extension in content.extensions:
        value = extension.value
        if isinstance(value, x509.IssuingDistributionPoint):
            others = value.only_contains_user_certs if is_root else value.only_contains_ca_certs
            is_part = value.only_some_reasons or value.only_contains_attribute_certs
            if others or is_part or value.indirect_crl:
                return False
        elif extension.critical or isinstance(value, x509.DeltaCRLIndicator):
            return False
    return True


def keep_fresh(cards: Cards, fetch: Fetch | None = None) -> Iterator[tuple[Authority, str]]:
    """Fetch every list that comes from an address; give each authority and what went wrong, if so."""
    for authority in cards.everybody():
        if authority.list_address:
            try:
                _fetch_one(authority, fetch or _get)
            except NotFetched as error:
                yield authority, str(error)
            else:
                yield authority, ""


def _fetch_one(authority: Authority, fetch: Fetch) -> None:
    try:
        body = fetch(authority.list_address)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotFetched(f"{authority.list_address}: {type(error).__name__}") from None
    new = parse(body, authority.certificate, is_root=authority.is_root)
    if new is None:
        raise NotFetched(f"{authority.list_address}: not a list of {authority.name}")
    held = listing_of(authority)
    if held and held.content and new.last_update_utc < held.content.last_update_utc:
        raise NotFetched(f"{authority.list_address}: older than the one that is held")
    _put(authority.list_file, body)


def _put(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def _get(address: str) -> bytes:
    """Ask an authority. Plain HTTP is the rule for lists, since they are signed."""
    with (
        httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as http,
        http.stream("GET", address) as response,
    ):
        if response.status_code != httpx.codes.OK:
            raise NotFetched(f"{address}: status {response.status_code}")
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MOST_BYTES:
                raise NotFetched(f"{address}: more than {MOST_BYTES} bytes")
    return bytes(body)

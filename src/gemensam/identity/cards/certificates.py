"""Whose a card is: the certificate is verified here again, whatever the proxy thinks of it. Pure.

Nothing that the browser sends beside its own certificate counts: authorities and roots are those of
the configuration, and each authority's policies are worth what it says there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    SECP521R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import (
    ExtensionPolicy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from gemensam.identity.cards.configured import OF_TESTS, Authority, Cards, Tree, name_of
from gemensam.identity.cards.refusals import CardRefused, Refusal
from gemensam.identity.cards.revocation import Listing, check_not_revoked
from gemensam.kernel.actor import Assurance
from gemensam.kernel.hsa_ids import capitals

# An RSA certificate of 4096 bits with every extension is some 3 kB; escaped for a header, more.
LONGEST: Final = 16_000
# `SE`, the organisation number of whoever owns the number space, a hyphen, and at most 31 in all.
HSA_ID: Final = re.compile(r"SE\d{10}-[A-Za-z0-9]{1,18}", re.ASCII)
LEAST_RSA_BITS: Final = 2048
CURVES: Final = (SECP256R1, SECP384R1, SECP521R1)
# The card, its authority and a root: nobody between.
AUTHORITIES_BETWEEN: Final = 1

# What the library raises for a certificate that is none, or that says what it does not know.
STRANGE: Final = (
    *(ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.InvalidVersion),
    x509.UnsupportedGeneralNameType,
)

type FindListing = Callable[[Authority], Listing | None]


@dataclass(frozen=True, slots=True)
class Card:
    """A card that counts: whose it is, how sure that is, and what it is known by."""

    hsa_id: str
    tree: str
    issuer: str
    # Which authority it is among those configured: names can be alike.
    authority: str
    # In capital hexadecimal digits, as card systems show it.
    serial: str
    policy: str
    assurance: Assurance
    issued_at: datetime
    expires_at: datetime


def read(escaped: str) -> x509.Certificate:
    """Read the proxy's header: one certificate in PEM, escaped as in an address. Raises CardRefused."""
    if not escaped:
        raise CardRefused(Refusal.CARD_MISSING)
    if len(escaped) > LONGEST:
        raise CardRefused(Refusal.CARD_UNREADABLE)
    try:
        (certificate,) = x509.load_pem_x509_certificates(unquote(escaped).encode("ascii"))
        # Read now, so that what is said twice or in strange words is found here.
        _ = certificate.extensions, certificate.subject, certificate.issuer
        _ = certificate.signature_hash_algorithm, certificate.public_key()
    except STRANGE:
        raise CardRefused(Refusal.CARD_UNREADABLE) from None
    return certificate


def judge(
    certificate: x509.Certificate, cards: Cards, find_listing: FindListing, *, now: datetime
) -> Card:
    """Say whose card it is. Raises CardRefused: the first reason why it does not count."""
    tree, authority = _authority_of(certificate, cards)
    if now < certificate.not_valid_before_utc:
        raise CardRefused(Refusal.NOT_YET)
    if now > certificate.not_valid_after_utc:
        raise CardRefused(Refusal.EXPIRED)
    _check_strength(certificate)
    root = _chain(certificate, tree, authority, now=now)
    policy, assurance = _policy(certificate, authority, cards.least)
    _check_usage(certificate)
    hsa_id = _hsa_id(certificate)
    for issuer, one, why in (
        (root, authority.certificate, Refusal.AUTHORITY_REVOKED),
        (authority, certificate, Refusal.REVOKED),
    ):
        listing = find_listing(issuer)
        check_not_revoked(one, listing, stale_after=cards.stale_after, now=now, why=why)
    return Card(
        hsa_id=hsa_id,
        tree=tree.name,
        issuer=authority.name,
        authority=authority.mark,
        serial=f"{certificate.serial_number:X}",
        policy=policy,
        assurance=assurance,
        issued_at=certificate.not_valid_before_utc,
        expires_at=certificate.not_valid_after_utc,
    )


def _authority_of(certificate: x509.Certificate, cards: Cards) -> tuple[Tree, Authority]:
    """Find who signed it. A name proves nothing: somebody's own authority may bear the same."""
    if not cards.is_for_tests and OF_TESTS.search(name_of(certificate.issuer)):
        raise CardRefused(Refusal.TEST_CARD)
    named = [
        (tree, one)
        for tree in cards.trees
        for one in tree.authorities
        if one.certificate.subject == certificate.issuer
    ]
    if not named:
        raise CardRefused(Refusal.AUTHORITY_UNKNOWN)
    for tree, one in named:
        try:
            certificate.verify_directly_issued_by(one.certificate)
        except (InvalidSignature, ValueError, TypeError):
            continue
        return tree, one
    raise CardRefused(Refusal.SIGNATURE)


def _chain(
    certificate: x509.Certificate, tree: Tree, authority: Authority, *, now: datetime
) -> Authority:
    """Verify the whole way up; give the root that it ends at."""
    # A card needs no name that a server has; what else it must have is looked for below.
    policies = {
        "ca_policy": ExtensionPolicy.webpki_defaults_ca(),
        "ee_policy": ExtensionPolicy.permit_all(),
    }
    verifier = (
        PolicyBuilder()
        .store(Store([root.certificate for root in tree.roots]))
        .time(now)
        .max_chain_depth(AUTHORITIES_BETWEEN)
        .extension_policies(**policies)
        .build_client_verifier()
    )
    try:
        *_rest, last = verifier.verify(certificate, [authority.certificate]).chain
    except VerificationError:
        raise CardRefused(Refusal.CHAIN) from None
    return next(root for root in tree.roots if root.certificate == last)


def _check_strength(certificate: x509.Certificate) -> None:
    """Look at the card's own key, which the library does not, and at what its authority signed with."""
    key, digest = certificate.public_key(), certificate.signature_hash_algorithm
    is_strong = (isinstance(key, RSAPublicKey) and key.key_size >= LEAST_RSA_BITS) or (
        isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, CURVES)
    )
    if not is_strong or not isinstance(digest, SHA256 | SHA384 | SHA512):
        raise CardRefused(Refusal.WEAK)


def _policy(
    certificate: x509.Certificate, authority: Authority, least: Assurance
) -> tuple[str, Assurance]:
    found = _extension(certificate, x509.CertificatePolicies)
    stated = [one.policy_identifier.dotted_string for one in found or ()]
    known = [(authority.policies[one], one) for one in stated if one in authority.policies]
    if not known:
        raise CardRefused(Refusal.POLICY)
    # Stated twice at different levels, it is worth the lower.
    assurance, policy = min(known)
    if assurance < least:
        raise CardRefused(Refusal.ASSURANCE)
    return policy, assurance


def _check_usage(certificate: x509.Certificate) -> None:
    extended = _extension(certificate, x509.ExtendedKeyUsage)
    if extended is None or ExtendedKeyUsageOID.CLIENT_AUTH not in extended:
        raise CardRefused(Refusal.NOT_FOR_CLIENTS)
    usage = _extension(certificate, x509.KeyUsage)
    # The card's other certificate signs documents: what is done with it is not a log-in.
    if usage is None or not usage.digital_signature or usage.content_commitment:
        raise CardRefused(Refusal.NOT_FOR_LOG_IN)


def _hsa_id(certificate: x509.Certificate) -> str:
    said = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    if len(said) != 1:
        raise CardRefused(Refusal.SERIAL_NUMBER)
    hsa_id = str(said[0].value)
    if not HSA_ID.fullmatch(hsa_id):
        raise CardRefused(Refusal.HSA_ID)
    return capitals(hsa_id)


def _extension[T: x509.ExtensionType](certificate: x509.Certificate, sort: type[T]) -> T | None:
    try:
        return certificate.extensions.get_extension_for_class(sort).value
    except x509.ExtensionNotFound:
        return None

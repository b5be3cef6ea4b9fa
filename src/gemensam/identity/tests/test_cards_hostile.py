"""Whatever is wrong with a card: a table of case → refusal. The same through nginx: test_cards_nginx."""

import os
from datetime import UTC, datetime, timedelta
from functools import cache
from ssl import DER_cert_to_PEM_cert
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from gemensam.identity.cards import certificates, configured
from gemensam.identity.cards.refusals import CardRefused, Refusal
from gemensam.identity.cards.revocation import listing_of, parse
from gemensam.identity.tests import card_trees
from gemensam.identity.tests.card_trees import (
    DAY,
    FUNCTION,
    HSA_ID,
    LOA2,
    LOA3,
    LOA4,
    NOW,
    SIGNING,
    card,
    put_list,
    revoked,
    settings,
    trees,
    write,
)
from gemensam.kernel.actor import Assurance


def read(folder, **more):
    return configured.read(write(folder, settings(folder, **more)), folder)


def judge(one, cards, now=None):
    certificate = certificates.read(quote(one.pem.decode()))
    return certificates.judge(certificate, cards, listing_of, now=now or datetime.now(UTC))


def outcome(one, cards, **more):
    try:
        return judge(one, cards, **more).assurance
    except CardRefused as refused:
        return refused.refusal


EXPIRED = {"begins": NOW - 800 * DAY, "ends": NOW - DAY}
STRANGE = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.999.1"), b"\x05\x00")
CARDS = {
    "as it should be": (lambda: card(trees().person3), Assurance.LOA3),
    "of level 4": (lambda: card(trees().person3, policies=[LOA4]), Assurance.LOA4),
    "of Efos": (lambda: card(trees().efos3), Assurance.LOA3),
    "a self-made authority with equal names": (lambda: card(trees().false3), Refusal.SIGNATURE),
    "signed by itself in the authority's name": (
        lambda: card_trees.certificate(
            trees().person3.certificate.subject,
            None,
            [(card_trees.usage(**card_trees.LOG_IN), True)],
        ),
        Refusal.SIGNATURE,
    ),
    "a level 2 authority": (lambda: card(trees().person2, policies=[LOA2]), Refusal.ASSURANCE),
    "a level 2 authority that claims level 3": (lambda: card(trees().person2), Refusal.POLICY),
    "two policies of different levels, by one that may just the lower": (
        lambda: card(trees().person2, policies=[LOA3, LOA2]),
        Refusal.ASSURANCE,
    ),
    "a function certificate": (
        lambda: card(trees().function, policies=[FUNCTION]),
        Refusal.AUTHORITY_UNKNOWN,
    ),
    "an authority of the same root that is not named": (
        lambda: card(trees().unnamed),
        Refusal.AUTHORITY_UNKNOWN,
    ),
    "issued by the root itself": (lambda: card(trees().root), Refusal.AUTHORITY_UNKNOWN),
    "issued by another card": (
        lambda: card(card(trees().person3, hsa_ids=["SE2120000001-X"])),
        Refusal.AUTHORITY_UNKNOWN,
    ),
    "a signature certificate": (
        lambda: card(trees().person3, uses=SIGNING),
        Refusal.NOT_FOR_LOG_IN,
    ),
    "one for both": (
        lambda: card(trees().person3, uses={"digital_signature": True} | SIGNING),
        Refusal.NOT_FOR_LOG_IN,
    ),
    "TEST in production": (lambda: card(trees().test3), Refusal.TEST_CARD),
    "PP in production": (lambda: card(trees().pp3), Refusal.TEST_CARD),
    "expired": (lambda: card(trees().person3, **EXPIRED), Refusal.EXPIRED),
    "not yet valid": (lambda: card(trees().person3, begins=NOW + DAY), Refusal.NOT_YET),
    "not for clients": (
        lambda: card(trees().person3, purposes=[ExtendedKeyUsageOID.SERVER_AUTH]),
        Refusal.NOT_FOR_CLIENTS,
    ),
    "for any purpose": (
        lambda: card(trees().person3, purposes=[ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]),
        Refusal.NOT_FOR_CLIENTS,
    ),
    "for no purpose that it says": (
        lambda: card(trees().person3, purposes=()),
        Refusal.NOT_FOR_CLIENTS,
    ),
    "another policy": (lambda: card(trees().person3, policies=["2.999.8"]), Refusal.POLICY),
    "any policy": (lambda: card(trees().person3, policies=["2.5.29.32.0"]), Refusal.POLICY),
    "no policy": (lambda: card(trees().person3, policies=()), Refusal.POLICY),
    "Efos' card by the policy of another tree": (
        lambda: card(trees().efos3, policies=[LOA4]),
        Refusal.POLICY,
    ),
    "a personal number for HSA-id": (
        lambda: card(trees().person3, hsa_ids=["SE1951"]),
        Refusal.HSA_ID,
    ),
    "an HSA-id with more after it": (
        lambda: card(trees().person3, hsa_ids=[f"{HSA_ID}\n"]),
        Refusal.HSA_ID,
    ),
    "an HSA-id that is too long": (
        lambda: card(trees().person3, hsa_ids=[f"{HSA_ID}{'0' * 20}"]),
        Refusal.HSA_ID,
    ),
    "an HSA-id in other digits": (
        lambda: card(trees().person3, hsa_ids=["SE２120000001-P100"]),
        Refusal.HSA_ID,
    ),
    "two serial numbers": (
        lambda: card(trees().person3, hsa_ids=["SE2120000001-P101", HSA_ID]),
        Refusal.SERIAL_NUMBER,
    ),
    "no serial number": (lambda: card(trees().person3, hsa_ids=()), Refusal.SERIAL_NUMBER),
    "with an RSA key": (
        lambda: card(trees().person3, own=rsa.generate_private_key(65537, 2048)),
        Assurance.LOA3,
    ),
    "with a key that is too short": (
        lambda: card(trees().person3, own=rsa.generate_private_key(65537, 1024)),
        Refusal.WEAK,
    ),
    "with a key on a curve of others": (
        lambda: card(trees().person3, own=ec.generate_private_key(ec.SECP256K1())),
        Refusal.WEAK,
    ),
    "signed with a digest that is too short": (
        lambda: card(trees().person3, digest=hashes.SHA224()),
        Refusal.WEAK,
    ),
    "a critical extension that nobody knows": (
        lambda: card(trees().person3, extra=[(STRANGE, True)]),
        Refusal.CHAIN,
    ),
}


@pytest.mark.parametrize("case", CARDS)
def test_a_card_counts_only_when_everything_about_it_is_right(tmp_path, case):
    make, expected = CARDS[case]
    assert outcome(make(), read(tmp_path)) is expected


def test_a_card_says_whose_it_is_and_what_it_is_known_by(tmp_path):
    one = card(trees().person3)
    assert judge(one, read(tmp_path)) == certificates.Card(
        hsa_id=HSA_ID,
        tree="SITHS",
        issuer="SITHS e-id Person HSA-id 3 CA v1",
        authority=trees().person3.certificate.fingerprint(hashes.SHA256()).hex()[:32],
        serial=f"{one.certificate.serial_number:X}",
        policy=LOA3,
        assurance=Assurance.LOA3,
        issued_at=one.certificate.not_valid_before_utc,
        expires_at=one.certificate.not_valid_after_utc,
    )


def test_where_level_two_is_enough_a_card_of_level_two_counts_as_that(tmp_path):
    one = card(trees().person2, policies=[LOA2])
    assert outcome(one, read(tmp_path, least=2)) is Assurance.LOA2


def test_in_a_test_cards_for_tests_count_and_real_ones_do_not(tmp_path):
    cards = read(tmp_path, is_for_tests=True)
    assert outcome(card(trees().test3), cards) is Assurance.LOA3
    assert outcome(card(trees().person3), cards) is Refusal.AUTHORITY_UNKNOWN


def test_no_card_outlives_its_authority(tmp_path):
    one = card(trees().person3, ends=NOW + 2000 * DAY)
    assert outcome(one, read(tmp_path), now=NOW + 800 * DAY) is Refusal.CHAIN


HOUR = timedelta(hours=1)
PART = {
    "full_name": [x509.UniformResourceIdentifier("http://list.example.se/1")],
    "relative_name": None,
    "only_contains_user_certs": False,
    "only_contains_ca_certs": False,
    "only_some_reasons": None,
    "indirect_crl": False,
    "only_contains_attribute_certs": False,
}


def part(**more):
    return [(x509.IssuingDistributionPoint(**PART | more), True)]


LISTS = {
    "revoked": (lambda one: {"cards": [one]}, Refusal.REVOKED),
    "another is revoked": (lambda _one: {"cards": [card(trees().person3)]}, Assurance.LOA3),
    "a list of cards alone": (
        lambda _one: {"extra": part(only_contains_user_certs=True)},
        Assurance.LOA3,
    ),
    "a list of authorities alone": (
        lambda _one: {"extra": part(only_contains_ca_certs=True)},
        Refusal.LIST_UNUSABLE,
    ),
    "a list for some reasons": (
        lambda _one: {
            "extra": part(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise}))
        },
        Refusal.LIST_UNUSABLE,
    ),
    "a list of changes": (
        lambda _one: {"extra": [(x509.DeltaCRLIndicator(1), True)]},
        Refusal.LIST_UNUSABLE,
    ),
    "a list that should have been renewed": (
        lambda _one: {"heard": NOW - 2 * HOUR, "lasts": HOUR},
        Refusal.LIST_STALE,
    ),
    "a list of tomorrow": (lambda _one: {"heard": NOW + DAY}, Refusal.LIST_STALE),
    "a list signed by another": (lambda _one: {"by": trees().false3}, Refusal.LIST_UNUSABLE),
}


@pytest.mark.parametrize("case", LISTS)
def test_a_card_counts_only_beside_a_list_that_is_whole_and_fresh(tmp_path, case):
    make, expected = LISTS[case]
    cards, one = read(tmp_path), card(trees().person3)
    more = make(one)
    put_list(tmp_path, trees().person3, *more.pop("cards", []), **more)
    assert outcome(one, cards) is expected


def test_without_a_list_nobody_gets_in(tmp_path):
    cards = read(tmp_path)
    (tmp_path / f"{card_trees.name_of(trees().person3)}.crl").unlink()
    assert outcome(card(trees().person3), cards) is Refusal.LIST_MISSING


def test_a_list_that_was_not_heard_for_an_hour_lets_nobody_in(tmp_path):
    cards, one = read(tmp_path), card(trees().person3)
    path = put_list(tmp_path, trees().person3)
    heard = (NOW - timedelta(minutes=61)).timestamp()
    os.utime(path, (heard, heard))
    assert outcome(one, cards) is Refusal.LIST_STALE


def test_an_authority_that_its_root_has_revoked_lets_nobody_in(tmp_path):
    cards = read(tmp_path)
    put_list(tmp_path, trees().root, trees().person3)
    assert outcome(card(trees().person3), cards) is Refusal.AUTHORITY_REVOKED
    assert outcome(card(trees().efos3), cards) is Assurance.LOA3


def test_something_else_for_a_list_lets_nobody_in(tmp_path):
    cards = read(tmp_path)
    (tmp_path / f"{card_trees.name_of(trees().person3)}.crl").write_bytes(b"<html>Hej!</html>")
    assert outcome(card(trees().person3), cards) is Refusal.LIST_UNUSABLE


def header(text):
    with pytest.raises(CardRefused) as refused:
        certificates.read(text)
    return refused.value.refusal


def test_a_header_is_one_certificate_or_nothing():
    pem = quote(card(trees().person3).pem.decode())
    assert header("") is Refusal.CARD_MISSING
    assert {
        header(text)
        for text in (pem + pem, pem[:-60], "hej", "å", "%00", "A" * 20_000, f"{pem},{pem}")
    } == {Refusal.CARD_UNREADABLE}


@given(st.data())
def test_whatever_bytes_are_changed_a_card_is_refused_and_nothing_breaks(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    cards = read(folder)
    der = bytearray(_one().certificate.public_bytes(card_trees.Encoding.DER))
    at = data.draw(st.integers(0, len(der) - 1))
    der[at] ^= data.draw(st.integers(1, 255))
    pem = DER_cert_to_PEM_cert(bytes(der))
    with pytest.raises(CardRefused):
        certificates.judge(certificates.read(quote(pem)), cards, listing_of, now=datetime.now(UTC))


@given(st.binary(max_size=300), st.booleans())
def test_whatever_bytes_are_no_list(body, is_root):
    assert parse(body, trees().person3.certificate, is_root=is_root) is None


@cache
def _one():
    return card(trees().person3)


def test_a_list_in_another_authoritys_name_is_none_of_ours():
    assert parse(revoked(trees().person2), trees().person3.certificate, is_root=False) is None

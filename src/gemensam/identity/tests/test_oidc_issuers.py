"""The file of issuers: what it says becomes a profile, and what is unsafe in it stops the start."""

from datetime import timedelta

import pytest
from joserfc.jwk import OKPKey, RSAKey

from gemensam.identity.oidc import issuers
from gemensam.identity.oidc.issuers import ClientAuthentication, Misconfigured, Userinfo
from gemensam.identity.tests.hostile_issuer import Issuer, profile, write
from gemensam.kernel.actor import ActorKind, Assurance


def said(tmp_path, kind="residents", **more):
    whole = profile(Issuer("https://idp.example"), tmp_path, kind=kind) | more
    return {name: value for name, value in whole.items() if value is not None}


def read(tmp_path, *profiles):
    from pathlib import Path

    issuers.read.cache_clear()
    return issuers.read(Path(write(tmp_path / "issuers.yaml", list(profiles))))


def test_a_profile_is_what_the_file_says_and_safe_where_it_says_nothing(tmp_path):
    (one,) = read(tmp_path, said(tmp_path))
    assert (one.kind, one.url, dict(one.acr)) == (
        ActorKind.RESIDENT,
        "https://idp.example",
        {
            "http://id.elegnamnden.se/loa/1.0/loa3": Assurance.LOA3,
            "http://id.swedenconnect.se/loa/1.0/loa3-nonresident": Assurance.LOA3,
        },
    )
    assert (one.authentication, one.userinfo, one.skew, one.signing_algorithm) == (
        ClientAuthentication.PRIVATE_KEY_JWT,
        Userinfo.SIGNED,
        timedelta(seconds=30),
        "ES256",
    )
    assert one.algorithms == {"ES256", "PS256", "RS256"}


def test_a_shared_secret_and_a_key_of_rsa_are_read_from_their_files(tmp_path):
    (tmp_path / "secret").write_text("hemligt\n", encoding="utf-8")
    (tmp_path / "rsa.pem").write_bytes(RSAKey.generate_key(3072).as_pem(private=True))
    (one,) = read(
        tmp_path,
        said(
            tmp_path,
            client_authentication="client_secret_basic",
            client_secret_file="secret",
            signing_key="rsa.pem",
        ),
    )
    assert (one.secret, one.signing_algorithm) == ("hemligt", "PS256")


def test_a_key_of_rsa_of_ours_has_3072_bits(tmp_path):
    (tmp_path / "rsa.pem").write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
    with pytest.raises(issuers.Misconfigured, match="RSA of 3072 bits"):
        read(tmp_path, said(tmp_path, signing_key="rsa.pem"))


WRONG = {
    "a word that is not ours": ({"asserts": ["pnr"]}, "asserts is no word of ours"),
    "no client": ({"client_id": None}, "client_id is missing"),
    "plain http": ({"issuer": "http://idp.example"}, "issuer is an https address"),
    "this machine, outside the demo": ({"issuer": "http://127.0.0.1:1"}, "issuer is an https"),
    "a password in the address": ({"issuer": "https://a:b@idp.example"}, "issuer is an https"),
    "the slug of the demo": ({"slug": "demo"}, "the slug is taken"),
    "a slug that is no word": ({"slug": "../x"}, "slug is not usable"),
    "no signature": ({"algorithms": ["none"]}, "algorithms: none is not accepted"),
    "no algorithm": ({"algorithms": []}, "algorithms: none is not accepted"),
    "a shared secret": ({"algorithms": ["HS256"]}, "algorithms: HS256 is not accepted"),
    "no level": ({"acr": {}}, "acr is missing"),
    "a level that is none": ({"acr": {"x": 9}}, "acr gives each value"),
    "a skew of two minutes": ({"clock_skew_seconds": 120}, "from 0 to 60"),
    "a skew that is no number": ({"clock_skew_seconds": True}, "from 0 to 60"),
    "a resident's commission": (
        {"claims": {"commission": "x"}},
        "an issuer of this sort may not assert commission",
    ),
    "no number": ({"claims": {"given_name": "x"}}, "claims lacks coordination_number or personal"),
    "a strange way to prove ourselves": (
        {"client_authentication": "client_secret_post"},
        "client_authentication is one of",
    ),
    "no key": ({"signing_key": "missing.pem"}, "signing_key names no file"),
    "no secret": (
        {"client_authentication": "client_secret_basic"},
        "client_secret_file names no file",
    ),
    "no certificate": (
        {"client_authentication": "tls_client_auth"},
        "certificate names no file",
    ),
    "userinfo in a strange way": ({"userinfo": "encrypted"}, "userinfo is one of"),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_unsafe_profile_is_refused_with_a_sentence(tmp_path, case):
    change, sentence = WRONG[case]
    with pytest.raises(Misconfigured, match=sentence):
        read(tmp_path, said(tmp_path, **change))


def test_an_issuer_of_staff_asserts_no_personal_number(tmp_path):
    claims = {"employee": "employeeHsaId", "personal_number": "x"}
    with pytest.raises(Misconfigured, match="may not assert personal_number"):
        read(tmp_path, said(tmp_path, "staff", claims=claims))


def test_a_key_of_another_sort_is_refused(tmp_path):
    (tmp_path / "okp.pem").write_bytes(OKPKey.generate_key("Ed25519").as_pem(private=True))
    with pytest.raises(Misconfigured, match="signing_key is not a private key"):
        read(tmp_path, said(tmp_path, signing_key="okp.pem"))


def test_the_same_issuer_twice_is_refused(tmp_path):
    with pytest.raises(Misconfigured, match="two issuers have the same slug"):
        read(tmp_path, said(tmp_path), said(tmp_path))


@pytest.mark.parametrize("text", ["{", "a: 1", "[1]"])
def test_a_file_that_is_no_list_of_issuers_is_refused(tmp_path, text):
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured):
        issuers.read(path)

"""The pure part by itself, and what is kept of an issuer: keys come and go by the clock they are told."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey, RSAKey

from gemensam.identity.oidc import issuers, jose, protocol
from gemensam.identity.oidc.issuers import ClientAuthentication, Userinfo
from gemensam.identity.oidc.provider import KEPT, PAUSE, Provider
from gemensam.identity.oidc.refusals import Refusal, Refused
from gemensam.identity.tests.hostile_issuer import CLIENT, Lies, plain, profile, running, write
from gemensam.identity.tests.oidc_browsing import SLUG, answer_to, browser, named, press

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BOUGHT = {
    "endpoint": "https://idp.example/token",
    "code": "c",
    "back": "https://here.example/svar/",
    "verifier": "v",
    "token_id": "j",
    "now": NOW,
}
FORM = {
    "grant_type": "authorization_code",
    "code": "c",
    "redirect_uri": "https://here.example/svar/",
    "code_verifier": "v",
}


@pytest.fixture
def issuer(residents, tmp_path):
    """The profile of the residents' issuer."""
    return read(tmp_path, profile(residents, tmp_path, kind="residents"))


def read(tmp_path, one):
    issuers.read.cache_clear()
    path = Path(write(tmp_path / "own.yaml", [one]))
    (found,) = issuers.read(path, allows_loopback=True)
    return found


def test_a_shared_secret_goes_in_the_header_and_nothing_of_us_in_the_form(issuer):
    basic = replace(
        issuer,
        authentication=ClientAuthentication.CLIENT_SECRET_BASIC,
        client_id="a:b",
        secret="hem+ligt/ö?>",
    )
    form, headers = protocol.token_request(basic, **BOUGHT)
    assert (form, headers) == (
        FORM,
        {"Authorization": "Basic YSUzQWI6aGVtJTJCbGlndCUyRiVDMyVCNiUzRiUzRQ=="},
    )


def test_by_certificate_the_form_says_only_who_we_are(issuer):
    by_certificate = replace(issuer, authentication=ClientAuthentication.TLS_CLIENT_AUTH)
    assert protocol.token_request(by_certificate, **BOUGHT) == (FORM | {"client_id": CLIENT}, {})


@pytest.mark.parametrize(
    ("is_endpoint", "audience"), [(False, None), (True, "https://idp.example/token")]
)
def test_our_proof_lasts_a_minute_and_is_for_whom_the_profile_says(
    issuer, residents, is_endpoint, audience
):
    one = replace(issuer, audience_is_token_endpoint=is_endpoint)
    form, _headers = protocol.token_request(one, **BOUGHT)
    token = form["client_assertion"]
    assert jose.opened(token, key=residents.client_key, algorithms=["ES256"]) == {
        "iss": CLIENT,
        "sub": CLIENT,
        "aud": audience or residents.url,
        "jti": "j",
        "iat": int(NOW.timestamp()),
        "nbf": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 60,
    }
    assert jose.header_of(token)["kid"] == one.key_id


def test_without_a_key_the_request_is_plain_and_asks_the_same(issuer):
    bare = replace(issuer, key=None, userinfo=Userinfo.NONE)
    address = protocol.authorization_address(
        bare,
        endpoint="https://idp.example/begin?tenant=1",
        back="https://here.example/svar/",
        secrets=protocol.Secrets("s", "n", "v"),
        token_id="j",
        now=NOW,
    )
    asked = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
    assert json.loads(asked.pop("claims"))["id_token"]["acr"] == {
        "essential": True,
        "values": list(issuer.acr),
    }
    assert asked == {
        "tenant": "1",
        "response_type": "code",
        "client_id": CLIENT,
        "scope": "openid",
        "redirect_uri": "https://here.example/svar/",
        "state": "s",
        "nonce": "n",
        # SHA-256 of "v", in base64url: RFC 7636 § 4.2.
        "code_challenge": "TJRIXgwhrmxBzh3-e2v6zupato5AokdvUCCOUm9QYIA",
        "code_challenge_method": "S256",
        "prompt": "login",
    }


@pytest.mark.parametrize(
    ("userinfo", "lies"), [("plain", Lies(sign_userinfo=plain)), ("none", Lies())]
)
def test_userinfo_may_be_plain_or_absent_where_the_profile_says_so(
    db, residents, tmp_path, userinfo, lies
):
    from django.test import override_settings

    profiles = [profile(residents, tmp_path, kind="residents", userinfo=userinfo)]
    residents.who = named()
    residents.lies = lies
    if userinfo == "none":
        residents.lies = Lies(id_token=lambda claims: claims.update(named()))
    with override_settings(GEMENSAM_ISSUERS=write(tmp_path / "plain.yaml", profiles)):
        client = browser()
        assert answer_to(client, residents.authorize(press(client, SLUG))) == (303,)
    assert residents.count("/userinfo") == (1 if userinfo == "plain" else 0)


def opens(provider, token, now):
    """Say whether a token's signature is believed at a time."""
    try:
        provider.open(token, types=jose.PLAIN_TYPES, now=now)
    except Refused as refused:
        return refused.refusal
    return True


def test_a_new_key_is_fetched_a_minute_after_the_last_and_an_old_one_is_forgotten(
    issuer, residents
):
    provider, old = Provider(issuer), residents.key
    first = residents.sign({"sub": "s"})
    assert opens(provider, first, NOW) is True
    try:
        residents.key = ECKey.generate_key("P-256", {"kid": "nyare", "use": "sig"})
        second = residents.sign({"sub": "s"}, kid="nyare")
        soon, later = NOW + timedelta(seconds=59), NOW + timedelta(seconds=60)
        assert opens(provider, second, soon) is Refusal.KEY_UNKNOWN
        assert [opens(provider, one, later) for one in (second, first)] == [
            True,
            Refusal.KEY_UNKNOWN,
        ]
        assert residents.count("/jwks") == 2
        assert opens(provider, second, later + timedelta(hours=1)) is True
        assert residents.count("/jwks") == 3
    finally:
        residents.key = old


def test_a_key_is_taken_by_its_name_and_without_one_only_when_it_is_the_only_one(issuer, residents):
    token = residents.sign({"sub": "s"}, kid=None)
    another = ECKey.generate_key("P-256", {"kid": "annan"})
    assert jose.key_for(token, [residents.key]) is residents.key
    assert jose.key_for(token, [residents.key, another]) is None


def test_keys_for_other_things_than_signatures_are_passed_over(residents):
    public = residents.key.as_dict(private=False)
    published = {
        "keys": [
            public | {"kid": "a"},
            public | {"kid": "b", "use": "enc"},
            {"kty": "oct", "k": "AAAA", "kid": "c"},
            {"kty": "EC", "kid": "d"},
            "e",
        ]
    }
    assert [one.get("kid") for one in jose.keys_of(published)] == ["a"]
    assert [jose.keys_of(one) for one in (None, {}, {"keys": 1})] == [(), (), ()]


@pytest.mark.parametrize(
    ("off_by", "reason"),
    [(29, None), (30, Refusal.EXPIRED), (-30, None), (-31, Refusal.ISSUED_LATER)],
)
def test_clocks_may_differ_by_what_the_profile_allows_and_no_more(issuer, off_by, reason):
    at = NOW.timestamp() - off_by
    claims = {"iat": at, "exp": at} if off_by > 0 else {"iat": at, "exp": at + 600}
    try:
        protocol.check_times(issuer, claims, now=NOW)
        got = None
    except Refused as refused:
        got = refused.refusal
    assert got is reason


@pytest.mark.parametrize("said", [{"sub": "\ud800"}, {"a": {"b": ["\x00"]}}])
def test_claims_that_nothing_here_could_keep_are_refused(said):
    with pytest.raises(Refused, match="token_unreadable"):
        jose.readable(said)
    assert jose.readable({"namn": "Åsa Öberg"}) == {"namn": "Åsa Öberg"}


def test_an_issuer_that_is_away_is_asked_now_and_then_only(tmp_path):
    """Whoever asks holds up a whole process: each press must not wait for its own answer."""
    with running() as issuer:
        provider = Provider(read(tmp_path, profile(issuer, tmp_path, kind="staff")))
        issuer.lies.discovery = {"issuer": "https://another.example"}
        with pytest.raises(Refused):
            provider.describe(now=NOW)
        # It answered, though not as it should: that is said each time.
        with pytest.raises(Refused) as refused:
            provider.describe(now=NOW)
        assert refused.value.refusal is Refusal.DISCOVERY_OF_ANOTHER
        issuer.lies.discovery = {}
        assert provider.describe(now=NOW).token == f"{issuer.url}/token"
    with pytest.raises(Refused):
        provider.describe(now=NOW + KEPT)
    began = provider.missed_at
    with pytest.raises(Refused):
        provider.describe(now=NOW + KEPT + PAUSE / 2)
    assert provider.missed_at == began
    with pytest.raises(Refused):
        provider.describe(now=NOW + KEPT + PAUSE)
    assert provider.missed_at == NOW + KEPT + PAUSE


@pytest.mark.filterwarnings("ignore:Key size")
def test_a_published_key_that_is_too_short_is_passed_over():
    keys = [RSAKey.generate_key(bits, {"kid": str(bits)}) for bits in (1024, 2048)]
    found = jose.keys_of({"keys": [one.as_dict(private=False) for one in keys]})
    assert [one.get("kid") for one in found] == ["2048"]

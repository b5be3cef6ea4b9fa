"""Everything an issuer, a browser or somebody between them may lie about: each lie, and its refusal.

A whole log-in runs each time: our pages, our requests over the loopback, an issuer with real keys.
"""

from datetime import timedelta
from time import time

import pytest
from structlog.testing import capture_logs

from gemensam.identity.models import ExternalIdentity, LoginAttempt, Person, Session
from gemensam.identity.oidc.refusals import Refusal
from gemensam.identity.tests.hostile_issuer import (
    COORDINATION,
    LOA3,
    NONRESIDENT,
    NUMBER,
    Lies,
    plain,
    press,
)
from gemensam.identity.tests.oidc_browsing import (
    SLUG,
    answer_to,
    browser,
    id_token,
    named,
    number,
    refused,
    userinfo,
)
from gemensam.kernel.personal_identity_number import NumberKind


def signed(**header):
    return Lies(sign=lambda issuer, claims: issuer.sign(claims, **header))


NOW = int(time())
ID_TOKENS = {
    "the token is another issuer's (mix-up)": (
        id_token(iss="https://other.example"),
        Refusal.ISSUER,
    ),
    "the token names our issuer with a slash more": (
        id_token(iss="http://127.0.0.1/"),
        Refusal.ISSUER,
    ),
    "the token is for another client": (id_token(aud="another"), Refusal.AUDIENCE),
    "the token is for nobody": (id_token(aud=None), Refusal.AUDIENCE),
    "the token is for us and another": (
        id_token(aud=["gemensam-prov", "another"]),
        Refusal.AUDIENCE,
    ),
    "the token was made for another party": (id_token(azp="another"), Refusal.AUTHORISED_PARTY),
    "the token has no subject": (id_token(sub=None), Refusal.SUBJECT),
    "the subject is no text": (id_token(sub=17), Refusal.SUBJECT),
    "nobody signed": (Lies(sign=lambda one, claims: one.unsigned(claims)), Refusal.ALGORITHM),
    "nobody signed, and the algorithm is None": (
        Lies(sign=lambda one, claims: one.unsigned(claims, alg="None")),
        Refusal.ALGORITHM,
    ),
    "the public key is taken for a shared secret": (
        Lies(sign=lambda one, claims: one.sign_by_public_key(claims)),
        Refusal.ALGORITHM,
    ),
    "a stranger signed under the issuer's key name": (
        Lies(sign=lambda one, claims: one.sign(claims, key=one.strange_key)),
        Refusal.SIGNATURE,
    ),
    "a stranger signed and sends the key along": (
        Lies(
            sign=lambda one, claims: one.sign(
                claims, key=one.strange_key, jwk=one.strange_key.as_dict(private=False)
            )
        ),
        Refusal.SIGNATURE,
    ),
    "a stranger signed and says where the key is (jku)": (
        Lies(
            sign=lambda one, claims: one.sign(
                claims, key=one.strange_key, kid="strange", jku=f"{one.url}/strange"
            )
        ),
        Refusal.KEY_UNKNOWN,
    ),
    "a stranger signed and says where the certificate is (x5u)": (
        Lies(
            sign=lambda one, claims: one.sign(
                claims, key=one.strange_key, kid="strange", x5u=f"{one.url}/strange"
            )
        ),
        Refusal.KEY_UNKNOWN,
    ),
    "the key has a name that nobody knows": (signed(kid="unknown"), Refusal.KEY_UNKNOWN),
    "the token is of the sort that ends sessions": (
        signed(typ="logout+jwt"),
        Refusal.TOKEN_OF_ANOTHER_SORT,
    ),
    "the token must be understood in a way that we do not": (
        signed(crit=["strange"], strange="so"),
        Refusal.SIGNATURE,
    ),
    "the token is no token": (Lies(sign=lambda *_: "..."), Refusal.TOKEN_UNREADABLE),
    "the claims were changed after signing": (
        Lies(sign=lambda one, claims: one.sign(claims).replace(".", ".e", 1)),
        Refusal.SIGNATURE,
    ),
    "the subject holds a null": (id_token(sub="s\x00"), Refusal.TOKEN_UNREADABLE),
    "the token has ended": (id_token(exp=NOW - 3600), Refusal.EXPIRED),
    "the token never ends": (id_token(exp=None), Refusal.EXPIRED),
    "the token ends at no time there is": (id_token(exp=10**30), Refusal.EXPIRED),
    "the token was issued an hour from now": (id_token(iat=NOW + 3600), Refusal.ISSUED_LATER),
    "the token counts from an hour from now": (id_token(nbf=NOW + 3600), Refusal.NOT_YET),
    "the nonce is another": (id_token(nonce="another"), Refusal.NONCE),
    "the nonce is missing": (id_token(nonce=None), Refusal.NONCE),
    "the access token was changed for another": (id_token(at_hash="AAAA"), Refusal.ACCESS_TOKEN),
    "the level is lower": (
        id_token(acr="http://id.elegnamnden.se/loa/1.0/loa2"),
        Refusal.ASSURANCE,
    ),
    "the level only begins like ours": (id_token(acr=f"{LOA3}x"), Refusal.ASSURANCE),
    "the level is missing": (id_token(acr=None), Refusal.ASSURANCE),
    "the level is several": (id_token(acr=[LOA3]), Refusal.ASSURANCE),
    "the person logs in tomorrow": (
        id_token(auth_time=NOW + 86_400),
        Refusal.AUTHENTICATION_TIME,
    ),
}
USERINFO = {
    "userinfo is not signed": (Lies(sign_userinfo=plain), Refusal.USERINFO_UNSIGNED),
    "userinfo is of another": (userinfo(sub="another"), Refusal.USERINFO_OF_ANOTHER),
    "userinfo is of nobody": (userinfo(sub=None), Refusal.USERINFO_OF_ANOTHER),
    "userinfo is another issuer's": (userinfo(iss="https://other.example"), Refusal.ISSUER),
    "userinfo is for another client": (userinfo(aud="another"), Refusal.AUDIENCE),
    "a stranger signed userinfo": (
        Lies(sign_userinfo=lambda one, claims: one.sign(claims, key=one.strange_key)),
        Refusal.SIGNATURE,
    ),
    "nobody signed userinfo, which looks signed": (
        Lies(sign_userinfo=lambda one, claims: one.unsigned(claims)),
        Refusal.ALGORITHM,
    ),
    "the number is a non-resident's": (id_token(acr=NONRESIDENT), Refusal.NUMBER_OF_NONRESIDENT),
    "there is no number": (userinfo(**{NUMBER: None}), Refusal.NUMBER_MISSING),
    "the number has a wrong check digit": (
        userinfo(**{NUMBER: number()[:-1] + str((int(number()[-1]) + 1) % 10)}),
        Refusal.NUMBER_UNREADABLE,
    ),
    "the number is written with a hyphen": (
        userinfo(**{NUMBER: f"{number()[:8]}-{number()[8:]}"}),
        Refusal.NUMBER_UNREADABLE,
    ),
    "a coordination number is called a personal number": (
        userinfo(**{NUMBER: number(kind=NumberKind.SAMORDNINGSNUMMER)}),
        Refusal.NUMBER_UNREADABLE,
    ),
    "there are two numbers": (
        userinfo(**{COORDINATION: number(kind=NumberKind.SAMORDNINGSNUMMER)}),
        Refusal.NUMBER_UNREADABLE,
    ),
    "the name is missing the first time": (userinfo(family_name=" "), Refusal.NAME_MISSING),
}
ISSUERS = {
    "the description is another issuer's": (
        Lies(discovery={"issuer": "https://other.example"}),
        Refusal.DISCOVERY_OF_ANOTHER,
    ),
    "tokens are sold over plain http elsewhere": (
        Lies(discovery={"token_endpoint": "http://192.0.2.1/token"}),
        Refusal.ENDPOINT_UNSAFE,
    ),
    "the token endpoint leads on elsewhere": (Lies(token_status=302), Refusal.UNREACHABLE),
    "no ID token is sold": (Lies(tokens={"id_token": None}), Refusal.ANSWER_UNREADABLE),
    "the access token would break a header": (
        Lies(tokens={"access_token": "a\r\nX-Evil: 1"}),
        Refusal.ANSWER_UNREADABLE,
    ),
    "the access token is no text that there is": (
        Lies(tokens={"access_token": "\ud800"}),
        Refusal.ANSWER_UNREADABLE,
    ),
    "the token endpoint is broken": (Lies(token_status=500), Refusal.UNREACHABLE),
}


@pytest.mark.parametrize("case", ID_TOKENS | USERINFO | ISSUERS)
def test_a_lie_of_the_issuers_logs_nobody_in(db, residents, case):
    lies, reason = (ID_TOKENS | USERINFO | ISSUERS)[case]
    persons = Person.objects.count()
    client = browser()
    residents.who, residents.lies = named(), lies
    if reason is Refusal.DISCOVERY_OF_ANOTHER:
        with capture_logs() as logs:
            response = client.post(f"/logga-in/{SLUG}/")
        assert (response.status_code, logs[0]["refusal"]) == refused(reason)
    else:
        said = residents.authorize(press(client, SLUG))
        assert answer_to(client, said) == refused(reason)
        # The attempt is used up, whatever was wrong.
        assert answer_to(client, said) == refused(Refusal.STATE_USED)
    assert (Session.objects.count(), Person.objects.count() - persons) == (0, 0)


def other(**more):
    return lambda said: {name: one for name, one in (said | more).items() if one is not None}


ANSWERS = {
    "the answer says that another issuer gave it (mix-up)": (
        other(iss="https://other.example"),
        Refusal.OTHER_ISSUER,
    ),
    "the answer does not say who gave it": (other(iss=None), Refusal.ISSUER_MISSING),
    "the answer has no state": (other(state=None), Refusal.STATE_MISSING),
    "the state is one that we never gave": (other(state="x" * 43), Refusal.STATE_UNKNOWN),
    "the answer has no code": (other(code=None), Refusal.CODE_MISSING),
    "the code was never sold": (other(code="stolen"), Refusal.CODE_REFUSED),
    "the person broke off": (other(error="access_denied"), Refusal.BROKEN_OFF),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_that_is_not_ours_logs_nobody_in(db, residents, case):
    change, reason = ANSWERS[case]
    client = browser()
    residents.who = named()
    said = residents.authorize(press(client, SLUG))
    assert answer_to(client, change(said)) == refused(reason)
    assert Session.objects.count() == 0


def test_an_answer_logs_in_once(db, residents):
    client = browser()
    residents.who = named()
    said = residents.authorize(press(client, SLUG))
    assert answer_to(client, said) == (303,)
    assert answer_to(client, said) == refused(Refusal.STATE_USED)


def test_a_code_of_one_log_in_is_worth_nothing_in_another(db, residents):
    client = browser()
    residents.who = named()
    first, second = (residents.authorize(press(client, SLUG)) for _ in range(2))
    swapped = second | {"code": first["code"]}
    # The issuer holds the verifier against the challenge that the code was sold for.
    assert answer_to(client, swapped) == refused(Refusal.CODE_REFUSED)


def test_a_token_of_one_log_in_is_worth_nothing_in_another(db, residents):
    client = browser()
    residents.who = named()
    kept = []
    residents.lies = Lies(id_token=lambda claims: kept.append(dict(claims)))
    assert answer_to(client, residents.authorize(press(client, SLUG))) == (303,)
    residents.lies = id_token(nonce=kept[0]["nonce"])
    said = residents.authorize(press(client, SLUG))
    assert answer_to(client, said) == refused(Refusal.NONCE)


def test_ten_minutes_is_too_long(db, residents):
    client = browser()
    residents.who = named()
    said = residents.authorize(press(client, SLUG))
    row = LoginAttempt.objects.get()
    LoginAttempt.objects.update(created_at=row.created_at - timedelta(minutes=10))
    assert answer_to(client, said) == refused(Refusal.STATE_OLD)


@pytest.mark.parametrize("has_begun_one", [False, True])
def test_another_browser_is_not_logged_in_and_uses_nothing_up(db, residents, has_begun_one):
    mine, theirs = browser(), browser()
    residents.who = named()
    said = residents.authorize(press(theirs, SLUG))
    if has_begun_one:
        press(mine, SLUG)
    assert answer_to(mine, said) == refused(Refusal.OTHER_BROWSER)
    assert answer_to(theirs, said) == (303,)


def test_an_answer_at_another_issuers_address_is_unknown(db, residents):
    client = browser()
    said = residents.authorize(press(client, SLUG))
    assert answer_to(client, said, "siths") == refused(Refusal.STATE_UNKNOWN)


def test_a_flood_of_unknown_keys_asks_for_the_keys_once(db, residents):
    residents.lies = signed(kid="unknown")
    client = browser()
    for _ in range(5):
        said = residents.authorize(press(client, SLUG))
        assert answer_to(client, said) == refused(Refusal.KEY_UNKNOWN)
    assert (residents.count("/jwks"), residents.count("/strange")) == (1, 0)
    assert residents.count("/.well-known/openid-configuration") == 1


def test_the_same_subject_at_another_issuer_is_somebody_else(db, residents):
    person = Person.objects.create(given_name="Någon", family_name="Annan")
    elsewhere = ExternalIdentity(person=person, issuer="https://old.example", subject="s-1")
    elsewhere.save()
    client = browser()
    said = residents.authorize(press(client, SLUG))
    assert answer_to(client, said) == refused(Refusal.NUMBER_MISSING)


def test_a_subject_that_gets_another_number_is_refused(db, residents):
    client = browser()
    residents.who = named()
    assert answer_to(client, residents.authorize(press(client, SLUG))) == (303,)
    persons = Person.objects.count()
    residents.who = named(**{NUMBER: number(1)})
    said = residents.authorize(press(client, SLUG))
    assert answer_to(client, said) == refused(Refusal.SUBJECT_OF_ANOTHER)
    assert Person.objects.count() == persons

"""A new log-in by whoever is logged in: asked for, proven fresh, and nothing lost on the way."""

from datetime import timedelta
from html import unescape
from re import findall, search
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from django.test import override_settings
from django.utils import timezone
from joserfc import jwt

from gemensam.identity.models import Session
from gemensam.identity.oidc.refusals import Refusal
from gemensam.identity.tests.hostile_issuer import press
from gemensam.identity.tests.oidc_browsing import (
    SLUG,
    STAFF,
    At,
    actor_behind,
    answer_to,
    browser,
    go_through,
    id_token,
    named,
    number,
    refused,
    token_of,
)

LONG = timedelta(minutes=6)
EMERGENCY = "/journal/nodatkomst/"
ANEW = {"pa-nytt": "1", "vidare": "/hjalp/"}


def tire():
    """Let the log-ins that there are grow old, though still in use."""
    Session.objects.update(authenticated_at=timezone.now() - LONG)


def at_the_issuer(client, issuer, slug):
    return answer_to(client, issuer.authorize(press(client, slug, **ANEW)), slug)


@pytest.fixture
def hanna(staff):
    """Hanna, a nurse, logged in through the issuer a while ago."""
    row = At("hanna").get()
    staff.who = {"employeeHsaId": row.employee_hsa_id, "commissionHsaId": row.hsa_id}
    client = browser()
    assert go_through(client, staff, STAFF).status_code == 303
    tire()
    return client


def test_a_page_that_takes_a_fresh_log_in_is_come_back_to_after_it(db, staff, hanna):
    old = token_of(hanna)
    asked = hanna.get(EMERGENCY)
    assert (asked.status_code, asked["Location"]) == (
        303,
        f"/logga-in/igen/?vidare={quote(EMERGENCY, safe='')}",
    )
    page = unescape(hanna.get(asked["Location"]).content.decode())
    assert ("Logga in igen med SITHS" in page, f'value="{EMERGENCY}"' in page) == (True, True)
    back = go_through(hanna, staff, STAFF, **ANEW | {"vidare": EMERGENCY})
    assert (back.status_code, back["Location"]) == (303, EMERGENCY)
    assert hanna.get(EMERGENCY).status_code == 200
    before, after = actor_behind(old), actor_behind(token_of(hanna))
    assert (before.person_id, token_of(hanna) == old) == (None, False)
    assert (after.person_id, after.commission.id) == (
        At("hanna").persona.person_id,
        At("hanna").persona.commission_id,
    )


def test_what_was_sent_is_kept_until_the_new_log_in_and_can_be_sent_then(db, staff, hanna):
    said = {"number": number(), "reason": 'Ligger på golvet, "svarar" inte <b>', "x": "1"}
    kept = hanna.post(EMERGENCY, said)
    assert kept.status_code == 403
    page = kept.content.decode()
    values = {unescape(n): unescape(v) for n, v in findall(r'name="(\w+)" value="([^"]*)"', page)}
    assert {name: values[name] for name in said} == said
    assert f'action="{EMERGENCY}"' in page
    go_through(hanna, staff, STAFF, **ANEW | {"vidare": "/logga-in/igen/"})
    done = hanna.get("/logga-in/igen/").content.decode()
    assert "Du har loggat in igen" in done
    assert hanna.post(EMERGENCY, said).status_code == 422


def test_a_part_of_a_page_is_left_as_it_is(db, hanna):
    asked = [
        hanna.get(EMERGENCY, headers={"HX-Request": "true"}),
        hanna.post(EMERGENCY, {"reason": "x"}, headers={"HX-Request": "true"}),
        hanna.post(EMERGENCY, {"reason": "x"}, content_type="application/json"),
    ]
    assert [(one.status_code, one.content) for one in asked] == [(403, b"")] * 3


def test_the_issuer_is_told_to_ask_the_person_anew(db, staff, hanna):
    address = press(hanna, STAFF, **ANEW)
    sent = dict(parse_qsl(urlsplit(address).query))
    asked = jwt.decode(sent["request"], staff.client_key, algorithms=["ES256"]).claims
    assert (asked["prompt"], asked["max_age"]) == ("login", 0)
    first = dict(parse_qsl(urlsplit(press(browser(), STAFF)).query))
    plain = jwt.decode(first["request"], staff.client_key, algorithms=["ES256"]).claims
    assert {"prompt", "max_age"} & plain.keys() == set()


STALE = {
    "the person logged in at the issuer an hour ago": lambda now: now - 3600,
    "the person logged in a minute before it was asked for": lambda now: now - 60,
    "the issuer does not say when": lambda _now: None,
    "the issuer says it in words": lambda _now: "nyss",
}


@pytest.mark.parametrize("case", STALE)
def test_a_log_in_that_is_not_proven_fresh_changes_nothing(db, staff, hanna, case):
    old = token_of(hanna)
    staff.lies = id_token(auth_time=STALE[case](int(timezone.now().timestamp())))
    got = at_the_issuer(hanna, staff, STAFF)
    assert got == refused(Refusal.AUTHENTICATION_TIME)
    assert token_of(hanna) == old
    assert actor_behind(old).person_id == At("hanna").persona.person_id
    assert hanna.get(EMERGENCY).status_code == 303


def test_another_person_changes_nothing(db, staff, hanna):
    old, other = token_of(hanna), At("cecilia").get()
    staff.subject = "s-2"
    staff.who = {"employeeHsaId": other.employee_hsa_id, "commissionHsaId": other.hsa_id}
    assert at_the_issuer(hanna, staff, STAFF) == refused(Refusal.OTHER_PERSON)
    assert (actor_behind(old).display_name, Session.objects.count()) == ("Hanna Öberg", 1)


def test_another_commission_of_the_same_person_changes_nothing(db, staff, hanna):
    old, other = token_of(hanna), At("hanna").another()
    staff.who["commissionHsaId"] = other.hsa_id
    assert at_the_issuer(hanna, staff, STAFF) == refused(Refusal.OTHER_COMMISSION)
    assert actor_behind(old).commission.id == At("hanna").persona.commission_id


def test_of_several_commissions_the_same_is_gone_on_in(db, staff, hanna):
    At("hanna").another()
    del staff.who["commissionHsaId"]
    assert at_the_issuer(hanna, staff, STAFF) == (303,)
    assert actor_behind(token_of(hanna)).commission.id == At("hanna").persona.commission_id


def test_a_resident_proves_to_be_the_same(db, residents, margit):
    client = browser()
    go_through(client, residents)
    tire()
    old = token_of(client)
    assert at_the_issuer(client, residents, SLUG) == (303,)
    assert (actor_behind(old).person_id, actor_behind(token_of(client)).person_id) == (
        None,
        margit.id,
    )
    residents.subject, residents.who = "s-2", named()
    assert at_the_issuer(client, residents, SLUG) == refused(Refusal.OTHER_PERSON)
    assert actor_behind(token_of(client)).person_id == margit.id


def test_whoever_logged_out_meanwhile_has_nothing_to_go_on_with(db, staff, hanna):
    said = staff.authorize(press(hanna, STAFF, **ANEW))
    hanna.post("/logga-ut/")
    assert answer_to(hanna, said, STAFF) == refused(Refusal.SESSION_OVER)
    assert not Session.objects.filter(ended_at=None).exists()


def test_another_issuer_cannot_prove_a_session_anew(db, issuers, hanna, margit):
    residents, _staff = issuers
    got = at_the_issuer(hanna, residents, SLUG)
    assert got == refused(Refusal.SESSION_OVER)


def test_the_demos_people_log_in_again_as_themselves_alone(db):
    client = browser()
    client.post("/logga-in/demo/", {"person": "hanna"})
    tire()
    old = token_of(client)
    page = client.get(EMERGENCY, follow=True).content.decode()
    key = search(r'name="person" value="(\w+)"', page)[1]
    assert (key, "Logga in igen som Hanna Öberg" in page) == ("hanna", True)
    assert client.post("/logga-in/demo/", ANEW | {"person": "cecilia"}).status_code == 403
    assert token_of(client) == old
    back = client.post("/logga-in/demo/", ANEW | {"person": "hanna", "vidare": EMERGENCY})
    assert (back.status_code, back["Location"]) == (303, EMERGENCY)
    assert (token_of(client) == old, actor_behind(old).person_id) == (False, None)
    assert client.get(EMERGENCY).status_code == 200


def test_who_logged_in_by_a_way_that_is_gone_is_led_to_the_log_in_page(db, hanna):
    with override_settings(GEMENSAM_ISSUERS=""):
        page = hanna.get(EMERGENCY, follow=True).content.decode()
    assert f'href="/logga-in/?vidare={quote(EMERGENCY, safe="")}"' in page


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_the_way_back_never_leads_away_from_us(db, evil):
    client = browser()
    client.post("/logga-in/demo/", {"person": "hanna"})
    page = client.get("/logga-in/igen/", {"vidare": evil}).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert ("Du har loggat in igen" in main, "href" in main, evil in main) == (True, False, False)

"""What an honest log-in gives: the right person, one commission, a session of its own, and its end."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from joserfc import jwt

from gemensam.identity.models import (
    ExternalIdentity,
    LoginAttempt,
    Person,
    Session,
)
from gemensam.identity.oidc.refusals import Refusal
from gemensam.identity.tests.hostile_issuer import (
    COORDINATION,
    NONRESIDENT,
    NUMBER,
    Lies,
    press,
    profile,
    write,
)
from gemensam.identity.tests.oidc_browsing import (
    SLUG,
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
from gemensam.kernel.actor import ActorKind, Assurance
from gemensam.kernel.personal_identity_number import NumberKind


def test_a_resident_is_found_by_number_and_stays_linked(db, residents, margit):
    client = browser()
    response = go_through(client, residents, vidare="/munkedal/mina-sidor/")
    assert (response.status_code, response["Location"]) == (303, "/munkedal/mina-sidor/")
    actor = actor_behind(token_of(client))
    assert (actor.person_id, actor.kind, actor.assurance, actor.commission) == (
        margit.id,
        ActorKind.RESIDENT,
        Assurance.LOA3,
        None,
    )
    session = Session.objects.get()
    assert (session.method, session.issuer, session.issuer_session) == (
        "oidc:legitimation",
        residents.url,
        "sid-s-1",
    )
    residents.who = {}
    go_through(client, residents)
    assert actor_behind(token_of(client)).person_id == margit.id
    assert ExternalIdentity.objects.filter(issuer=residents.url).count() == 1


def test_somebody_new_is_written_down_once(db, residents):
    residents.who = named()
    for _ in range(2):
        assert go_through(browser(), residents).status_code == 303
    person = Person.objects.get(personal_identity_number=number())
    assert person.display_name == "Prov Provsson"


def test_whoever_does_not_live_here_logs_in_by_a_coordination_number(db, residents):
    theirs = number(kind=NumberKind.SAMORDNINGSNUMMER)
    residents.acr = NONRESIDENT
    residents.who = named(**{NUMBER: None, COORDINATION: theirs})
    client = browser()
    assert go_through(client, residents).status_code == 303
    assert actor_behind(token_of(client)).resident_identity.reveal() == theirs


def test_a_log_in_changes_the_token_and_ends_the_browsers_old_session(db, residents, margit):
    client = browser()
    tokens = []
    for _ in range(2):
        go_through(client, residents)
        tokens.append(token_of(client))
    assert tokens[0] != tokens[1]
    assert [actor_behind(one).display_name for one in tokens] == ["", margit.display_name]


def test_a_token_from_before_the_log_in_is_worth_nothing_after_it(db, residents, margit):
    client = browser()
    client.cookies[settings.GEMENSAM_SESSION_COOKIE] = "planted"
    go_through(client, residents)
    assert (actor_behind("planted").person_id, token_of(client) != "planted") == (None, True)


def test_two_tabs_log_in_beside_each_other(db, residents, margit):
    client = browser()
    first, second = (residents.authorize(press(client, SLUG)) for _ in range(2))
    assert [answer_to(client, said) for said in (first, second)] == [(303,), (303,)]
    assert actor_behind(token_of(client)).person_id == margit.id


def test_old_attempts_are_forgotten_at_the_next_log_in(db, residents):
    press(browser(), SLUG)
    LoginAttempt.objects.update(created_at=timezone.now() - timedelta(hours=2))
    press(browser(), SLUG)
    assert LoginAttempt.objects.count() == 1


def test_nothing_of_an_attempt_can_be_read_from_the_table(db, residents):
    client = browser()
    said = residents.authorize(press(client, SLUG))
    row = LoginAttempt.objects.get()
    secret = [said["state"], client.cookies["gemensam-browser"].value]
    assert [one for one in vars(row).values() if str(one) in secret] == []


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example/", "javascript:x", "/x\x00"]
)
def test_the_way_on_never_leads_away_from_us(db, residents, margit, evil):
    assert go_through(browser(), residents, vidare=evil)["Location"] == "/"


@override_settings(GEMENSAM_SESSION_COOKIE="__Host-gemensam", SESSION_COOKIE_SECURE=True)
def test_the_browsers_cookie_is_bound_to_this_host(db, residents):
    client = browser()
    press(client, SLUG)
    cookie = client.cookies["__Host-gemensam-browser"]
    said = {name: value for name, value in cookie.items() if value != "" and name != "expires"}
    assert said == {
        "path": "/",
        "max-age": 900,
        "httponly": True,
        "samesite": "Lax",
        "secure": True,
    }


def test_what_is_asked_for_is_exact_and_signed(db, residents):
    sent = press(browser(), SLUG)
    request = jwt.decode(
        re.search(r"request=([^&]+)", sent)[1], residents.client_key, algorithms=["ES256"]
    )
    asked = request.claims
    assert set(re.findall(r"[?&](\w+)=", sent)) == {
        "response_type",
        "client_id",
        "scope",
        "request",
    }
    assert (asked["prompt"], asked["exp"] - asked["iat"]) == ("login", 300)
    assert asked["claims"]["id_token"]["acr"]["essential"] is True
    assert "acr_values" not in asked


def test_each_proof_of_ours_is_for_the_issuer_and_is_used_once(db, residents, margit):
    for _ in range(2):
        go_through(browser(), residents)
    first, second = residents.assertions
    assert (first["iss"], first["sub"], first["aud"]) == (
        "gemensam-prov",
        "gemensam-prov",
        residents.url,
    )
    assert first["jti"] != second["jti"]


@pytest.mark.parametrize(("ago", "answer"), [(60, (303,)), (900, (403, "authentication_time"))])
def test_where_a_fresh_log_in_is_wanted_an_old_one_is_refused(
    db, residents, margit, tmp_path, ago, answer
):
    fresh = [profile(residents, tmp_path, kind="residents", max_age_seconds=300)]
    residents.lies = id_token(auth_time=int(timezone.now().timestamp()) - ago)
    with override_settings(GEMENSAM_ISSUERS=write(tmp_path / "fresh.yaml", fresh)):
        client = browser()
        assert answer_to(client, residents.authorize(press(client, SLUG))) == answer


@pytest.mark.parametrize("takes", [True, False])
def test_numbers_for_tests_and_real_ones_are_kept_apart(db, residents, margit, tmp_path, takes):
    profiles = [profile(residents, tmp_path, kind="residents", takes_test_numbers=takes)]
    with override_settings(GEMENSAM_ISSUERS=write(tmp_path / "real.yaml", profiles)):
        client = browser()
        got = answer_to(client, residents.authorize(press(client, SLUG)))
    assert got == ((303,) if takes else refused(Refusal.NUMBER_FOR_TESTS))


def test_the_log_in_page_offers_the_issuers_that_are_connected(db, issuers):
    page = browser().get("/logga-in/?vidare=/larm/").content.decode()
    assert re.findall(r'action="(/logga-in/\w+/)"', page) == [
        "/logga-in/legitimation/",
        "/logga-in/siths/",
        "/logga-in/demo/",
    ]


def test_without_a_file_of_issuers_there_is_nothing_to_see(db):
    assert "Provlegitimation" not in browser().get("/logga-in/").content.decode()
    asked = [
        browser().post("/logga-in/siths/"),
        browser().get("/logga-in/siths/svar/"),
        browser().post("/logga-in/siths/logga-ut/"),
    ]
    assert [response.status_code for response in asked] == [404, 404, 404]


def test_no_transaction_waits_while_the_issuer_is_asked(real_db, residents, margit):
    seen = []

    def look(_claims):
        # In the issuer's own thread, and so over a connection of its own, while we wait for it.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT state, count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%%' GROUP BY 1"
            )
            seen.append(cursor.fetchall())
            cursor.execute("SELECT count(*) FROM identity_loginattempt WHERE used_at IS NOT NULL")
            seen.append(cursor.fetchall())
        connection.close()

    residents.lies = Lies(id_token=look)
    assert go_through(browser(), residents).status_code == 303
    # Nothing is held, and the attempt is used up for everybody already.
    assert seen == [[], [(1,)]]

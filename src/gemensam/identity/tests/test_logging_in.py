"""Logging in and out over HTTP: the way back, the cookie, and what an old one is worth."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from tests.cast_at_work import log_in, open_session_for

from gemensam.identity import api as identity
from gemensam.identity import rules
from gemensam.identity.models import DemoPersona, Session
from gemensam.kernel.actor import ANONYMOUS


def browser():
    return log_in("anonymous").client()


def holding(token):
    client = browser()
    client.cookies[settings.GEMENSAM_SESSION_COOKIE] = token
    return client


def name_behind(token):
    return holding(token).get("/hjalp/").wsgi_request.actor.display_name


def pick(client, key="anna", **more):
    return client.post("/logga-in/demo/", {"person": key} | more)


def way_back(response):
    """Give where the log-in page is told to lead on to."""
    assert response.status_code == 303
    address = urlsplit(response["Location"])
    assert (address.scheme, address.netloc, address.path) == ("", "", "/logga-in/")
    return parse_qs(address.query)["vidare"]


@pytest.mark.parametrize(
    ("method", "url", "back"),
    [
        ("GET", "/larm/", "/larm/"),
        ("GET", "/larm/?sida=2&namn=%C3%85&x=a%26b", "/larm/?sida=2&namn=%C3%85&x=a%26b"),
        ("POST", "/larm/?sida=2", "/larm/"),
        ("DELETE", "/larm/?sida=2", "/larm/"),
    ],
)
def test_a_stranger_is_sent_to_the_log_in_which_leads_back(db, method, url, back):
    assert way_back(browser().generic(method, url)) == [back]


def test_the_way_back_leads_through_the_log_in_page_to_the_page_that_was_asked_for(db):
    client = browser()
    (back,) = way_back(client.get("/larm/?sida=2&x=a%26b"))
    page = client.get("/logga-in/", {"vidare": back}).content.decode()
    assert '<input type="hidden" name="vidare" value="/larm/?sida=2&amp;x=a%26b">' in page
    assert pick(client, "olga", vidare=back)["Location"] == "/larm/?sida=2&x=a%26b"
    assert client.get(back).status_code == 200


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example/",
        "///evil.example/",
        "https://evil.example/",
        "http://evil.example/",
        "https:evil.example",
        "http:///evil.example/",
        "\\\\evil.example/",
        "/\\evil.example/",
        "\\/evil.example/",
        "/\t/evil.example/",
        " //evil.example/",
        "\x00//evil.example/",
        "http://testserver@evil.example/",
        "http://testserver.evil.example/",
        "http://testserver\\@evil.example/",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "ftp://testserver/",
        "http://[",
    ],
)
def test_the_way_on_never_leads_away_from_us(db, evil):
    response = pick(browser(), vidare=evil)
    assert (response.status_code, response["Location"]) == (303, "/hemtjanst/")


def test_the_way_on_cannot_write_headers_of_its_own(db):
    response = pick(browser(), vidare="/hjalp/\r\nSet-Cookie: x=1")
    assert response["Location"] == "/hjalp/%0D%0ASet-Cookie:%20x=1"


def flags(response):
    (cookie,) = [
        one for name, one in response.cookies.items() if name == settings.GEMENSAM_SESSION_COOKIE
    ]
    return {name: value for name, value in cookie.items() if value != ""}


def test_the_cookie_is_for_this_browser_session_and_out_of_reach_of_scripts_and_other_sites(db):
    client = browser()
    assert flags(pick(client)) == {"path": "/", "httponly": True, "samesite": "Lax"}
    gone = flags(client.post("/logga-ut/"))
    assert (gone["max-age"], gone["path"], client.cookies["gemensam"].value) == (0, "/", "")


@override_settings(GEMENSAM_SESSION_COOKIE="__Host-gemensam", SESSION_COOKIE_SECURE=True)
def test_over_https_the_cookie_is_secure_when_it_is_given_and_when_it_is_taken(db):
    # A browser takes a `__Host-` cookie only with Secure, the path / and no domain.
    client = browser()
    secure = {"path": "/", "httponly": True, "samesite": "Lax", "secure": True}
    assert flags(pick(client)) == secure
    gone = flags(client.post("/logga-ut/"))
    assert (gone["secure"], gone["path"], "domain" in gone) == (True, "/", False)


def test_after_log_out_the_old_cookie_is_worth_nothing(db):
    client = browser()
    pick(client)
    stolen = client.cookies[settings.GEMENSAM_SESSION_COOKIE].value
    assert name_behind(stolen) == "Anna Berg"

    response = client.post("/logga-ut/")

    assert (response.status_code, response["Location"]) == (303, "/")
    assert response["Clear-Site-Data"] == '"cache"'
    assert way_back(holding(stolen).get("/larm/")) == ["/larm/"]
    (session,) = Session.objects.all()
    assert session.ended_at == response.wsgi_request.now


def test_another_log_in_gives_another_token_and_ends_the_session_before_it(db):
    client = browser()
    tokens = []
    for key in ("anna", "eva"):
        pick(client, key)
        tokens.append(client.cookies[settings.GEMENSAM_SESSION_COOKIE].value)
    assert [name_behind(token) for token in tokens] == ["", "Eva Lindgren"]


def test_logging_in_and_out_takes_a_form_of_ours(db):
    anna = log_in("anna")
    client = anna.client(checks_csrf=True)
    asked = [client.get("/logga-ut/"), client.post("/logga-ut/"), pick(client, "eva")]
    assert [response.status_code for response in asked] == [405, 403, 403]
    assert name_behind(anna.token) == "Anna Berg"


def test_the_demos_log_in_is_not_there_without_the_demo(db):
    client = browser()
    with override_settings(GEMENSAM_DEMO=False):
        assert pick(client).status_code == 404
        page = client.get("/logga-in/").content.decode()
    assert ("Anna" in page, "/logga-in/demo/" in page) == (False, False)
    assert settings.GEMENSAM_SESSION_COOKIE not in client.cookies
    assert not Session.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "å", "0" * 64, "%00", '"'])
def test_a_cookie_that_we_never_gave_is_a_strangers(db, token):
    assert name_behind(token) == ""


@pytest.mark.parametrize(
    ("ago", "answer"), [(rules.IDLE - timedelta(minutes=1), 200), (rules.IDLE, 303)]
)
def test_a_session_left_alone_for_too_long_leads_to_the_log_in(db, ago, answer):
    olga = log_in("olga")
    Session.objects.update(last_seen_at=timezone.now() - ago)
    response = olga.client().get("/larm/")
    assert response.status_code == answer
    seen = Session.objects.get().last_seen_at == response.wsgi_request.now
    assert seen is (answer == 200)


def test_somebody_whose_commission_is_gone_is_a_stranger(db):
    persona = DemoPersona.objects.get(key="anna")
    token = open_session_for(persona.person_id, persona.tenant_id, uuid4())
    assert way_back(holding(token).get("/larm/")) == ["/larm/"]
    request = holding(token).get("/hjalp/").wsgi_request
    assert (request.actor, hasattr(request, "body_of_staff")) == (ANONYMOUS, False)


def test_a_log_in_that_fails_ends_nothing(db):
    anna = log_in("anna")
    assert pick(holding(anna.token), "nobody").status_code == 404
    assert name_behind(anna.token) == "Anna Berg"


def test_a_session_ends_for_every_browser_when_a_persons_sessions_are_ended(db):
    tokens = [log_in("anna").token for _ in range(2)]
    person_id = DemoPersona.objects.get(key="anna").person_id
    assert identity.close_sessions_of(person_id=person_id, now=timezone.now()) == 2
    assert [name_behind(token) for token in tokens] == ["", ""]

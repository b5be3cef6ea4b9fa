"""From the press on the log-in page over the door to a session in one commission, and what stops it."""

from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import override_settings
from django.utils import timezone, translation
from structlog.testing import capture_logs

from gemensam.identity import suspensions
from gemensam.identity.cards import configured, door, proxy, words
from gemensam.identity.cards import refusals as cards_refusals
from gemensam.identity.cards.refusals import CardRefused
from gemensam.identity.events import CardSeen
from gemensam.identity.models import LoginAttempt, Session
from gemensam.identity.oidc.refusals import Refusal
from gemensam.identity.tests import card_trees
from gemensam.identity.tests.card_trees import NOW, card, settings, trees, write
from gemensam.identity.tests.oidc_browsing import At, actor_behind, browser, token_of
from gemensam.kernel.actor import ActorKind, Assurance
from gemensam.outbox.models import Event
from gemensam.tenancy.context import tenant_context

CardRefusal = cards_refusals.Refusal
SITE, KORT = "https://gemensam.example.se", "https://kort.example.se"


class Door:
    """The door, asked as the proxy does."""

    def __init__(self):
        self.cards = configured.configured()
        proxy.draw_secret(self.cards)
        door._cards_and_secret.cache_clear()

    def show(self, one, address, **more):
        """Show a card at an address; give the status and where the browser is sent."""
        parts, answered = urlsplit(address), {}
        assert f"{parts.scheme}://{parts.netloc}" == KORT
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": str(self.cards.socket),
            "REMOTE_ADDR": "",
            "HTTP_X_GEMENSAM_CARD": quote(one.pem.decode()) if one else "",
            "HTTP_X_GEMENSAM_CARD_SAID": "SUCCESS" if one else "NONE",
            "HTTP_X_GEMENSAM_PROXY": proxy.read_secret(self.cards),
        }

        def start_response(status, headers):
            answered.update(status=int(status[:3]), **dict(headers))

        door.answer(environ | more, start_response)
        return answered["status"], answered.get("Location", "").removeprefix(SITE)


@pytest.fixture
def the_door(db, tmp_path):
    """Cards are set up, and the door is open."""
    with override_settings(GEMENSAM_CARDS=write(tmp_path, settings(tmp_path))):
        yield Door()
    door._cards_and_secret.cache_clear()


@pytest.fixture
def cecilia(the_door):
    """Cecilia's commission."""
    return At()


def cecilias(here, **more):
    return card(trees().person3, hsa_ids=[here.get().employee_hsa_id], **more)


def press(client, **form):
    """Press the button; give the address that the page leads on to."""
    page = client.post("/logga-in/kort/", form).content.decode()
    return page.partition("url=")[2].partition('"')[0]


def refused(client, address):
    """Bring what one has; give the status, and why nobody was logged in."""
    with capture_logs() as logs:
        response = client.get(address)
    page = response.content.decode()
    reasons = [one for one in logs if one["event"] == "identity.card.refused"]
    assert all(one["incident"] in page for one in reasons)
    assert Session.objects.count() == 0
    return response.status_code, *(one["refusal"] for one in reasons)


def test_a_card_leads_to_a_session_in_its_commission(the_door, cecilia):
    client, one = browser(), cecilias(cecilia)
    status, back = the_door.show(one, press(client, vidare="/arbeta/"))
    response = client.get(back)
    assert (status, response.status_code, response["Location"]) == (303, 303, "/arbeta/")
    actor = actor_behind(token_of(client))
    assert (actor.kind, actor.commission.id, actor.assurance) == (
        ActorKind.STAFF,
        cecilia.persona.commission_id,
        Assurance.LOA3,
    )
    assert Session.objects.values_list("method", "issuer").get() == ("card", "urn:gemensam:cards")
    assert client.get("/arbeta/").status_code == 200
    # What the card proved is forgotten, and the way back leads nowhere twice.
    assert LoginAttempt.objects.get().proven is None
    assert client.get(back).status_code == 403


def test_which_card_it_was_is_told_for_whoever_keeps_a_list_of_them(the_door, cecilia):
    client, one = browser(), cecilias(cecilia)
    _status, back = the_door.show(one, press(client))
    client.get(back)
    told = Event.objects.get(name=CardSeen.name)
    del told.payload["at"]
    assert (told.tenant_id, told.payload) == (
        cecilia.persona.tenant_id,
        {
            "person_id": str(cecilia.persona.person_id),
            "hsa_id": cecilia.get().employee_hsa_id,
            "tree": "SITHS",
            "issuer": "SITHS e-id Person HSA-id 3 CA v1",
            "serial": f"{one.certificate.serial_number:X}",
            "policy": card_trees.LOA3,
            "assurance": 3,
            "issued_at": one.certificate.not_valid_before_utc.isoformat(),
            "expires_at": one.certificate.not_valid_after_utc.isoformat(),
        },
    )


def test_whoever_has_several_commissions_chooses_one(the_door, cecilia):
    other = cecilia.another()
    client = browser()
    _status, back = the_door.show(cecilias(cecilia), press(client, vidare="/arbeta/"))
    address = client.get(back)["Location"]
    page = client.get(address).content.decode()
    assert [name in page for name in (other.name, cecilia.get().name)] == [True, True]
    assert browser().get(address).status_code == 403
    assert client.post(address, {"uppdrag": "annat"}).status_code == 422
    chosen = client.post(address, {"uppdrag": str(other.id)})
    assert (chosen.status_code, chosen["Location"]) == (303, "/arbeta/")
    assert actor_behind(token_of(client)).commission.id == other.id
    # A second press does nothing twice.
    assert client.post(address, {"uppdrag": str(other.id)}).status_code == 403
    assert Session.objects.count() == 1


PAST, COMING = NOW - timedelta(days=1), NOW + timedelta(days=1)
COMMISSIONS = {
    "a leaver, whose commission has ended": ({"ends_at": PAST}, Refusal.COMMISSION_ENDED),
    "a joiner, whose commission has not begun": ({"starts_at": COMING}, Refusal.COMMISSION_LATER),
    "the commission is put away": ({"is_archived": True}, Refusal.COMMISSION_ARCHIVED),
    "the commission is feigned": ({"is_feigned": True}, Refusal.COMMISSION_FEIGNED),
    "an employee nobody here knows": (
        {"employee_hsa_id": "SE2120000001-P999"},
        Refusal.COMMISSION_NONE,
    ),
}


@pytest.mark.parametrize("case", COMMISSIONS)
def test_a_card_without_a_commission_that_holds_logs_nobody_in(the_door, cecilia, case):
    change, reason = COMMISSIONS[case]
    one, client = cecilias(cecilia), browser()
    cecilia.update(**change)
    _status, back = the_door.show(one, press(client))
    assert refused(client, back) == (403, reason.value)


def test_a_leaver_whom_hr_has_suspended_is_not_let_in_by_card(the_door, cecilia):
    one, client = cecilias(cecilia), browser()
    with tenant_context(cecilia.persona.tenant_id):
        hsa_id = cecilia.get().employee_hsa_id
        suspensions.suspend([hsa_id], reason="slutade", source="prov", now=timezone.now())
    _status, back = the_door.show(one, press(client))
    assert refused(client, back) == (403, Refusal.SUSPENDED.value)


def test_the_page_says_why_a_card_was_refused_with_the_number_that_the_door_has_logged(
    the_door, cecilia
):
    client = browser()
    one = cecilias(cecilia, begins=NOW - timedelta(days=800), ends=PAST)
    with capture_logs() as logs:
        _status, back = the_door.show(one, press(client))
    (logged,) = logs
    assert logged["refusal"] == CardRefusal.EXPIRED
    response = client.get(back)
    page = response.content.decode()
    assert response.status_code == 403
    assert ["Ditt kort har gått ut." in page, logged["incident"] in page] == [True, True]


def test_whoever_shows_no_card_reads_what_to_do(the_door):
    client = browser()
    _status, back = the_door.show(None, press(client))
    page = client.get(back).content.decode()
    assert "Inget kort visades. Sätt det i läsaren" in page


def without_code(back):
    return back.partition("&kod=")[0]


LIES = {
    "without the code": (without_code, CardRefusal.CODE),
    "with a wrong code": (lambda back: without_code(back) + "&kod=gissat", CardRefusal.CODE),
    "with an attempt of nobody's": (
        lambda _back: "/logga-in/kort/svar/?forsok=x&kod=y",
        Refusal.STATE_UNKNOWN,
    ),
    "with nothing": (lambda _back: "/logga-in/kort/svar/", Refusal.STATE_MISSING),
}


@pytest.mark.parametrize("case", LIES)
def test_only_the_browser_that_showed_the_card_is_let_in(the_door, cecilia, case):
    change, reason = LIES[case]
    client = browser()
    _status, back = the_door.show(cecilias(cecilia), press(client))
    assert refused(client, change(back)) == (403, reason.value)


def test_a_link_that_somebody_else_began_logs_nobody_in(the_door, cecilia):
    # Somebody begins, and lures Cecilia's browser, with her card in the reader, to the card's host.
    theirs = browser()
    _status, back = the_door.show(cecilias(cecilia), press(theirs))
    # Her browser is sent back with the code, but did not begin; theirs began, but has no code.
    assert refused(browser(), back) == (403, Refusal.OTHER_BROWSER.value)
    waiting = LoginAttempt.objects.get().id
    assert refused(theirs, f"/logga-in/kort/uppdrag/{waiting}/") == (403, Refusal.STATE_USED.value)
    assert refused(theirs, without_code(back)) == (403, CardRefusal.CODE.value)


def test_an_attempt_without_a_card_leads_nowhere(the_door):
    client = browser()
    state = parse_qs(urlsplit(press(client)).query)["forsok"][0]
    answer = f"/logga-in/kort/svar/?forsok={state}"
    assert refused(client, answer) == (403, CardRefusal.NOTHING_SHOWN.value)


def test_after_ten_minutes_the_door_takes_no_card_for_an_attempt(the_door, cecilia):
    client = browser()
    address = press(client)
    LoginAttempt.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    _status, back = the_door.show(cecilias(cecilia), address)
    assert "kod=" not in back
    assert refused(client, back) == (403, Refusal.STATE_OLD.value)


@pytest.mark.parametrize(
    "change",
    [
        {"SERVER_NAME": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1"},
        {"SERVER_NAME": "127.0.0.1"},
        {"REMOTE_ADDR": "10.0.0.7"},
        {"HTTP_X_GEMENSAM_PROXY": ""},
        {"HTTP_X_GEMENSAM_PROXY": "0" * 64},
    ],
)
def test_a_card_that_comes_another_way_is_refused_and_logged(the_door, cecilia, change):
    client = browser()
    with capture_logs() as logs:
        answered = the_door.show(cecilias(cecilia), press(client), **change)
    assert (answered, len(logs), LoginAttempt.objects.get().proven) == ((403, ""), 1, None)


@pytest.mark.parametrize("path", ["/", "/kort", "/kort/mer", "/logga-in/"])
def test_the_door_answers_at_one_address(the_door, path):
    assert the_door.show(None, f"{KORT}{path}") == (404, "")


@pytest.mark.parametrize("name", ["X-Gemensam-Card", "X-Gemensam-Card-Said", "X-Gemensam-Proxy"])
def test_the_web_pages_refuse_and_log_whoever_names_a_card(db, name):
    with capture_logs() as logs:
        response = browser().get("/logga-in/", headers={name: "vad som helst"})
    (logged,) = logs
    assert (response.status_code, logged["refusal"]) == (403, "not_by_socket")
    assert logged["incident"] in response.content.decode()


def test_the_log_in_page_offers_cards_only_where_they_are_set_up(the_door):
    assert "Kort (SITHS/EFOS)" in browser().get("/logga-in/").content.decode()
    with override_settings(GEMENSAM_CARDS=""):
        assert "Kort (" not in browser().get("/logga-in/").content.decode()


@pytest.mark.parametrize("refusal", CardRefusal)
def test_every_reason_has_a_swedish_sentence(refusal):
    with translation.override("sv"):
        said = words.sentence(refusal)
    assert said not in words.SENTENCES.values()
    assert str(CardRefused(refusal)) == refusal.value


def test_a_card_proves_its_session_anew_and_no_other(the_door, cecilia):
    client = browser()
    client.get(the_door.show(cecilias(cecilia), press(client))[1])
    old = token_of(client)
    Session.objects.update(authenticated_at=timezone.now() - timedelta(minutes=6))
    page = client.get("/logga-in/igen/?vidare=/arbeta/").content.decode()
    assert 'action="/logga-in/kort/"' in page
    again = {"pa-nytt": "1", "vidare": "/arbeta/"}
    other = card(trees().person3, hsa_ids=[At("henrik").get().employee_hsa_id])
    with capture_logs() as logs:
        assert client.get(the_door.show(other, press(client, **again))[1]).status_code == 403
    assert [one["refusal"] for one in logs] == ["other_person"]
    response = client.get(the_door.show(cecilias(cecilia), press(client, **again))[1])
    assert (response.status_code, response["Location"]) == (303, "/arbeta/")
    assert token_of(client) != old
    assert actor_behind(old).person_id is None
    assert actor_behind(token_of(client)).commission.id == cecilia.persona.commission_id


def test_whoever_begins_again_and_again_is_asked_to_wait(the_door):
    client = browser()
    answers = {client.post("/logga-in/kort/").status_code for _ in range(25)}
    assert answers == {200, 429}

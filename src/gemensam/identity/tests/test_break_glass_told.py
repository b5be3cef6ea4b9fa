"""Who is told of keys and of log-ins by them, when the reserve log-in is open, and two at once."""

import threading
from datetime import timedelta

from django.db import connections
from django.test import override_settings
from django.utils import timezone

from gemensam.delivery import api as delivery
from gemensam.delivery.models import Message
from gemensam.identity import api as identity
from gemensam.identity.break_glass import keys
from gemensam.identity.break_glass.models import SecurityKey
from gemensam.identity.models import DemoPersona
from gemensam.identity.oidc.models import IssuerHeard
from gemensam.identity.tests import hostile_issuer
from gemensam.identity.tests.break_glass_browsing import (
    KEYS,
    LOG_IN,
    as_somebody,
    attested,
    by_a_revoked_key,
    enter,
    in_by_key,
    options_of,
    registered,
    stranger,
    text_of,
)
from gemensam.identity.tests.hostile_issuer import Issuer
from gemensam.identity.tests.soft_key import ORIGIN, SoftKey
from gemensam.identity.tests.test_break_glass import CODE, henriks_commission
from gemensam.tenancy.context import tenant_context

WHEN_AWAY = {"origin": ORIGIN, "when": "away"}


def test_the_reserve_log_in_can_be_kept_for_when_no_log_in_service_of_staff_answers(two, issuers):
    assert len(issuers) == 2
    with override_settings(GEMENSAM_BREAK_GLASS=WHEN_AWAY):
        identity.ask_issuers_due(now=timezone.now())
        closed = stranger().get(LOG_IN)
        assert (closed.status_code, "data-options" in text_of(closed)) == (403, False)
        assert "Den vanliga inloggningen fungerar just nu" in text_of(closed)
        with override_settings(GEMENSAM_ISSUERS=""):
            assert enter(two[0]).status_code == 303


def test_it_opens_when_the_issuer_of_staff_was_last_heard_to_be_away(two, tmp_path):
    # Nobody listens at that port.
    away = hostile_issuer.profile(Issuer("http://127.0.0.1:9"), tmp_path, kind="staff")
    path = hostile_issuer.write(tmp_path / "issuers.yaml", [away])
    with override_settings(GEMENSAM_BREAK_GLASS=WHEN_AWAY, GEMENSAM_ISSUERS=path):
        identity.ask_issuers_due(now=timezone.now())
        assert IssuerHeard.objects.values_list("issuer", "answered").get() == (
            away["issuer"],
            False,
        )
        assert enter(two[0]).status_code == 303


def test_what_was_heard_long_ago_or_never_closes_nothing_and_no_page_asks(two, issuers, staff):
    with override_settings(GEMENSAM_BREAK_GLASS=WHEN_AWAY):
        assert stranger().get(LOG_IN).status_code == 200
        assert staff.asked == []
        identity.ask_issuers_due(now=timezone.now() - timedelta(minutes=4))
        assert enter(two[0]).status_code == 303
    assert staff.asked == ["/.well-known/openid-configuration"]


def test_nobody_is_asked_where_it_decides_nothing(munkedal, issuers):
    identity.ask_issuers_due(now=timezone.now())
    assert not IssuerHeard.objects.exists()


def by_mail(persona, name):
    delivery.choose_channel(
        person_id=persona.person_id,
        channel=delivery.Channel.EMAIL,
        address=f"{name}@example.se",
        now=timezone.now(),
    )


def told(kind):
    rows = Message.objects.filter(kind=kind).order_by("made_at", "address")
    return list(rows.values_list("address", "sender_name", "link_path"))


def test_whoever_has_a_key_is_told_of_each_thing_that_is_done_with_it(munkedal, henrik, ada):
    by_mail(henrik, "henrik")
    by_mail(ada, "ada")
    here = ("henrik@example.se", "Munkedals kommun", "/inloggad/")
    client = as_somebody("henrik")
    first = registered(client, 1)
    assert told("RESERVE_KEY") == [here]
    registered(client, 2)
    attested([])
    assert told("RESERVE_KEY") == [here] * 4
    by_a_revoked_key([first])
    assert told("RESERVE_KEY") == [here] * 5


def test_a_key_that_came_by_a_code_is_told_of_too(munkedal, henrik, ada):
    by_mail(henrik, "henrik")
    code, _name = keys.invite(henriks_commission(), now=timezone.now())
    client, key = stranger(), SoftKey(b"k" * 16)
    asked, options = options_of(client.post(CODE, {"code": code, "name": "Grön"}))
    said = {"code": code, "name": "Grön", "challenge": asked, "answer": key.create(options)}
    assert client.post(CODE, said).status_code == 200
    assert [address for address, _name, _path in told("RESERVE_KEY")] == ["henrik@example.se"]


def test_whoever_has_the_key_is_told_of_a_log_in_by_it_like_the_others(two, henrik, ada):
    by_mail(henrik, "henrik")
    by_mail(ada, "ada")
    enter(two[0])
    assert [address for address, _name, _path in told("RESERVE_LOG_IN")] == [
        "ada@example.se",
        "henrik@example.se",
    ]


def test_what_did_not_happen_is_not_told(two, henrik):
    by_mail(henrik, "henrik")
    row = SecurityKey.objects.first()
    as_somebody("ada").post(f"{KEYS}{row.id}/", {"what": "attest"})
    enter(two[0], reason="")
    enter(two[0], origin="https://evil.example")
    assert (told("RESERVE_KEY"), told("RESERVE_LOG_IN")) == ([], [])


def test_one_sees_ones_own_keys_and_that_a_key_opened_a_session(two):
    client, _session = in_by_key(two[0])
    page = text_of(client.get("/inloggad/"))
    assert ("Med reservnyckel." in page, "Nyckel 1" in page, "Nyckel 2" in page) == (True,) * 3
    assert "Dina säkerhetsnycklar" not in text_of(as_somebody("ada").get("/inloggad/"))


def test_two_that_use_one_code_at_once_get_one_key(real_db):
    henrik = DemoPersona.objects.get(key="henrik")
    with tenant_context(henrik.tenant_id):
        code, _name = keys.invite(henriks_commission(), now=timezone.now())
    answers, barrier = [], threading.Barrier(2)

    def use(number):
        client, key = stranger(), SoftKey(bytes([number]) * 16)
        asked, options = options_of(client.post(CODE, {"code": code, "name": "Grön"}))
        said = {"code": code, "name": "Grön", "challenge": asked, "answer": key.create(options)}
        barrier.wait()
        answers.append(client.post(CODE, said).status_code)
        connections.close_all()

    both = [threading.Thread(target=use, args=(number,)) for number in (1, 2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with tenant_context(henrik.tenant_id):
        assert (sorted(answers), SecurityKey.objects.count()) == ([200, 422], 1)


def test_after_a_change_of_keys_the_way_to_log_out_everywhere_is_offered(munkedal):
    client = as_somebody("henrik")
    registered(client, 1)
    main = text_of(client.get(KEYS)).partition("<main")[2].partition("</main>")[0]
    assert 'href="/inloggad/"' in main

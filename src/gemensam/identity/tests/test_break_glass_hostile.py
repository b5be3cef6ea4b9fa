"""What the reserve log-in refuses: one row for each case, with the reason that the log names."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils import timezone

from gemensam.identity import suspensions
from gemensam.identity.break_glass.models import KeyChallenge, ReserveLogIn, SecurityKey
from gemensam.identity.limits import LIMITS
from gemensam.identity.models import Commission, Session
from gemensam.identity.tests.break_glass_browsing import (
    KEYS,
    LOG_IN,
    REGISTER,
    WHY,
    as_somebody,
    by_a_revoked_key,
    enter,
    options_of,
    refusals,
    register,
    registered,
    stranger,
)
from gemensam.identity.tests.soft_key import PRESENT, SoftKey


def spoil(name):
    """Give what each hostile case changes of the answer, before the log-in is posted."""
    return {
        "origin of another": {"origin": "http://localhost:8001"},
        "origin that begins like ours": {"origin": "http://localhost:8000.evil.example"},
        "relying party of another": {"rp_id": "evil.example"},
        "challenge of one's own": {"challenge": b"x" * 32},
        "nobody verified": {"flags": PRESENT},
        "nobody present": {"flags": 0},
        "answer to a registration": {"type": "webauthn.create"},
        "signature of nothing": {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"},
        "counter went back": {"counter": 0},
        "counter stood still": {"counter": 1},
        "key says another holder": {"user": b"y" * 16},
    }[name]


@pytest.mark.parametrize(
    ("case", "refusal", "detail"),
    [
        ("origin of another", "not_proven", "Invalid origin in CollectedClientData."),
        ("origin that begins like ours", "not_proven", "Invalid origin in CollectedClientData."),
        ("relying party of another", "not_proven", "Wrong RP ID hash in response."),
        ("challenge of one's own", "not_proven", "Wrong challenge in response."),
        (
            "nobody verified",
            "not_proven",
            "User verification required, but user verified flag not set.",
        ),
        ("nobody present", "not_proven", "User Present flag not set."),
        ("answer to a registration", "not_proven", "Incorrect type in CollectedClientData."),
        ("signature of nothing", "not_proven", "Invalid signature."),
        ("counter went back", "counter_went_back", ""),
        ("counter stood still", "counter_went_back", ""),
        ("key says another holder", "key_of_another", ""),
    ],
)
def test_a_hostile_answer_is_refused(two, case, refusal, detail):
    assert refusals(lambda: enter(two[0], **spoil(case))) == [(403, refusal, detail)]
    assert not ReserveLogIn.objects.exists()


def posted(client, asked, answer, reason=WHY):
    return client.post(LOG_IN, {"reason": reason, "challenge": asked, "answer": answer})


def replayed(two):
    client = stranger()
    asked, options = options_of(client.get(LOG_IN))
    answer = two[0].get(options)
    assert posted(client, asked, answer).status_code == 303
    del client.cookies[settings.GEMENSAM_SESSION_COOKIE]
    return posted(client, asked, answer)


def of_another_browser(two):
    asked, options = options_of(stranger().get(LOG_IN))
    client = stranger()
    client.get(LOG_IN)
    return posted(client, asked, two[0].get(options))


def without_cookie(two):
    asked, options = options_of(stranger().get(LOG_IN))
    return posted(stranger(), asked, two[0].get(options))


def too_late(two):
    client = stranger()
    asked, options = options_of(client.get(LOG_IN))
    long_ago = timezone.now() - timedelta(minutes=5)
    KeyChallenge.objects.filter(id=asked).update(created_at=long_ago)
    return posted(client, asked, two[0].get(options))


def by_a_registrations_challenge(two):
    asked, options = options_of(as_somebody("henrik").get(REGISTER))
    return posted(stranger(), asked, two[0].get(options))


def by_no_challenge(two):
    client = stranger()
    _asked, options = options_of(client.get(LOG_IN))
    return posted(client, "ingen", two[0].get(options))


def by_an_unknown_key(_two):
    key = SoftKey(b"u" * 16, user=b"u" * 16)
    return enter(key)


def before_anybody_confirmed(_two):
    return enter(registered(as_somebody("henrik"), 3))


def after_the_commission_ended(two):
    Commission.objects.filter(employee_hsa_id=henriks_hsa_id()).update(
        ends_at=timezone.now() - timedelta(seconds=1)
    )
    return enter(two[0])


def after_the_right_was_taken(two):
    Commission.objects.filter(employee_hsa_id=henriks_hsa_id()).update(
        rights=["Läsa;katalog;kommun"]
    )
    return enter(two[0])


def after_it_was_archived(two):
    Commission.objects.filter(employee_hsa_id=henriks_hsa_id()).update(is_archived=True)
    return enter(two[0])


def while_suspended(two):
    suspensions.suspend([henriks_hsa_id()], reason="Slutat", source="HR", now=timezone.now())
    return enter(two[0])


def henriks_hsa_id():
    return SecurityKey.objects.select_related("commission").first().commission.employee_hsa_id


def without_a_key(_two):
    client = stranger()
    asked, _options = options_of(client.get(LOG_IN))
    return posted(client, asked, "")


def with_rubbish(_two):
    client = stranger()
    asked, _options = options_of(client.get(LOG_IN))
    return posted(client, asked, '{"id": [], "response": {"clientDataJSON": 7}}')


def of_another_municipality(two):
    client = stranger()
    asked, options = options_of(client.get("/reservinloggning/sotenas/"))
    return client.post(
        "/reservinloggning/sotenas/",
        {"reason": WHY, "challenge": asked, "answer": two[0].get(options)},
    )


@pytest.mark.parametrize(
    ("case", "refusal"),
    [
        (replayed, "challenge_used"),
        (of_another_browser, "other_browser"),
        (without_cookie, "other_browser"),
        (too_late, "challenge_old"),
        (by_a_registrations_challenge, "challenge_unknown"),
        (by_no_challenge, "challenge_unknown"),
        (by_an_unknown_key, "key_unknown"),
        (by_a_revoked_key, "key_revoked"),
        (before_anybody_confirmed, "key_not_attested"),
        (after_the_commission_ended, "commission_ended"),
        (after_the_right_was_taken, "commission_ended"),
        (after_it_was_archived, "commission_ended"),
        (while_suspended, "commission_ended"),
        (without_a_key, "no_key"),
        (of_another_municipality, "key_unknown"),
    ],
)
def test_a_log_in_that_does_not_hold_is_refused(two, case, refusal):
    assert refusals(lambda: case(two)) == [(403, refusal, "")]


def test_rubbish_is_refused_and_breaks_nothing(two):
    assert [(one[0], one[1]) for one in refusals(lambda: with_rubbish(two))] == [
        (403, "answer_unreadable")
    ]


@pytest.mark.parametrize(
    ("changed", "detail"),
    [
        ({"origin": "https://evil.example"}, "Invalid origin in CollectedClientData."),
        ({"rp_id": "evil.example"}, "Wrong RP ID hash in response."),
        ({"flags": PRESENT}, "User verification required, but User Verified flag not set."),
        ({"challenge": b"x" * 32}, "Wrong challenge in response."),
        ({"type": "webauthn.get"}, "Incorrect type in CollectedClientData."),
    ],
)
def test_a_hostile_registration_is_refused(munkedal, changed, detail):
    client = as_somebody("henrik")
    key = SoftKey(b"h" * 16)
    assert refusals(lambda: register(client, key, **changed)) == [(403, "not_proven", detail)]
    assert not SecurityKey.objects.exists()


def test_a_colleagues_challenge_registers_no_key(munkedal, ada):
    asked, options = options_of(as_somebody("ada").get(REGISTER))
    client, key = as_somebody("henrik"), SoftKey(b"c" * 16)
    said = {"name": "Blå", "challenge": asked, "answer": key.create(options)}
    assert refusals(lambda: client.post(REGISTER, said)) == [(403, "challenge_unknown", "")]


def test_a_key_of_an_algorithm_that_is_not_listed_is_refused(munkedal):
    client = as_somebody("henrik")
    key = SoftKey(b"a" * 16, private=ec.generate_private_key(ec.SECP384R1()))
    assert refusals(lambda: register(client, key)) == [(403, "algorithm", "")]


def test_the_sixth_try_of_a_browser_waits_and_other_browsers_do_not(two):
    client = stranger()
    statuses = [enter(two[0], client, origin="https://evil.example").status_code for _ in range(6)]
    assert statuses == [403, 403, 403, 403, 403, 429]
    assert enter(two[0]).status_code == 303


def test_guessing_codes_is_held_back_by_the_address_whatever_the_browser(munkedal):
    said = {"code": "0" * 32, "name": "Röd"}
    path = "/reservinloggning/munkedal/kod/"
    many = LIMITS["break_glass"]["address"].at_once
    statuses = [stranger().post(path, said).status_code for _ in range(many + 1)]
    assert statuses == [422] * many + [429]


def test_showing_the_page_over_and_over_draws_no_more_challenges(munkedal):
    many = LIMITS["login_begin"]["account"].at_once
    client = stranger()
    client.get(LOG_IN)
    statuses = [client.get(LOG_IN).status_code for _ in range(many + 1)]
    assert (statuses, KeyChallenge.objects.count()) == ([200] * many + [429], many + 1)


def test_a_key_is_registered_and_confirmed_only_soon_after_a_log_in(two):
    client = as_somebody("henrik")
    long_ago = timezone.now() - timedelta(minutes=6)
    Session.objects.update(authenticated_at=long_ago)
    row = SecurityKey.objects.first()
    answers = [
        client.get(REGISTER),
        client.post(REGISTER, {"name": "Blå"}),
        client.post(f"{KEYS}{row.id}/", {"what": "revoke"}),
    ]
    assert [one.status_code for one in answers] == [303, 403, 403]
    assert answers[0]["Location"].startswith("/logga-in/")
    assert SecurityKey.objects.filter(revoked_at=None).count() == 2

"""The reserve log-in by security key, from the first key to the log-in that is looked over."""

import json
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from fido2.utils import websafe_decode
from structlog.testing import capture_logs

from gemensam.audit.models import AccessLog
from gemensam.delivery import api as delivery
from gemensam.delivery.models import Message
from gemensam.identity.break_glass import keys
from gemensam.identity.break_glass.models import (
    KeyChallenge,
    KeyInvitation,
    ReserveLogIn,
    SecurityKey,
)
from gemensam.identity.models import Commission, DemoPersona
from gemensam.identity.tests.break_glass_browsing import (
    KEYS,
    LOG_IN,
    REGISTER,
    WHY,
    as_somebody,
    attested,
    by_a_revoked_key,
    enter,
    in_by_key,
    options_of,
    refusals,
    register,
    registered,
    session_of,
    stranger,
    text_of,
)
from gemensam.identity.tests.soft_key import ORIGIN, SoftKey
from gemensam.tenancy.context import tenant_context

CODE = "/reservinloggning/munkedal/kod/"


def test_a_key_gives_one_short_session_in_one_commission_and_everybody_is_told(two, henrik, ada):
    delivery.choose_channel(
        person_id=ada.person_id,
        channel=delivery.Channel.EMAIL,
        address="ada@example.se",
        now=timezone.now(),
    )
    with capture_logs() as logs:
        response = enter(two[0])
    assert (response.status_code, response["Location"]) == (303, KEYS)
    session, _token = session_of(response)
    assert (session.person_id, session.commission_id, session.method, session.assurance) == (
        henrik.person_id,
        henrik.commission_id,
        "break-glass",
        3,
    )
    assert session.ends_at - session.authenticated_at == timedelta(hours=1)
    use = ReserveLogIn.objects.get()
    assert (use.reason, use.session_hash, use.reviewed_by_id) == (WHY, session.token_hash, None)
    messages = Message.objects.filter(kind="RESERVE_LOG_IN")
    assert list(messages.values_list("person_id", "address", "link_path")) == [
        (ada.person_id, "ada@example.se", KEYS)
    ]
    assert [log["event"] for log in logs if "break_glass" in log["event"]] == [
        "identity.break_glass.used"
    ]


def test_the_log_in_stands_in_the_access_log(real_db):
    henrik = DemoPersona.objects.get(key="henrik")
    client = as_somebody("henrik")
    pair = [registered(client, 1), registered(client, 2)]
    with tenant_context(henrik.tenant_id):
        attested(pair)
        enter(pair[0])
        use = ReserveLogIn.objects.get()
    with tenant_context(henrik.tenant_id, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(resource_id=use.id)
        said = rows.values_list("actor_person_id", "activity", "resource_type", "session_hash")
        assert list(said) == [(henrik.person_id, "Administrera", "security key", use.session_hash)]


def test_every_page_says_that_a_key_opened_it_and_until_when(two):
    client, _session = in_by_key(two[0])
    for path in (KEYS, "/utforare/", "/hjalp/", "/finns-inte/"):
        assert "Du är inloggad med reservnyckel till" in text_of(client.get(path))
    assert "reservnyckel till" not in text_of(as_somebody("henrik").get(KEYS))


def test_the_session_opens_the_directory_and_no_resident(two):
    client, _session = in_by_key(two[0])
    assert client.get("/utforare/").status_code == 200
    assert client.get("/arbeta/").status_code == 403


def test_whoever_came_in_by_a_key_makes_confirms_and_revokes_none_and_judges_no_log_in(two):
    client, _session = in_by_key(two[0])
    key, use = SecurityKey.objects.first(), ReserveLogIn.objects.get()
    answers = [
        client.get(REGISTER),
        client.post(REGISTER, {}),
        client.post(f"{KEYS}{key.id}/", {"what": "attest"}),
        client.post(f"{KEYS}{key.id}/", {"what": "revoke"}),
        client.post(f"{KEYS}inloggning/{use.id}/", {"text": "Allt var som det skulle."}),
    ]
    assert [one.status_code for one in answers] == [403] * 5
    assert "Nycklar sköts i en vanlig inloggning." in text_of(answers[0])
    assert SecurityKey.objects.filter(revoked_at=None).count() == 2


def test_the_other_key_lets_in_too_and_each_log_in_counts_the_key_on(two):
    assert [enter(two[1]).status_code, enter(two[1]).status_code] == [303, 303]
    counts = SecurityKey.objects.order_by("name").values_list("sign_count", flat=True)
    assert list(counts) == [1, 3]


def test_a_key_without_a_counter_may_say_zero_each_time(munkedal, ada):
    client = as_somebody("henrik")
    key = SoftKey(b"z" * 16, counter=None)
    register(client, key)
    registered(client, 2)
    attested([])
    assert [enter(key).status_code, enter(key).status_code] == [303, 303]


@pytest.mark.parametrize("reason", ["", "   ", "Bråttom"])
def test_a_log_in_without_a_reason_is_asked_for_one_before_the_key_is_taken(two, reason):
    response = enter(two[0], reason=reason)
    assert response.status_code == 422
    assert "Skriv varför, i en mening." in text_of(response)
    assert (ReserveLogIn.objects.count(), KeyChallenge.objects.exclude(used_at=None).count()) == (
        0,
        2,
    )


def test_a_refusal_keeps_what_was_written_and_asks_anew(two):
    response = enter(two[0], origin="https://evil.example")
    assert WHY in text_of(response)
    asked, options = options_of(response)
    client = stranger()
    client.cookies.update(response.cookies)
    assert (asked, bool(options)) != ("", False)


def test_where_it_is_off_its_pages_are_not_there_and_the_list_says_so(two):
    with override_settings(GEMENSAM_BREAK_GLASS={}):
        client = as_somebody("henrik")
        assert [client.get(one).status_code for one in (LOG_IN, CODE, REGISTER, KEYS)] == [
            *(404, 404, 404, 200)
        ]
        assert "Reservinloggningen är inte påslagen." in text_of(client.get(KEYS))


def test_one_key_is_not_confirmed_before_its_holder_has_two(munkedal, ada):
    registered(as_somebody("henrik"), 1)
    row = SecurityKey.objects.get()
    response = as_somebody("ada").post(f"{KEYS}{row.id}/", {"what": "attest"})
    assert response.status_code == 409
    assert "Var och en ska ha två nycklar" in text_of(response)
    assert not SecurityKey.objects.exclude(attested_at=None).exists()


def test_nobody_confirms_a_key_of_their_own(munkedal):
    client = as_somebody("henrik")
    registered(client, 1)
    registered(client, 2)
    row = SecurityKey.objects.first()
    response = client.post(f"{KEYS}{row.id}/", {"what": "attest"})
    assert (response.status_code, SecurityKey.objects.exclude(attested_at=None).count()) == (409, 0)


def test_a_second_press_confirms_and_revokes_nothing_twice(two):
    row, client = SecurityKey.objects.first(), as_somebody("ada")
    before = row.attested_at
    assert client.post(f"{KEYS}{row.id}/", {"what": "attest"}).status_code == 409
    statuses = [client.post(f"{KEYS}{row.id}/", {"what": "revoke"}).status_code for _ in range(2)]
    assert statuses == [303, 409]
    assert SecurityKey.objects.get(id=row.id).attested_at == before


def test_whoever_is_left_with_one_key_still_comes_in(two):
    by_a_revoked_key(two)
    assert enter(two[1]).status_code == 303


def test_revoking_a_key_logs_out_whoever_it_let_in(two):
    client, session = in_by_key(two[0])
    row = SecurityKey.objects.get(name="Nyckel 1")
    as_somebody("ada").post(f"{KEYS}{row.id}/", {"what": "revoke"})
    assert client.get(KEYS).status_code == 303
    session.refresh_from_db()
    assert session.ended_at is not None


def test_the_same_key_is_not_registered_twice(munkedal):
    client = as_somebody("henrik")
    key = registered(client, 1)
    assert refusals(lambda: register(client, key)) == [(403, "key_known", "")]


def test_a_code_registers_one_key_and_is_worth_nothing_after(munkedal, ada):
    code, name = keys.invite(henriks_commission(), now=timezone.now())
    assert name == "Henrik Falk"
    client, key = stranger(), SoftKey(b"k" * 16)
    step = client.post(CODE, {"code": f" {code.upper()} ", "name": "Grön"})
    assert (step.status_code, "Koden stämmer." in text_of(step)) == (200, True)
    asked, options = options_of(step)
    said = {"code": code, "name": "Grön", "challenge": asked, "answer": key.create(options)}
    assert client.post(CODE, said).status_code == 200
    assert list(SecurityKey.objects.values_list("person_id", "name", "attested_by")) == [
        (munkedal.person_id, "Grön", None)
    ]
    again = client.post(CODE, {"code": code, "name": "En till"})
    assert (again.status_code, "Koden stämmer inte" in text_of(again)) == (422, True)


def henriks_commission():
    return Commission.objects.get(
        id=DemoPersona.objects.get(key="henrik").commission_id
    ).employee_hsa_id


def test_a_code_is_too_old_after_four_hours_and_a_guess_is_worth_nothing(munkedal):
    code, _name = keys.invite(henriks_commission(), now=timezone.now() - timedelta(hours=4))
    for guess in (code, "0" * 32, "kod"):
        assert stranger().post(CODE, {"code": guess, "name": "Röd"}).status_code == 422


def test_nobody_but_an_administrator_is_invited(munkedal):
    for hsa_id in ("SE0-INGEN", sven_hsa_id()):
        with pytest.raises(keys.NoAdministrator):
            keys.invite(hsa_id, now=timezone.now())


def sven_hsa_id():
    return Commission.objects.get(
        id=DemoPersona.objects.get(key="sven").commission_id
    ).employee_hsa_id


def test_a_colleague_looks_a_log_in_over_once_and_never_her_own(two, henrik, ada):
    enter(two[0])
    use = ReserveLogIn.objects.get()
    path, found = f"{KEYS}inloggning/{use.id}/", {"text": "Inera låg nere. Stämmer."}
    assert as_somebody("henrik").post(path, found).status_code == 409
    client = as_somebody("ada")
    assert client.post(path, {"text": "ok"}).status_code == 422
    assert [client.post(path, found).status_code for _ in range(2)] == [303, 409]
    use.refresh_from_db()
    assert (use.reviewed_by_id, use.review) == (ada.person_id, "Inera låg nere. Stämmer.")
    assert "Inera låg nere. Stämmer." in text_of(client.get(path))


def test_the_list_tells_how_each_key_stands(munkedal, ada):
    client = as_somebody("henrik")
    registered(client, 1)
    assert "Väntar på den andra nyckeln" in text_of(client.get(KEYS))
    registered(client, 2)
    assert "Väntar på att en kollega bekräftar" in text_of(client.get(KEYS))
    attested([])
    by_a_revoked_key([SoftKey(b"\1" * 16)])
    page = text_of(client.get(KEYS))
    assert ("Gäller" in page, "Spärrad" in page) == (True, True)


def test_the_address_that_keys_are_for_is_told_where_they_do_not_work(two):
    page = text_of(stranger().get(LOG_IN))
    assert f'href="{ORIGIN}{LOG_IN}"' in page
    assert 'href="http://localhost:8000/' not in text_of(
        stranger().get(LOG_IN, headers={"host": "localhost:8000"})
    )


def test_a_code_is_128_random_bits_of_which_only_the_hash_is_kept(munkedal):
    codes = {keys.invite(henriks_commission(), now=timezone.now())[0] for _ in range(3)}
    assert [len(bytes.fromhex(code)) for code in codes] == [16, 16, 16]
    kept = set(KeyInvitation.objects.values_list("code_hash", flat=True))
    assert kept == {keys.token_hash(code) for code in codes}


def test_each_challenge_is_new_and_of_256_bits(db):
    drawn = {options_of(stranger().get(LOG_IN)) for _ in range(3)}
    challenges = {json.loads(options)["challenge"] for _asked, options in drawn}
    assert [len(websafe_decode(one)) for one in challenges] == [32, 32, 32]

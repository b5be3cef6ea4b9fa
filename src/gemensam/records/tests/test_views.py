"""The pages of records: who gets in, who is told why not, and what each view leaves in the log."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gemensam.consents.tests import world
from gemensam.kernel.personal_identity_number import number_for_tests

BIRGITS_NOTE = "Rodnad på höger häl"
GUNNARS_NOTE = "Hade sovit dåligt"
NOBODY = number_for_tests(date(1977, 1, 1), 0)
REASON = "Hittad medvetslös i trapphuset"
YES = {"evidence": "Muntligt i dag", "lasts": "quarter", "asked": "on"}
# Session, tenant, actor, resident, relation, consents, blocks, notes, log and frame together.
QUERIES_MAX = 20


def _log_in(key):
    client = Client()
    client.post("/logga-in/demo/", {"person": key})
    return client


@pytest.fixture
def hanna(db):
    return _log_in("hanna")


@pytest.fixture
def logged_hanna(real_db):
    """Hanna where the log can be read: it takes real commits."""
    return _log_in("hanna")


def _id_of(born):
    from gemensam.tenancy.context import tenant_context

    with tenant_context(world.home()):
        return world.resident(born)


def _page_of(born):
    return f"/journal/{_id_of(born)}/"


def _search(client, number):
    return client.post("/journal/", {"number": number.reveal()})


def _text(response):
    return response.content.decode()


def _without_passing_things(response):
    """The page without what differs between any two answers: the form's mark and the incident."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", _text(response))
    return re.sub(r"[0-9a-f]{12}", "", page)


def _logged_since(start):
    return world.rows_of_log(at__gte=start)


def test_the_search_sends_on_to_an_address_without_the_number(hanna):
    response = _search(hanna, world.number(world.MARGIT))
    assert (response.status_code, response.headers["Location"]) == (303, _page_of(world.MARGIT))


@pytest.mark.parametrize("text", ["400312-9807", "400312 9807", "194003129807x", "", "abc"])
def test_a_number_that_is_none_is_answered_in_words(hanna, text):
    response = hanna.post("/journal/", {"number": text})
    expected = "Skriv ett personnummer." if not text else "Det är inte ett giltigt personnummer."
    assert (response.status_code, expected in _text(response)) == (422, True)


def test_nobody_a_stranger_and_a_protected_identity_get_the_same_answer(hanna):
    answers = [
        _search(hanna, number)
        for number in (NOBODY, world.number(world.DAVID), world.number(world.GRETA))
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({_without_passing_things(answer) for answer in answers}) == 1


def test_a_protected_identity_is_not_found_even_with_a_relation(hanna):
    from gemensam.tenancy.context import tenant_context

    with tenant_context(world.home()):
        world.relate_to_hanna(world.GRETA, now=datetime.now(UTC) - timedelta(hours=1))
    assert _search(hanna, world.number(world.GRETA)).status_code == 404
    assert hanna.get(_page_of(world.GRETA)).status_code == 404


def test_every_search_in_vain_is_in_the_log(logged_hanna):
    start = datetime.now(UTC)
    for number in (NOBODY, world.number(world.DAVID), world.number(world.GRETA)):
        _search(logged_hanna, number)
    assert _logged_since(start) == [
        ("Läsa", "records.search", False, False, "NOT_HERE"),
        ("Läsa", "records.search", False, False, "RELATION"),
        ("Läsa", "records.search", False, False, "RELATION"),
    ]


def test_without_consent_the_page_says_why_and_how_to_ask_and_logs_once(logged_hanna):
    start = datetime.now(UTC)
    response = logged_hanna.get(_page_of(world.MARGIT))
    page = _text(response)
    assert response.status_code == 403
    assert "Personens samtycke saknas." in page
    assert "Fråga Margit Lindgren om samtycke" in page
    assert _logged_since(start) == [("Läsa", "records.record", False, False, "CONSENT")]


def test_with_relation_and_consent_the_note_is_read_and_logged_once(logged_hanna):
    start = datetime.now(UTC)
    response = logged_hanna.get(_page_of(world.BIRGIT))
    assert (response.status_code, BIRGITS_NOTE in _text(response)) == (200, True)
    assert _logged_since(start) == [("Läsa", "homecare.note", True, False, "ALLOWED")]


def test_asking_for_consent_opens_the_page_and_revoking_closes_it(logged_hanna):
    page = _page_of(world.MARGIT)
    start = datetime.now(UTC)
    given = logged_hanna.post(f"{page}samtycke/", YES)
    assert (given.status_code, given.headers["Location"]) == (303, page)
    assert logged_hanna.get(page).status_code == 200
    consent = re.search(r"samtycke/[0-9a-f-]+/aterkalla/", _text(logged_hanna.get(page)))
    assert logged_hanna.post(f"{page}{consent[0]}").status_code == 303
    assert logged_hanna.get(page).status_code == 403
    assert _logged_since(start) == [
        ("Skriva", "consents.consent", True, False, "ALLOWED"),
        ("Läsa", "homecare.note", True, False, "ALLOWED"),
        ("Läsa", "homecare.note", True, False, "ALLOWED"),
        ("Skriva", "consents.consent", True, False, "ALLOWED"),
        ("Läsa", "records.record", False, False, "CONSENT"),
    ]


def test_a_consent_under_another_residents_address_is_not_found_and_stays_in_force(hanna):
    from gemensam.tenancy.context import tenant_context

    margits, birgits = _page_of(world.MARGIT), _page_of(world.BIRGIT)
    hanna.post(f"{margits}samtycke/", YES)
    consent = re.search(r"samtycke/[0-9a-f-]+/aterkalla/", _text(hanna.get(margits)))
    assert hanna.post(f"{birgits}{consent[0]}").status_code == 404
    with tenant_context(world.home()):
        assert [row.revoked_at for row in _consents_of(world.MARGIT)] == [None]
    assert hanna.post(f"{margits}{consent[0]}").status_code == 303


def _consents_of(born):
    from gemensam.consents import api as consents

    return consents.consents_of(world.resident(born))


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("evidence", "Skriv hur och var du frågade."),
        ("asked", "Samtycket måste komma från personen själv."),
    ],
)
def test_a_consent_that_was_not_asked_for_is_not_registered(hanna, left_out, said):
    page = _page_of(world.MARGIT)
    form = {key: value for key, value in YES.items() if key != left_out}
    response = hanna.post(f"{page}samtycke/", form)
    assert (response.status_code, said in _text(response)) == (422, True)
    assert hanna.get(page).status_code == 403


def test_blocked_notes_are_named_without_content_until_lifted(hanna):
    page = _page_of(world.GUNNAR)
    before = hanna.get(page)
    assert before.status_code == 403
    assert "Spärrad uppgift finns" in _text(before)
    assert GUNNARS_NOTE not in _text(before)
    assert "Hemtjänst Norr" not in _text(before)
    lifted = hanna.post(f"{page}sparr/hav/", {"reason": "Gunnar sa ja i dag", "lasts": "day"})
    assert lifted.status_code == 303
    after = hanna.get(page)
    assert (after.status_code, GUNNARS_NOTE in _text(after)) == (200, True)


def test_without_relation_the_page_names_nobody(hanna):
    response = hanna.get(_page_of(world.DAVID))
    page = _text(response)
    assert response.status_code == 403
    assert "Du saknar en pågående relation till personen" in page
    assert "Holm" not in page


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("farid", "Du är inloggad för ett annat ändamål."),
        ("ulla", "Du är inloggad för ett annat ändamål."),
        ("sven", "Du är inloggad för ett annat ändamål."),
        ("olga", "Du är inloggad för ett annat ändamål."),
        ("cecilia", "Du är inloggad för ett annat ändamål."),
        ("anna", "Du är inloggad för ett annat ändamål."),
        ("eva", "Du behöver välja ett medarbetaruppdrag"),
    ],
)
def test_whoever_is_not_at_work_for_care_is_refused_whether_somebody_is_there_or_not(db, who, said):
    client = _log_in(who)
    pages = ["/journal/", _page_of(world.BIRGIT), f"/journal/{world.home()}/"]
    answers = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert all(said in _text(answer) for answer in answers)
    assert all(BIRGITS_NOTE not in _text(answer) for answer in answers)


def test_a_stranger_is_sent_to_log_in(db):
    response = Client().get(_page_of(world.BIRGIT))
    assert (response.status_code, response.headers["Location"][:10]) == (303, "/logga-in/")


def test_emergency_access_opens_a_stranger_with_banner_and_is_logged_as_such(logged_hanna):
    start = datetime.now(UTC)
    number = world.number(world.AKE).reveal()
    opened = logged_hanna.post("/journal/nodatkomst/", {"number": number, "reason": REASON})
    page = _page_of(world.AKE)
    assert (opened.status_code, opened.headers["Location"]) == (303, page)
    text = _text(logged_hanna.get(page))
    assert "Promenad till torget" in text
    assert "Nödåtkomst till kl." in text
    assert re.search(r'http-equiv="refresh" content="3\d\d\d"', text)
    assert _logged_since(start) == [
        ("Nödöppning", "consents.emergency", True, True, "ALLOWED"),
        ("Läsa", "homecare.note", True, True, "ALLOWED"),
    ]


def test_emergency_access_that_has_run_out_opens_nothing(hanna):
    from gemensam.consents.models import EmergencyAccess
    from gemensam.tenancy.context import tenant_context

    hour = timedelta(hours=1)
    now = datetime.now(UTC)
    with tenant_context(world.home()):
        actor = world.staff("hanna", now=now)
        EmergencyAccess.objects.create(
            resident_id=world.resident(world.AKE),
            person_id=actor.person_id,
            commission_id=actor.commission.id,
            reason=REASON,
            step_up_at=now - hour,
            opened_at=now - hour,
            until=now - timedelta(seconds=1),
        )
    assert hanna.get(_page_of(world.AKE)).status_code == 403


def test_emergency_access_to_nobody_or_to_a_protected_identity_looks_alike_and_is_logged(
    logged_hanna,
):
    start = datetime.now(UTC)
    answers = [
        logged_hanna.post("/journal/nodatkomst/", {"number": number.reveal(), "reason": REASON})
        for number in (NOBODY, world.number(world.GRETA))
    ]
    pages = [
        _without_passing_things(answer).replace(number.reveal(), "")
        for answer, number in zip(answers, (NOBODY, world.number(world.GRETA)), strict=True)
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert pages[0] == pages[1]
    assert "Det finns ingen dokumentation att öppna" in pages[0]
    assert _logged_since(start) == [
        ("Nödöppning", "records.search", False, True, "NOT_HERE"),
        ("Nödöppning", "records.search", False, True, "PROTECTED"),
    ]


def test_emergency_access_with_an_old_log_in_asks_for_a_new_one(hanna):
    from gemensam.identity.models import Session

    Session.objects.update(authenticated_at=datetime.now(UTC) - timedelta(minutes=6))
    response = hanna.post(f"{_page_of(world.AKE)}nodatkomst/", {"reason": REASON})
    assert response.status_code == 403
    assert "Logga in en gång till" in _text(response)
    # What was written is kept, to be sent after it.
    assert f'name="reason" value="{REASON}"' in _text(response)
    assert hanna.get(_page_of(world.AKE)).status_code == 403


def test_a_reason_that_says_nothing_opens_nothing(hanna):
    response = hanna.post(f"{_page_of(world.AKE)}nodatkomst/", {"reason": "akut"})
    assert (response.status_code, "minst tio tecken" in _text(response)) == (422, True)
    assert hanna.get(_page_of(world.AKE)).status_code == 403


@pytest.mark.parametrize("born", [world.BIRGIT, world.MARGIT, world.GUNNAR])
def test_a_record_is_shown_with_few_queries(hanna, born):
    page = _page_of(born)
    with CaptureQueriesContext(connection) as queries:
        hanna.get(page)
    assert len(queries) <= QUERIES_MAX

"""E-ids: the issuer's list, reminders, the change to a new one step by step, and what the county sees."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from tests.cast_at_work import HOME, log_in

from gemensam.delivery import api as delivery
from gemensam.delivery.models import Message
from gemensam.employees import api as employees
from gemensam.employees.keeping import county, credentials, looking
from gemensam.employees.register import (
    BusinessSystem,
    Carrier,
    Credential,
    Issuing,
    LogInCount,
    StaffCount,
    Standing,
)
from gemensam.identity.api import CardSeen
from gemensam.identity.models import DemoPersona
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant
from gemensam.ui.formats import local_day

HEAD = "HSA-id;sort;serienummer;LoA;utfärdad;sista dag\n"
LIST = (
    HEAD + "SE2120000001-P715;SITHS-kort;5E99;LoA3;2026-01-10;2030-01-10\n"
    "SE2120000001-P714;MOBILE;5E98;3;2026-01-10;2029-01-10\n"
)


@pytest.fixture
def home(real_db):
    """Munkedal's tenant."""
    return Tenant.objects.get(slug=HOME).id


def _text(answer):
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def _of(home, hsa_id):
    with tenant_context(home):
        return Credential.objects.get(employee__hsa_id=f"SE2120000001-{hsa_id}")


def test_the_issuers_list_is_read_in_whole_and_the_same_list_twice_changes_nothing(home):
    browser = log_in("henrik").client()
    assert browser.post("/behorighet/kort/lista/", {"text": LIST}).status_code == 303
    page = _text(browser.get("/behorighet/kort/?sok=st%C3%A5"))
    assert ("Pernilla Ståhl" in page, "5E99" in page) == (True, True)
    with tenant_context(home):
        assert Standing.objects.get(hsa_id="SE2120000001-P715").has_credential
    browser.post("/behorighet/kort/lista/", {"text": LIST})
    assert "Personer med något nytt: 0." in _text(browser.get("/behorighet/kort/"))


def test_a_card_that_somebody_logs_in_with_stands_in_the_list_by_itself(home):
    seen_at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    seen = CardSeen(
        person_id=DemoPersona.objects.get(key="cecilia").person_id,
        hsa_id="SE2120000001-P715",
        tree="SITHS",
        issuer="SITHS e-id Person HSA-id 3 CA v1",
        serial="5EE9",
        policy="1.2.752.74.8.503",
        assurance=3,
        issued_at=seen_at - timedelta(days=100),
        expires_at=seen_at + timedelta(days=900),
        at=seen_at,
    )
    with tenant_context(home):
        assert [credentials.note_seen(seen, now=seen_at) for _twice in range(2)] == [True, False]
        unknown = replace(seen, hsa_id="SE2120000001-OKAND", serial="5EEA")
        assert not credentials.note_seen(unknown, now=seen_at)
        row = Credential.objects.get(serial="5EE9")
    assert (row.carrier, row.assurance, row.issued_on, row.expires_on) == (
        Carrier.SITHS_CARD,
        3,
        date(2026, 8, 15),
        date(2029, 5, 11),
    )


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("SE2120000001-P715;plastkort;5E97;3;2026-01-10;2030-01-10", 3),
        ("SE2120000001-P715;MOBILE;5E97;3;2026-01-10;2025-01-10", 3),
        ("SE2120000001-P715;MOBILE;5E97;3;igår;2030-01-10", 3),
        ("SE2120000001-P715;MOBILE", 3),
        ("SE-INGEN;MOBILE;5E97;3;2026-01-10;2030-01-10", 3),
    ],
)
def test_one_line_that_cannot_be_read_stops_the_whole_list_and_is_named(home, line, number):
    text = "".join(LIST.splitlines(keepends=True)[:2]) + line
    answer = log_in("henrik").client().post("/behorighet/kort/lista/", {"text": text})
    page = _text(answer)
    assert (answer.status_code, f"Rad {number} går inte" in page, "5E99" in page) == (
        422,
        True,
        True,
    )
    with tenant_context(home):
        assert not Credential.objects.filter(serial="5E99").exists()


def test_an_e_id_is_written_down_by_hand(home):
    browser = log_in("henrik").client()
    told = {
        "hsa_id": "se2120000001-p715",
        "carrier": "EFOS_CARD",
        "serial": "5E96",
        "assurance": "3",
        "issued_on": "2026-01-10",
        "expires_on": "2025-01-10",
    }
    wrong = browser.post("/behorighet/kort/nytt/", told)
    assert (wrong.status_code, "före den första" in _text(wrong)) == (422, True)
    unknown = browser.post(
        "/behorighet/kort/nytt/", told | {"hsa_id": "SE-X", "expires_on": "2030-01-10"}
    )
    assert (unknown.status_code, "Ingen i personalsystemet" in _text(unknown)) == (422, True)
    right = browser.post("/behorighet/kort/nytt/", told | {"expires_on": "2030-01-10"})
    assert right.status_code == 303
    assert _of(home, "P715").serial == "5E96"


def test_the_filter_shows_what_stops_working_soon(home):
    browser = log_in("henrik").client()
    shown = {}
    for within in ("7", "30", "90", "slut"):
        page = _text(browser.get(f"/behorighet/kort/?gar_ut={within}"))
        names = ("Elin Åström", "Anna Berg", "Gunilla Ärlig", "Bengt Zetterberg", "P705")
        shown[within] = [name for name in names if name in page]
    assert shown == {
        "7": ["Elin Åström"],
        "30": ["Elin Åström", "Anna Berg", "Gunilla Ärlig"],
        "90": ["Elin Åström", "Anna Berg", "Gunilla Ärlig", "Bengt Zetterberg"],
        "slut": ["P705"],
    }


def test_a_reminder_without_content_goes_out_once_to_whoever_has_told_an_address(home):
    now = datetime.now(UTC)
    anna = DemoPersona.objects.get(key="anna").person_id
    with tenant_context(home):
        Credential.objects.update(reminded_days=None)
        delivery.choose_channel(
            person_id=anna, channel=delivery.Channel.EMAIL, address="anna@example.se", now=now
        )
        reminded = [credentials.remind("Munkedal", now=now) for _twice in range(2)]
        sent = Message.objects.filter(kind=delivery.MessageKind.EID)
        told = list(sent.values_list("person_id", "link_path", "sender_name"))
    assert reminded == [4, 0]
    assert told == [(anna, "/behorighet/kort/mina/", "Munkedal")]
    card = _of(home, "P012")
    assert card.reminded_days == 30
    with tenant_context(home):
        later = now + timedelta(days=14)
        assert credentials.remind("Munkedal", now=later) == 1
    assert _of(home, "P012").reminded_days == 7


def test_staff_change_their_own_e_id_step_by_step_and_the_administrator_closes_it(home):
    card = _of(home, "P012")
    anna, henrik = log_in("anna").client(), log_in("henrik").client()
    address = f"/behorighet/kort/{card.id}/byte/"
    assert address in _text(anna.get("/behorighet/kort/mina/"))
    for step in ("1", "1", "3", "2"):
        assert anna.post(address, {"gor": step}).status_code == 303
    assert _of(home, "P012").steps_done == 2
    assert anna.post(address, {"gor": "RENEWED"}).status_code == 403
    assert log_in("nils").client().get(address).status_code == 403
    assert "2 av 5 steg klara" in _text(henrik.get("/behorighet/kort/?gar_ut=byte"))
    assert henrik.post(address, {"gor": "RENEWED"}).status_code == 303
    assert "Anna Berg" not in _text(henrik.get("/behorighet/kort/?gar_ut=30"))
    with tenant_context(home):
        assert not Standing.objects.get(hsa_id="SE2120000001-P012").has_credential


def test_coverage_counts_those_concerned_by_category_with_the_list_behind_each(home):
    with tenant_context(home):
        counted = {
            one.category: (one.concerned, one.with_hsa_id, one.with_credential, one.secure)
            for one in StaffCount.objects.all()
        }
    assert counted["SCHOOL_HEALTH"] == (2, 2, 1, 0)
    assert "NOT_CONCERNED" not in counted
    browser = log_in("henrik").client()
    page = _text(browser.get("/behorighet/tackning/"))
    assert "/behorighet/anstallda/?kategori=SCHOOL_HEALTH&saknar=eleg" in page
    behind = _text(browser.get("/behorighet/anstallda/?kategori=SCHOOL_HEALTH&saknar=eleg"))
    assert ("Pernilla Ståhl" in behind, "Olle Grahn" in behind) == (True, False)


def test_the_county_sees_states_and_figures_of_every_municipality_and_no_names(home):
    page = _text(log_in("karin").client().get("/behorighet/lan/"))
    assert ("Munkedal" in page, "Åmål" in page, "Öckerö" in page) == (True, True, True)
    assert "2 av 4" in page
    assert not re.search(r"Elin|Åström|SE2120000001", page)
    seen = {one.tenant_id for one in county.staff_counts()}
    assert seen == {home}


def test_a_day_is_counted_once_when_it_is_over(home):
    now = datetime.now(UTC)
    with tenant_context(home):
        LogInCount.objects.all().delete()
        assert looking.count_log_ins(now=now) >= 1
        assert looking.count_log_ins(now=now) == 0
        assert LogInCount.objects.filter(day=local_day(now) - timedelta(days=1)).exists()
        assert not LogInCount.objects.filter(day__gte=local_day(now)).exists()


def test_a_look_through_twice_finds_the_same_and_writes_nothing_new(home):
    now = datetime.now(UTC)
    with tenant_context(home):
        counts = [employees.look_through(now=now) for _twice in range(2)]
        kept = set(Standing.objects.values_list("id", flat=True))
        employees.look_through(now=now)
        assert set(Standing.objects.values_list("id", flat=True)) == kept
    assert counts[0] == counts[1] > 0


def test_a_system_is_written_down_and_a_stale_page_is_told(home):
    browser = log_in("henrik").client()
    told = {"name": "Ånggården", "supplier": "", "accepts": "YES", "since": "", "note": ""}
    assert browser.post("/behorighet/system/nytt/", told).status_code == 303
    twice = browser.post("/behorighet/system/nytt/", told)
    assert (twice.status_code, "heter så" in _text(twice)) == (422, True)
    with tenant_context(home):
        row = BusinessSystem.objects.get(name="Ånggården")
    address = f"/behorighet/system/{row.id}/"
    first = browser.post(address, told | {"accepts": "NO", "version": "1"})
    stale = browser.post(address, told | {"accepts": "PLANNED", "version": "1"})
    assert (first.status_code, stale.status_code) == (303, 409)
    page = _text(browser.get("/behorighet/system/"))
    assert "2 av 5" in page
    assert page.index("Tidboken") < page.index("Ånggården") < page.index("Ärendehyllan")


def test_the_municipality_says_how_far_issuing_has_come_and_the_county_sees_it(home):
    before = county.done_by_carrier()[employees.Carrier.EFOS_CARD]
    with tenant_context(home):
        Issuing.objects.filter(carrier="EFOS_CARD").update(state="MISSING")
    before = county.done_by_carrier()[employees.Carrier.EFOS_CARD]
    browser = log_in("henrik").client()
    told = {"carrier": "EFOS_CARD", "state": "ISSUED", "since": "2026-11-01", "note": ""}
    assert browser.post("/behorighet/utfardande/", told).status_code == 303
    assert county.done_by_carrier()[employees.Carrier.EFOS_CARD] == before + 1
    assert f"{before + 1} av 49" in _text(browser.get("/behorighet/utfardande/"))
    wrong = browser.post("/behorighet/utfardande/", told | {"since": "i fjol"})
    assert wrong.status_code == 422


def test_the_list_is_read_with_or_without_headings(home):
    with tenant_context(home):
        told = credentials.read_list(LIST.removeprefix(HEAD), today=date(2026, 11, 23))
    assert [(one.hsa_id, one.carrier, one.assurance) for one in told] == [
        ("SE2120000001-P715", employees.Carrier.SITHS_CARD, 3),
        ("SE2120000001-P714", employees.Carrier.MOBILE, 3),
    ]

"""The pages under /behorighet/: who sees what, what is changed by whom, and what is refused."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import transaction
from tests.cast_at_work import HOME, log_in, open_session_for

from gemensam.audit.models import AccessLog
from gemensam.employees.keeping import queries
from gemensam.employees.models import Employee
from gemensam.employees.register import Finding
from gemensam.identity import api as identity
from gemensam.identity.models import Commission, DemoPersona, Person, Session
from gemensam.kernel.actor import Activity, InformationClass, Purpose, Right, Scope
from gemensam.kernel.periods import Period
from gemensam.organisations.models import Unit
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant

POSTED = {
    "hsa_id": "SE2120000001-U900",
    "name": "Hemtjänst natt",
    "title": "undersköterska",
    "read_visit": "VE",
    "write_visit": "VE",
    "reason": "Ny i gruppen",
}
WORDS = {"hsa": "SE2120000001-P714", "andamal": "HOME_CARE"}


@pytest.fixture
def home(real_db):
    """Munkedal's tenant."""
    return Tenant.objects.get(slug=HOME).id


def _text(answer):
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def _unit(home, name):
    with tenant_context(home):
        return Unit.objects.get(name=name).id


def _commission(home, number):
    with tenant_context(home):
        return Commission.objects.get(hsa_id=f"SE2120000001-{number}")


def _grant_address(**more):
    said = "&".join(f"{key}={value}" for key, value in (WORDS | more).items())
    return f"/behorighet/uppdrag/nytt/?{said}"


def _posted(home, **more):
    unit_id = str(_unit(home, "Nattpatrullen"))
    today = datetime.now(UTC).date().isoformat()
    return POSTED | {"unit": unit_id, "starts_on": today} | more


def _unit_keeper(home):
    """Give a browser of somebody who keeps the night patrol's commissions only."""
    with transaction.atomic(), tenant_context(home):
        person_id = identity.register_person(given_name="Ulf", family_name="Natt")
        commission_id = identity.grant_commission(
            person_id=person_id,
            hsa_id="SE2120000001-U800",
            employee_hsa_id="SE2120000001-P800",
            name="Behörigheter i Nattpatrullen",
            title="gruppledare",
            purpose=Purpose.ADMINISTRATION,
            rights=[
                Right(one, InformationClass.DIRECTORY, Scope.UNIT)
                for one in (Activity.READ, Activity.ADMINISTER)
            ],
            valid=Period(datetime.now(UTC) - timedelta(days=1)),
            unit_id=_unit(home, "Nattpatrullen"),
        )
    browser = log_in("henrik")
    token = open_session_for(person_id, home, commission_id)
    return type(browser)("ulf", token).client()


def test_the_list_is_in_swedish_order_and_a_filter_survives_a_reload(home):
    browser = log_in("henrik").client()
    page = _text(browser.get("/behorighet/"))
    names = [name for name in ("Kerstin Wik", "Bengt Zetterberg", "Gunilla Ärlig") if name in page]
    places = [page.index(name) for name in ("Kerstin Wik", "Bengt Zetterberg", "Gunilla Ärlig")]
    assert (len(names), places) == (3, sorted(places))
    assert page.index("Dragan Petrović") < page.index("Elin Åström") < page.index("Gunilla Ärlig")
    flagged = _text(browser.get("/behorighet/?brist=TOO_WIDE&visa=galler"))
    assert ("Elin Åström" in flagged, "Kerstin Wik" in flagged) == (True, False)
    assert '<option value="TOO_WIDE" selected>' in flagged
    found = _text(browser.get("/behorighet/?sok=%C3%A5str"))
    assert ("Elin Åström" in found, "Dragan Petrović" in found) == (True, False)
    wrong = _text(browser.get("/behorighet/?enhet=ingen&kategori=LICENSED"))
    assert ("lämnades utanför: Enhet" in wrong, "Gunilla Ärlig" in wrong) == (True, True)


@pytest.mark.parametrize("flag", ["TOO_WIDE", "alla"])
def test_a_flag_finds_the_same_whether_few_have_it_or_many(home, monkeypatch, flag):
    browser, address = log_in("henrik").client(), f"/behorighet/?brist={flag}"
    few = re.findall(r"/behorighet/uppdrag/[0-9a-f-]+/", _text(browser.get(address)))
    monkeypatch.setattr(queries, "FEW", 0)
    many = re.findall(r"/behorighet/uppdrag/[0-9a-f-]+/", _text(browser.get(address)))
    assert few
    assert few == many


def test_every_sort_of_flag_stands_in_the_demo_with_why_and_what_to_do(home):
    with tenant_context(home):
        assert set(Finding.objects.values_list("flag", flat=True)) == {
            *("NO_EMPLOYEE", "EMPLOYEE_ENDED", "EXTRA_RIGHTS", "TOO_WIDE"),
            *("ACROSS_WALL", "UNUSED", "OTHER_UNIT"),
        }
    row = _commission(home, "U101")
    page = _text(log_in("henrik").client().get(f"/behorighet/uppdrag/{row.id}/"))
    assert "Ändra rättigheterna så att de gäller inom enheten." in page
    assert "Läsa besök, i hela kommunen." in page


def test_a_commission_is_granted_in_two_steps_with_its_history_and_looked_at_at_once(home):
    browser = log_in("henrik").client()
    assert "Ge ett uppdrag" in _text(browser.get(_grant_address()))
    with tenant_context(home):
        Employee.objects.filter(hsa_id="SE2120000001-P714").update(title="undersköterska")
    answer = browser.post(_grant_address(), _posted(home))
    assert answer.status_code == 303, _text(answer)
    row = _commission(home, "U900")
    assert (row.rights, row.regime, row.given_key) == (
        ["Läsa;besök;VE", "Skriva;besök;VE"],
        "SOL",
        "olle grahn",
    )
    with tenant_context(home):
        (entry,) = identity.history_of(commission_id=row.id)
    assert (entry.kind, entry.reason, entry.by_name) == ("GRANTED", "Ny i gruppen", "Henrik Falk")
    assert "Ny i gruppen" in _text(browser.get(f"/behorighet/person/{row.person_id}/"))
    missing = _text(browser.get("/behorighet/anstallda/?saknar=uppdrag"))
    assert ("Olle Grahn" in missing, "Pernilla Ståhl" in missing) == (False, True)
    twice = browser.post(_grant_address(), _posted(home))
    assert (twice.status_code, "redan ett uppdrag med det HSA-id" in _text(twice)) == (422, True)


@pytest.mark.parametrize(
    ("words", "posted", "said"),
    [
        ({}, {"reason": ""}, "Skriv varför."),
        ({}, {"read_visit": "", "write_visit": ""}, "Välj minst en rättighet."),
        ({}, {"last_day": "2020-01-01"}, "Sista dagen kan inte vara före den första"),
        ({}, {"read_visit": "SE"}, "read_visit"),
        ({"hsa": "SE2120000001-P104"}, {}, "Ingen som arbetar här har det HSA-id:t"),
        ({"hsa": "SE2120000001-P999"}, {}, "Ingen som arbetar här har det HSA-id:t"),
        ({"hsa": "SE2120000001-P016"}, {}, "Ingen ger sig själv ett uppdrag."),
    ],
)
def test_a_grant_that_is_not_right_says_why_and_loses_nothing(home, words, posted, said):
    browser = log_in("henrik").client()
    answer = browser.post(_grant_address(**words), _posted(home, **posted))
    page = _text(answer)
    assert (answer.status_code, said in page, "Hemtjänst natt" in page) == (422, True, True)
    with tenant_context(home):
        assert not Commission.objects.filter(hsa_id="SE2120000001-U900").exists()


def test_a_right_outside_the_purpose_is_not_offered_and_not_taken(home):
    browser = log_in("henrik").client()
    browser.post(_grant_address(), _posted(home, decide_decision="kommun"))
    row = _commission(home, "U900")
    assert row.rights == ["Läsa;besök;VE", "Skriva;besök;VE"]


def test_a_change_needs_a_page_that_is_not_stale(home):
    row = _commission(home, "U101")
    browser, address = log_in("henrik").client(), f"/behorighet/uppdrag/{row.id}/andra/"
    version = re.search(r'name="version" value="([^"]+)"', _text(browser.get(address)))[1]
    posted = _posted(home, name="Natt", read_visit="VE") | {"version": version}
    assert browser.post(address, posted).status_code == 303
    again = browser.post(address, posted | {"name": "Natten"})
    page = _text(again)
    assert (again.status_code, "Henrik Falk ändrade uppdraget" in page) == (409, True)
    changed = _commission(home, "U101")
    assert (changed.name, changed.rights) == ("Natt", ["Läsa;besök;VE", "Skriva;besök;VE"])
    with tenant_context(home):
        assert not Finding.objects.filter(commission_id=row.id, flag="TOO_WIDE").exists()


def test_ending_a_commission_logs_out_whoever_works_in_it_and_a_second_click_does_nothing(home):
    anna = log_in("anna").client()
    assert anna.get("/hemtjanst/").status_code == 200
    persona = DemoPersona.objects.get(key="anna")
    address = f"/behorighet/uppdrag/{persona.commission_id}/avsluta/"
    henrik = log_in("henrik").client()
    assert henrik.post(address, {"reason": "Slutar"}).status_code == 303
    assert anna.get("/hemtjanst/").status_code == 303
    assert henrik.post(address, {"reason": "Slutar"}).status_code == 303
    with tenant_context(home):
        kinds = [one.kind for one in identity.history_of(commission_id=persona.commission_id)]
    assert kinds == ["ENDED", "GRANTED"]
    page = _text(henrik.get(f"/behorighet/uppdrag/{persona.commission_id}/"))
    assert ("Har upphört" in page, "/avsluta/" in page) == (True, False)


def test_one_live_log_in_is_ended_on_the_persons_page(home):
    anna = log_in("anna").client()
    anna.get("/hemtjanst/")
    persona = DemoPersona.objects.get(key="anna")
    live = Session.objects.get(person_id=persona.person_id, ended_at=None)
    henrik, there = log_in("henrik").client(), f"/behorighet/person/{persona.person_id}/"
    address = f"{there}inloggning/{live.id}/avsluta/"
    assert address in _text(henrik.get(there))
    assert log_in("sven").client().post(address).status_code == 403
    assert henrik.post(address).status_code == 303
    assert anna.get("/hemtjanst/").status_code == 303
    assert address not in _text(henrik.get(there))


def test_a_persons_page_says_what_applied_on_a_day(home):
    person = Person.objects.get(given_name="Kerstin", family_name="Wik")
    browser = log_in("henrik").client()
    then = (datetime.now(UTC) - timedelta(days=30)).date()
    page = _text(browser.get(f"/behorighet/person/{person.id}/?den={then}"))
    assert "Granska åtkomstloggen, i hela kommunen." in page
    before = _text(browser.get(f"/behorighet/person/{person.id}/?den=2001-01-01"))
    assert "Inget uppdrag gällde den dagen" in before
    assert "Skriv dagen" in _text(browser.get(f"/behorighet/person/{person.id}/?den=igår"))


def test_nobody_changes_a_commission_of_their_own(home):
    persona = DemoPersona.objects.get(key="henrik")
    browser = log_in("henrik").client()
    there = f"/behorighet/uppdrag/{persona.commission_id}/"
    assert "/andra/" not in _text(browser.get(there))
    answer = browser.post(f"{there}andra/", _posted(home))
    assert (answer.status_code, "En kollega får ändra det." in _text(answer)) == (409, True)
    with tenant_context(home):
        assert len(identity.history_of(commission_id=persona.commission_id)) == 1


def test_whoever_keeps_one_units_part_sees_and_changes_nothing_of_another_units(home):
    ulf = _unit_keeper(home)
    page = _text(ulf.get("/behorighet/"))
    assert ("Elin Åström" in page, "Nils Strand" in page, "Anna Berg" in page) == (
        True,
        True,
        False,
    )
    assert "/behorighet/kort/" not in page
    others = DemoPersona.objects.get(key="anna")
    own, other = _commission(home, "U101").id, others.commission_id
    got = {
        path: ulf.get(f"/behorighet/{path}").status_code
        for path in (
            f"uppdrag/{own}/andra/",
            f"uppdrag/{other}/",
            f"uppdrag/{other}/avsluta/",
            f"uppdrag/{other}/visa/",
            f"person/{others.person_id}/",
            "kort/",
            "anstallda/",
            "system/",
        )
    }
    assert list(got.values()) == [200, 403, 403, 403, 404, 403, 403, 403]
    assert ulf.post(_grant_address(), _posted(home)).status_code == 303
    elsewhere = _posted(home, unit=str(_unit(home, "Hemtjänst Norr")), hsa_id="SE2120000001-U901")
    assert ulf.post(_grant_address(), elsewhere).status_code == 422
    wider = _posted(home, read_visit="kommun", hsa_id="SE2120000001-U902")
    assert ulf.post(_grant_address(), wider).status_code == 422


def test_the_preview_counts_what_the_rules_let_through_and_makes_no_session(home):
    cecilia = DemoPersona.objects.get(key="cecilia")
    sessions = Session.objects.count()
    browser = log_in("henrik").client()
    page = _text(browser.get(f"/behorighet/uppdrag/{cecilia.commission_id}/visa/"))
    assert Session.objects.count() == sessions + 1
    assert "Läsa ärenden" in page
    assert not re.search(r"Margit|Lindgren|David Holm", page)
    with tenant_context(home, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(resource_type="act_as")
        assert [(one.actor_name, one.resource_id) for one in rows] == [
            ("Henrik Falk", cecilia.commission_id)
        ]
    own = _commission(home, "U101").id
    page = _text(browser.get(f"/behorighet/uppdrag/{own}/visa/"))
    assert ("Läsa besök" in page, "om 0 invånare" in page) == (True, True)


def test_whoever_only_reads_is_offered_nothing_to_change(home):
    row = _commission(home, "U101")
    offered = {}
    for key in ("henrik", "sven"):
        browser = log_in(key).client()
        paths = ("", f"uppdrag/{row.id}/", "kort/", "system/", "utfardande/")
        pages = [_text(browser.get(f"/behorighet/{path}")) for path in paths]
        words = ("/uppdrag/nytt/", "/andra/", "/kort/nytt/", "/system/nytt/", 'name="carrier"')
        offered[key] = [word in page for word, page in zip(words, pages, strict=True)]
    assert offered == {"henrik": [True] * 5, "sven": [False] * 5}


def test_a_protected_employee_has_no_name_on_the_pages(home):
    browser = log_in("henrik").client()
    for path in ("anstallda/", "kort/", "anstallda/?sok=hassan"):
        page = _text(browser.get(f"/behorighet/{path}"))
        assert "Hassan" not in page.replace('value="hassan"', "")
    assert "SE2120000001-P705" in _text(browser.get("/behorighet/kort/"))

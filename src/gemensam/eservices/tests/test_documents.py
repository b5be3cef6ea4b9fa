"""The shelf on Mina sidor: what one has sent and been sent, by year and case."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from gemensam.audit import api as audit
from gemensam.cases import api as cases
from gemensam.cases import papers
from gemensam.cases.models import Case, Delegation
from gemensam.cases.tests.acting import the_world
from gemensam.eservices.tests.browsing import MINE, Visitor
from gemensam.eservices.tests.shelves import send
from gemensam.files.models import StoredFile
from gemensam.kernel.actor import Activity
from gemensam.people.models import Mandate, Resident
from gemensam.tenancy.context import tenant_context

PDF = b"%PDF-1.7\n% ett intyg\n"
SHELF = f"{MINE}dokument/"


@pytest.fixture
def world(real_db, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "GEMENSAM_HOME", tmp_path)
    found = the_world()
    found.now = datetime.now(UTC)
    return found


def _reject(world, case_id):
    Delegation.objects.update(covers_protected=True)
    wanted = cases.Wanted(cases.Outcome.REJECT, "Du klarar det själv.")
    cecilia = world.actor("cecilia")
    cases.decide(actor=cecilia, case_id=case_id, version=1, wanted=wanted, now=world.now)


def _door(sent, name):
    return f"{MINE}arenden/{sent.case_id}/fil/{sent.files[name]}/"


def _shelf(key, query=""):
    visitor = Visitor(key)
    assert visitor.get(f"{SHELF}{query}").status_code == 200
    return visitor


def test_what_was_sent_and_decided_stands_by_year_and_case_and_opens_by_its_own_door(world):
    sent = send(world, {"intyg.pdf": PDF})
    with tenant_context(world.home):
        _reject(world, sent.case_id)
    margit = _shelf("margit")
    assert f'<h2 id="year-{world.now.year}">{world.now.year}</h2>' in margit.text
    assert f'<a href="{_door(sent, "intyg.pdf")}">intyg.pdf</a>' in margit.text
    assert "Kontrollerad, ren" in margit.text
    assert f'href="{MINE}arenden/{sent.case_id}/beslut.pdf"' in margit.text
    assert margit.get(_door(sent, "intyg.pdf")).content == PDF
    margit.get(MINE)
    assert f'href="{SHELF}"' in margit.text


def test_it_narrows_to_what_was_sent_or_to_the_decisions(world):
    sent = send(world, {"intyg.pdf": PDF})
    assert "intyg.pdf" in _shelf("margit", "?visa=skickat").text
    decided = _shelf("margit", "?visa=beslut")
    assert "intyg.pdf" not in decided.text
    with tenant_context(world.home):
        _reject(world, sent.case_id)
    assert "beslut.pdf" in _shelf("margit", "?visa=beslut").text
    assert "beslut.pdf" not in _shelf("margit", "?visa=skickat").text


def test_with_nothing_there_it_says_so_in_words(world):
    with tenant_context(world.home):
        Case.objects.filter(resident_id=world.resident("margit").id).delete()
    assert "Här finns inget än" in _shelf("margit").text
    assert "Det finns inget sådant" in _shelf("margit", "?visa=beslut").text


def test_a_file_that_waits_or_was_harmful_says_so_and_has_no_door(world):
    sent = send(world, {"vantar.pdf": PDF, "dalig.pdf": PDF})
    with tenant_context(world.home):
        rows = StoredFile.objects
        rows.filter(id=sent.files["vantar.pdf"]).update(scan_state="PENDING", scan_reason="AWAY")
        rows.filter(id=sent.files["dalig.pdf"]).update(
            scan_state="INFECTED", scan_signature="Eicar"
        )
    margit = _shelf("margit")
    assert "Väntar på viruskontroll" in margit.text
    assert "Skadlig, borttagen" in margit.text
    assert "/fil/" not in margit.text


def test_a_representative_sees_what_the_mandate_opens_and_only_that(world):
    alarm = send(world, {"larm.pdf": PDF})
    meals = send(world, {"mat.pdf": PDF}, kind="meals")
    with tenant_context(world.home):
        margit = world.resident("margit")
        Mandate.objects.filter(resident_id=margit.id).update(scopes=[f"meals:{Activity.READ}"])
    eva = _shelf("eva")
    assert "mat.pdf" in eva.text
    assert f"för {margit.name}" in eva.text
    assert "larm.pdf" not in eva.text
    assert eva.get(_door(meals, "mat.pdf")).status_code == 200
    assert eva.get(_door(alarm, "larm.pdf")).status_code == 404
    with tenant_context(world.home):
        Mandate.objects.filter(resident_id=margit.id).update(revoked_at=world.now)
    assert "mat.pdf" not in _shelf("eva").text


def test_a_co_applicant_sees_the_joint_case_and_nothing_else_of_the_others(world):
    joint, own = send(world, {"hyra.pdf": PDF}), send(world, {"larm.pdf": PDF})
    with tenant_context(world.home):
        david = world.actor("david").person_id
        Case.objects.filter(id=joint.case_id).update(co_applicant_id=david)
        name = world.resident("margit").name
    shelf = _shelf("david")
    assert f"tillsammans med {name}" in shelf.text
    assert "hyra.pdf" in shelf.text
    assert "larm.pdf" not in shelf.text
    assert shelf.get(_door(joint, "hyra.pdf")).status_code == 200
    assert shelf.get(_door(own, "larm.pdf")).status_code == 404


def test_of_a_protected_identity_no_mandate_and_no_joint_case_shows_anything(world):
    sent = send(world, {"intyg.pdf": PDF})
    with tenant_context(world.home):
        david = world.actor("david").person_id
        Case.objects.filter(id=sent.case_id).update(co_applicant_id=david)
        Resident.objects.filter(id=world.resident("margit").id).update(is_protected=True)
    assert "intyg.pdf" in _shelf("margit").text
    for key in ("eva", "david"):
        assert "intyg.pdf" not in _shelf(key).text


def test_others_another_municipality_and_staff_see_nothing_of_it(world):
    send(world, {"intyg.pdf": PDF})
    assert "intyg.pdf" not in _shelf("david").text
    there = Visitor("margit")
    there.get(SHELF.replace("/munkedal/", "/skara/"))
    assert "intyg.pdf" not in there.text
    assert Visitor("cecilia").get(SHELF).status_code == 403


def _looks_at_the_list(world):
    with tenant_context(world.home):
        rows = audit.accesses_to_resident(world.resident("margit").id)
    return [(row.actor_name, row.is_allowed) for row in rows if row.resource_type == "papers"]


def test_that_the_list_was_read_is_in_the_log_in_plain_words_and_an_empty_one_is_not(world):
    send(world, {"intyg.pdf": PDF})
    _shelf("eva", "?visa=skickat")
    assert _looks_at_the_list(world) == [("Eva Lindgren", True)]
    _shelf("david")
    assert _looks_at_the_list(world) == [("Eva Lindgren", True)]
    margit = Visitor("margit")
    margit.get(f"{MINE}vem-har-last/")
    assert "listan över dokument" in margit.text


def test_many_are_shown_page_by_page_newest_first(world, monkeypatch):
    monkeypatch.setattr(papers, "CASES_A_PAGE", 2)
    names = [f"papper{number}.pdf" for number in range(3)]
    for number, name in enumerate(names):
        sent = send(world, {name: PDF})
        with tenant_context(world.home):
            at = world.now - timedelta(days=number)
            Case.objects.filter(id=sent.case_id).update(opened_at=at)
    margit = _shelf("margit", "?visa=skickat")
    assert [name in margit.text for name in names] == [True, True, False]
    assert margit.text.index(names[0]) < margit.text.index(names[1])
    more = margit.text.partition('">Visa äldre</a>')[0].rpartition('href="')[2]
    margit.get(SHELF + more.replace("&amp;", "&"))
    assert [name in margit.text for name in names] == [False, False, True]
    assert "De nyaste" in margit.text

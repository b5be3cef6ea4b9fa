"""A paper that was sent before, taken along in an application of now: whose, which, what becomes of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from tests.api.systems import HOME, System, make_client

from gemensam.audit import api as audit
from gemensam.cases.models import Case
from gemensam.cases.tests.acting import Sent, the_world
from gemensam.eservices import actions
from gemensam.eservices.models import Application
from gemensam.eservices.policy import Visit
from gemensam.eservices.tests.browsing import APPLY, MINE, Visitor
from gemensam.eservices.tests.shelves import ALARM, begin_with_files, send
from gemensam.files import disk
from gemensam.files.models import StoredFile
from gemensam.identity.api import Scope
from gemensam.kernel.actor import Activity
from gemensam.people.models import Mandate, Resident
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.models import Attachment
from gemensam.tenancy.context import tenant_context
from gemensam.ui import formats

PDF = b"%PDF-1.7\n% ett intyg\n"
OFFER = "Ta ett papper som du har skickat förut"


@pytest.fixture
def world(real_db, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "GEMENSAM_HOME", tmp_path)
    found = the_world()
    found.now = datetime.now(UTC)
    return found


@pytest.fixture
def sent(world):
    """A month ago Margit sent two papers."""
    found = send(world, {"hyra.pdf": PDF, "larm.pdf": PDF + b"2"})
    with tenant_context(world.home):
        Case.objects.filter(id=found.case_id).update(opened_at=world.now - timedelta(days=30))
    return found


def _begun(world, **more):
    with tenant_context(world.home):
        application_id = begin_with_files(world, **more)
    return application_id, f"{APPLY}{application_id}/1/"


def _shelf_of(application_id, key="papers"):
    return f"{APPLY}{application_id}/skickat-forut/{key}/"


def _value(sent, name):
    return f"{sent.case_id}/{sent.files[name]}"


def _attached(world, application_id):
    """Give the names that the answer has now."""
    with tenant_context(world.home):
        row = Application.objects.get(id=application_id)
        named = questionnaires.answers(row.response_id).get("papers", ())
        names = dict(Attachment.objects.values_list("file_id", "name"))
        return [names[key] for key in names if str(key) in named]


def test_it_is_chosen_by_a_button_of_the_page_and_nothing_typed_is_lost(world, sent):
    application_id, page = _begun(world)
    margit = Visitor("margit")
    margit.get(page)
    assert OFFER in margit.text
    margit.send("go", go="reuse:papers", has_more="no")
    margit.follow()
    assert margit.path == _shelf_of(application_id)
    assert "hyra.pdf" in margit.text
    assert f'href="{MINE}arenden/{sent.case_id}/fil/{sent.files["hyra.pdf"]}/"' in margit.text
    answered = margit.send("paper", paper=[_value(sent, name) for name in sent.files])
    assert (answered.status_code, answered["Location"].partition("#")[0]) == (303, page)
    margit.follow()
    day = formats.day(formats.local_day(world.now - timedelta(days=30)))
    assert margit.text.count(f"Skickad förut, {day}.") == 2
    assert sorted(_attached(world, application_id)) == ["hyra.pdf", "larm.pdf"]
    with tenant_context(world.home):
        row = Application.objects.get(id=application_id)
        assert questionnaires.answers(row.response_id)["has_more"] == "no"
    margit.get(f"{APPLY}{application_id}/kontrollera/")
    assert f"Skickad förut, {day}." in margit.text


def test_it_is_a_file_of_its_own_with_the_same_bytes_and_what_the_scanner_said(world, sent):
    application_id, _page = _begun(world)
    margit = Visitor("margit")
    margit.get(_shelf_of(application_id))
    margit.send("paper", paper=[_value(sent, "hyra.pdf")])
    with tenant_context(world.home):
        kept = Attachment.objects.get(copy_of=sent.files["hyra.pdf"])
        old, new = StoredFile.objects.get(id=kept.copy_of), StoredFile.objects.get(id=kept.file_id)
        for name in ("sha256", "size", "scan_state", "scanned_at", "content_type", "resident_id"):
            assert getattr(old, name) == getattr(new, name)
        # One case's papers are disposed of; the other keeps its own.
        disk.remove(world.home, old.id)
    opened = margit.get(f"{APPLY}{application_id}/fil/{kept.file_id}/")
    assert (opened.status_code, opened.content) == (200, PDF)


def test_a_second_click_adds_nothing_and_what_was_taken_away_can_be_taken_again(world, sent):
    application_id, page = _begun(world)
    first, second = Visitor("margit"), Visitor("margit")
    for one in (first, second):
        one.get(_shelf_of(application_id))
    for one in (first, second):
        assert one.send("paper", paper=[_value(sent, "hyra.pdf")] * 2).status_code == 303
    assert _attached(world, application_id) == ["hyra.pdf"]
    with tenant_context(world.home):
        kept = Attachment.objects.get(copy_of=sent.files["hyra.pdf"])
    first.get(page)
    first.send("go", go=f"remove:papers:{kept.file_id}")
    assert _attached(world, application_id) == []
    first.get(_shelf_of(application_id))
    first.send("paper", paper=[_value(sent, "hyra.pdf")])
    assert _attached(world, application_id) == ["hyra.pdf"]
    with tenant_context(world.home):
        assert Attachment.objects.filter(copy_of=sent.files["hyra.pdf"]).count() == 1


def _case_that_took_it_along(world, sent):
    """Take a paper along, send the application and open its case."""
    application_id, _page = _begun(world)
    margit = Visitor("margit")
    margit.get(_shelf_of(application_id))
    margit.send("paper", paper=[_value(sent, "hyra.pdf")])
    with transaction.atomic(), tenant_context(world.home):
        row = Application.objects.get(id=application_id)
        typed = {"has_more": questionnaires.Typed("no")}
        questionnaires.save_answers(
            response_id=row.response_id, typed=typed, actor=world.actor("margit"), now=world.now
        )
        visit = Visit(world.actor("margit"), world.now)
        receipt = actions.submit(visit, application_id=application_id)
        kept = Attachment.objects.get(response_id=row.response_id)
        return Sent(receipt.case_id, row.response_id, {"hyra.pdf": kept.file_id})


def test_the_caseworker_and_the_case_say_that_it_was_sent_before(world, sent):
    again = _case_that_took_it_along(world, sent)
    day = formats.day(formats.local_day(world.now - timedelta(days=30)))
    for key, page in (
        ("cecilia", f"/arbeta/arenden/{again.case_id}/"),
        ("margit", f"{MINE}arenden/{again.case_id}/"),
        ("margit", f"{MINE}dokument/"),
    ):
        visitor = Visitor(key)
        visitor.get(page)
        assert f"Skickad förut, {day}." in visitor.text
    path = f"/arbeta/arenden/{again.case_id}/fil/{again.files['hyra.pdf']}/"
    assert Visitor("cecilia").get(path).content == PDF
    # Taken once more, it is still the first day that counts.
    application_id, _page = _begun(world)
    margit = Visitor("margit")
    margit.get(_shelf_of(application_id))
    margit.send("paper", paper=[_value(again, "hyra.pdf")])
    with tenant_context(world.home):
        kept = Attachment.objects.get(copy_of=again.files["hyra.pdf"])
        assert formats.day(formats.local_day(kept.first_sent_at)) == day


def test_the_api_says_when_it_was_sent_before(world, sent):
    again = _case_that_took_it_along(world, sent)
    system = System(make_client(HOME, Scope.CASES_READ))

    def first_sent(case_id):
        answers = system.get(f"/cases/{case_id}").json()["answers"]
        files = (one for line in answers for one in line["files"])
        return {one["name"]: one["first_sent_at"] for one in files}

    assert set(first_sent(sent.case_id).values()) == {None}
    (at,) = first_sent(again.case_id).values()
    assert datetime.fromisoformat(at).date() == (world.now - timedelta(days=30)).date()


def test_nothing_is_offered_where_nothing_was_sent_and_the_page_says_so(world, sent):
    with tenant_context(world.home):
        Mandate.objects.all().update(revoked_at=world.now)
    _id, page = _begun(world, resident="david", kind="home_care")
    david = Visitor("david")
    page = page.replace("/trygghetslarm/", "/hemtjanst/")
    david.get(page)
    assert OFFER not in david.text
    david.get(page.replace("/1/", "/skickat-forut/papers/"))
    assert "Det finns inget att välja" in david.text


@pytest.mark.parametrize("key", ["has_more", "more_papers", "nothing", "papers@01"])
def test_only_a_question_for_files_that_is_asked_has_such_a_page(world, sent, key):
    application_id, _page = _begun(world)
    assert Visitor("margit").get(_shelf_of(application_id, key)).status_code == 404


def _try(visitor, application_id, values):
    visitor.get(_shelf_of(application_id))
    form = dict(visitor.form("paper").values) | {"paper": values}
    return visitor.client.post(_shelf_of(application_id), form)


def test_what_cannot_be_taken_is_refused_in_words_and_the_choice_is_kept(world, sent):
    application_id, page = _begun(world)
    margit = Visitor("margit")
    answered = _try(margit, application_id, [])
    assert (answered.status_code, "Välj minst ett papper" in answered.content.decode()) == (
        422,
        True,
    )
    with tenant_context(world.home):
        StoredFile.objects.filter(id=sent.files["hyra.pdf"]).update(content_type="text/plain")
    answered = _try(margit, application_id, [_value(sent, "hyra.pdf")])
    assert answered.status_code == 422
    assert "Välj en bild eller en PDF-fil: hyra.pdf" in answered.content.decode()
    with tenant_context(world.home):
        StoredFile.objects.filter(id=sent.files["hyra.pdf"]).update(
            content_type="application/pdf", size=30 * 1024 * 1024
        )
    both = [_value(sent, name) for name in ("larm.pdf", "hyra.pdf")]
    answered = _try(margit, application_id, both)
    assert "Filen är större än 20 MB." in answered.content.decode()
    assert f'value="{both[0]}" checked' in answered.content.decode()
    # All or none.
    assert _attached(world, application_id) == []
    margit.get(page)
    files = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in range(2)]
    margit.send("go", go="stay", papers__new=files)
    with tenant_context(world.home):
        StoredFile.objects.update(size=len(PDF))
    answered = _try(margit, application_id, both)
    assert "Det får vara högst 3 filer" in answered.content.decode()


@pytest.mark.parametrize(
    ("state", "more"),
    [("INFECTED", {"scan_signature": "Eicar"}), ("PENDING", {"scan_reason": "AWAY"})],
)
def test_what_is_harmful_or_not_yet_checked_cannot_be_chosen(world, sent, state, more):
    application_id, _page = _begun(world)
    with tenant_context(world.home):
        StoredFile.objects.filter(id=sent.files["hyra.pdf"]).update(scan_state=state, **more)
    margit = Visitor("margit")
    margit.get(_shelf_of(application_id))
    assert _value(sent, "hyra.pdf") not in margit.text
    assert _value(sent, "larm.pdf") in margit.text
    assert _try(margit, application_id, [_value(sent, "hyra.pdf")]).status_code == 422
    assert _attached(world, application_id) == []


def _refusals(world, key):
    with tenant_context(world.home):
        rows = audit.accesses_to_resident(world.resident(key).id)
    return [(row.actor_name, row.resource_type) for row in rows if not row.is_allowed]


def test_another_residents_paper_is_not_there_and_that_it_was_tried_is_logged(world, sent):
    theirs = send(world, {"hemligt.pdf": PDF}, resident="david", kind="meals")
    application_id, _page = _begun(world)
    margit = Visitor("margit")
    name = margit.get(MINE) and world.actor("margit").display_name
    assert _try(margit, application_id, [_value(theirs, "hemligt.pdf")]).status_code == 404
    assert _refusals(world, "david") == [(name, "case_file")]
    # Her own case's address does not open it either.
    mixed = f"{sent.case_id}/{theirs.files['hemligt.pdf']}"
    for value in (mixed, "nonsens", f"{sent.case_id}/"):
        assert _try(margit, application_id, [value]).status_code == 404
    assert _attached(world, application_id) == []


def test_a_paper_of_a_joint_case_of_the_others_is_read_but_not_taken(world, sent):
    theirs = send(world, {"hyra.pdf": PDF}, resident="david", kind="meals")
    with tenant_context(world.home):
        margit_id = world.actor("margit").person_id
        Case.objects.filter(id=theirs.case_id).update(co_applicant_id=margit_id)
    application_id, _page = _begun(world)
    margit = Visitor("margit")
    margit.get(_shelf_of(application_id))
    assert _value(theirs, "hyra.pdf") not in margit.text
    assert _try(margit, application_id, [_value(theirs, "hyra.pdf")]).status_code == 404


def test_a_representative_chooses_among_what_the_mandate_opens(world, sent):
    other = send(world, {"mat.pdf": PDF}, kind="meals")
    application_id, _page = _begun(world)
    every = [f"{ALARM}:{one}" for one in Activity]
    with tenant_context(world.home):
        Mandate.objects.filter(resident_id=world.resident("margit").id).update(scopes=every)
    eva = Visitor("eva")
    eva.get(_shelf_of(application_id))
    assert ("hyra.pdf" in eva.text, "mat.pdf" in eva.text) == (True, False)
    assert _try(eva, application_id, [_value(other, "mat.pdf")]).status_code == 404
    assert _try(eva, application_id, [_value(sent, "hyra.pdf")]).status_code == 303
    assert _attached(world, application_id) == ["hyra.pdf"]
    read = [f"{ALARM}:{Activity.READ}"]
    with tenant_context(world.home):
        Mandate.objects.filter(resident_id=world.resident("margit").id).update(scopes=read)
    assert _try(eva, application_id, [_value(sent, "larm.pdf")]).status_code == 403
    with tenant_context(world.home):
        Resident.objects.filter(id=world.resident("margit").id).update(is_protected=True)
    assert eva.get(_shelf_of(application_id)).status_code == 404


def test_others_staff_and_another_municipality_do_not_find_it(world, sent):
    application_id, _page = _begun(world)
    got = {
        key: Visitor(key).get(_shelf_of(application_id)).status_code for key in ("david", "cecilia")
    }
    assert got == {"david": 404, "cecilia": 403}
    there = _shelf_of(application_id).replace("/munkedal/", "/skara/")
    assert Visitor("margit").get(there).status_code == 404


def test_each_paper_that_is_taken_is_logged_as_opened(world, sent):
    application_id, _page = _begun(world)
    margit = Visitor("margit")
    margit.get(_shelf_of(application_id))
    margit.send("paper", paper=[_value(sent, "hyra.pdf")])
    with tenant_context(world.home):
        rows = audit.accesses_to_resource(
            "case_file", sent.case_id, resident_id=world.resident("margit").id
        )
    assert [row.is_allowed for row in rows] == [True]


def test_what_is_sent_already_takes_no_more(world, sent):
    application_id, _page = _begun(world)
    margit = Visitor("margit")
    margit.get(_shelf_of(application_id))
    with tenant_context(world.home):
        Application.objects.filter(id=application_id).update(
            submitted_at=world.now,
            submitted_by_id=world.actor("margit").person_id,
            case_id=sent.case_id,
            number="2026-9",
        )
    answered = margit.send("paper", paper=[_value(sent, "hyra.pdf")])
    assert answered["Location"] == f"{APPLY}{application_id}/kvitto/"
    with tenant_context(world.home):
        assert not Attachment.objects.filter(copy_of__isnull=False).exists()

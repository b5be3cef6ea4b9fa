"""The files of an application as its resident and her representative meet them, also harmful ones."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from tests.as_worker import as_worker
from tests.clamd import EICAR

from gemensam.cases.models import Case, CaseEvent
from gemensam.cases.tests.acting import Sent, World, open_case_with_files, the_world
from gemensam.eservices.tests.browsing import MINE, Visitor
from gemensam.files import api as files
from gemensam.outbox import api as outbox
from gemensam.questionnaires.models import Answer
from gemensam.tenancy.context import tenant_context

PDF = b"%PDF-1.7\n% ett intyg\n"
HARMFUL = b"%PDF-1.7\n" + EICAR


@pytest.fixture
def world(real_db, scanner):
    found = the_world()
    found.now = datetime.now(UTC)
    return found


@pytest.fixture
def scanner(tmp_path, monkeypatch):
    """A scanner that is really there, and a folder of the test's own for files."""
    from django.conf import settings
    from tests import clamd as daemons

    monkeypatch.setattr(settings, "GEMENSAM_HOME", tmp_path)
    with daemons.running() as daemon:
        monkeypatch.setattr(settings, "GEMENSAM_CLAMD", str(daemon.socket))
        yield daemon


def _send(world: World, given: dict[str, bytes]) -> Sent:
    with transaction.atomic(), tenant_context(world.home):
        return open_case_with_files(world, given)


def _sent_harmful(world, scanner, others=None):
    """Send while the scanner is away; then it is there, and the worker carries what it found."""
    scanner.stop()
    sent = _send(world, {"intyg.pdf": HARMFUL, **(others or {})})
    scanner.start()
    with as_worker():
        files.scan_waiting(now=datetime.now(UTC))
        outbox.drain(now=datetime.now(UTC))
    return sent


def _page(sent):
    return f"{MINE}arenden/{sent.case_id}/"


def _file(sent, name):
    return f"{_page(sent)}fil/{sent.files[name]}/"


def test_the_resident_and_her_representative_see_and_open_what_was_sent(world):
    sent = _send(world, {"intyg.pdf": PDF})
    for key in ("margit", "eva"):
        visitor = Visitor(key)
        visitor.get(_page(sent))
        assert f'<a href="{_file(sent, "intyg.pdf")}">intyg.pdf</a>' in visitor.text
        assert "Kontrollerad, ren" in visitor.text
        assert "1 fil<" not in visitor.text
        got = visitor.get(_file(sent, "intyg.pdf"))
        assert (got.content, got["X-Content-Type-Options"], got["Cache-Control"]) == (
            PDF,
            "nosniff",
            "no-store",
        )


def test_others_are_not_told_that_the_file_is_there_and_staff_are_refused(world):
    sent = _send(world, {"intyg.pdf": PDF})
    got = {
        key: Visitor(key).get(_file(sent, "intyg.pdf")).status_code
        for key in ("david", "cecilia", "henrik", "olga")
    }
    assert got == {"david": 404, "cecilia": 403, "henrik": 403, "olga": 403}


def test_in_another_municipality_the_file_is_not_there(world):
    sent = _send(world, {"intyg.pdf": PDF})
    path = _file(sent, "intyg.pdf").replace("/munkedal/", "/skara/")
    assert Visitor("margit").get(path).status_code == 404


def test_without_her_mandate_the_representative_opens_nothing_and_sends_nothing(world, scanner):
    sent = _sent_harmful(world, scanner, {"bra.pdf": PDF})
    margit, eva = Visitor("margit"), Visitor("eva")
    eva.get(_page(sent))
    eva_form = dict(eva.form("file").values)
    margit.get(f"{MINE}ombud/")
    margit.send("revoke", revoke="1")
    assert eva.get(_file(sent, "bra.pdf")).status_code == 404
    tried = {"file": SimpleUploadedFile("nytt.pdf", PDF)} | eva_form
    assert eva.client.post(f"{_file(sent, 'intyg.pdf')}igen/", tried).status_code == 404


def _again(visitor, sent, data, name="nytt.pdf"):
    visitor.get(_page(sent))
    sent_file = SimpleUploadedFile(name, data) if data is not None else ""
    return visitor.send("file", file=sent_file)


def test_whoever_sent_a_harmful_file_is_told_plainly_and_sends_it_again(world, scanner):
    sent = _sent_harmful(world, scanner)
    margit = Visitor("margit")
    margit.get(_page(sent))
    assert "Skicka filen igen" in margit.text
    assert "Du skickar filen igen, högst upp på den här sidan." in margit.text
    assert "I filen <b>intyg.pdf</b> fanns något skadligt." in margit.text
    assert margit.get(_file(sent, "intyg.pdf")).status_code == 409

    with tenant_context(world.home):
        before = list(Answer.objects.filter(response_id=sent.response_id).values("key", "value"))
    assert _again(margit, sent, PDF).status_code == 303
    margit.follow()
    assert "Skicka filen igen" not in margit.text
    assert "Du skickar filen igen" not in margit.text
    assert "Skickade filen igen: nytt.pdf" in margit.text
    href = margit.text.partition('">nytt.pdf</a>')[0].rpartition('href="')[2]
    assert margit.get(href).content == PDF
    with tenant_context(world.home):
        # What was answered is as it was sent.
        after = list(Answer.objects.filter(response_id=sent.response_id).values("key", "value"))
        case = Case.objects.get(id=sent.case_id)
        events = (
            CaseEvent.objects.filter(case=case).order_by("at", "id").values_list("kind", "side")
        )
        # Each version of a case is one event.
        assert (list(events)[1:], case.version) == (
            [("NOTICE", "SYSTEM"), ("NOTICE", "RESIDENT")],
            3,
        )
    assert before == after


def test_the_caseworker_sees_what_was_sent_again_beside_what_is_gone(world, scanner):
    sent = _sent_harmful(world, scanner)
    _again(Visitor("eva"), sent, PDF)
    cecilia = Visitor("cecilia")
    cecilia.get(f"/arbeta/arenden/{sent.case_id}/")
    assert "Skadlig fil borttagen" not in cecilia.text
    assert cecilia.text.index("Skadlig, borttagen") < cecilia.text.index(">nytt.pdf</a>")


def test_it_is_sent_again_once(world, scanner):
    sent = _sent_harmful(world, scanner)
    first, second = Visitor("margit"), Visitor("eva")
    first.get(_page(sent))
    second.get(_page(sent))
    first.send("file", file=SimpleUploadedFile("ett.pdf", PDF))
    second.send("file", file=SimpleUploadedFile("tva.pdf", PDF))
    assert (first.page.status_code, second.page.status_code) == (303, 409)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (None, "Välj en fil först"),
        (b"", "Filen är tom. Välj en annan"),
        (b"MZ\x00\x00", "Välj en bild eller en PDF-fil"),
        (HARMFUL, "I filen finns något som kan skada."),
    ],
)
def test_what_will_not_do_is_refused_with_the_reason(world, scanner, data, problem):
    sent = _sent_harmful(world, scanner)
    margit = Visitor("margit")
    answered = _again(margit, sent, data)
    assert answered.status_code == 422
    # Above the page and at the field.
    assert margit.text.count(problem) >= 2
    assert "Skicka filen igen" in margit.text


def test_what_was_not_harmful_is_not_sent_again(world, scanner):
    sent = _sent_harmful(world, scanner, {"bra.pdf": PDF})
    margit = Visitor("margit")
    margit.get(_page(sent))
    form = margit.form("file")
    assert form.action == f"{_file(sent, 'intyg.pdf')}igen/"
    data = dict(form.values) | {"file": SimpleUploadedFile("nytt.pdf", PDF)}
    answered = margit.client.post(f"{_file(sent, 'bra.pdf')}igen/", data)
    assert answered.status_code == 409
    assert Visitor("david").get(_page(sent)).status_code == 404

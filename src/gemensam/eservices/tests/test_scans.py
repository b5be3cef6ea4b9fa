"""The scan of a mandate's paper: kept by staff, opened by them and the resident, by nobody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from tests.as_worker import as_worker
from tests.clamd import EICAR

from gemensam.audit import api as audit
from gemensam.cases import disposing_mandates
from gemensam.cases.models import Case
from gemensam.cases.tests.acting import World, the_world
from gemensam.eservices import mandates
from gemensam.eservices.tests.browsing import MINE, Visitor
from gemensam.files import disk
from gemensam.files.models import StoredFile
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.people import api as people
from gemensam.people.models import Mandate, MandateEntry, Resident
from gemensam.tenancy.context import tenant_context

PDF = b"%PDF-1.7\n% en fullmakt\n"
OTHER_PDF = b"%PDF-1.7\n% en annan fullmakt\n"
LATER = timedelta(days=7 * 366)


@pytest.fixture
def scanner(tmp_path, monkeypatch):
    """A scanner that is really there, and a folder of the test's own for files."""
    from django.conf import settings
    from tests import clamd as daemons

    monkeypatch.setattr(settings, "GEMENSAM_HOME", tmp_path)
    with daemons.running() as daemon:
        monkeypatch.setattr(settings, "GEMENSAM_CLAMD", str(daemon.socket))
        yield daemon


@pytest.fixture
def world(real_db, scanner):
    return the_world()


@pytest.fixture
def mandate(world) -> Mandate:
    """The demo's mandate on paper: Eva's, from Margit."""
    with tenant_context(world.home):
        return Mandate.objects.get(resident=_margit())


def _margit() -> Resident:
    return Resident.objects.get(given_name="Margit")


def _paths(mandate: Mandate) -> tuple[str, str, str]:
    """Give where it is scanned, where staff open it, and where the resident does."""
    desk = f"/arbeta/invanare/{mandate.resident_id}/ombud/{mandate.id}/"
    return f"{desk}skanna/", f"{desk}papper/", f"{MINE}ombud/{mandate.id}/papper/"


def _scan(mandate: Mandate, data: bytes, name: str = "fullmakt.pdf") -> Visitor:
    cecilia = Visitor("cecilia")
    cecilia.get(_paths(mandate)[0])
    cecilia.send("file", file=SimpleUploadedFile(name, data))
    return cecilia


def _row(world: World, mandate: Mandate) -> Mandate:
    with tenant_context(world.home):
        return Mandate.objects.get(id=mandate.id)


def test_staff_scan_the_paper_and_they_and_the_resident_open_it_each_time_logged(world, mandate):
    cecilia = _scan(mandate, PDF)
    cecilia.follow()
    _scanning, at_desk, at_home = _paths(mandate)
    assert [words in cecilia.text for words in ("Pappret är sparat.", at_desk)] == [True, True]
    margit = Visitor("margit")
    margit.get(f"{MINE}ombud/")
    assert at_home in margit.text
    assert [cecilia.get(at_desk).content, margit.get(at_home).content] == [PDF, PDF]
    with tenant_context(world.home):
        read = [
            (one.actor_name, one.activity)
            for one in audit.accesses_to_resident(mandate.resident_id, limit=20)
            if one.resource_type == "mandate_paper"
        ]
        assert sorted(read) == [
            ("Cecilia Nyberg", "Läsa"),
            ("Cecilia Nyberg", "Skriva"),
            ("Margit Lindgren", "Läsa"),
        ]
        assert people.journal(mandate.id)[-1].what == "Pappret skannades in"


def test_nobody_else_opens_it_and_the_representative_is_not_shown_it(world, mandate):
    _scan(mandate, PDF)
    _scanning, at_desk, at_home = _paths(mandate)
    got = {key: Visitor(key).get(at_home).status_code for key in ("eva", "david", "greta")}
    assert got == {"eva": 404, "david": 404, "greta": 404}
    staff = {key: Visitor(key).get(at_desk).status_code for key in ("ulla", "anna", "margit")}
    assert staff == {"ulla": 404, "anna": 403, "margit": 403}
    eva = Visitor("eva")
    eva.get(f"{MINE}ombud/")
    assert "papper/" not in eva.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n" + EICAR, "Något skadligt hittades i filen."),
        (b"Bara text.", "Välj en PDF, eller en bild"),
        (b"\x89PNG\r\n\x1a\nsnurr", "Välj en PDF, eller en bild"),
        (b"", "Filen är tom."),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_kept(world, mandate, data, said):
    cecilia = _scan(mandate, data)
    assert (cecilia.page.status_code, said in cecilia.text) == (422, True)
    assert _row(world, mandate).scan_id is None
    with tenant_context(world.home):
        assert not StoredFile.objects.filter(purpose="MANDATE").exists()


def test_another_scan_takes_the_first_ones_place_and_the_first_is_gone(world, mandate):
    _scan(mandate, PDF)
    first = _row(world, mandate).scan_id
    assert disk.path_of(world.home, first).exists()
    cecilia = _scan(mandate, OTHER_PDF)
    assert cecilia.get(_paths(mandate)[1]).content == OTHER_PDF
    assert not disk.path_of(world.home, first).exists()
    with tenant_context(world.home):
        assert not StoredFile.objects.filter(id=first).exists()
        assert people.journal(mandate.id)[-1].what == "Det inskannade pappret byttes ut"


def test_without_a_verdict_it_waits_and_is_not_opened(world, mandate, scanner):
    scanner.stop()
    cecilia = _scan(mandate, PDF)
    cecilia.follow()
    assert "Väntar på viruskontroll" in cecilia.text
    page = cecilia.get(_paths(mandate)[1])
    assert (page.status_code, "Pappret går inte att öppna just nu." in cecilia.text) == (409, True)


def test_what_a_resident_gave_on_these_pages_has_no_paper_to_scan(world, mandate):
    with tenant_context(world.home):
        Mandate.objects.filter(id=mandate.id).update(evidence=mandates.BY_HERSELF)
    cecilia = Visitor("cecilia")
    assert cecilia.get(_paths(mandate)[0]).status_code == 404
    cecilia.get(f"/arbeta/invanare/{mandate.resident_id}/")
    assert "skanna/" not in cecilia.text


def _dispose(world: World, *, really: bool = True) -> int:
    with as_worker():
        return disposing_mandates.dispose_due(
            world.home, now=datetime.now(UTC) + LATER, really=really
        )


def test_a_mandate_goes_with_journal_and_scan_when_it_is_long_over_and_no_case_is_left(
    world, mandate
):
    _scan(mandate, PDF)
    scan_id = _row(world, mandate).scan_id
    with transaction.atomic(), tenant_context(world.home):
        world.open_case(by="eva")
        assert Case.objects.filter(resident_id=mandate.resident_id).exists()
    # It has not ended; then it has, and her case is still kept.
    assert _dispose(world) == 0
    with transaction.atomic(), tenant_context(world.home):
        actor, now = world.actor("cecilia"), datetime.now(UTC)
        people.revoke_mandate(actor=actor, mandate_id=mandate.id, now=now)
    assert _dispose(world) == 0
    with tenant_context(world.home):
        elsa = people.register_resident(
            identity_number=number_for_tests(date(1940, 1, 12), 5),
            given_name="Elsa",
            family_name="Ny",
            is_protected=False,
        )
        Mandate.objects.filter(id=mandate.id).update(resident_id=elsa)
    assert (_dispose(world, really=False), _dispose(world), _dispose(world)) == (1, 1, 0)
    with tenant_context(world.home):
        left = [
            Mandate.objects.filter(id=mandate.id),
            MandateEntry.objects.filter(mandate_id=mandate.id),
            StoredFile.objects.filter(id=scan_id),
        ]
        assert [one.exists() for one in left] == [False, False, False]
    assert not disk.path_of(world.home, scan_id).exists()


def test_the_database_disposes_of_no_mandate_that_holds(world, mandate):
    from django.db.utils import Error

    with (
        as_worker(),
        pytest.raises(Error, match="that is over"),
        tenant_context(world.home),
    ):
        people.dispose_mandate(mandate.id)

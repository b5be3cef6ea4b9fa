"""HSA asked as in use: by the worker's role and the command line, over the wire, killed and at once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.test import override_settings
from tests.as_worker import as_worker
from tests.cast_at_work import HOME, log_in

from gemensam.config import cli
from gemensam.identity.hsa import sync
from gemensam.identity.hsa_models import DirectoryChange, DirectoryRun
from gemensam.identity.models import Commission, StaffMember
from gemensam.identity.tests.hsa.stand_in import StandIn, Told, employee, serving
from gemensam.identity.tests.hsa.world import by_employee
from gemensam.kernel.actor import Purpose
from gemensam.organisations import api as organisations
from gemensam.soap.tests.stand_in import papers
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant

HANNA = "SE2120000001-P014"
PROVIDER, NUMBER = "SE2120000001-VG01", "212000-0001"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def munkedal(real_db):
    """Its id, outside of every transaction."""
    with tenant_context(None):
        return Tenant.objects.get(slug=HOME).id


@pytest.fixture
def hsa(munkedal, made):
    """A stand-in that knows Munkedal as it is, and settings that lead to it."""
    stand_in = StandIn()
    with tenant_context(munkedal):
        for hsa_id, rows in by_employee().items():
            stand_in.told[hsa_id] = employee(hsa_id, *map(_told, rows))
    with serving(stand_in, made) as configured:
        settings = {
            "address": configured.address,
            "certificate": str(configured.certificate),
            "key": str(configured.key),
            "authorities": str(configured.authorities),
            "logical_address": configured.logical_address,
        }
        with override_settings(GEMENSAM_HSA=settings):
            yield stand_in


def _told(row, **over):
    told = {
        "unit": row.unit.hsa_id,
        "provider": PROVIDER,
        "number": NUMBER,
        "name": row.name,
        "purpose": Purpose[row.purpose].value,
        "rights": tuple(row.rights),
    }
    return Told(row.hsa_id, **(told | over))


def _later():
    return datetime.now(UTC) + timedelta(days=2)


def test_the_worker_asks_takes_in_and_ends_a_session(hsa, munkedal):
    visitor = log_in("hanna").client()
    hsa.told[HANNA] = employee(HANNA)
    # Somebody whom nobody here has seen: a person is written down too.
    newcomer = "SE2120000001-P770"
    hsa.told[newcomer] = employee(
        newcomer, Told("SE2120000001-U700", "SE2120000001-E005", PROVIDER, NUMBER)
    )
    with tenant_context(munkedal):
        StaffMember.objects.create(employee_hsa_id=newcomer)
    with as_worker():
        assert sync.synchronise_due(clock=_later) >= 1
        assert sync.synchronise_due(clock=_later) == 0
    with tenant_context(munkedal):
        rows = Commission.objects.filter(withdrawn_at__isnull=False)
        assert list(rows.values_list("employee_hsa_id", flat=True)) == [HANNA]
        assert Commission.objects.filter(hsa_id="SE2120000001-U700").exists()
    answer = visitor.get("/journal/")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/logga-in/")
    assert hsa.objections == []


def test_the_command_asks_and_says_what_it_did(hsa, munkedal, capsys):
    assert cli.main(["hsa", "sync", HOME]) == 0
    asked = len(hsa.asked)
    assert f"asked about {asked}, heard {asked}, changed " in capsys.readouterr().out
    hsa.instead["*"] = (403, b"")
    assert cli.main(["hsa", "sync", HOME]) == 1
    assert "Nothing was taken away" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "status"), [(["atlantis"], 1), ([HOME], 2)])
def test_a_wrong_word_or_no_configuration_is_told(real_db, words, status, capsys):
    with override_settings(GEMENSAM_HSA={}):
        assert cli.main(["hsa", "sync", *words]) == status
    assert capsys.readouterr().err


def test_without_hsa_the_worker_asks_nobody(munkedal):
    with override_settings(GEMENSAM_HSA={}):
        assert sync.synchronise_due(clock=_later) == 0
    with tenant_context(munkedal):
        assert DirectoryRun.objects.filter(started_at__gt=datetime.now(UTC)).count() == 0


def test_a_run_that_was_killed_is_followed_by_another_after_an_hour_and_not_before(munkedal):
    with tenant_context(munkedal):
        DirectoryRun.objects.create(started_at=_later())
    due = [
        sync._begun_if_due(munkedal, _later() + after) is not None
        for after in (timedelta(minutes=59), timedelta(minutes=61), timedelta(minutes=62))
    ]
    assert due == [False, True, False]


def test_the_same_answer_taken_in_by_two_at_once_changes_once(hsa, munkedal):
    with tenant_context(munkedal):
        before = DirectoryChange.objects.count()
        row = Commission.objects.select_related("unit").get(employee_hsa_id=HANNA)
    hsa.told[HANNA] = employee(HANNA, _told(row, name="Nytt namn"))
    begin = threading.Barrier(2)
    failed = []

    def run():
        try:
            begin.wait()
            with sync.connected(sync.configuration()) as client:
                sync.synchronise(munkedal, client, clock=_later)
        except Exception as error:  # noqa: BLE001 -- told below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with tenant_context(munkedal):
        kinds = list(
            DirectoryChange.objects.filter(subject_hsa_id=row.hsa_id).values_list("kind", flat=True)
        )
        assert (failed, kinds, DirectoryChange.objects.count() > before) == ([], ["ALTERED"], True)


def test_two_moves_at_once_never_make_a_ring(munkedal):
    with tenant_context(munkedal):
        units = {one.name: one.id for one in organisations.listed_units()}
        organisations.place_unit(units["Nattpatrullen"], None)
    pair = (units["Hemtjänst Norr"], units["Nattpatrullen"])
    begin, refused = threading.Barrier(2), []

    def move(unit_id, parent_id):
        try:
            with tenant_context(munkedal):
                begin.wait()
                organisations.place_unit(unit_id, parent_id)
        except organisations.PartOfItself:
            refused.append(unit_id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=move, args=one) for one in (pair, pair[::-1])]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(refused) == 1

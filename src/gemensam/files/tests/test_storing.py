"""Files on a real disk: whole or not at all, found again, swept when nobody speaks of them."""

import errno
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from gemensam.files import api as files
from gemensam.files import disk
from gemensam.files.models import StoredFile
from gemensam.kernel.actor import ANONYMOUS
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import current_tenant_id, tenant_context

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PDF = b"%PDF-1.7\nhej"


def _store(**over):
    given = {
        "actor": ANONYMOUS,
        "name": "Beslut Åsa.pdf",
        "content_type": "application/pdf",
        "data": PDF,
        "resident_id": None,
        "purpose": files.FilePurpose.DECISION,
        "now": NOW,
    }
    return files.store(**given | over)


def _on_disk(home):
    return sorted(path for path in home.rglob("*") if path.is_file())


def test_a_stored_file_is_found_again_as_it_was(home):
    stored = _store()
    opened = files.open_file(stored.id)
    assert (opened.name, opened.content_type, opened.data, opened.sha256) == (
        "Beslut Åsa.pdf",
        "application/pdf",
        PDF,
        stored.sha256,
    )
    assert _on_disk(home) == [disk.path_of(current_tenant_id(), stored.id)]


def test_a_full_disk_is_said_plainly_and_leaves_nothing(home, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(disk.os, "fsync", full)
    before = StoredFile.objects.count()
    with pytest.raises(files.NoRoomForFile):
        _store()
    assert (_on_disk(home), StoredFile.objects.count()) == ([], before)


def test_a_changed_byte_on_disk_is_noticed(home):
    stored = _store()
    disk.path_of(current_tenant_id(), stored.id).write_bytes(PDF + b"!")
    with pytest.raises(files.FileIsDamaged):
        files.open_file(stored.id)


def test_a_missing_file_is_noticed(home):
    stored = _store()
    disk.path_of(current_tenant_id(), stored.id).unlink()
    with pytest.raises(files.FileIsDamaged):
        files.open_file(stored.id)


def test_a_file_of_another_tenant_is_not_there(home):
    stored = _store()
    other = organisations.municipality_by_slug("skara").tenant_id
    with tenant_context(other), pytest.raises(files.NoSuchFile):
        files.open_file(stored.id)


def test_a_file_whose_transaction_was_undone_is_swept_after_a_day_and_no_other(home):
    def store_and_fail():
        with transaction.atomic():
            _store()
            raise RuntimeError

    kept = _store()
    with pytest.raises(RuntimeError):
        store_and_fail()
    assert len(_on_disk(home)) == 2
    now = datetime.now(UTC)
    assert files.sweep_orphans(now=now) == 0
    assert files.sweep_orphans(now=now + timedelta(days=2)) == 1
    assert _on_disk(home) == [disk.path_of(current_tenant_id(), kept.id)]


def test_every_tenants_orphans_are_swept(home):
    path = disk.path_of(current_tenant_id(), uuid4())
    path.parent.mkdir(parents=True)
    path.write_bytes(PDF)
    assert files.sweep_every_tenant(now=datetime.now(UTC) + timedelta(days=2)) == 1
    assert _on_disk(home) == []


def test_a_process_killed_while_writing_leaves_no_file_by_its_name_and_is_swept(home):
    tenant_id, file_id = current_tenant_id(), uuid4()
    # Killed after the bytes were written and before the rename: the last instant it can be torn.
    program = (
        "import os, signal, django; django.setup();"
        "from uuid import UUID; from gemensam.files import disk;"
        "disk.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL);"
        f"disk.write(UUID('{tenant_id}'), UUID('{file_id}'), b'%PDF-' * 1000)"
    )
    home_folder = str(home.parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"GEMENSAM_HOME": home_folder},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -9
    assert [path.name for path in _on_disk(home)] == [f"{file_id}{disk.TEMPORARY}"]
    assert files.sweep_orphans(now=datetime.now(UTC) + timedelta(days=2)) == 1
    assert _on_disk(home) == []


def test_a_file_is_answered_as_a_download_that_no_browser_guesses_about(home):
    response = files.as_response(files.open_file(_store().id))
    assert {name: response[name] for name in ("Content-Type", "Content-Disposition")} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": (
            "attachment; filename=\"Beslut _sa.pdf\"; filename*=UTF-8''Beslut%20%C3%85sa.pdf"
        ),
    }
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == (
        "nosniff",
        "no-store",
    )


@pytest.mark.parametrize("name", ['a"b\r\nX-Evil: 1.pdf', "\u202efdp.pdf"])
def test_no_name_can_break_out_of_its_header(home, name):
    header = files.as_response(files.open_file(_store(name=name).id))["Content-Disposition"]
    assert "\r" not in header
    assert header.count('"') == 2

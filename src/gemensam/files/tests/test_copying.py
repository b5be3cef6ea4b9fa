"""A stored file used again: a file of its own, with what is known of the first."""

from datetime import UTC, datetime, timedelta

import pytest

from gemensam.files import api as files
from gemensam.files import disk
from gemensam.files.models import StoredFile
from gemensam.kernel.actor import ANONYMOUS
from gemensam.tenancy.context import current_tenant_id

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n% ett intyg\n"


def _stored():
    return files.store(
        actor=ANONYMOUS,
        name="intyg.pdf",
        data=PDF,
        resident_id=None,
        purpose=files.FilePurpose.ATTACHMENT,
        now=NOW,
    )


def _copied(file):
    return files.copy(file, actor=ANONYMOUS, now=NOW + timedelta(days=9))


def test_what_was_checked_is_checked_since_then_and_each_is_taken_away_alone(home, clamd):
    one = _stored()
    two = _copied(files.open_file(one.id))
    assert (two.state, two.name, two.sha256) == (files.ScanState.CLEAN, "intyg.pdf", one.sha256)
    assert StoredFile.objects.get(id=two.id).scanned_at == NOW
    disk.remove(current_tenant_id(), one.id)
    assert files.open_file(two.id).data == PDF


def test_what_nobody_has_looked_at_is_not_said_to_be_checked(home, scanner_at):
    scanner_at(files.NO_SCANNER)
    assert _copied(files.open_file(_stored().id)).state == files.ScanState.UNSCANNED


def test_what_was_found_harmful_meanwhile_is_not_copied(home, clamd):
    file = files.open_file(_stored().id)
    StoredFile.objects.filter(id=file.id).update(scan_state="INFECTED", scan_signature="Eicar")
    before = StoredFile.objects.count()
    with pytest.raises(files.Infected):
        _copied(file)
    assert StoredFile.objects.count() == before

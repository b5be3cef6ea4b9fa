"""Files side by side for a program that reads by path: nothing is left, whatever happens."""

import os
from datetime import UTC, datetime, timedelta

from gemensam.files import api as files
from gemensam.kernel.actor import ANONYMOUS

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n% ett intyg\n"


def _opened():
    stored = files.store(
        actor=ANONYMOUS,
        name="beslut.pdf",
        data=PDF,
        resident_id=None,
        purpose=files.FilePurpose.DECISION,
        now=NOW,
    )
    return files.open_file(stored.id)


def test_they_lie_in_order_and_are_gone_afterwards(home):
    with files.laid_out([_opened(), _opened()]) as folder:
        assert sorted(one.name for one in folder.iterdir()) == ["1.half", "2.half"]
        assert (folder / "1.half").read_bytes() == PDF
    assert not folder.exists()


def test_what_a_stop_in_between_left_is_swept_with_the_other_orphans(home):
    kept = _opened()
    left = home / "tmpleft"
    left.mkdir()
    (left / "1.half").write_bytes(PDF)
    old = (NOW - timedelta(days=2)).timestamp()
    os.utime(left / "1.half", (old, old))
    assert files.sweep_orphans(now=NOW) == 1
    assert not list(left.iterdir())
    assert files.open_file(kept.id).data == PDF

"""`gemensam programme verify`: what it says of a file that is whole, and of one that is not."""

import json

import pytest

from gemensam.config import cli
from gemensam.programme import ledger_export

SECRET = "A" * 43
SAID = {
    "grant": {"year": 2025}, "year": 2025, "as_of": "2026-01-01T00:00:00+01:00", "closed": [],
    "components": [
        {
            "key": "a", "text": "A", "ore": 500, "matchable": True, "assumption": None,
            "activities": [], "last_year": None,
        }
    ],
    "hours": [],
    "lines": [
        {
            "id": "1", "kind": "COST", "component": "a", "year": 2025, "ore": 200, "activity": "",
            "municipality": "", "estimate": False, "made_up": True, "corrects": "", "reason": "",
        }
    ],
}  # fmt: skip


@pytest.fixture
def files(tmp_path):
    """A signed statement and the published key."""
    row = ledger_export.Row.of(SAID, "said")
    figures = ledger_export.figures(
        ledger_export.statement(ledger_export.ledger_in(row), SAID["year"])
    )
    file, key = tmp_path / "redovisning.json", tmp_path / "nyckel.json"
    file.write_bytes(ledger_export.seal({**SAID, "figures": figures}, secret=SECRET))
    key.write_text(json.dumps({"public_key": ledger_export.public_key_of(SECRET)}))
    return file, key


def test_a_statement_is_verified_with_the_published_key(files, capsys):
    file, key = files
    assert cli.main(["programme", "verify", str(file), "--key", str(key)]) == 0
    assert json.loads(capsys.readouterr().out)["ore"] == {
        "granted": 500, "used": 200, "unspent": 300, "lines": 1
    }  # fmt: skip


def test_a_changed_statement_is_refused_and_said_why(files, capsys):
    file, key = files
    file.write_text(file.read_text().replace('"ore": 200', '"ore": 201'))
    assert cli.main(["programme", "verify", str(file), "--key", str(key)]) == 1
    assert "The signature does not fit what the file says." in capsys.readouterr().err

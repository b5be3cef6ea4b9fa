"""Secrets are made once, kept privately and never half-written."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gemensam.embedded.secret_store import Secrets


def test_a_password_is_the_same_every_time_and_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    first = Secrets(file).password_for("app")
    assert (Secrets(file).password_for("app"), len(first)) == (first, 43)


def test_each_role_and_each_kind_has_a_secret_of_its_own(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "secrets.json")
    made = [secrets.password_for("app"), secrets.password_for("worker"), secrets.key_for("app")]
    assert len(set(made)) == 3
    assert json.loads((tmp_path / "secrets.json").read_text()) == {
        "passwords": {"app": made[0], "worker": made[1]},
        "keys": {"app": made[2]},
    }


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "secrets.json")
    secrets.password_for("app")
    secrets.password_for("worker")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"secrets.json": 0o600, "secrets.lock": 0o600}


def test_many_that_ask_at_once_lose_no_secret_and_agree(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    roles = [f"role{number % 8}" for number in range(64)]
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda role: Secrets(file).password_for(role), roles))
    assert dict(zip(roles, made, strict=True)) == json.loads(file.read_text())["passwords"]
    assert len(set(made)) == 8


def test_a_file_left_half_written_by_a_crash_does_not_count(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    kept = Secrets(file).password_for("app")
    (tmp_path / "secrets.new").write_text('{"passwords": {"app": "ha')
    Secrets(file).password_for("worker")
    assert Secrets(file).password_for("app") == kept


def test_the_first_secret_makes_a_private_home(tmp_path: Path) -> None:
    Secrets(tmp_path / "new" / "home" / "secrets.json").password_for("app")
    assert stat.S_IMODE((tmp_path / "new" / "home").stat().st_mode) == 0o700

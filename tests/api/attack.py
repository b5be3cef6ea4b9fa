"""Schemathesis at the API: what its own description allows and forbids, with every check on."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SEED = 20261122
# Whether answers suffice is the form's word, not the description's: what fits the description may
# be refused with 422 where it would else be stored. `validate` takes the same body, without this.
SETTINGS = """
[[operations]]
include-operation-id = "respond"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 422]
[parameters]
"""
# With any words in the addresses, and with a form that is there.
ROUNDS: Mapping[str, dict[str, Any]] = {
    "any": {},
    "there": {"path.key": "all_sorts", "path.number": 1},
}


@dataclass(frozen=True)
class Attack:
    """One round: which, whether the API came through, and all that was said."""

    name: str
    is_clean: bool
    said: str


def attack(url: str, token: str, folder: Path, *, examples: int) -> Iterator[Attack]:
    """Run every round, each in a process of its own; `examples` a phase and operation."""
    for name, parameters in ROUNDS.items():
        settings = folder / f"{name}.toml"
        lines = [f'"{key}" = {json.dumps(value)}' for key, value in parameters.items()]
        settings.write_text(SETTINGS + "\n".join(lines), encoding="utf-8")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings)),
                *("run", f"{url}/api/v1/openapi.json", "--checks", "all", "--continue-on-failure"),
                *("--max-examples", str(examples), "--seed", str(SEED), "--generation-database"),
                *("none", "-H", f"Authorization: Bearer {token}", "--workers", "1"),
            ],
            cwd=folder,
            env=os.environ | {"NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        yield Attack(name, done.returncode == 0, done.stdout + done.stderr)

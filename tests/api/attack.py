"""Schemathesis at the API: what its own description allows and forbids, with every check on."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SEED = "20261122"
# What is sent goes to a form that is there; what is asked for may be anything. Whether answers
# suffice is the form's word, not the description's: what fits the description may be refused with
# 422 where it would else be stored. `validate` takes the same body, and there it may not. A place in
# the list of cases is one that the list gave, and spaces come in more sorts than a pattern knows.
SETTINGS = """
[[operations]]
include-method = "POST"
exclude-operation-id = "say"
[operations.parameters]
"path.key" = "all_sorts"

[[operations]]
include-operation-id = "respond"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 422]

[[operations]]
include-path-regex = "^/api/v1/cases/"
exclude-operation-id = "say"
[operations.parameters]
"path.case_id" = "{case_id}"
"path.decision_id" = "{decision_id}"

[[operations]]
include-operation-id = "say"
[operations.parameters]
"path.case_id" = "{open_case_id}"

[[operations]]
include-operation-id = ["say", "cases"]
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 422]
"""


@dataclass(frozen=True)
class Attack:
    """Whether the API came through, and all that was said."""

    is_clean: bool
    said: str


def attack(url: str, token: str, folder: Path, *, examples: int, **ids: object) -> Attack:
    """Run it in a process of its own; `examples` a phase and operation. `ids`: of what is there."""
    settings = folder / "schemathesis.toml"
    settings.write_text(SETTINGS.format(**ids), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings)),
            *("run", f"{url}/api/v1/openapi.json", "--checks", "all", "--continue-on-failure"),
            *("--max-examples", str(examples), "--seed", SEED, "--generation-database", "none"),
            *("-H", f"Authorization: Bearer {token}", "--workers", "1"),
        ],
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return Attack(done.returncode == 0, done.stdout + done.stderr)

"""Writes a grant's ledger in any order: thousands of invented sequences, pure and in the database.

The rules' properties run at least 5,000 times each; then a few hundred sequences are written into a
real database beside the fold, which must take, refuse and add up the same.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HOME = ROOT / "var" / "drill-ledger"
RULES = "src/gemensam/programme/tests/test_ledger_rules.py"
RUNS = 5_000
PROPERTIES = (
    "test_every_granted_krona_is_in_one_place_whatever_the_order",
    "test_cofunding_is_attested_hours_and_booked_money_on_matchable_components",
    "test_a_closed_year_changes_only_by_a_correction_line",
    "test_the_order_of_what_was_taken_in_changes_no_figure",
)
SECONDS_AT_MOST = 1_800


def run() -> Iterator[dict[str, Any]]:
    """Run both halves, each in a process of its own."""
    yield _rules()
    yield from _database()


def _environment() -> dict[str, str]:
    return os.environ | {
        "GEMENSAM_TEST_HOME": os.environ.get("GEMENSAM_TEST_HOME") or str(HOME),
        "GEMENSAM_LEDGER_RUNS": str(RUNS),
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }


def _rules() -> dict[str, Any]:
    began = time.monotonic()
    words = ("-n", "0", "-q", "-rp", "-p", "no:randomly", f"--timeout={SECONDS_AT_MOST}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *(f"{RULES}::{one}" for one in PROPERTIES)],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    passed = len(re.findall(r"^PASSED ", done.stdout, re.MULTILINE))
    is_well = done.returncode == 0 and passed == len(PROPERTIES)
    return {
        "name": "ledger: the rules' properties",
        "unit": "runs",
        "ours": RUNS * passed,
        "runs_each": RUNS,
        "properties": passed,
        "seconds": round(time.monotonic() - began, 1),
        "passed": is_well,
        "note": "whatever the order of lines, corrections and closings"
        if is_well
        else done.stdout[-1500:],
    }


def _database() -> Iterator[dict[str, Any]]:
    with subprocess.Popen(
        [sys.executable, "-m", "gemensam.programme.tests.ledger_deep"],
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = [json.loads(line) for line in process.stdout if line.startswith("{")]
    yield from said
    if not said:
        yield {"name": "ledger", "passed": False, "note": f"ended with {process.returncode}"}

"""Attacks the API with thousands of requests that its own description allows and forbids."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
EXAMPLES = 300


def run() -> list[dict[str, Any]]:
    """Run the test of the API with many examples, on a database that is thrown away."""
    done = subprocess.run(
        [*(sys.executable, "-m", "pytest", "-n", "0", "-s"), "tests/api/test_attack.py"],
        cwd=ROOT,
        env=os.environ
        | {
            "GEMENSAM_TEST_HOME": str(ROOT / "var" / "drill-api"),
            "ATTACK_EXAMPLES": str(EXAMPLES),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
    generated = re.search(r"(\d+) generated", done.stdout)
    return [
        {
            "name": "api",
            "unit": "requests",
            "ours": int(generated[1]) if generated else 0,
            "passed": done.returncode == 0 and generated is not None,
        }
    ]

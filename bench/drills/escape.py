"""Tries to get out of one's municipality, deep: every one of the cast, three municipalities alike."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HOME = ROOT / "var" / "drill-escape"


def run() -> Iterator[dict[str, Any]]:
    """Run in a process of its own, whose database is thrown away."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.escape.deep"],
        cwd=ROOT,
        env=os.environ | {"GEMENSAM_TEST_HOME": str(HOME)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                yield json.loads(line)
    if process.returncode != 0:
        yield {"name": "escape", "passed": False, "note": f"ended with {process.returncode}"}

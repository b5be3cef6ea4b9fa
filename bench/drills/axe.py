"""Looks at every sort of page with axe: two widths, light and dark; and again without a script."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HOME = ROOT / "var" / "drill-axe"


def run() -> Iterator[dict[str, Any]]:
    """Run the browser tests in every view; the faults that they name stand in the note."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/accessibility", "-n", "0", "-vv", "-rP"],
        cwd=ROOT,
        env=os.environ | {"GEMENSAM_TEST_HOME": str(HOME), "GEMENSAM_EVERY_VIEW": "1", "CI": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    faults = re.findall(r"^E\s+\+\s+(.*)$", done.stdout, re.MULTILINE)
    yield {
        "name": "axe",
        "unit": "faults",
        "ours": len(faults),
        "pages": sum(map(int, re.findall(r"^looked at (\d+) pages", done.stdout, re.MULTILINE))),
        "seconds": round(time.monotonic() - began),
        "passed": done.returncode == 0,
        "note": " ".join(faults)[:2000],
    }

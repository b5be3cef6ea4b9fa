"""The whole main job, headless, against a system of its own: real HTTP, SIP and PostgreSQL."""

import json
import os
import subprocess
import sys

import pytest

from gemensam.portal.walk.story import STEPS


@pytest.mark.slow
@pytest.mark.timeout(800)
def test_the_main_job_walks_through_from_application_to_co_funding(tmp_path):
    report = tmp_path / "walk.json"

    done = subprocess.run(
        [sys.executable, "-m", "gemensam.config.cli", "walk", "--report", str(report)],
        env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.splitlines()[-1:] == [f"{len(STEPS)} steps passed, 0 failed"], (
        done.stdout + done.stderr
    )
    steps = json.loads(report.read_text(encoding="utf-8"))
    assert [step["name"] for step in steps] == [name for name, _ in STEPS]

"""The receiver, supervisor and auditor start with every package above alarms unimportable."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[4]

SCRIPT = """
import sys

FORBIDDEN = {forbidden!r}

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.startswith(FORBIDDEN):
            raise ImportError("not below alarms: " + name)

sys.meta_path.insert(0, Refuse())
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "gemensam.config.settings.receiver"
import django
django.setup()
import gemensam.alarms.server.run
import gemensam.alarms.server.standing
import gemensam.config.commands.receiver
import gemensam.config.commands.supervisor
import gemensam.config.commands.auditor
from django.urls import get_resolver
get_resolver().check()
print("started", len(FORBIDDEN))
"""


def above_alarms():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")
    at = next(n for n, layer in enumerate(layers) if "alarms" in layer.split(" | "))
    beside = [name for name in layers[at].split(" | ") if name != "alarms"]
    names = [name for layer in layers[1:at] for name in layer.split(" | ")] + beside
    return tuple(f"gemensam.{name}" for name in names)


def start(forbidden):
    return subprocess.run(
        [sys.executable, "-c", SCRIPT.format(forbidden=forbidden)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_alarm_processes_start_without_anything_above(tmp_path):
    done = start(above_alarms())
    assert (done.returncode, done.stdout) == (0, f"started {len(above_alarms())}\n"), done.stderr
    assert {"gemensam.portal", "gemensam.cases", "gemensam.questionnaires"} <= set(above_alarms())


def test_the_hook_would_notice(tmp_path):
    assert "not below alarms: gemensam.people" in start(("gemensam.people",)).stderr

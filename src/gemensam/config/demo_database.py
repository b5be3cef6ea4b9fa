"""The demo's database: migrated and told its story when the code that shapes it has changed."""

import os
import subprocess
import sys
from collections.abc import Callable

from gemensam.config import shape
from gemensam.config.environment import Environment


class StepFailed(RuntimeError):
    """A step of preparing the database ended badly; its words say why."""


def _gemensam(*words: str) -> None:
    done = subprocess.run(  # noqa: S603 -- our own command line
        [sys.executable, "-m", "gemensam.config.cli", *words],
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StepFailed(f"gemensam {' '.join(words)}:\n{done.stdout}{done.stderr}")


def bring_up_to_date(here: Environment, *, scale: str, say: Callable[[str], None]) -> None:
    """Migrate and load what is missing. Nothing is thrown away: that is `gemensam reset-demo`.

    Raises StepFailed: a step ended badly.
    """
    stamp = here.home / "demo-shape"
    wanted = f"{shape.digest()} {scale}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Preparing the database …")
    _gemensam("migrate")
    _gemensam("reset-demo", "--keep-tables", "--scale", scale)
    stamp.write_text(wanted)

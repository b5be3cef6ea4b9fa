"""Who may import whom: the layers, and that other domains see only api and events."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "gemensam"
# `config` sees all; `ui`, `soap`, `tenancy` and `kernel` are foundations whose every module is public.
FOUNDATIONS = {"config", "ui", "soap", "tenancy", "kernel", "embedded"}
# `shapes`: what the types of every API share, which `api` does not import.
PUBLIC_MODULES = {"api", "events", "shapes"}


def _contract():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["tool"]["importlinter"]["contracts"][0]


def _domains():
    return {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}


def _ranks() -> dict[str, int]:
    layers = reversed(_contract()["layers"])
    return {
        name.strip(" ()"): rank for rank, layer in enumerate(layers) for name in layer.split("|")
    }


def imports_of(text: str) -> list[str]:
    """Every imported module of ours, dotted, however the import is written."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in found if name.startswith("gemensam.")]


def _crossings():
    """(file, own domain, other domain, imported name) for each import that leaves a domain."""
    for path in sorted(SOURCE.rglob("*.py")):
        own = path.relative_to(SOURCE).parts[0]
        if "tests" in path.parts or own.endswith(".py"):
            continue
        for name in imports_of(path.read_text(encoding="utf-8")):
            other = name.split(".")[1]
            if other != own:
                yield path.relative_to(ROOT), own, other, name


def test_every_domain_folder_stands_in_the_layer_list():
    assert _domains() - set(_ranks()) == set()


def test_no_domain_imports_upwards_or_sideways():
    ranks = _ranks()
    wrong = [
        f"{path}: {name}" for path, own, other, name in _crossings() if ranks[own] <= ranks[other]
    ]
    assert wrong == []


def test_other_domains_see_only_api_and_events():
    wrong = [
        f"{path}: {name}"
        for path, own, other, name in _crossings()
        if own != "config" and other not in FOUNDATIONS and name.split(".")[2] not in PUBLIC_MODULES
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from gemensam.people import api", ["gemensam.people.api"]),
        ("import gemensam.people.models as m", ["gemensam.people.models"]),
        (
            "def f():\n    from gemensam.people.models import Resident",
            ["gemensam.people.models.Resident"],
        ),
        ("import json", []),
    ],
)
def test_the_reader_of_imports_sees_every_way_to_write_one(text, expected):
    assert imports_of(text) == expected


PURE = ("django", "asyncio", "psycopg", "socket")
PURE_PLACES = ("kernel/*.py", "*/rules.py", "*/rules/*.py", "*/events.py")


def test_rules_events_and_kernel_know_no_framework_and_no_clock():
    wrong = []
    for pattern in PURE_PLACES:
        for path in sorted(SOURCE.glob(pattern)):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                names = (
                    [alias.name for alias in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else []
                )
                wrong += [f"{path.name}: {n}" for n in names if n.split(".")[0] in PURE]
                if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}:
                    owner = node.value
                    if isinstance(owner, ast.Name) and owner.id in {"datetime", "date", "dt"}:
                        wrong.append(f"{path.name}: reads the clock")
    assert wrong == []


PROTOCOLS = (
    "asyncio",
    "django",
    "logging",
    "gemensam",
    "random",
    "socket",
    "ssl",
    "threading",
    "time",
)


@pytest.mark.parametrize("package", ["sipnet", "scaip"])
def test_protocol_packages_do_no_io_and_know_no_framework(package):
    wrong = []
    for path in sorted((ROOT / "src" / package).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            wrong += [f"{path.name}: {n}" for n in names if n.split(".")[0] in PROTOCOLS]
            if package == "sipnet":
                wrong += [f"{path.name}: {n}" for n in names if n.split(".")[0] == "scaip"]
    assert wrong == []

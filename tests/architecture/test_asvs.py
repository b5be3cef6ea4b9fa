"""The answers to OWASP ASVS: none is left out, none is said twice, and the evidence is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "security" / "asvs.yml"
STATUSES = {"done", "partly", "missing", "not applicable"}
WITH_EVIDENCE = {"done", "partly"}
WORDS = {"level", "says", "status", "why", "evidence"}


class Strict(yaml.SafeLoader):
    """Refuses the same key twice, where YAML would keep the last."""


def _mapping(loader, node):
    keys = [loader.construct_object(key) for key, _value in node.value]
    assert len(keys) == len(set(keys)), f"twice: {[one for one in keys if keys.count(one) > 1]}"
    return loader.construct_mapping(node, deep=True)


Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
SAID = yaml.load(FILE.read_text(encoding="utf-8"), Loader=Strict)
ROWS = SAID["requirements"]


@cache
def names_of_tests(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def faults_of(row):
    """Say what is wrong with a row."""
    faults = [f"{word} is no word of a row" for word in row.keys() - WORDS]
    faults += [f"{word} is missing" for word in ("level", "says", "status") if not row.get(word)]
    if row.get("status") not in STATUSES:
        faults.append("status is none that there is")
    if row.get("level") not in {1, 2, 3}:
        faults.append("level is 1, 2 or 3")
    if row.get("status") != "done" and not row.get("why"):
        faults.append("it does not say why it is not done")
    if row.get("status") in WITH_EVIDENCE and not row.get("evidence"):
        faults.append("it has no evidence")
    return faults + [fault for one in row.get("evidence", []) for fault in missing(one)]


def missing(evidence):
    """Say what of a piece of evidence is not there."""
    place, _, test = evidence.partition("::")
    path = ROOT / SAID["places"].get(place, place)
    if not path.is_file():
        return [f"{evidence}: there is no such file"]
    if test and not (test.startswith("test_") and test in names_of_tests(path)):
        return [f"{evidence}: there is no such test"]
    return []


def test_every_requirement_of_the_chapters_is_answered_and_no_other():
    numbers = {
        f"{section}.{number}"
        for section, count in SAID["sections"].items()
        for number in range(1, count + 1)
    }
    assert set(ROWS) == numbers


@pytest.mark.parametrize("number", ROWS)
def test_an_answer_says_how_it_stands_and_shows_it(number):
    assert faults_of(ROWS[number]) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"level": 1, "says": "x"}, "status is missing"),
        ({"level": 1, "says": "x", "status": "soon"}, "status is none that there is"),
        ({"level": 1, "says": "x", "status": "done"}, "it has no evidence"),
        ({"level": 1, "says": "x", "status": "missing"}, "it does not say why it is not done"),
        (
            {"level": 1, "says": "x", "status": "done", "evidence": ["nowhere.py"]},
            "nowhere.py: there is no such file",
        ),
        (
            {"level": 1, "says": "x", "status": "done", "evidence": ["keys::test_nothing"]},
            "keys::test_nothing: there is no such test",
        ),
    ],
)
def test_a_row_that_shows_nothing_is_found_out(row, fault):
    assert fault in faults_of(row)


def test_the_places_are_used_and_are_files():
    used = {one.partition("::")[0] for row in ROWS.values() for one in row.get("evidence", [])}
    assert set(SAID["places"]) - used == set()
    assert [one for one in SAID["places"].values() if not (ROOT / one).is_file()] == []


def test_the_page_of_the_security_says_where_the_answers_are():
    assert re.search(r"docs/security/asvs\.yml", (ROOT / "SECURITY.md").read_text("utf-8"))

"""The table itself: its version is fresh, it is whole, and no title stands in any rule."""

import ast
from pathlib import Path

import pytest

from gemensam.authority import table
from gemensam.kernel.actor import Activity, InformationClass, Purpose, Regime

FOLDER = Path(__file__).parent.parent
PERSONAL = {name for name, rule in table.CLASSES.items() if rule.is_personal}


def test_version_names_the_table_as_it_is() -> None:
    assert table.RULES_VERSION.partition("-")[2] == table.fingerprint()


def test_fingerprint_changes_with_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    before = table.fingerprint()
    monkeypatch.setitem(table.CLASSES, InformationClass.HOURS, table.ClassRule(is_personal=True))
    assert table.fingerprint() != before


def test_every_purpose_and_every_class_but_all_has_a_row() -> None:
    assert (set(table.PURPOSES), set(table.CLASSES), set(table.SIDE_OF)) == (
        set(Purpose),
        set(InformationClass) - {InformationClass.ALL},
        {*Regime, None},
    )


def test_quality_permits_no_change() -> None:
    assert set(table.PURPOSES[Purpose.QUALITY].permits) == {Activity.READ, Activity.REVIEW}


@pytest.mark.parametrize("purpose", [Purpose.ADMINISTRATION, Purpose.PROGRAMME])
def test_offices_touch_nothing_personal(purpose: Purpose) -> None:
    touched = frozenset().union(*table.PURPOSES[purpose].permits.values())
    assert touched & PERSONAL == set()


def test_representatives_may_never_do_more_than_the_resident() -> None:
    own = table.PURPOSES[Purpose.OWN_AFFAIRS].permits
    assert all(classes <= own[activity] for activity, classes in table.REPRESENTATIVES.items())


@pytest.mark.parametrize(
    "name", ["checks.py", "rules.py", "table.py", "filters.py", "rows.py", "facts.py"]
)
def test_no_rule_looks_at_a_title_or_a_name(name: str) -> None:
    tree = ast.parse((FOLDER / name).read_text("utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert attributes & {"title", "display_name", "hsa_id"} == set()


@pytest.mark.parametrize("name", ["checks.py", "rules.py", "table.py", "facts.py", "rows.py"])
def test_rules_import_nothing_that_can_reach_a_database_or_a_clock(name: str) -> None:
    tree = ast.parse((FOLDER / name).read_text("utf-8"))
    imported = {
        node.module.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
    }
    pure = {"collections", "dataclasses", "datetime", "enum", "gemensam", "hashlib", "typing"}
    assert imported <= {*pure, "uuid"}

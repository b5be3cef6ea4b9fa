"""The same program in Python and in the browser's module, cell by cell; and that this can fail."""

import re
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.compiling import compile_form
from gemensam.questionnaires.rules.evaluating import _LEAVES, _OVER_ROWS, _SIGNS
from gemensam.questionnaires.rules.values import Parts
from gemensam.questionnaires.tests import twins as two
from gemensam.questionnaires.tests.examples import a_field, a_form, form_by_chance

PROGRAM_JS = Path(two.__file__).parents[1] / "static" / "questionnaires" / "program.js"
# The drill `forms` goes on from here with a thousand more.
SEEDS = range(5_000, 5_300)
TABLE_SIGNS = {"lookup", "band"}
ALL_SIGNS = {*_SIGNS, *_OVER_ROWS, *_LEAVES, *TABLE_SIGNS}


def _signs(code):
    yield code[0]
    for part in code[1:]:
        if isinstance(part, list):
            yield from _signs(part)


def test_three_hundred_forms_come_to_the_same_in_both(capfd):
    with two.twins() as asked:
        found = [one for seed in SEEDS for one in two.compare_by_chance(asked, seed, 10)]

    assert found == []
    assert capfd.readouterr() == ("", "")


def test_the_forms_by_chance_use_every_sign_of_the_language():
    programs = [compile_form(form_by_chance(Random(seed))) for seed in SEEDS]
    used = {
        sign for one in programs for _cell, _rows, code in one["steps"] for sign in _signs(code)
    }
    # "none" only stands where a rule could not be read, and then there is no program.
    assert used == ALL_SIGNS - {"none"}


def test_the_browsers_module_knows_the_same_signs():
    text = PROGRAM_JS.read_text(encoding="utf-8")
    cases = re.findall(r'case "(\w+)":', text)
    plain, over = (
        re.findall(r'^  "?([^\s":]+)"?(?::|,$)', text.partition(start)[2].partition("\n};")[0], re.MULTILINE)
        for start in ("const plain = {", "const overRows = {")
    )  # fmt: skip
    assert sorted([*cases, *plain, *over]) == sorted(ALL_SIGNS)


ODD = [
    "12,5", "1,250", "−12,500", "0,125", "1 250,125", "1,250,000", "1.250", "1,2500", "-0", "−4", "1 250", "1\u00a0250", "1\u202f250", "1,23456", "1e3", "0x10", "٣", "999999999999",
    "2024-02-29", "2023-02-29", "0000-01-01", "0001-01-01", "0050-03-01", "9999-12-31", "10000-01-01",
    "2026-1-1", "8:05", "24:00", "12:60", "a", " ", "\n", "🙂", "\u0000", "constructor", "__proto__",
]  # fmt: skip


def test_odd_answers_come_to_the_same_in_both():
    kinds = [
        "number",
        "date",
        "time",
        "text",
        "choice",
        "many_choice",
        "period",
        "person",
        "yes_no",
    ]
    form = schema_json.read(
        a_form(
            *(a_field(f"f_{kind}", kind) for kind in kinds),
            # Names that a JavaScript object has from birth.
            a_field("constructor", "number"),
            a_field("total", "calculated", value="known(constructor, 1) + f_number", decimals=4),
            a_field("later", "calculated", value="f_date + f_number", result="date"),
            a_field("long", "calculated", value="length(f_text)"),
            a_field("old", "calculated", value="age(f_date)"),
        )
    )
    shapes = [lambda v: v, lambda v: (v, v), lambda v: Parts.of(**{"from": v, "to": v, "name": v})]
    cases = [
        ({f"f_{kind}": shape(value) for kind in kinds}, day)
        for shape in shapes
        for value in ODD
        for day in two.DAYS
    ]
    with two.twins() as asked:
        assert asked.differences(form, cases) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("return n < 0n === by < 0n ? whole", "return n < 0n ? whole"),
        ('if (day === "02-29" && !isLeap(year)) day = "02-28";', ""),
        ('case "there": return of(parts[0]) !== null;', 'case "there": return Boolean(of(parts[0]));'),
        ("values.includes(null) ? null : !stop", "!stop"),
        ("(abs(a) > LARGEST ? null : ", "(0n ? null : "),
        ("(b ? divided(a * ONE, b) : null)", "(b ? a * ONE / b : null)"),
        ("mine !== null && mine <= key", "mine !== null && mine >= key"),
        ("BigInt([...a].length)", "BigInt(a.length)"),
        ('return sort === "o" || (sort === "p" || sort === "s" ? null : value);', "return value;"),
    ],
)  # fmt: skip
def test_a_wrong_module_is_caught(tmp_path, monkeypatch, right, wrong):
    text = PROGRAM_JS.read_text(encoding="utf-8")
    assert text.count(right) == 1
    static, tests = tmp_path / "static" / "questionnaires", tmp_path / "tests"
    static.mkdir(parents=True)
    tests.mkdir()
    (static / "program.js").write_text(text.replace(right, wrong), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    shutil.copy(Path(two.__file__).parent / "twin.mjs", tests)
    monkeypatch.setattr(two, "__file__", str(tests / "twins.py"))

    with two.twins() as asked:
        assert any(_is_caught(asked, seed) for seed in range(300))


def _is_caught(asked, seed):
    return bool(two.compare_by_chance(asked, seed, 20))


def test_the_browsers_module_stays_small():
    done = subprocess.run(["gzip", "-9", "-c", PROGRAM_JS], capture_output=True, check=True)
    assert len(done.stdout) <= 4096

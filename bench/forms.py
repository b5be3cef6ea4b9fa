"""The form engine beside JSON logic: 300 fields, 100 rules, in the same run, on the same answers.

The peer is maykin-json-logic-py, which Open Forms runs its rules with. It gets numbers as numbers;
ours reads them from what was typed. Both evaluate every rule; ours also says what is shown, what
counts and what hangs on one changed answer.
"""

import gzip
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from json_logic import jsonLogic

import gemensam.questionnaires
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.answering import Filled
from gemensam.questionnaires.rules.compiling import compile_form
from gemensam.questionnaires.rules.evaluating import Evaluation, Program
from gemensam.questionnaires.rules.testing import run_tests

FIELDS, RULES, TESTS, ROUNDS, PAGES = 300, 100, 50, 400, 20
TODAY = date(2026, 11, 22)
WORDS = {"sv": "Ord", "en": "Word"}
CHOICES = [{"id": one, "label": WORDS} for one in ("a", "b", "c", "d")]
type Rule = tuple[str, dict[str, Any]]


def run() -> Iterator[dict[str, Any]]:
    """Print one row for evaluation, one for what a change costs, one for publishing, one for size."""
    random = Random(4)
    data, logic = _form(random)
    schema = schema_json.read(data)
    program = Program(compile_form(schema))
    cases = [_answers(random) for _ in range(20)]
    day = TODAY.toordinal() - date(1970, 1, 1).toordinal()
    for given, plain in cases:
        ours = Filled(schema, program, given, TODAY)
        _ensure_alike(ours, logic, plain)
    full = _times(lambda n: Evaluation(program, cases[n % 20][0], today=day))
    pages = _times(lambda n: _page(Filled(schema, program, cases[n % 20][0], TODAY)))
    peer = _times(lambda n: [jsonLogic(rule, cases[n % 20][1]) for rule in logic])
    yield {
        "bench": "forms", "row": "full", "fields": FIELDS, "rules": RULES, **_ms(full),
        "peer": "maykin-json-logic-py", "peer_p50_ms": _ms(peer)["p50_ms"],
        "peer_p95_ms": _ms(peer)["p95_ms"], "ratio": round(full[len(full) // 2] / peer[len(peer) // 2], 3),
        "budget_p95_ms": 5.0,
    }  # fmt: skip
    yield {"bench": "forms", "row": "page", "what": "evaluation, shown, problems", **_ms(pages)}
    yield {
        "bench": "forms",
        "row": "one_answer",
        **_ms(_changes(program, cases, day)),
        "budget_ms": 0.5,
    }
    yield {"bench": "forms", "row": "publish", "tests": TESTS, **_ms(_publishing(data))}
    module = Path(gemensam.questionnaires.__file__).parent / "static/questionnaires/program.js"
    size = module.read_bytes()
    yield {
        "bench": "forms", "row": "javascript", "bytes": len(size),
        "gzipped": len(gzip.compress(size, 9)), "budget": 4096,
    }  # fmt: skip


def _kind(n: int) -> str:
    return ("choice", "number", "yes_no", "date", "many_choice", "text")[n % 6]


def _form(random: Random) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    fields = [{"id": f"f{n}", "kind": _kind(n), "label": WORDS} for n in range(FIELDS)]
    for field in fields:
        if field["kind"] in {"choice", "many_choice"}:
            field["choices"] = CHOICES
    logic = []
    for n in random.sample(range(60, FIELDS), RULES):
        words, rule = _rule(random)
        fields[n]["show_when"] = words
        logic.append(rule)
    size = FIELDS // PAGES
    pages = [
        {"id": f"p{n}", "title": WORDS, "groups": [{"id": f"g{n}", "fields": fields[n * size : (n + 1) * size]}]}
        for n in range(PAGES)
    ]  # fmt: skip
    tests = [
        {"id": f"t{n}", "title": "Prov", "today": TODAY.isoformat(), "answers": _answers(random)[0], "expect": {"values": {}}}
        for n in range(TESTS)
    ]  # fmt: skip
    data = {
        "format": 2, "key": "bench", "title": WORDS, "purpose": WORDS, "retention": "until_case_closed",
        "languages": ["sv", "en"], "pages": pages, "tests": tests,
    }  # fmt: skip
    return data, logic


def _rule(random: Random) -> Rule:
    """Draw a rule of two to four comparisons of the first sixty fields, which are always shown."""
    parts = [_comparison(random, random.randrange(60)) for _ in range(random.randint(2, 4))]
    word = random.choice(["and", "or"])
    return f" {word} ".join(one[0] for one in parts), {word: [one[1] for one in parts]}


def _comparison(random: Random, at: int) -> Rule:
    name, var = f"f{at}", {"var": f"f{at}"}
    match _kind(at):
        case "choice" | "yes_no" as kind:
            option = random.choice("abcd" if kind == "choice" else ["yes", "no"])
            return f'{name} = "{option}"', {"==": [var, option]}
        case "number":
            other, limit = random.randrange(10) * 6 + 1, random.randint(10, 90)
            return f"{name} + f{other} > {limit}", {
                ">": [{"+": [var, {"var": f"f{other}"}]}, limit]
            }
        case "date":
            day = f"2026-0{random.randint(1, 9)}-15"
            return f"{name} < {day}", {"<": [var, day]}
        case "many_choice":
            option = random.choice("abcd")
            return f'{name} includes "{option}"', {"in": [option, var]}
        case _:
            return f'{name} = "ord"', {"==": [var, "ord"]}


def _answers(random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw what was typed, and the same as plain data for the peer."""
    typed: dict[str, Any] = {}
    plain: dict[str, Any] = {}
    for n in range(FIELDS):
        name = f"f{n}"
        match _kind(n):
            case "choice":
                typed[name] = plain[name] = random.choice("abcd")
            case "yes_no":
                typed[name] = plain[name] = random.choice(["yes", "no"])
            case "number":
                plain[name] = random.randint(0, 99)
                typed[name] = str(plain[name])
            case "date":
                typed[name] = plain[name] = f"2026-0{random.randint(1, 9)}-{random.randint(10, 28)}"
            case "many_choice":
                plain[name] = [one for one in "abcd" if random.random() < 0.5] or ["a"]
                typed[name] = tuple(plain[name])
            case _:
                typed[name] = plain[name] = random.choice(["ord", "annat"])
    return typed, plain


def _ensure_alike(ours: Filled, logic: list[dict[str, Any]], plain: dict[str, Any]) -> None:
    """Both must say the same, or the times say nothing."""
    shown = sum(bool(field.show_when) and field.id in ours.shown for field in ours.schema.fields())
    true = sum(bool(jsonLogic(rule, plain)) for rule in logic)
    if shown != true:
        raise AssertionError(f"ours shows {shown}, the peer {true}")


def _page(filled: Filled) -> int:
    return len(filled.shown) + len(filled.problems(filled.schema.pages[3]))


def _times(work: Callable[[int], object]) -> list[float]:
    """Give each round's time in milliseconds, shortest first; half of them again to warm up."""
    found = []
    for n in range(ROUNDS + ROUNDS // 2):
        began = time.perf_counter()
        work(n)
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found[ROUNDS // 2 :])


def _changes(program: Program, cases: list[Any], day: int) -> list[float]:
    """Change one of the answers that rules look at, back and forth."""
    given = dict(cases[0][0])
    evaluation = Evaluation(program, given, today=day)

    def change(n: int) -> None:
        name = f"f{n % 60}"
        given[name] = cases[n // 60 % 20][0][name]
        evaluation.change(given, name)

    return _times(change)


def _publishing(data: dict[str, Any]) -> list[float]:
    """Read, compile and run fifty test cases, as publishing does."""
    found = []
    for _ in range(10):
        began = time.perf_counter()
        schema = schema_json.read(data)
        run_tests(schema, Program(compile_form(schema)))
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)


def _ms(times: list[float]) -> dict[str, float]:
    return {
        "p50_ms": round(times[len(times) // 2], 3),
        "p95_ms": round(times[int(len(times) * 0.95)], 3),
    }

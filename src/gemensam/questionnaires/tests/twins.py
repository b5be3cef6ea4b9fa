"""The two that run programs, side by side: Python here, Node with the browser's module."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from src.offline.tests.test_with_node import node

from gemensam.questionnaires.rules import amounts, values
from gemensam.questionnaires.rules.compiling import compile_form
from gemensam.questionnaires.rules.evaluating import Evaluation, Program
from gemensam.questionnaires.rules.schema import FormSchema
from gemensam.questionnaires.tests.examples import answers_by_chance, form_by_chance

DAYS = ("2026-11-22", "2024-02-29", "2025-02-28")
type Case = tuple[dict[str, values.Value], str]


class Twins:
    """Asks both and compares every cell."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def differences(self, form: FormSchema, cases: Sequence[Case]) -> list[tuple[Case, Any, Any]]:
        """Give the cases where the two come to something else in any cell."""
        program = compile_form(form)
        asked = [
            [{key: values.to_json(v) for key, v in given.items()}, today] for given, today in cases
        ]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"program": program, "cases": asked}) + "\n")
        self._process.stdin.flush()
        theirs = json.loads(self._process.stdout.readline())
        ours = [_cells(program, given, today) for given, today in cases]
        return [
            (case, mine, his)
            for case, mine, his in zip(cases, ours, theirs, strict=True)
            if mine != his
        ]


@contextmanager
def twins() -> Iterator[Twins]:
    """Start Node for as long as the block lasts."""
    with subprocess.Popen(
        [node(), str(Path(__file__).parent / "twin.mjs")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield Twins(process)
        assert process.stdin is not None
        process.stdin.close()


def cases_by_chance(random: Random, form: FormSchema, count: int) -> list[Case]:
    """Draw answers and days."""
    return [(answers_by_chance(random, form), random.choice(DAYS)) for _ in range(count)]


def compare_by_chance(asked: Twins, seed: int, count: int) -> list[Any]:
    """Draw a form and answers from a seed; give where the two differ."""
    random = Random(seed)
    form = form_by_chance(random)
    return asked.differences(form, cases_by_chance(random, form, count))


def _cells(program: dict[str, Any], given: dict[str, values.Value], today: str) -> list[Any]:
    day = date.fromisoformat(today).toordinal() - amounts.EPOCH
    return [_written(cell) for cell in Evaluation(Program(program), given, today=day).cells]


def _written(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return {"n": str(value)}
    if isinstance(value, dict):
        return {key: _written(one) for key, one in value.items()}
    return [_written(one) for one in value]

"""One decision of `authority`, beside Cedar with the same rules, parsed once, in the same run.

Both answer the same thousand requests, made beforehand, and have to answer them alike: most are
allowed, the rest is spread over every reason of the decision table. Cedar gets its context as text.
"""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from gemensam.authority.rules import decide
from gemensam.authority.tests import cedar
from gemensam.authority.tests.mix import IN_ALL, REFUSED, of_a_day

ROUNDS = 20
BUDGET_US = 20.0
GOAL_RATIO = 0.3


class Differ(Exception):
    """Cedar and we do not answer alike: there is nothing to compare."""


def run() -> list[dict[str, Any]]:
    """Check that both answer alike, then time them in turn, round by round."""
    ours = of_a_day()
    theirs = [cedar.asked(*one) for one in ours]
    if [decide(*one).allow for one in ours] != [cedar.allows(one) for one in theirs]:
        raise Differ("bench authority: see tests/test_cedar.py of authority")
    decided: list[float] = []
    asked: list[float] = []
    for _ in range(ROUNDS):
        decided += _timed(lambda one: decide(*one), ours)
        asked += _timed(cedar.allows, theirs)
    p50, peer = statistics.median(decided), statistics.median(asked)
    p95 = statistics.quantiles(decided, n=20)[-1]
    return [
        {
            "name": "decide",
            "unit": "µs p50",
            "ours": round(p50, 1),
            "peer": round(peer, 1),
            "peer_name": "cedarpy, policies and entities parsed once",
            "ratio": round(p50 / peer, 3),
            "note": f"p95 {p95:.1f} µs; {IN_ALL} requests, {REFUSED} of them refused for every reason"
            f" of the decision table, {ROUNDS} rounds; budget {BUDGET_US:.0f} µs, goal {GOAL_RATIO}",
            "within": p50 <= BUDGET_US and p50 / peer <= GOAL_RATIO,
        }
    ]


def _timed[T](ask: Callable[[T], object], requests: Sequence[T]) -> list[float]:
    """Ask each once; give microseconds."""
    took: list[float] = []
    gc.disable()
    for one in requests:
        began = time.perf_counter_ns()
        ask(one)
        took.append((time.perf_counter_ns() - began) / 1000)
    gc.enable()
    return took

"""Breaks JSON by chance: parts replaced by junk, taken away, or put where others should stand."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

JUNK = [
    None, 0, 1, -5, 10**30, 1.5, 1e300, float("inf"), float("nan"), True, False, "", "x", " ", '"', "\ud800",
    [], ["x"], [[]], {}, {"x": 1}, [{}], {"sv": "Ord"}, {"id": "a"},
    "group", "choice", "boolean", "display", "decimal", "person", "calculated", "=", "!=", "exists", "2020",
]  # fmt: skip
# One part put into another again and again would grow without end.
LARGEST = 200_000


def copy(data: Any) -> Any:
    return json.loads(json.dumps(data))


def paths(data: Any, before: tuple = ()) -> Iterator[tuple]:
    """Give the way to every mapping and list."""
    if isinstance(data, dict | list):
        yield before
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from paths(value, (*before, key))


def at(data: Any, path: tuple) -> Any:
    for step in path:
        data = data[step]
    return data


def broken(random: Random, data: Any, *, times: int = 3) -> Any:
    """Give a copy that is broken in a place or some."""
    data = copy(data)
    for _ in range(random.randint(1, times)):
        ways = list(paths(data))
        part = at(data, random.choice(ways))
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        if not keys or len(json.dumps(data)) > LARGEST:
            continue
        key, how = random.choice(keys), random.random()
        if how < 0.4:
            part[key] = copy(random.choice(JUNK))
        elif how < 0.6:
            del part[key]
        else:
            part[key] = copy(at(data, random.choice(ways)))
    return data

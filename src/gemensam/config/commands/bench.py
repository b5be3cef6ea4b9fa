"""Measure a hot path beside a peer or the physical limit, in the same run: one JSON object a line."""

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HELP = "measure: prints JSON lines with a ratio against a peer"
FOLDER = "bench"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("name", nargs="?", default="", help="which one (default: all)")


def _modules(package: str) -> list[str]:
    root = Path(__file__).parents[4]
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    found = importlib.import_module(package)
    return sorted(
        module.name for module in pkgutil.iter_modules(found.__path__) if not module.ispkg
    )


def run_package(package: str, name: str) -> int:
    """Run `run()` of one module of a package, or of all; print each row it gives."""
    names = _modules(package)
    if name and name not in names:
        print(f"There is no {name!r}; there are: {', '.join(names)}", file=sys.stderr)
        return 2
    is_well = True
    for one in [name] if name else names:
        for row in _rows(package, one):
            print(json.dumps(row, ensure_ascii=False), flush=True)
            is_well &= row.get("passed", True) is True
    return 0 if is_well else 1


def _rows(package: str, name: str) -> Iterator[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = importlib.import_module(f"{package}.{name}").run()
    yield from rows


def run(arguments: argparse.Namespace) -> int:
    """Run one benchmark or all."""
    return run_package(FOLDER, arguments.name)

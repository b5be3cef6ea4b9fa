"""Write the reference pages from the code itself: `python ops/reference.py`. A test says when they are stale."""

import importlib
import inspect
import os
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Written by ops/reference.py: change the code, not this page. -->\n"


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").split("\n")[0].replace("|", "\\|")


def settings_page() -> str:
    """The environment variables."""
    from gemensam.config.environment import VARIABLES

    rows = "\n".join(f"| `{name}` | {text} |" for name, text in sorted(VARIABLES.items()))
    return f"# Settings\n\n{NOTE}\nAll are environment variables.\n\n| variable | meaning |\n|---|---|\n{rows}\n"


def commands_page() -> str:
    """The commands of `gemensam`."""
    from gemensam.config import cli, commands

    rows = []
    for name in cli.names():
        module = importlib.import_module(f"{commands.__name__}.{name.replace('-', '_')}")
        rows.append(f"| `gemensam {name}` | {_first_line(module)} |")
    body = "\n".join(rows)
    return f"# Commands\n\n{NOTE}\n`gemensam COMMAND --help` lists the options.\n\n| command | what it does |\n|---|---|\n{body}\n"


def _patterns(resolver: object, prefix: str, space: str) -> Iterator[tuple[str, str, object]]:
    for pattern in resolver.url_patterns:  # type: ignore[attr-defined]
        path = prefix + str(pattern.pattern).lstrip("^")
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern, path, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", path, pattern.callback


def addresses_page() -> str:
    """Every address, who may open it at all, and what it is."""
    from django.urls import get_resolver

    rows = []
    for name, path, view in sorted(_patterns(get_resolver(), "/", ""), key=lambda row: row[1]):
        marks = {"is_public": "everyone", "needs_client": "a system's token"}
        marks |= {"needs_signature": "a log-in service's signature"}
        who = next((who for mark, who in marks.items() if hasattr(view, mark)), "logged in")
        rows.append(f"| `{path}` | `{name}` | {who} | {_first_line(view)} |")
    body = "\n".join(rows)
    return f"# Addresses\n\n{NOTE}\nWho may see what is decided by each domain's policy.\n\n| path | name | open to | what |\n|---|---|---|---|\n{body}\n"


def events_page() -> str:
    """Every event that one domain tells the others."""
    import gemensam

    rows = []
    for package in pkgutil.iter_modules(gemensam.__path__):
        try:
            module = importlib.import_module(f"gemensam.{package.name}.events")
        except ModuleNotFoundError:
            continue
        for _, event in sorted(inspect.getmembers(module, inspect.isclass)):
            if event.__module__ == module.__name__ and isinstance(
                getattr(event, "name", None), str
            ):
                rows.append(
                    f"| `{event.name}` | `{package.name}.{event.__name__}` | {_first_line(event)} |"
                )
    body = "\n".join(rows)
    return f"# Events\n\n{NOTE}\n| name | class | fact |\n|---|---|---|\n{body}\n"


def tables_page() -> str:
    """Every table: whose rows, and what they are."""
    from django.apps import apps

    from gemensam.tenancy.global_tables import GLOBAL_TABLES
    from gemensam.tenancy.policies import APPEND_ONLY

    rows = []
    for model in sorted(apps.get_models(), key=lambda one: one._meta.db_table):
        table = model._meta.db_table
        whose = (
            "common: " + GLOBAL_TABLES[table].reason if table in GLOBAL_TABLES else "the tenant's"
        )
        only = "; only added to" if table in APPEND_ONLY else ""
        rows.append(f"| `{table}` | {whose}{only} | {_first_line(model)} |")
    body = "\n".join(rows)
    return f"# Tables\n\n{NOTE}\n| table | whose | what |\n|---|---|---|\n{body}\n"


def mandates_page() -> str:
    """Who may do what in a resident's place: the tests' own table."""
    import yaml

    said = yaml.safe_load((ROOT / "tests" / "mandates" / "mandate_matrix.yaml").read_text("utf-8"))
    who, marks = said["who"], {"yes": "yes", "no": "·", "told": "told"}
    rows = [f"| what | {' | '.join(who)} |", f"|---|{'---|' * len(who)}"]
    for what, row in said["what"].items():
        (method,) = set(row) - {"address"}
        rows.append(f"| {what} | {' | '.join(marks[word] for word in row[method].split())} |")
    legend = "\n".join(f"- **{key}**: {text}" for key, text in who.items())
    missing = "\n".join(f"- {what}: {why}" for what, why in said["not_built"].items())
    return (
        f"# Mandates: who may do what in a resident's place\n\n{NOTE}\n"
        "Each cell is asked through the real pages by `tests/mandates`. *yes*: done. *·*: refused as if nothing"
        " were there. *told*: refused, and told why. What staff may stands in `authority`'s table.\n\n"
        f"{legend}\n\n" + "\n".join(rows) + f"\n\nNot among them:\n\n{missing}\n"
    )


PAGES = {
    "mandates.md": mandates_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
    "addresses.md": addresses_page,
    "events.md": events_page,
    "tables.md": tables_page,
}


def main() -> int:
    """Write every page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemensam.config.settings.demo")
    os.environ.setdefault("GEMENSAM_DEMO", "1")
    import django

    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(re.sub(r" +\n", "\n", page()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The command line `gemensam`: finds the command's module and runs it."""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

from gemensam.config import commands


def names() -> list[str]:
    """List the commands."""
    return sorted(
        module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__)
    )


def parser_for(names_of_commands: Sequence[str]) -> argparse.ArgumentParser:
    """Build the parser of the whole command line."""
    parser = argparse.ArgumentParser(prog="gemensam", description="Run and look after Gemensam.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in names_of_commands:
        module = importlib.import_module(f"{commands.__name__}.{name.replace('-', '_')}")
        module.configure(subparsers.add_parser(name, help=module.HELP, description=module.__doc__))
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; its status is the process's."""
    os.environ.setdefault(
        "DJANGO_SETTINGS_MODULE",
        "gemensam.config.settings.demo"
        if os.environ.get("GEMENSAM_DEMO") == "1"
        else "gemensam.config.settings.prod",
    )
    arguments = parser_for(names()).parse_args(words)
    module = importlib.import_module(f"{commands.__name__}.{arguments.command.replace('-', '_')}")
    return int(module.run(arguments))


if __name__ == "__main__":
    sys.exit(main())

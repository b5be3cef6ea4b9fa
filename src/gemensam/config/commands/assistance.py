"""Calculate a household's financial assistance from a YAML file, and show the workings line by line."""

import argparse
import sys
from pathlib import Path

HELP = "calculate a household's financial assistance from a file, with the workings"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("file", type=Path, help="the household, in YAML")


def run(arguments: argparse.Namespace) -> int:
    """Print the calculation; the status is 1 when the file is none, or cannot be calculated."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils import translation

    from gemensam.assistance import household_file, workings
    from gemensam.assistance.norms import norms
    from gemensam.assistance.rules.calculating import calculate
    from gemensam.assistance.rules.refusals import CannotCalculate

    try:
        application = household_file.read(arguments.file.read_text(encoding="utf-8"))
        calculation = calculate(application, norms())
    except (OSError, household_file.UnusableFile, CannotCalculate) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    with translation.override(settings.LANGUAGE_CODE):
        sys.stdout.write(workings.as_text(calculation))
    return 0

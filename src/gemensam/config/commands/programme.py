"""The programme from the command line: `gemensam programme figures`."""

import argparse
import json
import sys

HELP = "the programme's figures, with their workings"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    figures = parser.add_subparsers(dest="what", required=True).add_parser(
        "figures", help="print each figure with its workings, as JSON"
    )
    figures.add_argument("key", nargs="*", help="only these figures, as in plan_2018.total")
    figures.add_argument("--language", choices=("sv", "en"), default="sv", help="of the titles")


def run(arguments: argparse.Namespace) -> int:
    """Print them as one JSON array; an unknown key changes the status."""
    import django

    django.setup()
    from django.utils import translation

    from gemensam.programme import api as programme

    with translation.override(arguments.language):
        found = programme.figures_as_json()
    wanted = arguments.key or [str(one["key"]) for one in found]
    unknown = sorted(set(wanted) - {str(one["key"]) for one in found})
    if unknown:
        print(f"There is no figure {', '.join(unknown)}.", file=sys.stderr)
        return 1
    chosen = [one for one in found if one["key"] in wanted]
    json.dump(chosen, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    return 0

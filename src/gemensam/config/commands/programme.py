"""The programme from the command line: figures, signed statements, Kolada's key figures."""

import argparse
import json
import sys
from pathlib import Path

HELP = "figures with their workings; the check of a signed statement; Kolada's key figures"
# The name of the signing key in the secret store; the settings read the same.
KEY = "programme-statement"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    what = parser.add_subparsers(dest="what", required=True)
    figures = what.add_parser("figures", help="print each figure with its workings, as JSON")
    figures.add_argument("key", nargs="*", help="only these figures, as in plan_2018.total")
    figures.add_argument("--language", choices=("sv", "en"), default="sv", help="of the titles")
    verify = what.add_parser("verify", help="check a statement's signature and add its rows up")
    verify.add_argument("file", type=Path, help="the statement, as it was downloaded")
    verify.add_argument(
        "--key",
        dest="key_file",
        type=Path,
        help="the published key (nyckel.json); without it, this installation's own",
    )
    kolada = what.add_parser("kolada", help="fetch key figures of the municipalities from Kolada")
    kolada.add_argument("kpi", nargs="+", help="ids of key figures, as in N21700")
    kolada.add_argument("--years", type=int, default=5, help="how many years back (5)")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; the status is not 0 when it could not be done."""
    if arguments.what == "verify":
        return _verify(arguments.file, arguments.key_file)
    if arguments.what == "kolada":
        return _kolada(arguments.kpi, arguments.years)
    return _figures(arguments)


def _figures(arguments: argparse.Namespace) -> int:
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


def _published_key(file: Path | None) -> str:
    """Read the published key, or take the public half of our own."""
    from gemensam.config import environment
    from gemensam.programme import ledger_export

    if file is None:
        return ledger_export.public_key_of(environment.read().secrets.key_for(KEY))
    return str(json.loads(file.read_text("utf-8"))["public_key"])


def _verify(file: Path, key_file: Path | None) -> int:
    """Check a file; the status is 1 when it cannot be trusted, 2 when it cannot be read."""
    from gemensam.programme import ledger_export

    try:
        content, key = file.read_bytes(), _published_key(key_file)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"The file cannot be read: {error}", file=sys.stderr)
        return 2
    try:
        found = ledger_export.check(content, public_key=key)
    except ledger_export.CannotBeTrusted as error:
        print(f"{file}: {type(error).__doc__}", file=sys.stderr)
        return 1
    print(json.dumps({"file": str(file), "signature": "valid", "adds_up": True, "ore": found}))
    return 0


def _kolada(ids: list[str], years: int) -> int:
    """Fetch and write down, all or nothing; what failed is said, and the status is 1."""
    import django

    django.setup()
    from django.utils import timezone

    from gemensam.programme import kolada

    now = timezone.now()
    this_year = timezone.localdate(now).year
    try:
        found = kolada.fetch(ids, range(this_year - years, this_year + 1), now=now)
    except kolada.NoSuchKpi as error:
        print(f"Kolada has no key figure {error}.", file=sys.stderr)
        return 1
    except (kolada.KoladaUnreachable, kolada.NotUnderstood) as error:
        print(f"Nothing was changed: {error}", file=sys.stderr)
        return 1
    for one in found.renamed:
        print(
            f"{one} is called something else now: it may measure something else.", file=sys.stderr
        )
    print(f"{found.values} values of {found.kpis} key figures. {kolada.ATTRIBUTION}")
    return 0

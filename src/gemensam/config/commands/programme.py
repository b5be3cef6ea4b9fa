"""Work with the programme's figures from the command line: check a signed statement."""

import argparse
import json
import sys
from pathlib import Path

HELP = "check a signed statement of a grant"
# The name of the signing key in the secret store; the settings read the same.
KEY = "programme-statement"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    what = parser.add_subparsers(dest="what", required=True)
    verify = what.add_parser("verify", help="check a statement's signature and add its rows up")
    verify.add_argument("file", type=Path, help="the statement, as it was downloaded")
    verify.add_argument(
        "--key",
        type=Path,
        help="the published key (nyckel.json); without it, this installation's own",
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; the status is 1 when a file cannot be trusted."""
    return _verify(arguments.file, arguments.key)


def _published_key(file: Path | None) -> str:
    """Read the published key, or take the public half of our own."""
    from gemensam.config import environment
    from gemensam.programme import ledger_export

    if file is None:
        return ledger_export.public_key_of(environment.read().secrets.key_for(KEY))
    return str(json.loads(file.read_text("utf-8"))["public_key"])


def _verify(file: Path, key_file: Path | None) -> int:
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

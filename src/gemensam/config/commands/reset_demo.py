"""Put the demo back as it was at the start: everything done in it since then is thrown away."""

import argparse
import os
import subprocess
import sys

HELP = "throw away all that was done in the demo and load it anew"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "--keep-tables",
        action="store_true",
        help="only load the demo into a database that was just migrated",
    )
    parser.add_argument("--scale", choices=["story", "full"], default="story")


def _migrator(*words: str) -> None:
    """Run a step in a process of its own: one process is one database role."""
    subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "gemensam.config.cli", *words], check=True
    )


def run(arguments: argparse.Namespace) -> int:
    """Drop and remake the database unless told to keep it, then tell the story."""
    from gemensam.config import environment, provision

    here = environment.read()
    if not here.is_demo:
        print("gemensam reset-demo works in the demo only: set GEMENSAM_DEMO=1", file=sys.stderr)
        return 2
    if not arguments.keep_tables:
        provision.drop_database(here.superuser_dsn())
        _migrator("migrate")
    _migrator("register-demo-bodies")
    os.environ["GEMENSAM_DATABASE_ROLE"] = "app"
    import django

    django.setup()
    from django.utils import timezone

    from gemensam.portal.demo import story

    if not story.is_loaded():
        story.load(now=timezone.now())
    if arguments.scale == "full":
        from gemensam.portal.demo import full

        full.load(now=timezone.now())
        provision.analyze(here.superuser_dsn())
    return 0

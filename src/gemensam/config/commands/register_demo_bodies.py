"""Write down the organisations that only the demo has. A new tenant takes the migrator's role."""

import argparse
import os

HELP = "write down the demo's own organisations (a step of reset-demo)"


def configure(parser: argparse.ArgumentParser) -> None:
    """The command has no options."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Run as the migrator."""
    del arguments
    os.environ["GEMENSAM_DATABASE_ROLE"] = "migrator"
    import django

    django.setup()
    from gemensam.portal.demo import cast

    cast.register_alarm_centre()
    return 0

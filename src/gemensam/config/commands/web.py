"""Serve the web pages with granian, WSGI: one blocking thread in each of two workers."""

import argparse
import sys

HELP = "serve the web pages"
# Measured best on two cores; more threads in one worker only wait for each other.
WORKERS = 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--workers", type=int, default=WORKERS)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop.

    Raises RoleTooPowerful: the database role is one that the tenants' walls do not hold.
    """
    from gemensam.config import environment, serving

    serving.prepare()
    from gemensam.identity.cards import configured as cards
    from gemensam.identity.oidc import issuers

    try:
        issuers.configured()
        cards.configured()
    except (issuers.Misconfigured, cards.Misconfigured) as error:
        name = "ISSUERS" if isinstance(error, issuers.Misconfigured) else "CARDS"
        print(f"GEMENSAM_{name}: {error}", file=sys.stderr)
        return 2
    serving.collect_static_files()
    from granian.constants import Interfaces
    from granian.server import Server

    here = environment.read()
    Server(
        "gemensam.config.wsgi:application",
        address=here.host,
        port=here.port,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=1,
        respawn_failed_workers=True,
        websockets=False,
        log_access=False,
    ).serve()
    return 0

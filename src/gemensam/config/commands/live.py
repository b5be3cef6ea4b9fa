"""Serve the live stream with granian, ASGI: wake-ups for the operators' consoles."""

import argparse

HELP = "serve the live stream"
# Streams only wait; one process holds thousands.
WORKERS = 1
# A goodbye takes a moment; whoever does not take it is cut off.
STOP_WITHIN_SECONDS = 5


def configure(parser: argparse.ArgumentParser) -> None:
    """The command has no options."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop.

    Raises RoleTooPowerful: the database role is one that the tenants' walls do not hold.
    """
    del arguments
    from gemensam.config import environment, serving  # noqa: PLC0415 -- needs settings

    serving.prepare()
    from granian.constants import Interfaces  # noqa: PLC0415 -- slow import
    from granian.server import Server  # noqa: PLC0415 -- slow import

    here = environment.read()
    Server(
        "gemensam.config.asgi:application",
        address=here.host,
        port=here.live_port,
        interface=Interfaces.ASGI,
        workers=WORKERS,
        workers_kill_timeout=STOP_WITHIN_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        log_access=False,
    ).serve()
    return 0

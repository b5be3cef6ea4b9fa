"""Watch over alarms: number events, take back lost ones, remind, find silent units, count."""

import argparse
import signal
import threading
import time

HELP = "watch over alarms and alarm units"


def configure(parser: argparse.ArgumentParser) -> None:
    """The command has no options."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop."""
    del arguments
    from gemensam.config import standing

    standing.prepare("supervisor")
    from datetime import UTC, datetime

    from gemensam.alarms.server import standing as alarms

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    watching = threading.Thread(
        target=alarms.stand, args=(alarms.watching_steps(datetime.now(UTC)), stop, time.monotonic)
    )
    watching.start()
    alarms.stand(alarms.supervisor_steps(), stop, time.monotonic)
    watching.join()
    return 0

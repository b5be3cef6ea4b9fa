"""Look for open alarms that nobody has in hand and that nothing will happen to by itself."""

import argparse
import signal
import threading
import time

HELP = "find forgotten alarms"


def configure(parser: argparse.ArgumentParser) -> None:
    """The command has no options."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Look until told to stop."""
    del arguments
    from gemensam.config import standing

    standing.prepare("supervisor")
    from gemensam.alarms.server import standing as alarms
    from gemensam.config import environment

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    report = environment.read().home / "auditor.json"
    alarms.stand(alarms.auditor_steps(report), stop, time.monotonic)
    return 0

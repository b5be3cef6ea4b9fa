"""Run the whole system on this machine with invented people: `make demo`."""

import argparse
import os
import signal
import socket
import sys
import threading
import time
import urllib.request
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemensam.config.environment import Environment

HELP = "run everything here, with invented people, until Ctrl-C"
# A cold page compiles templates; a machine under load may need a while.
WEB_MUST_ANSWER_WITHIN = 60.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "--scale", choices=["story", "full"], default="story", help="how many invented people"
    )


def _say(text: str) -> None:
    print(text, flush=True)


def run(arguments: argparse.Namespace) -> int:
    """Start PostgreSQL, bring the database up to date, keep every process going."""
    os.environ["GEMENSAM_DEMO"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "gemensam.config.settings.demo"
    from gemensam.config import environment, processes

    here = environment.read()
    os.environ["GEMENSAM_HOME"] = str(here.home)
    try:
        for port, kind, setting in (
            (here.port, socket.SOCK_STREAM, "GEMENSAM_PORT"),
            (here.live_port, socket.SOCK_STREAM, "GEMENSAM_LIVE_PORT"),
            (here.sip_port, socket.SOCK_STREAM, "GEMENSAM_SIP_PORT"),
            (here.sip_port, socket.SOCK_DGRAM, "GEMENSAM_SIP_PORT"),
        ):
            processes.ensure_port_is_free(here.host, port, kind=kind, setting=setting)
    except processes.PortIsTaken as error:
        print(error, file=sys.stderr)
        return 1
    return _run(here, arguments.scale)


def _run(here: "Environment", scale: str) -> int:
    from gemensam.config.processes import PROCESSES, Keeper
    from gemensam.embedded.cluster import Cluster

    began = time.monotonic()
    here.home.mkdir(parents=True, exist_ok=True)
    cluster = None if here.database_url else Cluster(here.home)
    if cluster is not None:
        cluster.start()
    keeper = Keeper(here.home, os.environ, _say)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, keeper.ask_to_stop)
    try:
        _bring_up_to_date(here, scale)
        for process in PROCESSES:
            keeper.start(process)
        threading.Thread(target=_welcome, args=(here, began), daemon=True).start()
        keeper.run()
    finally:
        _say("Stopping …")
        keeper.stop()
        if cluster is not None:
            cluster.stop()
    return 0


def _bring_up_to_date(here: "Environment", scale: str) -> None:
    from gemensam.config import demo_database

    demo_database.bring_up_to_date(here, scale=scale, say=_say)


def _welcome(here: "Environment", began: float) -> None:
    address = f"http://{here.host}:{here.port}"
    deadline = time.monotonic() + WEB_MUST_ANSWER_WITHIN
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/halsa/redo", timeout=5):  # noqa: S310 -- ours
                break
        except OSError:
            time.sleep(0.1)
    else:
        _say(f"The web pages do not answer; see {here.home}/log/web.log")
        return
    _say(
        f"\nGemensam runs ({time.monotonic() - began:.1f} s). Everyone in it is invented.\n"
        f"  Web pages         {address}/\n"
        f"  The tour          {address}/tur/\n"
        f"  Log in as anyone  {address}/logga-in/\n"
        f"  Alarm receiving   sip:larm@{here.host}:{here.sip_port} (UDP and TCP)\n"
        "Ctrl-C stops it."
    )

"""Take alarms over SIP, UDP and TCP; every alarm is committed before it is acknowledged."""

import argparse
import os
import sys
import time

HELP = "take alarms from alarm units"
WAIT_FOR_DATABASE = 0.2


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--port", type=int, help="instead of GEMENSAM_SIP_PORT")


def run(arguments: argparse.Namespace) -> int:
    """Receive until told to stop; what is in hand is finished first."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gemensam.config.settings.receiver"
    os.environ["GEMENSAM_DATABASE_ROLE"] = "receiver"
    from gemensam.config import environment  # noqa: PLC0415 -- read after the settings

    _prepare()
    from gemensam.alarms.server import run as server  # noqa: PLC0415 -- needs settings

    here = environment.read()
    try:
        server.run(
            host=here.host,
            port=here.sip_port if arguments.port is None else arguments.port,
            health_port=here.receiver_port,
        )
    except OSError as error:
        print(f"Port {here.sip_port} on {here.host}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _prepare() -> None:
    """Do what every process does first; a database that is away is waited for.

    Raises RoleTooPowerful.
    """
    from django.db.utils import OperationalError  # noqa: PLC0415 -- after the settings' name

    from gemensam.config import serving  # noqa: PLC0415 -- reads the settings

    while True:
        try:
            serving.prepare()
        except OperationalError as error:
            print(f"The database is away: {error}", file=sys.stderr, flush=True)
            time.sleep(WAIT_FOR_DATABASE)
        else:
            return

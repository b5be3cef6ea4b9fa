"""Take alarms over SIP, UDP and TCP; every alarm is committed before it is acknowledged."""

import argparse
import sys

HELP = "take alarms from alarm units"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--port", type=int, help="instead of GEMENSAM_SIP_PORT")


def run(arguments: argparse.Namespace) -> int:
    """Receive until told to stop; what is in hand is finished first."""
    from gemensam.config import standing

    standing.prepare("receiver")
    from gemensam.alarms.server import run as server
    from gemensam.config import environment

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

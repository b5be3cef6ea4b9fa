"""Be an alarm unit: send an alarm, a test alarm or a heartbeat over real SIP."""

import argparse
import sys

HELP = "send an alarm, a test alarm or a heartbeat, as a unit in a home would"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("what", choices=["press", "test", "heartbeat"])
    parser.add_argument("cid", help="the unit's number")
    parser.add_argument("--host", default="")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tcp", action="store_true", help="over TCP instead of UDP")


def run(arguments: argparse.Namespace) -> int:
    """Send it and say what was answered; the status is 1 without an answer."""
    from gemensam.config import environment
    from gemensam.portal.walk.alarm_unit import AlarmUnit, NoAnswer, Refused

    here = environment.read()
    try:
        with AlarmUnit(
            arguments.cid,
            arguments.host or here.host,
            arguments.port or here.sip_port,
            "TCP" if arguments.tcp else "UDP",
        ) as unit:
            got = getattr(unit, arguments.what)()
    except (NoAnswer, Refused, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"{got.status} after {got.acknowledged_ms:.1f} ms, "
        f"<mrs> snu {got.reply.snu} after {got.replied_ms:.1f} ms"
    )
    return 0

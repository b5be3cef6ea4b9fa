"""Serve the live stream with granian, ASGI: wake-ups for the operators' consoles."""

import argparse
import asyncio
import signal

HELP = "serve the live stream"


def configure(parser: argparse.ArgumentParser) -> None:
    """The command has no options."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop.

    Raises RoleTooPowerful: the database role is one that the tenants' walls do not hold.
    """
    del arguments
    from gemensam.config import serving

    serving.prepare()
    asyncio.run(_serve())
    return 0


async def _serve() -> None:
    """Serve in this process: granian's workers would wait for streams that never end by themselves.

    So the signal is ours: first every stream says goodbye, then the server stops.
    """
    from granian.constants import Interfaces
    from granian.server.embed import Server

    from gemensam.config import environment
    from gemensam.config.asgi import application

    here = environment.read()
    server = Server(
        application,
        address=here.host,
        port=here.live_port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_access=False,
    )
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not serving.done():
        await application.drain()
        server.stop()  # type: ignore[no-untyped-call]  # granian types most of itself
    await serving

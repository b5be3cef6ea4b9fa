"""Run a receiver until it is told to stop."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Final

import structlog
from django.db import DatabaseError, connection

from gemensam.alarms.server.health import open_health
from gemensam.alarms.server.keeping import Beside, Keeper
from gemensam.alarms.server.receiver import Receiver

log = structlog.get_logger()

# The writer's thread must get the interpreter back at once when its commit is there; Python's
# own 5 ms would be added to every batch while the loop is busy reading.
SWITCH_EVERY: Final = 0.0005


def run(
    *,
    host: str,
    port: int,
    health_port: int,
    make: Callable[..., Receiver] = Receiver,
) -> None:
    """Receive until SIGTERM or SIGINT, then finish what is in hand. Raises OSError: port taken."""
    sys.setswitchinterval(SWITCH_EVERY)
    keepers = (Beside("alarms"), Beside("others"))
    main = _serve(host, port, health_port, make, keepers)
    try:
        import uvloop  # noqa: PLC0415 -- optional: twice as fast where there is a wheel
    except ImportError:
        asyncio.run(main)
    else:
        uvloop.run(main)


async def _serve(
    host: str,
    port: int,
    health_port: int,
    make: Callable[..., Receiver],
    keepers: tuple[Keeper, Keeper],
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await loop.run_in_executor(None, _look_at_database)
    receiver = make(sent_by=f"{host}:{port}", keepers=keepers)
    port = await receiver.wire.open(host, port)
    health = None
    try:
        health = await open_health(receiver, host, health_port)
    except OSError as error:
        # Nobody can look at the figures; alarms are taken all the same.
        log.warning("receiver.health.not_open", port=health_port, error=error.strerror)
    log.info("receiver.listening", host=host, port=port, pid=os.getpid())
    await stop.wait()
    if health is not None:
        health.close()
    await receiver.close()
    log.info("receiver.stopped")


def _look_at_database() -> None:
    """Say aloud when a commit would not survive a crash, or the database is not there yet."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
            fsync, commit = cursor.fetchone()
    except DatabaseError as error:
        log.warning("receiver.database.away", error=type(error).__name__)
        return
    finally:
        connection.close()
    if "off" in {fsync, commit}:
        log.error("receiver.database.not_durable", fsync=fsync, synchronous_commit=commit)

"""Take batches to the database: in the caller's thread, or in a process beside it.

Theory of operation. A batch costs Python almost as much as reading its messages did, and a thread
that wants the interpreter while the loop is busy waits for every step. So the command lets a
process beside it keep the batches; it is forked before there are threads or connections, gets
batches through a pipe and ends when the pipe does. What it kept without being able to say so is not
acknowledged: the unit sends it again and gets the stored reply. A receiver whose keeper has ended
can keep nothing and ends too, to be started anew.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from typing import Final, Protocol
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, connection

from gemensam.alarms.actions.intake import Arrived, Kept, take_batch
from gemensam.alarms.actions.registering import default_centre

log = structlog.get_logger()

# A centre changes rarely; a new one is known after this long.
CENTRE_KNOWN_FOR: Final = 60.0


class Keeper(Protocol):
    """Keeps what came. Each is used by one thread."""

    def keep(self, messages: Sequence[Arrived]) -> list[Kept]:
        """Commit them. Raises OperationalError or InterfaceError: the database is away."""
        ...

    def reach(self) -> None:
        """Open the connection anew and use it. Raises DatabaseError: it can't be reached."""
        ...

    def let_go(self) -> None:
        """Close the connection."""
        ...


class Here:
    """Keeps by the connection of the thread that calls."""

    def __init__(self) -> None:
        """Begin without a connection."""
        self._centre: UUID | None = None
        self._centre_until = 0.0

    def keep(self, messages: Sequence[Arrived]) -> list[Kept]:
        return take_batch(messages, now=datetime.now(UTC), default_centre=self._default_centre())

    def reach(self) -> None:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def let_go(self) -> None:
        connection.close()

    def _default_centre(self) -> UUID | None:
        clock = time.monotonic()
        if clock >= self._centre_until:
            self._centre = default_centre()
            # Without any centre nothing can be kept: ask again for the next message.
            self._centre_until = clock + CENTRE_KNOWN_FOR if self._centre else 0.0
        return self._centre


class KeeperRefused(Exception):
    """The process beside us could not keep a batch, and the database was not the reason."""


class Beside:
    """Keeps by a process of its own. Make it before there are threads."""

    def __init__(self, name: str) -> None:
        """Start the process."""
        # One that holds a connection would share it with its parent.
        connection.close()
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, self._pipe), name=name, daemon=True
        )
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        """Name the process."""
        assert self._process.pid is not None  # it was started
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Say whether the process runs."""
        return self._process.is_alive()

    def keep(self, messages: Sequence[Arrived]) -> list[Kept]:
        kept = self._ask("keep", messages)
        assert isinstance(kept, list)  # what `Here.keep` gives
        return kept

    def reach(self) -> None:
        self._ask("reach")

    def let_go(self) -> None:
        # Closing our end would not be noticed: a process that was forked later holds it too.
        with suppress(OSError):
            self._pipe.send(None)
        self._process.join()

    def _ask(self, what: str, *arguments: object) -> object:
        try:
            self._pipe.send((what, arguments))
            is_done, outcome = self._pipe.recv()
        except (EOFError, OSError) as error:
            log.exception("receiver.keeper.ended", keeper=self._process.name)
            os.kill(os.getpid(), signal.SIGTERM)
            raise OperationalError from error
        if is_done:
            return outcome
        kind, text = outcome
        raise OperationalError(text) if kind == "away" else KeeperRefused(text)


def _serve(pipe: Connection, others_end: Connection) -> None:
    """Keep what comes through the pipe until it ends; the receiver says when, not a signal."""
    others_end.close()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    here = Here()
    while True:
        try:
            asked = pipe.recv()
        except EOFError:
            asked = None
        if asked is None:
            here.let_go()
            return
        what, arguments = asked
        try:
            answer = True, getattr(here, what)(*arguments)
        except (OperationalError, InterfaceError) as error:
            log.warning("receiver.keeper.away", error=str(error).partition("\n")[0])
            answer = False, ("away", type(error).__name__)
        except Exception as error:
            log.exception("receiver.keeper.refused")
            answer = False, ("refused", f"{type(error).__name__}: {error}")
        try:
            pipe.send(answer)
        except OSError:
            # The receiver was killed: what was kept is not acknowledged and comes again.
            return

"""Group commit: everything that waits goes into one transaction; who sent it is answered after.

Theory of operation. While one batch is being committed in a thread with a connection of its own,
the next one gathers; that makes batches as large as the load asks for and no larger. A batch that
fails because the database is away is given back unacknowledged, and the writer tries to reach the
database every tenth of a second. A batch that fails for another reason is tried one by one, so that
a single message can't take others down.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError

log = structlog.get_logger()

# Beyond this a larger transaction no longer gains and everybody in it waits.
LARGEST_BATCH: Final = 1000
TRY_AGAIN_EVERY: Final = 0.1
# Under load, so long is waited for company; it halves the number of commits.
GATHER: Final = 0.002


@dataclass(slots=True)
class WriterFigures:
    """What a writer did so far."""

    batches: int = 0
    rows: int = 0
    slowest: float = 0.0
    largest: int = 0
    given_back: int = 0


class Reachable(Protocol):
    """The connection that a writer's thread commits over."""

    def reach(self) -> None:
        """Open it anew and use it. Raises DatabaseError: it can't be reached."""
        ...

    def let_go(self) -> None:
        """Close it."""
        ...


class Writer[Item, Result]:
    """Commits items in batches, one batch at a time."""

    def __init__(
        self,
        name: str,
        commit: Callable[[Sequence[Item]], Sequence[Result]],
        done: Callable[[Sequence[Item], Sequence[Result]], None],
        give_back: Callable[[Sequence[Item]], None],
        reject: Callable[[Item], None],
        *,
        over: Reachable,
    ) -> None:
        self.name = name
        self.figures = WriterFigures()
        self.is_away = False
        self._commit, self._done = commit, done
        self._give_back, self._reject = give_back, reject
        self._over = over
        self._waiting: deque[Item] = deque()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._task = asyncio.create_task(self._run(), name=name)

    def put(self, item: Item) -> None:
        """Let an item be committed with the next batch."""
        self._waiting.append(item)
        self._idle.clear()
        self._wake.set()

    @property
    def depth(self) -> int:
        """How many items wait."""
        return len(self._waiting)

    async def close(self, within: float) -> None:
        """Commit what is there, but wait no longer than this; then let go of the connection."""
        try:
            async with asyncio.timeout(within):
                await self._idle.wait()
        except TimeoutError:
            log.warning("receiver.writer.not_drained", writer=self.name, left=self.depth)
        self._task.cancel()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._over.let_go)
        self._thread.shutdown(wait=False)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            if len(self._waiting) > 1:
                await asyncio.sleep(GATHER)
            count = min(len(self._waiting), LARGEST_BATCH)
            batch = [self._waiting.popleft() for _ in range(count)]
            if not self._waiting:
                self._wake.clear()
            if batch:
                await self._take(batch)
            if not self._waiting:
                self._idle.set()

    async def _take(self, batch: list[Item]) -> None:
        began = time.perf_counter()
        try:
            results = await self._in_thread(batch)
        except (OperationalError, InterfaceError) as error:
            self._return(batch, error)
            await self._wait_for_database()
            return
        except Exception as error:  # noqa: BLE001 -- a writer that ends takes the alarms with it
            await self._one_by_one(batch, error)
            return
        figures = self.figures
        figures.batches += 1
        figures.rows += len(batch)
        figures.largest = max(figures.largest, len(batch))
        figures.slowest = max(figures.slowest, time.perf_counter() - began)
        self._done(batch, results)

    async def _in_thread(self, batch: Sequence[Item]) -> Sequence[Result]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._commit, batch)

    def _return(self, batch: Sequence[Item], error: Exception) -> None:
        self.is_away = True
        self.figures.given_back += len(batch)
        log.error(
            "receiver.database.away", writer=self.name, error=type(error).__name__, rows=len(batch)
        )
        self._give_back(batch)

    async def _one_by_one(self, batch: list[Item], error: Exception) -> None:
        """Find the message that the database refuses; a race with another receiver ends here too."""
        log.warning("receiver.batch.failed", writer=self.name, error=type(error).__name__)
        for place, item in enumerate(batch):
            try:
                results = await self._in_thread([item])
            except (OperationalError, InterfaceError) as away:
                self._return(batch[place:], away)
                await self._wait_for_database()
                return
            except Exception as refusal:
                log.exception("receiver.message.refused", error=type(refusal).__name__)
                self._reject(item)
            else:
                self._done([item], results)

    async def _wait_for_database(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            # What came in the meantime is told at once that it isn't kept.
            rest = list(self._waiting)
            self._waiting.clear()
            if rest:
                self._give_back(rest)
            try:
                await loop.run_in_executor(self._thread, self._over.reach)
            except DatabaseError:
                await asyncio.sleep(TRY_AGAIN_EVERY)
            else:
                self.is_away = False
                log.warning("receiver.database.back", writer=self.name)
                return

"""Take alarms: read, keep, and only then acknowledge; heartbeats without the database.

Theory of operation. A MESSAGE is read at once. A heartbeat is answered at once and only noted in
memory; every five seconds what was noted goes to the database in one statement. Everything else
goes to a writer of its lane and is answered when its batch has been committed: first 200, then the
<mrs> as a MESSAGE of its own. When the database is away the answer is 503, at once and without
Retry-After, so that a unit tries its second receiver; what can't be kept is never acknowledged.
A copy that comes with a new transaction finds its stored reply in the database and gets it again.
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import structlog

from gemensam.alarms.actions.intake import Arrived, Kept, note_life
from gemensam.alarms.server.keeping import Here, Keeper
from gemensam.alarms.server.reading import HEARTBEAT_MARK, Unreadable, read
from gemensam.alarms.server.wire import Wire
from gemensam.alarms.server.writer import Writer
from scaip import CONTENT_TYPE, Lane, answer, write_response
from sipnet import (
    BadMessageReceived,
    DatagramRoute,
    Endpoint,
    Event,
    LocalProtocolError,
    Request,
    RequestFailed,
    RequestReceived,
    RequestTimedOut,
    Route,
    ServerTransaction,
)

log = structlog.get_logger()

LIFE_EVERY: Final = 5.0
# The loop answers late by this much: heartbeats are turned away unread until it has caught up.
LATE: Final = 0.2
LOOK_EVERY: Final = 0.05
# Twice the county's units. More are invented numbers, which the database will not know either.
MOST_HEARD: Final = 500_000
DRAIN_WITHIN: Final = 5.0
OK, BAD_REQUEST, WRONG_MEDIA, REFUSED_BY_US, NOT_NOW = 200, 400, 415, 500, 503
# Each message takes three of them, and asking the kernel costs more than the rest of making one.
TOKEN_BYTES: Final = 8
TOKENS_AT_A_TIME: Final = 512


class Tokens:
    """Random names of 16 characters; the kernel is asked for many at a time."""

    def __init__(self) -> None:
        """Start with none."""
        self._ready: list[str] = []

    def take(self) -> str:
        """Give one that was never given."""
        if not self._ready:
            drawn = secrets.token_hex(TOKEN_BYTES * TOKENS_AT_A_TIME)
            size = 2 * TOKEN_BYTES
            self._ready = [drawn[n : n + size] for n in range(0, len(drawn), size)]
        return self._ready.pop()


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that waits for its commit, and whom to answer."""

    arrived: Arrived
    transaction: ServerTransaction
    source: Route
    user: str


@dataclass(slots=True)
class Figures:
    """What the receiver did so far."""

    alarms: int = 0
    repeats: int = 0
    heartbeats: int = 0
    heartbeats_refused: int = 0
    unreadable: int = 0
    not_now: int = 0
    replies_lost: int = 0


@dataclass(slots=True)
class Life:
    """Signs of life that wait to be written: when last, and how many heartbeats."""

    heard: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def note(self, cid: str, at: datetime, heartbeats: int) -> None:
        if cid not in self.heard and len(self.heard) >= MOST_HEARD:
            return
        _, count = self.heard.get(cid, (at, 0))
        self.heard[cid] = (at, count + heartbeats)

    def take(self) -> dict[str, tuple[datetime, int]]:
        taken, self.heard = self.heard, {}
        return taken

    def put_back(self, taken: dict[str, tuple[datetime, int]]) -> None:
        for cid, (at, count) in taken.items():
            newer, more = self.heard.get(cid, (at, 0))
            self.heard[cid] = (max(at, newer), count + more)


class Receiver:
    """One process's alarm receiving. Open it inside a running loop."""

    def __init__(self, *, sent_by: str, keepers: tuple[Keeper, Keeper] | None = None) -> None:
        """Keep alarms by the first keeper, everything else by the second."""
        endpoint = Endpoint(Tokens().take, sent_by=sent_by)
        self._loop = asyncio.get_running_loop()
        self._sent_by = sent_by
        self._life = Life()
        self._is_late = False
        self.figures = Figures()
        self.wire = Wire(endpoint, self._take_event, is_refused=self._is_refused)
        # Tests and technical messages have a writer and connection of their own.
        alarms, others = keepers or (Here(), Here())
        self.alarms = self._writer("alarms", alarms)
        self.others = self._writer("others", others)
        self.life_writer: Writer[dict[str, tuple[datetime, int]], None] = Writer(
            "life", _write_life, _nothing, self._put_life_back, _nothing, over=Here()
        )
        self._tasks = [
            asyncio.create_task(self._write_life_regularly()),
            asyncio.create_task(self._watch_the_loop()),
        ]

    def _writer(self, name: str, keeper: Keeper) -> Writer[Pending, Kept]:
        def commit(batch: Sequence[Pending]) -> list[Kept]:
            return keeper.keep([one.arrived for one in batch])

        return Writer(name, commit, self._kept, self._not_kept, self._refuse, over=keeper)

    @property
    def is_ready(self) -> bool:
        """Say whether alarms can be kept."""
        return not self.alarms.is_away

    async def close(self) -> None:
        """Take nothing new, commit and answer what is in hand, write the signs of life, let go."""
        self.wire.stop_listening()
        for task in self._tasks:
            task.cancel()
        await self.alarms.close(DRAIN_WITHIN)
        await self.others.close(DRAIN_WITHIN)
        if self._life.heard:
            self.life_writer.put(self._life.take())
        await self.life_writer.close(DRAIN_WITHIN)
        self.wire.close()

    # What comes in

    def _is_refused(self, datagram: bytes) -> bool:
        """Turn heartbeats away while the loop is late: an alarm must not wait behind them."""
        if self._is_late and HEARTBEAT_MARK in datagram:
            self.figures.heartbeats_refused += 1
            return True
        return False

    def _take_event(self, event: Event) -> None:
        match event:
            case RequestReceived(transaction, request, source):
                self._take_request(transaction, request, source)
            case BadMessageReceived(reason):
                self.figures.unreadable += 1
                log.info("receiver.message.unreadable", reason=reason)
            case RequestTimedOut() | RequestFailed():
                # The unit has its 200; should it miss the <mrs>, it sends the alarm again.
                self.figures.replies_lost += 1
            case _:
                pass

    def _take_request(
        self, transaction: ServerTransaction, request: Request, source: Route
    ) -> None:
        if request.method == "OPTIONS":
            self._respond(transaction, OK if self.is_ready else NOT_NOW)
            return
        message = read(request)
        if isinstance(message, Unreadable):
            self._answer_unreadable(message, transaction)
            return
        pending = Pending(message, transaction, source, message.request.cid)
        self._keep(pending)

    def _keep(self, pending: Pending) -> None:
        """Send a message on its way: heartbeats to memory, the rest to the writer of its lane."""
        request = pending.arrived.request
        now = datetime.now(UTC)
        if request.is_heartbeat:
            self.figures.heartbeats += 1
            self._life.note(request.cid, now, 1)
            self._respond(pending.transaction, OK)
            self._reply(pending, write_response(answer(request, unit_known=True)))
            return
        self._life.note(request.cid, now, 0)
        writer = self.alarms if request.lane is Lane.ALARM else self.others
        if writer.is_away:
            self._not_kept([pending])
        else:
            writer.put(pending)

    def _answer_unreadable(self, message: Unreadable, transaction: ServerTransaction) -> None:
        self.figures.unreadable += 1
        log.info("receiver.body.unreadable", reason=message.reason)
        self._respond(transaction, message.status)

    # The writers' side

    def _kept(self, batch: Sequence[Pending], results: Sequence[Kept]) -> None:
        """After the commit: acknowledge, then reply."""
        for pending, kept in zip(batch, results, strict=True):
            if kept.is_repeat:
                self.figures.repeats += 1
            else:
                self.figures.alarms += 1
            self._respond(pending.transaction, OK)
            self._reply(pending, kept.mrs.encode())
        self.wire.pump()

    def _not_kept(self, batch: Sequence[Pending]) -> None:
        self.figures.not_now += len(batch)
        for pending in batch:
            self._respond(pending.transaction, NOT_NOW)
        self.wire.pump()

    def _refuse(self, pending: Pending) -> None:
        self._respond(pending.transaction, REFUSED_BY_US)
        self.wire.pump()

    # What goes out

    def _respond(self, transaction: ServerTransaction, status: int) -> None:
        headers = (("Accept", CONTENT_TYPE),) if status == WRONG_MEDIA else ()
        self.wire.endpoint.respond(transaction, status, now=self._loop.time(), headers=headers)

    def _reply(self, pending: Pending, body: bytes) -> None:
        """Send the <mrs> to where the message came from."""
        source = pending.source
        host = "unit.invalid"
        if isinstance(source, DatagramRoute):
            name = f"[{source.address[0]}]" if ":" in source.address[0] else source.address[0]
            host = f"{name}:{source.address[1]}"
        user = pending.user if pending.user.isalnum() and pending.user.isascii() else "unit"
        try:
            self.wire.endpoint.send_request(
                "MESSAGE",
                f"sip:{user}@{host}",
                destination=source,
                now=self._loop.time(),
                from_=f"<sip:larm@{self._sent_by}>",
                to=f"<sip:{user}@{host}>",
                headers=(("Content-Type", CONTENT_TYPE),),
                body=body,
            )
        except LocalProtocolError:
            # The connection went away meanwhile; the unit sends again and gets it then.
            self.figures.replies_lost += 1

    # Signs of life and lateness

    async def _write_life_regularly(self) -> None:
        while True:
            await asyncio.sleep(LIFE_EVERY)
            if self._life.heard and not self.life_writer.is_away:
                self.life_writer.put(self._life.take())

    def _put_life_back(self, batches: Sequence[dict[str, tuple[datetime, int]]]) -> None:
        for taken in batches:
            self._life.put_back(taken)

    async def _watch_the_loop(self) -> None:
        while True:
            before = self._loop.time()
            await asyncio.sleep(LOOK_EVERY)
            self._is_late = self._loop.time() - before - LOOK_EVERY > LATE


def _write_life(batches: Sequence[dict[str, tuple[datetime, int]]]) -> Sequence[None]:
    for heard in batches:
        note_life(heard)
    return [None] * len(batches)


def _nothing(*_: object) -> None:
    """What a committed sign of life asks for."""

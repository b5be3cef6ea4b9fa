"""The live stream: wakes consoles up. It carries no data, only the newest number of the feed.

Theory of operation. `Hub` has one set of streams per tenant. It looks into the database when a
NOTIFY comes and four times a second besides, in one short transaction per tenant that somebody
listens for; no transaction is open while a stream only waits. When a tenant's mark has changed,
its streams are woken. Every two seconds each stream gets a tick. Every five seconds all sessions
are looked up in one query, and the streams of those that ended say goodbye. On SIGTERM every
stream says goodbye, and browsers come back to the next process.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from uuid import UUID

import structlog

from gemensam.config.live_reading import (
    LOOKERS,
    Refusal,
    Watcher,
    listen,
    marks,
    still_alive,
    watcher,
)

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH: Final = "/strom/larm"
TICK_EVERY: Final = 2.0
# Half the budget of a second from alarm to screen is left to reading and drawing.
LOOK_EVERY: Final = 0.25
SESSIONS_EVERY: Final = 5.0
LISTEN_AGAIN_AFTER: Final = 1.0
# One stream per browser is the rule; a browser with odd settings may need a few.
STREAMS_PER_SESSION: Final = 4
# A goodbye takes a moment; whoever does not take it is cut off.
GOODBYE_WITHIN: Final = 3.0
# How soon a browser comes back after a goodbye (ms).
RETRY: Final = 2000

log = structlog.get_logger()


@dataclass(eq=False)
class Stream:
    """One browser's stream."""

    watcher: Watcher
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False

    def end(self) -> None:
        """Let it say goodbye."""
        self.is_over = True
        self.woken.set()


class Hub:
    """See the module's docstring."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.numbers: dict[UUID, int] = {}
        self.is_closing = False
        self.emptied = asyncio.Event()
        self._marks: dict[UUID, tuple[int, int, int]] = {}
        self._look_now = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(LOOKERS, thread_name_prefix="look")

    def start(self) -> None:
        """Begin to look."""
        for work in (self._look_on(), self._watch_sessions(), self._listen_on()):
            self._tasks.add(asyncio.create_task(work))

    async def close(self) -> None:
        """End every stream and stop looking."""
        self.is_closing = True
        self.emptied.clear()
        for stream in list(self.streams):
            stream.end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def ask[T](self, work: Callable[..., T], *words: object) -> T:
        """Run what reads the database in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *words)

    def enter(self, stream: Stream) -> bool:
        """Let a stream in, unless its session has enough of them."""
        same = sum(one.watcher.token == stream.watcher.token for one in self.streams)
        if same >= STREAMS_PER_SESSION or self.is_closing:
            return False
        self.streams.add(stream)
        return True

    def leave(self, stream: Stream) -> None:
        """Let a stream go."""
        self.streams.discard(stream)
        if not self.streams:
            self.emptied.set()

    async def _look_on(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look_now.wait(), LOOK_EVERY)
            self._look_now.clear()
            tenants = {stream.watcher.tenant_id for stream in self.streams}
            try:
                found = await self.ask(marks, sorted(tenants)) if tenants else {}
            except Exception:  # noqa: BLE001 -- whatever is wrong with the database passes or stays
                log.warning("live.look.failed")
                await asyncio.sleep(LISTEN_AGAIN_AFTER)
                continue
            self._wake(found)

    def _wake(self, found: dict[UUID, tuple[int, int, int]]) -> None:
        changed = {
            tenant for tenant, mark in found.items() if self._marks.get(tenant, mark) != mark
        }
        self._marks = found
        self.numbers = {tenant: mark[0] for tenant, mark in found.items()}
        for stream in self.streams:
            if stream.watcher.tenant_id in changed:
                stream.woken.set()

    async def _watch_sessions(self) -> None:
        while True:
            await asyncio.sleep(SESSIONS_EVERY)
            tokens = {stream.watcher.token for stream in self.streams}
            try:
                alive = await self.ask(still_alive, sorted(tokens)) if tokens else set()
            except Exception:  # noqa: BLE001 -- nobody is thrown out because the database is away
                log.warning("live.sessions.failed")
                continue
            for stream in [one for one in self.streams if one.watcher.token in tokens - alive]:
                stream.end()

    async def _listen_on(self) -> None:
        while True:
            try:
                async for _ in listen():
                    self._look_now.set()
            except Exception:  # noqa: BLE001 -- the polling goes on; listening is tried again
                log.warning("live.listen.failed")
            await asyncio.sleep(LISTEN_AGAIN_AFTER)


class Application:
    """The ASGI application: one address, and one to see that it lives."""

    def __init__(self, origins: frozenset[str]) -> None:
        self.origins = origins
        self.hub: Hub | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.hub = Hub()
                self.hub.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                assert self.hub is not None
                await self.hub.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def drain(self) -> None:
        """Let every stream say goodbye, and wait a moment for them to do it."""
        if self.hub is None:
            return
        await self.hub.close()
        if self.hub.streams:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.hub.emptied.wait(), GOODBYE_WITHIN)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/halsa/lever":
            await _say(send, 200, "lever")
            return
        if scope["path"] != PATH or scope["method"] != "GET":
            await _say(send, 404, "finns inte")
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        origin = headers.get("origin", "")
        if not self._may_come_from(origin, headers.get("sec-fetch-site", "")):
            await _say(send, 403, "fel ursprung")
            return
        assert self.hub is not None
        found = await self.hub.ask(watcher, _cookies(headers.get("cookie", "")))
        if isinstance(found, Refusal):
            await _say(send, found.status, found.text, origin)
            return
        stream = Stream(found)
        if not self.hub.enter(stream):
            await _say(send, 429, "för många strömmar", origin)
            return
        try:
            await _run(self.hub, stream, origin, receive, send)
        finally:
            self.hub.leave(stream)

    def _may_come_from(self, origin: str, site: str) -> bool:
        """A browser names its origin when it crosses one; the same origin needs no name."""
        if origin:
            return origin in self.origins
        return site in {"", "same-origin", "none"}


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _cors(origin: str) -> list[tuple[bytes, bytes]]:
    if not origin:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
    ]


async def _say(send: Send, status: int, text: str, origin: str = "") -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"vary", b"Origin"),
        *_cors(origin),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})


async def _run(hub: Hub, stream: Stream, origin: str, receive: Receive, send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"vary", b"Origin"),
        *_cors(origin),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _event(send, f"retry: {RETRY}\n", "tick", hub, stream)
    gone = asyncio.create_task(_until_gone(receive))
    try:
        while not (gone.done() or stream.is_over or hub.is_closing):
            is_woken = await _woken(stream, gone)
            if gone.done():
                return
            name = "bye" if stream.is_over or hub.is_closing else "wake" if is_woken else "tick"
            await _event(send, "", name, hub, stream)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()


async def _woken(stream: Stream, gone: "asyncio.Task[None]") -> bool:
    """Wait for a wake-up, at most until the next tick or until the browser has gone."""
    waiting = asyncio.create_task(stream.woken.wait())
    await asyncio.wait({waiting, gone}, timeout=TICK_EVERY, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    is_woken = stream.woken.is_set()
    stream.woken.clear()
    return is_woken


async def _event(send: Send, before: str, name: str, hub: Hub, stream: Stream) -> None:
    number = hub.numbers.get(stream.watcher.tenant_id, 0)
    body = f"{before}event: {name}\ndata: {number}\n\n".encode()
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

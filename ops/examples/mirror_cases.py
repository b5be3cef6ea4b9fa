r"""A worked example: keeps a mirror of a municipality's cases, as an adapter to its case system would.

A webhook only wakes it up. What happened is then read from the feed, from where it had come to, and
each case as it is now: so nothing is lost while this was down, nothing need come in order, and what
comes twice changes nothing. Needs Python alone. Put your case system in the place of `Mirror`.

    GEMENSAM_URL=https://example.se GEMENSAM_TOKEN=gemensam_… GEMENSAM_SECRET=whsec_… \
        python ops/examples/mirror_cases.py mirror.sqlite 8123
"""

import hmac
import json
import os
import sqlite3
import sys
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

# What is older may have been caught on its way and sent again by somebody else.
OLDEST_SECONDS = 300
# Without any webhook it looks by itself: one may have been lost.
LOOK_EVERY_SECONDS = 60
LONGEST_BODY = 64 * 1024


class CaseSystem(Protocol):
    """The seam: what the municipality's case system has to do."""

    def keep(self, case: Mapping[str, Any]) -> None:
        """Keep a case as it is now, instead of as it was."""

    def drop(self, case_id: str) -> None:
        """Keep a case no more: it may not be read any longer."""

    def place(self) -> int | None:
        """Give the number of the last event that was carried out; None before the first copy."""

    def has_come_to(self, place: int) -> None:
        """Remember it, once all before it is kept."""


class Mirror:
    """A case system in one SQLite file."""

    def __init__(self, file: str) -> None:
        self.database = sqlite3.connect(file, autocommit=True)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("CREATE TABLE IF NOT EXISTS cases (id PRIMARY KEY, number, whole)")
        self.database.execute("CREATE TABLE IF NOT EXISTS place (one PRIMARY KEY, number)")

    def keep(self, case: Mapping[str, Any]) -> None:
        row = (case["id"], case["number"], json.dumps(case))
        self.database.execute("INSERT OR REPLACE INTO cases VALUES (?, ?, ?)", row)

    def drop(self, case_id: str) -> None:
        self.database.execute("DELETE FROM cases WHERE id = ?", [case_id])

    def place(self) -> int | None:
        row = self.database.execute("SELECT number FROM place").fetchone()
        return row[0] if row else None

    def has_come_to(self, place: int) -> None:
        self.database.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", [place])


class Gemensam:
    """The API, as far as a mirror needs it. Needs the scopes cases:read and events:read."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token

    def get(self, path: str, **query: object) -> dict[str, Any]:
        """Ask for an address. Raises HTTPError."""
        address = f"{self.url}/api/v1{path}?{urlencode(query)}"
        request = Request(address, headers={"Authorization": f"Bearer {self.token}"})
        with urlopen(request, timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def cases(self) -> Iterator[dict[str, Any]]:
        """Give every case, without what is in it."""
        after: str | None = ""
        while after is not None:
            page = self.get("/cases", after=after, limit=100)
            yield from page["cases"]
            after = page["next"]

    def events(self, place: int) -> Iterator[tuple[list[dict[str, Any]], int]]:
        """Give what has happened since, a page at a time, each with where it leads to."""
        has_more = True
        while has_more:
            page = self.get("/events", after=place, limit=500)
            place, has_more = page["next"], page["has_more"]
            yield page["events"], place


def catch_up(gemensam: Gemensam, system: CaseSystem) -> None:
    """Bring the case system to what is now. Stopped anywhere, it goes on from there."""
    place = system.place()
    if place is None:
        # The feed's end comes first: what happens during the copy is then read afterwards.
        *_, (_, end) = gemensam.events(0)
        for case in gemensam.cases():
            _take(gemensam, system, case["id"])
        system.has_come_to(end)
        place = end
    for events, end in gemensam.events(place):
        for case_id in sorted({one["data"]["case_id"] for one in events}):
            _take(gemensam, system, case_id)
        system.has_come_to(end)


def _take(gemensam: Gemensam, system: CaseSystem, case_id: str) -> None:
    try:
        system.keep(gemensam.get(f"/cases/{case_id}"))
    except HTTPError as error:
        if error.code != HTTPStatus.NOT_FOUND:
            raise
        system.drop(case_id)


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, *, now: int) -> bool:
    """Say whether Gemensam sent this, a moment ago (the Standard Webhooks specification)."""
    message_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent_at.isdecimal() or abs(now - int(sent_at)) > OLDEST_SECONDS:
        return False
    key = b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{sent_at}.".encode() + body
    right = b"v1," + b64encode(hmac.digest(key, signed, sha256))
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(right, one) for one in given)


def listen(port: int, secret: str, news: threading.Event) -> ThreadingHTTPServer:
    """Take webhooks: answer at once, and let somebody else do the work."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY)
            body = self.rfile.read(length)
            genuine = is_genuine(secret, self.headers, body, now=int(time.time()))
            if genuine:
                news.set()
            self.send_response(HTTPStatus.NO_CONTENT if genuine else HTTPStatus.UNAUTHORIZED)
            self.end_headers()

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main() -> None:
    """Listen, and look whenever there is news."""
    file, port = sys.argv[1:]
    news = threading.Event()
    server = listen(int(port), os.environ["GEMENSAM_SECRET"], news)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    gemensam = Gemensam(os.environ["GEMENSAM_URL"], os.environ["GEMENSAM_TOKEN"])
    mirror = Mirror(file)
    while True:
        news.clear()
        try:
            catch_up(gemensam, mirror)
        except OSError as error:
            print(f"Gemensam does not answer, we try again: {error}", file=sys.stderr)
        news.wait(LOOK_EVERY_SECONDS)


if __name__ == "__main__":
    main()

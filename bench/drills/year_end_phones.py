"""The phones of the drill `year_end`: hundreds of browsers in one process, each with its own pace.

A report that gets no answer is sent again with the same key, as the page's own script does.
"""

import asyncio
import json
import random
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

HOST = "127.0.0.1"
HOURS = "/program/timmar/"
SEND = "/program/timmar/synk/"
ATTEST = "/program/timmar/attestera/"
THINK = (10.0, 20.0)
# All have come within this time, and the first are still there.
COME_WITHIN = 45.0
MOST_TRIES = 20
AGAIN_AFTER = 1.0
# A page that takes longer than this is no answer.
PATIENCE = 30.0
OK, SEE_OTHER, SERVER_ERROR = 200, 303, 500
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_PERSON = re.compile(r'data-person="([^"]+)"')
_PICKS = re.compile(r'name="hours" value="([^"]+)"')


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What a phone sends: a form as a browser does, or what the page's script has kept."""

    body: bytes
    kind: str = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Log:
    """What all phones saw together."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    retries: int = 0


class Phone:
    """One browser with one session and one connection that is kept open."""

    def __init__(self, port: int, cookie: str, token: str, log: Log) -> None:
        self.port = port
        self.cookies = {cookie: token, "gemensam_language": "sv"}
        self.log = log
        self.csrf = ""
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, kind: str, path: str, sent: Sent | None = None) -> Answer:
        """Send a request, and again with a new connection when nothing comes back."""
        for _ in range(MOST_TRIES):
            began = time.perf_counter()
            try:
                answer = await asyncio.wait_for(self._exchange(path, sent), PATIENCE)
            except (OSError, EOFError, ValueError, TimeoutError):
                self.hang_up()
            else:
                self.log.seconds.setdefault(kind, []).append(time.perf_counter() - began)
                if answer.status < SERVER_ERROR:
                    self.cookies |= answer.cookies
                    if token := _TOKEN.search(answer.text):
                        self.csrf = token[1]
                    return answer
            self.log.retries += 1
            await asyncio.sleep(AGAIN_AFTER)
        raise ConnectionError(f"{path}: no answer in {MOST_TRIES} tries")

    async def _exchange(self, path: str, sent: Sent | None) -> Answer:
        if self.streams is None:
            self.streams = await asyncio.open_connection(HOST, self.port)
        reader, writer = self.streams
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = [
            f"{'GET' if sent is None else 'POST'} {path} HTTP/1.1",
            f"Host: {HOST}:{self.port}",
            f"Cookie: {cookies}",
            "Accept-Language: sv",
        ]
        if sent is not None:
            head += [
                f"Content-Type: {sent.kind}",
                f"Content-Length: {len(sent.body)}",
                f"X-CSRFToken: {self.csrf}",
            ]
        body = sent.body if sent is not None else b""
        writer.write(("\r\n".join(head) + "\r\n\r\n").encode() + body)
        await writer.drain()
        return await _read(reader)

    def hang_up(self) -> None:
        """Close the connection; the next request opens another."""
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None


async def _read(reader: asyncio.StreamReader) -> Answer:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    for line in lines[1:]:
        name, _colon, value = line.partition(":")
        if name.lower() == "set-cookie":
            pair = value.strip().partition(";")[0].partition("=")
            cookies[pair[0]] = pair[2]
        elif name:
            headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Answer(int(lines[0].split()[1]), headers, cookies, body.decode())


async def report(phone: Phone, name: str, activity: str, reports: int) -> None:
    """Open the page, think, report as its script does, see the answer in place; and again."""
    await asyncio.sleep(random.uniform(0, COME_WITHIN))
    page = await phone.ask("open", HOURS)
    person = _PERSON.search(page.text)
    assert person is not None, page.status
    for number in range(reports):
        await asyncio.sleep(random.uniform(*THINK))
        note = f"{name}-{number}"
        entry = {
            "key": str(uuid4()),
            "activity": activity,
            "worked_on": f"2025-12-{31 - number:02}",
            "minutes": str(random.randint(5, 120)),
            "note": note,
        }
        body = json.dumps({"person": person[1], "entries": [entry]}).encode()
        answer = await phone.ask("report", SEND, Sent(body, "application/json"))
        verdict = json.loads(answer.text)["answers"][0] if answer.status == OK else {}
        # "duplicate" is the answer when the first one was lost on its way.
        if verdict.get("verdict") in {"accepted", "duplicate"}:
            phone.log.acknowledged.append(note)
        else:
            phone.log.refused.append(f"{note}: {answer.status} {verdict.get('reason', '')}")
    phone.hang_up()


async def all_report(port: int, cookie: str, tokens: list[str], activity: str, reports: int) -> Log:
    """Let every phone report at its own pace."""
    log = Log()
    await asyncio.gather(
        *(
            report(Phone(port, cookie, token, log), str(place), activity, reports)
            for place, token in enumerate(tokens)
        )
    )
    return log


async def both_attest(port: int, cookie: str, pairs: list[list[str]]) -> list[tuple[int, ...]]:
    """Let two of each municipality attest the same rows at the same time; give their statuses."""
    statuses = []
    log = Log()
    for tokens in pairs:
        phones = [Phone(port, cookie, token, log) for token in tokens]
        pages = [await phone.ask("list", ATTEST) for phone in phones]
        picks = _PICKS.findall(pages[0].text)
        forms = [
            Sent(
                urlencode({"csrfmiddlewaretoken": phone.csrf, "hours": picks}, doseq=True).encode()
            )
            for phone in phones
        ]
        answers = await asyncio.gather(
            *(phone.ask("attest", ATTEST, form) for phone, form in zip(phones, forms, strict=True))
        )
        statuses.append(tuple(sorted(answer.status for answer in answers)))
        for phone in phones:
            phone.hang_up()
    return statuses


def run() -> list[dict[str, object]]:
    """Do nothing by itself: `year_end` calls this module."""
    return []

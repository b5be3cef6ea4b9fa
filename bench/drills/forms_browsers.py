"""The browsers of the drill `forms`: each fills in one application, and knows what was announced.

A page saves itself after every answer, as its script does: the whole page is sent, and "saved" is
announced when 204 comes back. What gets no answer is sent again, or the browser is closed and the
page opened anew: then all that was announced must stand in it.
"""

import asyncio
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

from bench.drills.year_end_phones import HOST, Answer, _read

SERVICE = "/munkedal/ansok/trygghetslarm/"
OK, NO_CONTENT, SEE_OTHER, SERVER_ERROR = 200, 204, 303, 500
PATIENCE, AGAIN_AFTER, MOST_TRIES = 20.0, 0.2, 400
# How often a browser that got no answer is closed rather than left to try again.
CLOSES = 0.5
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
type Controls = dict[str, list[str]]


@dataclass(slots=True)
class Log:
    """What all browsers saw together."""

    fillings: int = 0
    announced: int = 0
    unanswered: int = 0
    closed: int = 0
    # What was announced as saved and did not stand in the page when it was opened anew.
    lost: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    # By resident: what was announced last, by key.
    kept: dict[str, dict[str, object]] = field(default_factory=dict)
    # What was sent after that and got no answer: it may have been saved or not.
    unsure: dict[str, dict[str, list[object]]] = field(default_factory=dict)

    def is_lost(self, resident: str, key: str, found: object) -> bool:
        """Say whether an answer is neither what was announced nor anything sent after that."""
        may_be = [self.kept[resident][key], *self.unsure[resident].get(key, ())]
        return (found or "") not in [value or "" for value in may_be]


class _Page(HTMLParser):
    """Finds what a page's form would send."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.controls: Controls = {}
        self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "textarea":
            self._area = name
            self.controls[name] = [""]
        elif tag == "input" and name:
            picks = given.get("type") in {"radio", "checkbox"}
            if not picks or "checked" in given:
                self.controls.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.controls[self._area][0] += data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


class Browser:
    """One resident's browser, with one session."""

    def __init__(self, port: int, cookie: str, resident: Mapping[str, str], log: Log) -> None:
        self.port = port
        self.resident = resident["id"]
        self.cookies = {cookie: resident["token"], "gemensam_language": "sv"}
        self.log = log
        self.mine: dict[str, object] = log.kept.setdefault(self.resident, {})
        self.unsure: dict[str, list[object]] = log.unsure.setdefault(self.resident, {})

    async def once(self, path: str, body: bytes | None = None, *, auto: bool = False) -> Answer:
        """Send a request once. Raises OSError, EOFError, TimeoutError: no answer."""
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(HOST, self.port)
            try:
                writer.write(self._head(path, body, auto=auto) + (body or b""))
                await writer.drain()
                answer = await _read(reader)
            finally:
                writer.close()
        self.cookies |= answer.cookies
        return answer

    def _head(self, path: str, body: bytes | None, *, auto: bool) -> bytes:
        lines = [
            f"{'GET' if body is None else 'POST'} {path} HTTP/1.1",
            f"Host: {HOST}:{self.port}",
            "Connection: close",
            "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        ]
        if body is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded"]
            lines += [f"Content-Length: {len(body)}"]
        lines += ["X-Autosave: true"] if auto else []
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def ask(self, path: str, body: bytes | None = None) -> Answer:
        """Send a request until an answer comes."""
        for _ in range(MOST_TRIES):
            try:
                answer = await self.once(path, body)
            except (OSError, EOFError, ValueError, TimeoutError):
                self.log.unanswered += 1
            else:
                if answer.status < SERVER_ERROR:
                    return answer
                self.log.refused.append(f"{path}: {answer.status}")
            await asyncio.sleep(AGAIN_AFTER)
        raise ConnectionError(path)

    async def begin(self) -> str:
        """Begin the application; give the address that its pages' numbers are put after."""
        page = _Page((await self.ask(SERVICE)).text).controls
        form = {"csrfmiddlewaretoken": page["csrfmiddlewaretoken"][0], "for": self.resident}
        answer = await self.ask(SERVICE, urlencode(form).encode())
        assert answer.status == SEE_OTHER, answer.status
        return answer.headers["location"].removesuffix("1/")

    async def fill_in(self, *, is_careless: bool = False) -> None:
        """Answer every question of every page, one at a time."""
        first = await self.begin()
        for number, questions in enumerate(_answers(), 1):
            path = f"{first}{number}/"
            controls = await self._open(path)
            for key, parts in questions:
                controls = await self._save(path, controls, key, parts, is_careless=is_careless)
        for number, questions in enumerate(_answers(), 1):
            controls = await self._open(f"{first}{number}/", check=not is_careless)
            if not is_careless:
                assert all(name in controls for _key, parts in questions for name in parts)
        self.log.fillings += 1

    async def _open(self, path: str, *, check: bool = True) -> Controls:
        """Open a page; what was announced as saved must stand in it."""
        controls = _Page((await self.ask(path)).text).controls
        asked = controls.get("asked", [])
        for key in asked if check else ():
            shown = _shown(controls, key)
            if key in self.mine and self.log.is_lost(self.resident, key, shown):
                self.log.lost.append(f"{key}: {self.mine[key]} announced, {shown} shown")
        return controls

    async def _save(
        self, path: str, controls: Controls, key: str, parts: Controls, *, is_careless: bool
    ) -> Controls:
        """Type one answer and let the page save itself; give the page as it stands then."""
        for _ in range(MOST_TRIES):
            controls = {**controls, **parts}
            body = urlencode(controls, doseq=True).encode()
            if is_careless:
                self.mine[key] = _shown(controls, key)
            else:
                self.unsure.setdefault(key, []).append(_shown(controls, key))
            try:
                answer = await self.once(path, body, auto=True)
            except (OSError, EOFError, ValueError, TimeoutError):
                self.log.unanswered += 1
                if is_careless:
                    return controls
            else:
                if answer.status == NO_CONTENT:
                    self._announced(controls)
                    return controls
                self.log.refused.append(f"{path} {key}: {answer.status}")
            await asyncio.sleep(AGAIN_AFTER)
            if random.random() < CLOSES:
                self.log.closed += 1
                controls = await self._open(path)
        raise ConnectionError(path)

    def _announced(self, controls: Controls) -> None:
        """The whole page was saved: every answer in it as it stands."""
        self.log.announced += 1
        for key in controls["asked"]:
            self.mine[key] = _shown(controls, key)
            self.unsure.pop(key, None)


def _shown(controls: Controls, key: str) -> object:
    """Give an answer as it stands in a page, the way it is stored."""
    parts = {
        name.partition(".")[2]: words[0]
        for name, words in controls.items()
        if name.startswith(f"{key}.") and words[0]
    }
    if parts:
        return parts
    words = controls.get(key, [])
    if key in _MANY:
        return words
    return words[0] if words else ""


_MANY = {"situations", "communication"}


def _answers() -> Iterator[list[tuple[str, Controls]]]:
    """Draw the answers of each page, key by key; texts are typed in two goes."""
    mark = f"{random.getrandbits(40):010x}"
    pick = random.choice
    yes_no = ["yes", "no"]
    yield [
        _one("lives_alone", pick(["alone", "with_somebody"])),
        _one("home_kind", pick(["house", "flat"])),
    ]
    yield [
        ("situations", {"situations": sorted(random.sample(["falling", "getting_up", "worry"], 2))}),
        _one("fallen", pick(yes_no)),
        _one("fall_details", f"I köket {mark}"),
        _one("reason", "Om nätterna"),
        _one("reason", f"Om nätterna {mark}"),
    ]  # fmt: skip
    yield [
        _one("mobile_coverage", pick(["good", "poor"])),
        _one("landline", pick(yes_no)),
        ("communication", {"communication": [pick(["hearing", "sight"])]}),
    ]
    yield [_one("spare_key", pick(yes_no)), _one("way_in", f"Gult hus {mark}")]
    person = {"first_contact.name": ["Eva"], "first_contact.phone": ["070-174 06 05"]}
    yield [
        _one("phone_number", f"070-174 06 {random.randrange(100):02}"),
        ("first_contact", person),
        ("first_contact", {**person, "first_contact.relation": [f"dotter {mark}"]}),
        _one("share_with_centre", pick(yes_no)),
    ]


def _one(key: str, word: str) -> tuple[str, Controls]:
    return key, {key: [word]}


async def all_fill_in(
    port: int,
    cookie: str,
    residents: list[dict[str, str]],
    at_once: int,
    *,
    is_careless: bool = False,
) -> Log:
    """Let every resident fill in the application, so many at a time."""
    log, room = Log(), asyncio.Semaphore(at_once)

    async def one(resident: Mapping[str, str]) -> None:
        async with room:
            await Browser(port, cookie, resident, log).fill_in(is_careless=is_careless)

    await asyncio.gather(*(one(resident) for resident in residents))
    return log


def run() -> list[dict[str, object]]:
    """Do nothing by itself: `forms` calls this module."""
    return []

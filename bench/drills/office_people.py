"""The people of the drill `office_day`: each at a browser of her own, thinking between the pages.

Whatever a person writes holds a mark that stands nowhere else, and is noted when the page says that
it is done: then it must be in the database, once. Nothing is sent again: an answer that does not
come is an error.
"""

import asyncio
import random
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

from bench.drills.forms_browsers import SERVICE, Controls, _Page, _shown
from bench.drills.year_end_phones import HOST, Answer, _read
from gemensam.portal.walk.story import ANSWERS

OK, NO_CONTENT, SEE_OTHER, CONFLICT = 200, 204, 303, 409
PATIENCE = 30.0
WORK, MINE = "/arbeta/", "/munkedal/mina-sidor/"
FILTERS = ("", "", "", "?visa=svar", "?visa=nya", "?visa=beslut", "?visa=vantar", "?mina=ja", "?visa=beslutade")  # fmt: skip
# So many at the top of the list are chosen among: then some open the same one.
TOP = 12
# Whoever applies begins within such a part of the day, so that there is time to send.
APPLIES_WITHIN = 0.4
# An answer of a form is typed in such a part of the time that a page is thought about.
TYPING = 0.2
# What is asked about a fall comes up in the page where there was one.
PAGES = (ANSWERS[0], {**ANSWERS[1], **ANSWERS[2]}, *ANSWERS[3:])
# Those of its answers that are texts of one's own.
TEXTS = {"reason", "fall_details", "way_in"}
# A form's fields on a case page are called this.
DECIDE, ASK, WRITE = "beslut-", "fraga-", "skriv-"
_CASE = re.compile(r'href="/arbeta/arenden/([0-9a-f-]{36})/"[^>]*>([^<]*)<')


class Failed(Exception):
    """A page was not what it should have been; the log says which."""


@dataclass(slots=True)
class Log:
    """What all of them saw together."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    # What was said to be done: the words by what they should be found as.
    events: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    submitted: list[str] = field(default_factory=list)
    # By resident: what was announced as saved, by key.
    saved: dict[str, dict[str, object]] = field(default_factory=dict)
    # By resident: what was sent and got no answer; it may have been saved or not.
    unsure: dict[str, dict[str, object]] = field(default_factory=dict)
    # Who waited in vain: she was shown less than was logged.
    unanswered: set[str] = field(default_factory=set)
    # A conflict: the case, the version that was sent, and the one that the page then showed.
    conflicts: list[tuple[str, int, int | None]] = field(default_factory=list)
    # By person: cases opened, and people shown in lists. Each is a row in the log.
    opened: dict[str, int] = field(default_factory=dict)
    listed: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Day:
    """What they share: where, until when, and how long they think."""

    port: int
    cookie: str
    until: float
    think: tuple[float, float]
    log: Log = field(default_factory=Log)

    @property
    def goes_on(self) -> bool:
        """Say whether there is time for something more."""
        return time.monotonic() < self.until

    async def pause(self, part: float = 1.0) -> None:
        """Think, or read; or type, which takes a part of that."""
        await asyncio.sleep(part * random.uniform(*self.think))


class Person:
    """One browser with one session."""

    def __init__(self, day: Day, given: dict[str, str]) -> None:
        self.day, self.log, self.given = day, day.log, given
        self.cookies = {day.cookie: given["token"], "gemensam_language": "sv"}
        self.controls: Controls = {}

    async def ask(
        self, kind: str, path: str, form: dict[str, Any] | None = None, *, auto: bool = False
    ) -> Answer:
        """Open a page or send a form. Raises Failed: no answer, or none that a page may give."""
        body = None
        if form is not None:
            token = self.controls.get("csrfmiddlewaretoken", [""])[0]
            body = urlencode({**form, "csrfmiddlewaretoken": token}, doseq=True).encode()
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._exchange(path, body, auto=auto)
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            self.log.unanswered.add(self.given["person"])
            self.fail(f"{kind} {path}: {type(error).__name__}")
        self.log.seconds.setdefault(kind, []).append(time.perf_counter() - began)
        self.cookies |= answer.cookies
        if answer.status not in {OK, NO_CONTENT, SEE_OTHER, CONFLICT}:
            self.fail(f"{kind} {path}: {answer.status}")
        if answer.status in {OK, CONFLICT}:
            self.controls = _Page(answer.text).controls
        return answer

    def fail(self, what: str) -> None:
        """Note an error. Raises Failed: always."""
        self.log.errors.append(what)
        raise Failed(what)

    async def _exchange(self, path: str, body: bytes | None, *, auto: bool) -> Answer:
        reader, writer = await asyncio.open_connection(HOST, self.day.port)
        try:
            lines = [
                f"{'GET' if body is None else 'POST'} {path} HTTP/1.1",
                f"Host: {HOST}:{self.day.port}",
                "Connection: close",
                "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                "Accept-Language: sv",
            ]
            if body is not None:
                lines += ["Content-Type: application/x-www-form-urlencoded"]
                lines += [f"Content-Length: {len(body)}"]
            lines += ["X-Autosave: true"] if auto else []
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b""))
            await writer.drain()
            return await _read(reader)
        finally:
            writer.close()

    def mark(self, words: str) -> str:
        """Write something that stands nowhere else."""
        return f"{words} {random.getrandbits(64):016x}"

    def saw(self, kind: dict[str, int], count: int) -> None:
        """Note how many rows of the log there should be for what was shown."""
        kind[self.given["person"]] = kind.get(self.given["person"], 0) + count


class Caseworker(Person):
    """Looks through the list, opens a case, does one thing in it, and back."""

    async def work(self, place: int) -> None:
        """Work until the day ends; each begins with another of the things there are to do."""
        acts = [self._ask, self._write, self._decide, self._note, self._ask, self._write]
        self.acts = cycle([*acts[place % len(acts) :], *acts[: place % len(acts)]])
        await asyncio.sleep(random.uniform(0, self.day.think[1]))
        while self.day.goes_on:
            try:
                await self._once()
            except Failed:
                await self.day.pause()

    async def _once(self) -> None:
        page = await self.ask("work list", WORK + random.choice(FILTERS))
        rows = _CASE.findall(page.text)
        self.saw(self.log.listed, len({name for _case_id, name in rows}))
        await self.day.pause()
        if not rows or not self.day.goes_on:
            return
        case_id, _name = random.choice(rows[:TOP])
        path = f"{WORK}arenden/{case_id}/"
        await self.ask("case", path)
        self.saw(self.log.opened, 1)
        await self.day.pause()
        if WRITE + "text" not in self.controls:
            return
        await next(self.acts)(case_id, path)
        await self.day.pause()

    async def _done(
        self, kind: str, path: str, form: dict[str, Any], case_id: str, version: int
    ) -> bool:
        """Send what was written; a conflict is noted with what the page then shows."""
        answer = await self.ask(kind, path, form)
        if answer.status == CONFLICT:
            self.saw(self.log.opened, 1)
            self.log.conflicts.append((case_id, version, self._version()))
        elif answer.status != SEE_OTHER:
            self.fail(f"{kind} {path}: {answer.status}")
        return answer.status == SEE_OTHER

    def _version(self) -> int | None:
        shown = self.controls.get(DECIDE + "version")
        return int(shown[0]) if shown else None

    async def _ask(self, case_id: str, path: str) -> None:
        # The question's form stands at the field that is asked about.
        await self.ask("case", f"{path}?fraga=reason")
        self.saw(self.log.opened, 1)
        if ASK + "version" not in self.controls:
            return
        await self.day.pause()
        words, version = self.mark("Hur ofta?"), int(self.controls[ASK + "version"][0])
        form = {
            ASK + "version": version,
            ASK + "field_id": "reason",
            ASK + "text": words,
            ASK + "due_on": (datetime.now(UTC).date() + timedelta(days=7)).isoformat(),
        }
        if await self._done("ask", f"{path}fraga/", form, case_id, version):
            self.log.events.append(words)

    async def _write(self, case_id: str, path: str) -> None:
        await self._say(case_id, path, "sokande")

    async def _note(self, case_id: str, path: str) -> None:
        await self._say(case_id, path, "intern")

    async def _say(self, case_id: str, path: str, to: str) -> None:
        words = self.mark("Vi har läst det du skrev.")
        form = {WRITE + "text": words, WRITE + "to": to}
        if await self._done("write", f"{path}skriv/", form, case_id, self._version() or 0):
            self.log.events.append(words)

    async def _decide(self, case_id: str, path: str) -> None:
        version = self._version()
        if version is None:
            return
        words = self.mark("Behovet är tillgodosett på annat sätt.")
        form = {
            DECIDE + "version": version,
            DECIDE + "outcome": "REJECT",
            DECIDE + "motivation": words,
            "bekrafta": "ja",
        }
        is_done = await self._done("decide", f"{path}beslut/", form, case_id, version)
        # Deciding reads the case before it decides.
        self.saw(self.log.opened, 1)
        if is_done:
            self.log.decisions.append(words)


class Resident(Person):
    """Applies for something, or follows her case: reads, answers, writes."""

    async def live(self, *, applies: bool) -> None:
        """Be there until the day ends."""
        comes = APPLIES_WITHIN * (self.day.until - time.monotonic())
        await asyncio.sleep(random.uniform(0, comes if applies else self.day.think[1]))
        try:
            if applies:
                await self._apply()
        except Failed:
            await self.day.pause()
        while self.day.goes_on:
            try:
                await self._follow()
            except Failed:
                await self.day.pause()

    async def _follow(self) -> None:
        await self.ask("my pages", MINE)
        # The list of her cases is a row of its own.
        self.saw(self.log.opened, 1)
        await self.day.pause()
        if not self.day.goes_on:
            return
        path = f"{MINE}arenden/{self.given['case']}/"
        await self.ask("my case", path)
        self.saw(self.log.opened, 1)
        await self.day.pause()
        words = self.mark("Det händer varje vecka.")
        if question := self.controls.get("question"):
            form = {"question": question[0], "text": words}
            await self._tell("answer", f"{path}svara/", form)
        elif "text" in self.controls and random.random() < 0.4:
            await self._tell("message", f"{path}skriv/", {"text": words})
        await self.day.pause()

    async def _tell(self, kind: str, path: str, form: dict[str, str]) -> None:
        answer = await self.ask(kind, path, form)
        if answer.status == CONFLICT:
            # Decided while she wrote: there is nothing more to say in it.
            self.log.conflicts.append((self.given["case"], 0, None))
        elif answer.status == SEE_OTHER:
            self.log.events.append(form["text"])
        else:
            self.fail(f"{kind} {path}: {answer.status}")

    async def _apply(self) -> None:
        """Fill in an application, page by page, and send it, also when the day ends meanwhile."""
        await self.ask("service", SERVICE)
        await self.day.pause()
        begun = await self.ask("begin", SERVICE, {"for": self.given["id"]})
        path = begun.headers["location"]
        for answers in PAGES:
            await self.ask("form page", path)
            await self.day.pause()
            for key, typed in self._typed(answers):
                await self.day.pause(TYPING)
                await self._save(path, key, typed)
            went = await self.ask("next", path, {**self.controls, "go": "next"})
            if went.status != SEE_OTHER:
                self.fail(f"next {path}: {went.status}")
            path = went.headers["location"].partition("#")[0]
        await self.ask("check", path)
        await self.day.pause()
        sent = await self.ask("submit", path, {"send": "1"})
        if sent.status != SEE_OTHER:
            self.fail(f"submit {path}: {sent.status}")
        self.log.submitted.append(path.rstrip("/").split("/")[-2])
        await self.ask("receipt", sent.headers["location"])

    def _typed(self, answers: Mapping[str, str]) -> Iterator[tuple[str, Controls]]:
        for key, words in answers.items():
            yield key, {key: [self.mark(words) if key in TEXTS else words]}

    async def _save(self, path: str, key: str, parts: Controls) -> None:
        """Type an answer; the page saves itself, and says so by 204."""
        controls = {**self.controls, **parts}
        shown = {asked: _shown(controls, asked) for asked in controls.get("asked", [])}
        self.log.unsure[self.given["id"]] = shown
        answer = await self.ask("autosave", path, controls, auto=True)
        if answer.status != NO_CONTENT:
            self.fail(f"autosave {path} {key}: {answer.status}")
        self.controls = controls
        mine = self.log.saved.setdefault(self.given["id"], {})
        mine |= self.log.unsure.pop(self.given["id"])


async def all_day(
    day: Day, caseworkers: list[dict[str, str]], residents: list[dict[str, str]], applying: float
) -> Log:
    """Let everybody come, and work or live until the day ends."""
    await asyncio.gather(
        *(Caseworker(day, one).work(place) for place, one in enumerate(caseworkers)),
        *(
            Resident(day, one).live(applies=place < len(residents) * applying)
            for place, one in enumerate(residents)
        ),
    )
    return day.log


def run() -> list[dict[str, object]]:
    """Do nothing by itself: `office_day` calls this module."""
    return []

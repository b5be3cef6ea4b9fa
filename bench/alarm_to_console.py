"""From a pressed button to the operator's eyes: real SIP over UDP, receiver, live stream, Chromium.

Each alarm has a number of its own. The clock starts just before the datagram leaves and stops in
the first frame that shows the alarm in the browser's page. Run: `gemensam bench alarm_to_console`.
"""

import os
import random
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import batched
from pathlib import Path
from statistics import quantiles
from typing import Any, Final
from uuid import uuid4

import httpx
from playwright.sync_api import Page, sync_playwright

from gemensam.portal.walk import system
from gemensam.portal.walk.alarm_unit import AlarmUnit

ALARMS: Final = int(os.environ.get("GEMENSAM_BENCH_ALARMS") or 240)
WARM_UP: Final = 5
# A centre's queue is short; what was shown is closed now and then, as operators do.
QUEUE: Final = 30
# Presses come when they come: never in step with the console's own readings.
PAUSE: Final = (0.15, 0.75)
GOAL_MS: Final = 1000.0
SEEN_WITHIN_MS: Final = 15_000
# The headless build where there is one: the same pages for a third of the work.
CHROMIUM = (
    os.environ.get("GEMENSAM_CHROMIUM")
    or shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
    or "/usr/bin/chromium"
)

# Notes when each line of the queue is first in a painted frame, in the machine's own time.
WATCH = """() => {
  window.seen = {};
  const look = () => requestAnimationFrame(() => {
    const at = performance.timeOrigin + performance.now();
    for (const line of document.querySelectorAll(".call__who")) window.seen[line.textContent] ??= at;
  });
  new MutationObserver(look).observe(document.getElementById("queue"), {childList: true, subtree: true});
}"""


def _open_console(page: Page, at: system.System) -> None:
    page.goto(f"{at.address}/logga-in/")
    page.locator('button[name="person"][value="olga"]').click()
    page.wait_for_url("**/larm/**")
    page.wait_for_selector("#sound:not([hidden])")
    page.evaluate(WATCH)


def _seen_at(page: Page, title: str) -> float:
    deadline = time.monotonic() + SEEN_WITHIN_MS / 1000
    while time.monotonic() < deadline:
        at = page.evaluate("title => window.seen[title] ?? 0", title)
        if at:
            return float(at)
        time.sleep(0.02)
    raise TimeoutError(f"{title} was never shown")


def _close_all(browser: httpx.Client) -> None:
    """Take and close what is open, as a colleague at another console."""
    page = browser.get("/larm/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = {"csrfmiddlewaretoken": token[1]}
    for alarm_id in re.findall(r'name="larm" value="([0-9a-f-]{36}) ', page):
        browser.post("/larm/ta/", data=form | {"larm": f"{alarm_id} {uuid4()}"})
        ending = {"kommando": str(uuid4()), "orsak": "BY_VOICE"}
        browser.post(f"/larm/{alarm_id}/avsluta/", data=form | ending)


def _colleague(at: system.System) -> httpx.Client:
    browser = httpx.Client(base_url=at.address, timeout=30, headers={"Referer": at.address})
    page = browser.get("/logga-in/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    browser.post("/logga-in/demo/", data={"csrfmiddlewaretoken": token[1], "person": "olga"})
    return browser


def _measure(page: Page, at: system.System, browser: httpx.Client) -> list[float]:
    taken: list[float] = []
    chance = random.Random(1)
    for group in batched(range(ALARMS + WARM_UP), QUEUE):
        for number in group:
            cid = f"91{number:06}"
            with AlarmUnit(cid, at.host, at.sip_port) as unit:
                began = time.time() * 1000
                unit.press()
            taken.append(_seen_at(page, f"Enhet {cid}") - began)
            time.sleep(chance.uniform(*PAUSE))
        _close_all(browser)
    return taken[WARM_UP:]


def run() -> Iterator[dict[str, Any]]:
    """Measure with the stream, in a system of its own."""
    home = os.environ.get("GEMENSAM_BENCH_HOME")
    with (
        system.running(keep=Path(home) if home else None) as at,
        sync_playwright() as playwright,
        closing(_colleague(at)) as browser,
    ):
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 900}, locale="sv-SE")
        _open_console(page, at)
        taken = _measure(page, at, browser)
        chromium.close()
    cuts = quantiles(taken, n=100, method="inclusive")
    for name, value in (("p50", cuts[49]), ("p95", cuts[94]), ("p99", cuts[98])):
        yield {
            "name": f"alarm_to_console_{name}",
            "unit": "ms",
            "ours": round(value, 1),
            "peer": GOAL_MS,
            "peer_name": "goal: shown within a second",
            "ratio": round(GOAL_MS / value, 2),
            "note": f"{len(taken)} alarms, SIP/UDP to painted frame in Chromium, fsync on; "
            f"max {max(taken):.0f} ms",
            "passed": value <= GOAL_MS,
        }

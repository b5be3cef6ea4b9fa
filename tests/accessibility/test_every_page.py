"""Every sort of page: nothing for axe to find, fits a phone, one heading, works without a script."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Response
from tests.accessibility import looking
from tests.accessibility.looking import DESKTOP, PHONE, SCHEMES, View
from tests.accessibility.pages import PageType, page_types
from tests.cast_at_work import log_in as session_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LIGHT = View(scheme="light")
WITH_SCRIPT = View(waits_for="domcontentloaded")
WITHOUT_SCRIPT = View(waits_for="domcontentloaded", has_script=False)
# Every page in every width and colour is the drill's: `gemensam drill axe`.
SEES_ALL = bool(os.environ.get("GEMENSAM_EVERY_VIEW"))
EVERY_VIEW = [View(width=width, scheme=scheme) for width in (DESKTOP, PHONE) for scheme in SCHEMES]
# Axe looks at one page in so many on a dark phone too, another part each day: all in a week.
PARTS = 7


def _looked_at(
    live_server, browser, view: View, kinds: list[PageType]
) -> Iterator[tuple[PageType, Page, Response]]:
    """Open each of the pages in a window of the first who may, one window a person."""
    for who in sorted({kind.who for kind in kinds}):
        with looking.open_as(browser, live_server.url, session_of(who), view) as context:
            page = context.new_page()
            for kind in (one for one in kinds if one.who == who):
                page.set_viewport_size({"width": view.width, "height": looking.HEIGHT})
                answer = page.goto(live_server + kind.path, wait_until=view.waits_for)
                assert answer is not None
                yield kind, page, answer


def _faults(live_server, browser, view: View, kinds: list[PageType]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for at, (kind, page, answer) in enumerate(_looked_at(live_server, browser, view, kinds)):
        wrong = looking.sent_faults(page, answer) + looking.faults(page)
        page.set_viewport_size({"width": PHONE, "height": looking.HEIGHT})
        wrong += looking.width_faults(page)
        if not SEES_ALL and at % PARTS == datetime.now(UTC).toordinal() % PARTS:
            page.emulate_media(color_scheme="dark")
            wrong += looking.faults(page)
            page.emulate_media(color_scheme="light")
        found |= looking.describe(kind, view, wrong)
    return found


@pytest.mark.timeout(1200 if SEES_ALL else 400)
def test_axe_finds_nothing_and_no_page_is_wider_than_a_phone(live_server, browser):
    kinds = list(page_types())
    found: dict[str, list[str]] = {}
    for view in EVERY_VIEW if SEES_ALL else [LIGHT]:
        found |= _faults(live_server, browser, view, kinds)
        # The drill counts these lines.
        print(f"looked at {len(kinds)} pages, {view.width} px, {view.scheme}")  # noqa: T201
    assert found == {}


@pytest.mark.timeout(200)
def test_axe_would_find_a_picture_without_words(browser):
    page = browser.new_page()
    page.set_content("<html lang=sv><title>x</title><main><h1>x</h1><img src=x></main>")
    assert [fault.split(":")[0] for fault in looking.faults(page)] == ["axe image-alt"]
    page.close()


@pytest.mark.timeout(400)
@pytest.mark.skipif(not SEES_ALL, reason="that the whole page is sent is looked at above")
def test_every_page_works_without_a_script(live_server, browser):
    kinds = list(page_types())
    full = {
        kind: looking.heading(page)
        for kind, page, _ in _looked_at(live_server, browser, WITH_SCRIPT, kinds)
    }
    found: dict[str, object] = {}
    for kind, page, answer in _looked_at(live_server, browser, WITHOUT_SCRIPT, kinds):
        seen = (answer.status, looking.heading(page), looking.bare_faults(page))
        if seen != (200, full[kind], []):
            found[f"{kind.name} as {kind.who}"] = seen
    assert found == {}

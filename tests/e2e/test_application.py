"""Eva applies for Margit in a real browser: on a narrow phone without script, and with it; axe on every page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.accessibility import looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The narrowest phone that must do, without sideways scrolling (WCAG 2.2, 1.4.10).
NARROW = {"width": 320, "height": 640}
PHONE = {"width": 390, "height": 844}
# Waits longer than the pause after which a form saves itself, on a busy machine.
PATIENCE_MS = 10_000


def _violations(page: Page) -> list[str]:
    """Give axe's findings on the open page, one line each."""
    return [f"{page.url} {one}" for one in looking.axe_faults(page)]


def _next(page: Page) -> None:
    page.locator('button[name="go"][value="next"]').click()


def _begin(page: Page, live_server: Any, log_in: Callable[[Page, str], None]) -> None:
    log_in(page, "eva")
    page.goto(live_server + "/munkedal/ansok/trygghetslarm/")
    page.get_by_label("Margit Lindgren").check()
    page.locator("main form button").click()


def _fill_in(page: Page, on_page: Callable[[], None]) -> None:
    """Answer the pages; without script the question that an answer opens comes after "Nästa"."""
    on_page()
    page.get_by_label("Ja, jag bor ensam").check()
    page.get_by_label("I eget hus").check()
    _next(page)
    on_page()
    page.get_by_label("Jag är rädd för att ramla").check()
    page.locator('input[name="fallen"][value="yes"]').check()
    page.locator('textarea[name="reason"]').fill("Hon är ensam om nätterna.")
    if not page.locator('textarea[name="fall_details"]').is_visible():
        _next(page)
    page.locator('textarea[name="fall_details"]').fill("Två gånger i oktober, i köket.")
    on_page()
    _next(page)
    on_page()
    page.locator('input[name="mobile_coverage"][value="poor"]').check()
    page.locator('input[name="landline"][value="yes"]').check()
    _next(page)
    on_page()
    page.locator('input[name="spare_key"][value="yes"]').check()
    _next(page)
    on_page()
    page.locator('input[name="phone_number"]').fill("070-174 06 04")
    page.locator('input[name="first_contact.name"]').fill("Eva Lindgren")
    page.locator('input[name="first_contact.phone"]').fill("070-174 06 05")
    page.locator('input[name="share_with_centre"][value="yes"]').check()
    _next(page)
    on_page()


def test_the_whole_application_on_a_narrow_phone_without_script(live_server, browser, log_in):
    with browser.new_context(viewport=NARROW, java_script_enabled=False, locale="sv-SE") as context:
        page = context.new_page()
        _begin(page, live_server, log_in)
        _fill_in(page, lambda: None)
        page.get_by_role("button", name="Skicka ansökan").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Din ansökan har kommit in")
        page.get_by_role("link", name="Följ ärendet").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Trygghetslarm")


def test_every_page_fits_a_narrow_phone_and_axe_finds_nothing(live_server, browser, log_in):
    found: list[str] = []
    with browser.new_context(viewport=NARROW, locale="sv-SE") as context:
        page = context.new_page()

        def look() -> None:
            found.extend(_violations(page))
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{page.url} scrolls sideways")

        page.goto(live_server + "/munkedal/")
        look()
        page.goto(live_server + "/munkedal/ansok/trygghetslarm/")
        look()
        _begin(page, live_server, log_in)
        _next(page)
        look()
        _fill_in(page, look)
        page.get_by_role("button", name="Skicka ansökan").click()
        look()
        page.get_by_role("link", name="Följ ärendet").click()
        look()
        for path in ("", "vem-har-last/", "ombud/"):
            page.goto(live_server + f"/munkedal/mina-sidor/{path}")
            look()
    assert sorted(set(found)) == []


def test_answers_save_themselves_and_a_question_opens_without_a_new_page(
    live_server, browser, log_in
):
    with browser.new_context(viewport=PHONE, locale="sv-SE") as context:
        page = context.new_page()
        _begin(page, live_server, log_in)
        page.get_by_label("Ja, jag bor ensam").check()
        saved = page.locator("[data-saved]")
        expect(saved).to_contain_text("Sparat kl.", timeout=PATIENCE_MS)
        page.reload()
        expect(page.get_by_label("Ja, jag bor ensam")).to_be_checked()
        page.get_by_label("I eget hus").check()
        _next(page)
        page.locator('textarea[name="reason"]').fill("Trappan")
        page.locator('input[name="fallen"][value="yes"]').check()
        details = page.locator('textarea[name="fall_details"]')
        expect(details).to_be_visible(timeout=PATIENCE_MS)
        # What was typed before the question came is still there.
        expect(page.locator('textarea[name="reason"]')).to_have_value("Trappan")
        page.locator('input[name="fallen"][value="no"]').check()
        expect(details).to_be_hidden(timeout=PATIENCE_MS)


def test_two_open_tabs_are_told_apart_and_nothing_is_written_over(live_server, browser, log_in):
    with browser.new_context(viewport=PHONE, locale="sv-SE") as context:
        first = context.new_page()
        _begin(first, live_server, log_in)
        second = context.new_page()
        second.goto(first.url)
        second.get_by_label("I lägenhet").check()
        expect(second.locator("[data-saved]")).to_contain_text("Sparat kl.", timeout=PATIENCE_MS)
        first.get_by_label("I eget hus").check()
        expect(first.locator("[data-saved]")).to_contain_text(
            "ändrat på en annan sida", timeout=PATIENCE_MS
        )
        first.get_by_label("Ja, jag bor ensam").check()
        _next(first)
        expect(first.get_by_role("heading", level=1)).to_have_text(
            "Svaret är ändrat på en annan sida"
        )
        assert _violations(first) == []
        first.locator('input[value="mine"]').check()
        _next(first)
        second.reload()
        expect(second.get_by_label("I eget hus")).to_be_checked()
        expect(second.get_by_label("Ja, jag bor ensam")).to_be_checked()

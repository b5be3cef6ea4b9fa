"""The demo's need survey, answered at 320 px without script, and by keyboard alone with script."""

import pytest
from playwright.sync_api import Page, expect
from tests.accessibility import looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW = {"width": 320, "height": 640}
START = "/enkat/vastkom/it-coach/"


def _pick(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Nästa").click()


def test_an_older_person_answers_on_a_narrow_phone_without_script(live_server, browser):
    with browser.new_context(viewport=NARROW, java_script_enabled=False, locale="sv-SE") as context:
        page = context.new_page()
        page.goto(live_server + START)
        page.get_by_label("Vilken kommun bor du i?").select_option("Munkedal")
        page.get_by_role("button", name="Börja").click()
        _pick(page, "Från 75 till 84 år", "Ja, jag bor ensam")
        _pick(page, "Mobil med pekskärm", "Varje dag", "BankID")
        _pick(page, "Nej")
        # Whoever wants no coach is not asked how.
        _pick(page, "Nej")
        _pick(page, "Nej")
        expect(page.get_by_role("heading", name="Kontrollera och skicka")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        page.get_by_role("button", name="Skicka dina svar").click()
        expect(page.get_by_role("heading", name="Tack för dina svar")).to_be_visible()


def test_the_survey_is_begun_by_keyboard_and_found_again_by_its_link(live_server, browser):
    with browser.new_context(viewport=NARROW, locale="sv-SE") as context:
        page = context.new_page()
        page.goto(live_server + START)
        assert looking.faults(page) == []
        page.get_by_label("Vilken kommun bor du i?").focus()
        page.keyboard.type("Mun")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_label("Från 75 till 84 år", exact=True).focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Spara och fortsätt senare").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Dina svar är sparade")).to_be_visible()
        assert looking.faults(page) == []
        link = page.locator("main a").first.get_attribute("href")
        page.get_by_role("button", name="Glöm mig på den här enheten").click()
        expect(page.get_by_label("Vilken kommun bor du i?")).to_be_visible()
        page.goto(link or "")
        page.get_by_role("link", name="Fortsätt svara").click()
        expect(page.get_by_label("Från 75 till 84 år", exact=True)).to_be_checked()

"""The form designer in a real browser: by keyboard alone, without script, and two at once."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.accessibility import looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESKTOP = {"width": 1280, "height": 900}
# Nobody tabs further than this to anything.
MOST_TABS = 120


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is on something; what cannot be reached so is a fault."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => document.activeElement === one"):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"no visible focus on {wanted}"
            return
    pytest.fail(f"{wanted} is not reached by Tab")


def _open(page: Page, live_server: Any, log_in: Any) -> None:
    """Open the demo's form, as Lena."""
    log_in(page, "lena")
    page.goto(live_server + "/formular/")
    page.get_by_role("link", name="Lämna en synpunkt").click()


def _order(page: Page) -> list[str]:
    """Give the form's first two questions as the outline has them."""
    return [
        one.inner_text().split("\n")[0].strip()
        for one in page.locator("nav.outline .depth-3 a").all()[:2]
    ]


def _press(page: Page, button: Locator) -> None:
    _tab_to(page, button)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _add(page: Page, words: str, kind: str) -> None:
    _tab_to(page, page.get_by_label("Fråga, rubrik eller namn"))
    page.keyboard.type(words)
    _tab_to(page, page.get_by_label("Sorts svar"))
    page.keyboard.type(kind)
    _press(page, page.get_by_role("button", name="Lägg till fråga"))
    expect(page.locator("nav.outline [aria-current]")).to_contain_text(words)


def test_a_form_is_made_and_published_from_nothing_by_keyboard_alone(live_server, browser, log_in):
    found: list[str] = []
    with browser.new_context(viewport=DESKTOP, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, "lena")
        page.goto(live_server + "/formular/")
        found += looking.axe_faults(page)
        _tab_to(page, page.get_by_label("Vad heter formuläret?"))
        page.keyboard.type("Fråga om hemtjänst")
        _press(page, page.get_by_role("button", name="Börja"))
        _add(page, "Vad undrar du?", "L")
        _add(page, "Vill du ha svar?", "J")
        _add(page, "Vilken e-post har du?", "E-p")
        _tab_to(page, page.get_by_label("Visas", exact=True))
        page.keyboard.press("ArrowDown")
        _tab_to(page, page.get_by_label("Fråga", exact=True).last)
        page.keyboard.type("Vill du")
        _tab_to(page, page.get_by_label("Med", exact=True).last)
        page.keyboard.type("Ja")
        page.keyboard.press("Tab")
        # However fast it was typed: an answer to an earlier change never takes back a later one.
        expect(page.locator("nav.outline [aria-current]")).to_contain_text("villkor")
        preview = page.locator(".phone")
        expect(preview.get_by_label("Vilken e-post har du?")).to_be_hidden()
        preview.get_by_label("Ja").check()
        expect(preview.get_by_label("Vilken e-post har du?")).to_be_visible()
        found += looking.axe_faults(page)
        _press(page, page.get_by_role("link", name="Publicera …"))
        found += looking.axe_faults(page)
        _press(page, page.get_by_role("button", name="Publicera"))
        expect(page.get_by_text("Publicerat. Det gäller från och med nu.")).to_be_visible()
    assert found == []


def test_a_step_is_taken_back_and_done_again_and_names_are_read_to_those_who_cannot_see(
    live_server, browser, log_in
):
    with browser.new_context(viewport=DESKTOP, locale="sv-SE") as context:
        page = context.new_page()
        _open(page, live_server, log_in)
        page.get_by_role("link", name="Vad vill du berätta?").click()
        _press(page, page.get_by_role("button", name="Flytta upp"))
        assert _order(page) == ["Vad vill du berätta?", "Vad vill du lämna?"]
        _press(page, page.get_by_role("button", name="Ångra"))
        assert _order(page) == ["Vad vill du lämna?", "Vad vill du berätta?"]
        _press(page, page.get_by_role("button", name="Gör om"))
        assert _order(page) == ["Vad vill du berätta?", "Vad vill du lämna?"]
        expect(
            page.get_by_role("heading", level=2, name="Lång text: Vad vill du berätta?")
        ).to_be_visible()
        tree = page.locator("main").aria_snapshot()
        for name in ('textbox "Fråga (Svenska)"', 'checkbox "Måste besvaras"', 'combobox "Visas"'):
            assert name in tree, tree


def test_the_designer_works_without_script_at_320_px(live_server, browser, log_in):
    narrow = {"width": 320, "height": 640}
    with browser.new_context(viewport=narrow, java_script_enabled=False, locale="sv-SE") as context:
        page = context.new_page()
        _open(page, live_server, log_in)
        page.get_by_role("link", name="Vad vill du lämna?").click()
        page.get_by_label("Nytt val (Svenska)").fill("En fråga")
        page.get_by_role("button", name="Spara", exact=True).click()
        expect(page.locator(".phone").get_by_label("En fråga")).to_have_count(1)
        page.get_by_role("link", name="Prova").click()
        page.get_by_role("button", name="Se vad det blir").click()
        expect(page.locator("main")).to_contain_text("Varför är det här dolt?")
        expect(page.locator("main")).to_contain_text("”Vill du ha svar?” är Ja: är inte känt än")
        page.get_by_label("Vad det visar").fill("Inget är besvarat")
        page.get_by_role("button", name="Spara som prov").click()
        page.goto(page.url.replace("/prova/", "/publicera/"))
        expect(page.locator("main")).to_contain_text("Inget är besvarat")


def test_two_at_once_see_both_and_choose(live_server, browser, log_in):
    with browser.new_context(viewport=DESKTOP, locale="sv-SE") as context:
        one = context.new_page()
        _open(one, live_server, log_in)
        one.get_by_role("link", name="Vad vill du berätta?").click()
        other = context.new_page()
        other.goto(one.url)
        _rewrite(one, "Vad vill du säga oss?")
        _rewrite(other, "Berätta vad du tycker")
        expect(other.get_by_role("alert").first).to_contain_text("Någon annan har ändrat samma sak")
        expect(other.get_by_label("Fråga (Svenska)")).to_have_value("Berätta vad du tycker")
        other.get_by_role("button", name="Låt mitt gälla").click()
        expect(other.locator("nav.outline [aria-current]")).to_contain_text("Berätta vad du tycker")


def _rewrite(page: Page, words: str) -> Any:
    page.get_by_label("Fråga (Svenska)").fill(words)
    page.get_by_role("button", name="Spara", exact=True).click()
    return page.wait_for_load_state()


def test_what_is_written_is_said_to_be_saved_and_a_question_is_put_in_another_group(
    live_server, browser, log_in
):
    with browser.new_context(viewport=DESKTOP, locale="sv-SE") as context:
        page = context.new_page()
        _open(page, live_server, log_in)
        page.get_by_label("Fråga, rubrik eller namn").fill("Svar till dig")
        page.get_by_role("button", name="Lägg till sida").click()
        page.get_by_role("link", name="Vill du ha svar?").click()
        page.get_by_text("Mer", exact=True).click()
        page.get_by_label("Står i").select_option("Svar till dig")
        expect(page.get_by_role("status").filter(has_text="Sparat kl.")).to_be_visible()
        expect(page.get_by_label("Står i")).to_be_visible()
        expect(page.locator(".phone h3")).to_have_text("Svar till dig")


def test_a_part_that_another_removed_keeps_what_was_written_and_nothing_else_is_touched(
    live_server, browser, log_in
):
    with browser.new_context(viewport=DESKTOP, locale="sv-SE") as context:
        one = context.new_page()
        _open(one, live_server, log_in)
        one.get_by_role("link", name="Vad vill du berätta?").click()
        other = context.new_page()
        other.goto(one.url)
        other.get_by_role("button", name="Ta bort", exact=True).click()
        other.get_by_role("button", name="Ta bort ändå").click()
        one.get_by_label("Hjälptext (Svenska)").fill("Skriv inte ditt personnummer")
        one.get_by_role("button", name="Spara", exact=True).click()
        expect(one.get_by_role("alert")).to_contain_text("Skriv inte ditt personnummer")
        expect(one.get_by_role("heading", level=1)).to_have_text("Lämna en synpunkt")


def test_a_table_is_filled_by_keyboard_alone_and_its_rule_is_told_before_it_goes(
    live_server, browser, log_in
):
    found: list[str] = []
    with browser.new_context(viewport=DESKTOP, locale="sv-SE") as context:
        page = context.new_page()
        _open(page, live_server, log_in)
        _tab_to(page, page.get_by_label("Fråga, rubrik eller namn"))
        page.keyboard.type("Norm")
        _press(page, page.get_by_role("button", name="Lägg till tabell"))
        _tab_to(page, page.get_by_label("Rad 1, nyckel"))
        page.keyboard.type("berom")
        page.keyboard.press("Tab")
        page.keyboard.type("många")
        page.keyboard.press("Tab")
        expect(page.get_by_text("Rad 1, varde: ”många” är inget tal.")).to_be_visible()
        expect(page.get_by_label("Rad 2, nyckel")).to_be_visible()
        found += looking.axe_faults(page)
        page.get_by_role("link", name="Vad vill du berätta?").click()
        page.get_by_text("Skriv regeln med ord").click()
        page.get_by_label("Visas", exact=True).select_option("words")
        page.get_by_label("Visas bara när").fill("lookup(norm, vad_galler_det, varde) > 1")
        page.get_by_label("Visas bara när").press("Tab")
        expect(page.locator("nav.outline [aria-current]")).to_contain_text("villkor")
        page.get_by_role("link", name="norm").click()
        expect(page.get_by_text("Det här ser på den:")).to_be_visible()
        _press(page, page.get_by_role("button", name="Ta bort", exact=True))
        expect(page.get_by_role("alert").first).to_be_focused()
        found += looking.axe_faults(page)
        _press(page, page.get_by_role("button", name="Ta bort ändå"))
        expect(page.locator("nav.outline li", has_text="Fel i regel")).to_contain_text(
            "Vad vill du berätta?"
        )
    assert found == []


def test_a_form_is_removed_and_brought_back_and_a_version_withdrawn_without_script(
    live_server, browser, log_in
):
    narrow = {"width": 320, "height": 640}
    with browser.new_context(viewport=narrow, java_script_enabled=False, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, "lena")
        page.goto(live_server + "/formular/")
        page.get_by_label("Vad heter formuläret?").fill("Ett misstag")
        page.get_by_role("button", name="Börja").click()
        page.get_by_role("button", name="Ta bort formuläret").click()
        page.get_by_role("button", name="Ångra").click()
        expect(page.get_by_role("link", name="Ett misstag")).to_be_visible()
        page.get_by_role("link", name="Lämna en synpunkt").click()
        page.get_by_role("link", name="Dra tillbaka en version").click()
        page.get_by_text("Dra tillbaka version 1 …").click()
        page.get_by_role("button", name="Dra tillbaka version 1").click()
        expect(page.locator("main")).to_contain_text("tillbakadragen")

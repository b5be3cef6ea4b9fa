"""Typing in the form designer at a person's pace while the server answers slowly: nothing is lost."""

from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.accessibility import looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESKTOP = {"width": 1280, "height": 900}
# Each answer is this late, in milliseconds.
SLOW = """
const quick = window.fetch;
const pause = () => new Promise((done) => { setTimeout(done, %s / 2); });
window.fetch = async (...asked) => {
  await pause();
  const answer = await quick(...asked);
  await pause();
  return answer;
};
"""


def _type(page: Page, words: str, random: Random) -> None:
    """Type as a person does: 20 to 90 ms a letter, now and then a pause."""
    for letter in words:
        page.keyboard.type(letter)
        page.wait_for_timeout(1200 if random.random() < 0.04 else random.randint(20, 90))


def _two_languages(page: Page, live_server: Any, log_in: Any, *, late: int) -> None:
    """Begin a form in two languages with a question of choices, with slow answers."""
    page.add_init_script(SLOW % late)
    log_in(page, "lena")
    page.goto(live_server + "/formular/")
    page.get_by_label("Vad heter formuläret?").fill("Teknik hemma")
    page.get_by_label("Engelska").check()
    page.get_by_role("button", name="Börja").click()
    page.get_by_label("Fråga, rubrik eller namn").fill("Hur ofta?")
    page.get_by_label("Sorts svar").select_option("choice")
    page.get_by_role("button", name="Lägg till fråga").click()


def _leave(page: Page) -> None:
    """Go to another part, which waits for what is not saved, and back."""
    page.locator("nav.outline a[href='?del=form#panel-title']").click()
    page.wait_for_url("**del=form#panel-title")
    page.locator("nav.outline .depth-3 a").click()
    page.wait_for_url("**hur_ofta#panel-title")


def _choices(page: Page) -> list[tuple[str, str, str]]:
    """Give the saved choices: id, Swedish, English."""
    rows = page.locator("[name^='choice.'][name$='.label.sv']").all()
    return [
        (
            str(one.get_attribute("name")).split(".")[1],
            one.input_value(),
            page.locator(f"[name='{str(one.get_attribute('name'))[:-3]}.en']").input_value(),
        )
        for one in rows
        if one.get_attribute("name") != "choice.label.sv"
    ]


WORDS = [("Varje dag", "Every day"), ("Mer sällan", "Less often"), ("Aldrig", "Never")]


@pytest.mark.parametrize("late", [60, 2500])
def test_choices_typed_by_hand_are_each_there_once_however_slow_the_server_is(
    live_server, browser, log_in, late
):
    random = Random(late)
    with browser.new_context(viewport=DESKTOP, locale="sv-SE") as context:
        page = context.new_page()
        _two_languages(page, live_server, log_in, late=late)
        for swedish, english in WORDS:
            page.locator("[name='choice.label.sv']").focus()
            _type(page, swedish, random)
            page.keyboard.press("Tab")
            _type(page, english, random)
            page.keyboard.press("Tab")
            expect(page.locator("[name='choice.label.sv']")).to_have_value("")
        _leave(page)
        assert _choices(page) == [
            ("val_1", "Första valet", ""),
            ("val_2", "Andra valet", ""),
            ("varje_dag", "Varje dag", "Every day"),
            ("mer_sallan", "Mer sällan", "Less often"),
            ("aldrig", "Aldrig", "Never"),
        ]


def test_enter_saves_a_choice_and_goes_on_to_the_next(live_server, browser, log_in):
    random = Random(3)
    with browser.new_context(viewport=DESKTOP, locale="sv-SE") as context:
        page = context.new_page()
        _two_languages(page, live_server, log_in, late=800)
        here = page.url
        page.locator("[name='choice.label.sv']").focus()
        for swedish, _english in WORDS:
            _type(page, swedish, random)
            page.keyboard.press("Enter")
            expect(page.locator("[name='choice.label.sv']")).to_be_focused()
            expect(page.locator("[name='choice.label.sv']")).to_have_value("")
        assert page.url == here
        _leave(page)
        assert [words for _id, words, _english in _choices(page)[2:]] == [one for one, _ in WORDS]


def test_what_is_typed_before_a_link_or_a_button_is_pressed_is_saved_first(
    live_server, browser, log_in
):
    random = Random(7)
    with browser.new_context(viewport=DESKTOP, locale="sv-SE") as context:
        page = context.new_page()
        _two_languages(page, live_server, log_in, late=1500)
        page.locator("[name='choice.label.sv']").focus()
        _type(page, "Varje dag", random)
        page.keyboard.press("Tab")
        page.wait_for_timeout(400)
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("End")
        # The first save is on its way while the same words are written on.
        _type(page, " eller natt", random)
        _leave(page)
        assert _choices(page)[2:] == [("varje_dag", "Varje dag eller natt", "")]
        page.get_by_label("Fråga (Svenska)").fill("Hur ofta, då?")
        page.get_by_label("Fråga, rubrik eller namn").fill("Och sedan?")
        page.get_by_role("button", name="Lägg till fråga").click()
        expect(page.locator("nav.outline .depth-3 a")).to_contain_text(
            ["Hur ofta, då?", "Och sedan?"]
        )


def test_a_row_that_is_filled_in_switches_the_menu_and_stays_a_condition(
    live_server, browser, log_in
):
    with browser.new_context(viewport=DESKTOP, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, "lena")
        page.goto(live_server + "/formular/")
        page.get_by_role("link", name="Lämna en synpunkt").click()
        page.get_by_role("link", name="Vad vill du berätta?").click()
        page.get_by_label("Fråga", exact=True).last.select_option("Vill du ha svar?")
        page.get_by_label("Med", exact=True).last.fill("Ja")
        page.keyboard.press("Tab")
        chosen = page.locator("nav.outline [aria-current]")
        expect(chosen).to_contain_text("villkor")
        expect(page.get_by_label("Visas", exact=True)).to_have_value("all")
        page.get_by_label("Hjälptext (Svenska)").fill("Kort eller långt")
        page.keyboard.press("Tab")
        expect(page.locator(".phone")).to_contain_text("Kort eller långt")
        expect(chosen).to_contain_text("villkor")
        # "Always" takes the condition away, and what stood in its rows does not come back.
        page.get_by_label("Visas", exact=True).select_option("")
        expect(chosen).not_to_contain_text("villkor")
        page.get_by_label("Hjälptext (Svenska)").fill("Långt")
        page.keyboard.press("Tab")
        expect(page.locator(".phone")).not_to_contain_text("Kort")
        expect(chosen).not_to_contain_text("villkor")


def test_choices_are_pasted_by_keyboard_alone_and_what_did_not_come_through_is_sent_again(
    live_server, browser, log_in
):
    with browser.new_context(viewport=DESKTOP, locale="sv-SE") as context:
        page = context.new_page()
        _two_languages(page, live_server, log_in, late=100)
        page.locator("#fold-several summary").focus()
        page.keyboard.press("Enter")
        found = looking.axe_faults(page)
        page.keyboard.press("Tab")
        page.keyboard.insert_text("Varje dag\nMer sällan\nAldrig")
        page.route("**/formular/*/", lambda route: route.abort(), times=1)
        page.keyboard.press("Tab")
        expect(page.locator("#toasts")).not_to_be_empty()
        page.get_by_label("Hjälptext (Svenska)").fill("Ungefär")
        page.keyboard.press("Tab")
        expect(page.locator(".phone")).to_contain_text("Ungefär")
        expect(page.get_by_label("Klistra in val, ett per rad")).to_have_value("")
        expect(page.get_by_label("Hjälptext (Engelska)")).to_be_focused()
        page.get_by_label("Fråga (Svenska)").fill("Hur ofta ungefär?")
        _leave(page)
        assert _choices(page) == [
            ("varje_dag", "Varje dag", ""),
            ("mer_sallan", "Mer sällan", ""),
            ("aldrig", "Aldrig", ""),
        ]
        page.locator("nav.outline a[href='?del=form#panel-title']").click()
        found += looking.axe_faults(page)
        page.get_by_role("button", name="Ingen är känslig").click()
        expect(page.locator("main")).to_contain_text("0 av 1 frågor är markerade")
    assert found == []

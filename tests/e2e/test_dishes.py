"""Dishes are chosen on a narrow phone, also when the menu has changed meanwhile."""

import pytest
from tests.accessibility import looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LEAST_HEIGHT = 44


def test_the_food_of_a_case_fits_a_narrow_phone_and_axe_finds_nothing(live_server, browser, log_in):
    from gemensam.eservices.tests.margits_food import name_of, with_food, write

    world, found = with_food(), []

    def look(page):
        found.extend(looking.axe_faults(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{page.url} scrolls sideways")
        sizes = page.evaluate(
            "[...document.querySelectorAll('#maten :is(a, button, label)')]"
            ".map(one => [one.textContent, one.getBoundingClientRect().height])"
        )
        found.extend(text for text, height in sizes if height < LEAST_HEIGHT)

    with browser.new_context(viewport={"width": 320, "height": 640}, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, "margit")
        page.goto(live_server + world.path)
        look(page)
        page.locator(f'input[name="{name_of(world, 3)}"][value="2"]').check()
        write(world, {3: {1: "Gröt", 3: "Paj"}})
        page.get_by_role("button", name="Spara mina val").click()
        page.get_by_role("link", name="Rätten finns inte längre.").wait_for()
        look(page)
    assert found == []

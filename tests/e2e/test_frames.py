"""The frame of every page: look, language and dialogs without a script; saving and focus with one."""

import pytest

pytestmark = pytest.mark.browser
GALLERY = "/ui/"
SAVED, UNSENT = "saved", "unsent"


@pytest.fixture
def bare_page(live_server, browser):
    """A window where no script runs."""
    with browser.new_context(java_script_enabled=False, locale="sv-SE") as context:
        page = context.new_page()
        page.goto(live_server + GALLERY)
        yield page


@pytest.fixture
def page(live_server, browser):
    """A window on the component page."""
    with browser.new_context(locale="sv-SE") as context:
        page = context.new_page()
        page.goto(live_server + GALLERY)
        yield page


def test_dark_can_be_chosen_without_a_script_and_stays_chosen(bare_page):
    bare_page.locator("details[data-menu] > summary").first.click()
    bare_page.locator('button[name="theme"][value="dark"]').click()
    assert bare_page.locator("html").get_attribute("data-theme") == "dark"
    bare_page.reload()
    assert bare_page.locator("html").get_attribute("data-theme") == "dark"


def test_english_can_be_chosen_without_a_script_and_leads_back_to_the_page(bare_page, live_server):
    bare_page.locator('button[name="language"][value="en"]').click()
    assert bare_page.locator("html").get_attribute("lang") == "en"
    assert bare_page.url == live_server + GALLERY


def test_a_dialog_opens_and_closes_without_a_script(bare_page):
    dialog = bare_page.locator("#sample-dialog")
    assert not dialog.is_visible()
    bare_page.locator('a[href="#sample-dialog"]').click()
    assert dialog.is_visible()
    dialog.locator("[data-dialog-close]").click()
    assert not dialog.is_visible()


def test_a_dialog_takes_the_focus_and_gives_it_back(page):
    opener = page.locator('a[href="#sample-dialog"]')
    opener.click()
    assert page.evaluate("document.activeElement.closest('dialog')?.id") == "sample-dialog"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#sample-dialog"


def test_a_form_says_that_it_is_saved_then_offline_then_saved_again(page):
    page.route("**/ui/*", lambda route: route.fulfill(status=204))
    form = page.locator("form[data-autosave]")
    mark = form.locator("[data-saved]")
    field = form.locator("input[type=text]").first
    field.fill("Första")
    mark.and_(page.locator(f"[data-state={SAVED}]")).wait_for()
    page.context.set_offline(True)
    field.fill("Andra")
    mark.and_(page.locator(f"[data-state={UNSENT}]")).wait_for()
    assert mark.inner_text().startswith("Ingen anslutning.")
    assert field.input_value() == "Andra"
    page.context.set_offline(False)
    mark.and_(page.locator(f"[data-state={SAVED}]")).wait_for()
    assert mark.inner_text().startswith("Sparat kl. ")


ERRORS = '<div class="errors" data-focus tabindex="-1" id="sum"><h2>Fel</h2></div>'


def test_the_error_summary_of_a_refused_form_gets_the_focus(page):
    page.route(
        "**/prov/",
        lambda route: route.fulfill(status=422, content_type="text/html", body=ERRORS),
    )
    page.evaluate(
        """() => {
          const form = document.createElement("form");
          form.setAttribute("hx-post", "/prov/");
          form.innerHTML = '<button id="send-it">Skicka</button>';
          document.querySelector("main").append(form);
          htmx.process(form);
        }"""
    )
    page.locator("#send-it").click()
    page.locator("#sum").wait_for()
    assert page.evaluate("document.activeElement.id") == "sum"


@pytest.mark.parametrize("room", ["oppna", "mina", "arbeta", "jour"])
def test_axe_finds_nothing_among_the_components_in_any_room(live_server, browser, room):
    from tests.accessibility import looking
    from tests.cast_at_work import LoggedIn

    view = looking.View(scheme="dark" if room == "jour" else "light")
    with looking.open_as(browser, live_server.url, LoggedIn("", ""), view) as context:
        shown = context.new_page()
        shown.goto(live_server + f"{GALLERY}?rum={room}")
        # Rooms differ in colour alone: what else there is to find is looked for in one.
        assert looking.axe_faults(shown, looking.COLOURS) == []
        assert room != "oppna" or looking.faults(shown) == []

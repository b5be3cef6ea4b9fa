"""Security keys in a real browser, whose own rules about origins and keys hold (a virtual key)."""

from contextlib import contextmanager

import pytest
from django.test import override_settings

pytestmark = pytest.mark.browser

WHY = "Inera svarar inte och en chef har slutat."


@pytest.fixture
def address(live_server):
    """The server by the name that browsers take keys at, which is what is configured."""
    origin = live_server.url.replace("127.0.0.1", "localhost")
    with override_settings(GEMENSAM_BREAK_GLASS={"origin": origin}):
        yield origin


@contextmanager
def key_in(page, **changed):
    """Put a virtual security key into the browser of a page; give how it is asked of."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options | changed})
    number = added["authenticatorId"]
    yield lambda what, **more: session.send(f"WebAuthn.{what}", {"authenticatorId": number} | more)
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": number})


def become(page, address, key):
    page.goto(f"{address}/logga-in/")
    page.locator(f"button[value={key}]").click()
    page.wait_for_url(lambda url: "/logga-in/" not in url)


def register(page, address, name):
    page.goto(f"{address}/reservnycklar/ny/")
    page.get_by_label("Vad kallar du nyckeln?").fill(name)
    page.get_by_role("button", name="Registrera nyckeln").click()


def credentials_of(ask):
    return ask("getCredentials")["credentials"]


def log_in_by_key(page, address):
    page.goto(f"{address}/reservinloggning/munkedal/")
    page.get_by_label("Varför behöver du reservinloggningen?").fill(WHY)
    page.get_by_role("button", name="Logga in med nyckeln").click()


def two_keys(page, address):
    """Register two keys as Henrik; give the first as the virtual key holds it."""
    become(page, address, "henrik")
    kept = []
    for name in ("Blå", "Röd"):
        with key_in(page) as ask:
            register(page, address, name)
            page.get_by_text("Nyckeln är registrerad.").wait_for()
            kept += credentials_of(ask)
    return kept


def confirm_all(browser, address):
    with browser.new_context(locale="sv-SE") as context:
        page = context.new_page()
        become(page, address, "ada")
        for name in ("Blå", "Röd"):
            page.goto(f"{address}/reservnycklar/")
            page.get_by_role("link", name=name).click()
            page.get_by_role("button", name="Bekräfta nyckeln").click()
            page.get_by_text("Nyckeln gäller.").wait_for()


def test_keys_are_registered_confirmed_and_let_their_holder_in(browser, address):
    with browser.new_context(locale="sv-SE") as context:
        page = context.new_page()
        blue, _red = two_keys(page, address)
        confirm_all(browser, address)
        context.clear_cookies()
        with key_in(page) as ask:
            ask("addCredential", credential=blue)
            log_in_by_key(page, address)
            page.wait_for_url("**/reservnycklar/")
            page.get_by_text("Du är inloggad med reservnyckel till").wait_for()
            assert page.locator("td", has_text=WHY).count() == 1
            context.clear_cookies()
            # The same key, but a copy from before it was used: its counter stands where it stood.
            ask("clearCredentials")
            ask("addCredential", credential=blue)
            log_in_by_key(page, address)
            page.get_by_text("Den här nyckeln kan ha kopierats").wait_for()
            assert page.get_by_label("Varför behöver du reservinloggningen?").input_value() == WHY


def test_a_key_that_cannot_verify_its_holder_is_not_taken_by_the_browser(browser, address):
    with browser.new_context(locale="sv-SE") as context:
        page = context.new_page()
        become(page, address, "henrik")
        with key_in(page, isUserVerified=False):
            register(page, address, "Grön")
            page.get_by_text("Nyckeln användes inte").wait_for()
            assert page.get_by_role("button", name="Registrera nyckeln").is_enabled()


def test_a_key_that_is_registered_is_told_so_by_the_browser(browser, address):
    with browser.new_context(locale="sv-SE") as context:
        page = context.new_page()
        become(page, address, "henrik")
        with key_in(page):
            register(page, address, "Blå")
            page.get_by_text("Nyckeln är registrerad.").wait_for()
            register(page, address, "Blå igen")
            page.get_by_text("Den här nyckeln är redan registrerad.").wait_for()


def test_at_another_address_of_ours_the_browser_gives_no_key(browser, live_server, address):
    with browser.new_context(locale="sv-SE") as context:
        page = context.new_page()
        with key_in(page):
            log_in_by_key(page, live_server.url)
            page.get_by_text("kan inte använda säkerhetsnycklar").wait_for()
            there = page.get_by_role("link", name="Gå till adressen som de gäller för")
            assert there.get_attribute("href") == f"{address}/reservinloggning/munkedal/"


def test_without_javascript_a_plain_sentence_says_what_is_needed(browser, address):
    with browser.new_context(locale="sv-SE", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/reservinloggning/munkedal/")
        assert "En säkerhetsnyckel behöver JavaScript." in page.locator("main").inner_text()
        page.get_by_label("Varför behöver du reservinloggningen?").fill(WHY)
        page.get_by_role("button", name="Logga in med nyckeln").click()
        assert "Ingen nyckel användes." in page.locator("main").inner_text()
        assert page.get_by_label("Varför behöver du reservinloggningen?").input_value() == WHY

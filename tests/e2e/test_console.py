"""The operators' console in a real browser: alarms come, are taken, and a blind screen says so."""

import re
from datetime import UTC, datetime

import pytest
from tests.accessibility import looking

pytestmark = pytest.mark.browser

# The window that a person in need was promised (ms).
A_SECOND = 1000


def _raise_alarm(ref, cid="46010001"):
    from gemensam.alarms.actions.intake import Arrived, take_batch
    from gemensam.organisations import api as organisations
    from scaip import AlarmRequest

    centre = organisations.body_by_slug("larmcentralen-vast").tenant_id
    request = AlarmRequest(ref=ref, cid=cid, dty="0003", stc="0010")
    (kept,) = take_batch([Arrived(request)], now=datetime.now(UTC), default_centre=centre)
    return kept.alarm_id


@pytest.fixture
def console(live_server, browser, log_in):
    with browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE") as context:
        page = context.new_page()
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        log_in(page, "olga")
        page.wait_for_selector("#sound:not([hidden])")
        yield page
        assert page.wrong == []


def test_an_alarm_appears_without_a_new_page_and_is_said_aloud(console):
    console.evaluate("window.samePage = true")
    alarm_id = _raise_alarm("r1")
    # No stream runs here: the polling alone brings it, every other second.
    console.wait_for_selector(f"#call-{alarm_id}", timeout=3 * A_SECOND)
    assert console.evaluate("window.samePage") is True
    assert "Nytt larm: Larmknapp på kroppen, Munkedal." in console.inner_text("#alert")
    assert console.title().startswith("(1) Larm")
    _raise_alarm("r2")
    console.wait_for_selector("#alert:has-text('Tryckt 2 gånger')", state="attached")
    assert "Tryckt 2 gånger" in console.inner_text(f"#call-{alarm_id}")


def test_a_number_key_takes_the_alarm_and_the_focus_goes_to_the_resident(console):
    alarm_id = _raise_alarm("r1")
    console.wait_for_selector(f"#call-{alarm_id}")
    console.keyboard.press("1")
    console.wait_for_selector("h1:has-text('Astrid Hjelm, 90 år')")
    assert console.evaluate("document.activeElement.textContent") == "Astrid Hjelm, 90 år"
    assert console.url.endswith(f"/larm/{alarm_id}/")
    console.keyboard.press("n")
    console.keyboard.type("Ligger på golvet 1")
    console.wait_for_selector("[data-saved][data-state=saved]")
    console.click("#send .btn--main")
    console.wait_for_selector("#send .way")
    console.click("#end summary")
    console.click("#end-HELPED")
    console.wait_for_selector("h1:has-text('Allt är besvarat')")
    from gemensam.alarms.models import AlarmEvent
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    with tenant_context(organisations.body_by_slug("larmcentralen-vast").tenant_id):
        rows = AlarmEvent.objects.filter(alarm_id=alarm_id).order_by("at", "id")
        kinds = [row.kind for row in rows]
    assert kinds == ["RAISED", "CLAIMED", "DISCLOSED", "NOTED", "DISPATCHED", "CLOSED"]


def test_a_console_that_gets_no_answer_for_five_seconds_says_that_it_is_blind(console):
    console.route("**/larm/handelser*", lambda route: route.abort())
    console.wait_for_selector("#stale:not([hidden])", timeout=9 * A_SECOND)
    assert "Flödet står stilla sedan" in console.inner_text("#stale")
    console.unroute("**/larm/handelser*")
    console.wait_for_selector("#stale", state="hidden", timeout=5 * A_SECOND)


def test_a_console_that_is_logged_out_shows_no_alarm_and_no_resident(console):
    alarm_id = _raise_alarm("r1")
    console.click(f"#call-{alarm_id}")
    console.wait_for_selector("h1:has-text('Astrid')")
    console.context.clear_cookies()
    console.wait_for_selector("#stale:has-text('Du är utloggad')", timeout=5 * A_SECOND)
    assert "Hällevägen" not in console.content()


def test_a_waiting_alarm_can_be_taken_without_script(live_server, browser, log_in):
    alarm_id = _raise_alarm("r1")
    with browser.new_context(java_script_enabled=False, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, "olga")
        page.click(f"#call-{alarm_id}")
        assert page.inner_text("h1") == "Astrid Hjelm, 90 år"
        page.click("#step-greet")
        assert page.get_attribute("#step-greet", "aria-checked") == "true"
        page.click("#send .btn--main")
        assert "Skickad" in page.inner_text("#send")


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_sticks_out(console, width, scheme):
    _raise_alarm("r0", "44710098")
    alarm_id = _raise_alarm("r1")
    console.set_viewport_size({"width": width, "height": 900})
    console.evaluate(f"document.documentElement.dataset.theme = '{scheme}'")
    console.click(f"#call-{alarm_id}")
    console.wait_for_selector("h1:has-text('Astrid')")
    assert looking.axe_faults(console) == []
    assert console.evaluate("document.documentElement.scrollWidth") <= width


def test_every_target_is_at_least_56_pixels_high(console):
    _raise_alarm("r0", "44710098")
    alarm_id = _raise_alarm("r1")
    console.click(f"#call-{alarm_id}")
    console.wait_for_selector("h1:has-text('Astrid')")
    small = console.evaluate(
        """() => [...document.querySelectorAll("button, a, summary, textarea")]
        .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
        .filter(([, box]) => box.width > 1 && box.height > 1 && box.height < 55.5)
        .map(([text, box]) => [text, box.height])"""
    )
    assert small == []


def test_what_the_script_says_is_in_the_language_that_the_operator_chose(console):
    console.click(".watch .menu summary")
    console.click("button:has-text('English')")
    console.wait_for_selector("html[lang=en] #sound:not([hidden])")
    assert console.inner_text("h1") == "All is answered"
    _raise_alarm("r1")
    console.wait_for_selector("#alert:has-text('New alarm')", state="attached")
    assert console.inner_text("#alert") == "New alarm: Worn trigger, Munkedal. 1 waiting."
    console.click(".watch .menu summary")
    assert console.inner_text("#shortcuts") == "Shortcut keys 1–9: on"
    console.route("**/larm/handelser*", lambda route: route.abort())
    console.wait_for_selector("#stale:not([hidden])", timeout=9 * A_SECOND)
    assert re.fullmatch(
        r"The feed has stood still for \d+ seconds\. Alarms may have come that you do not see\. "
        r"The queue is from \d\d:\d\d:\d\d\. What you write in the note is kept\.",
        console.inner_text("#stale p"),
    )
    console.unroute("**/larm/handelser*")
    console.context.clear_cookies()
    console.wait_for_selector("#stale:has-text('You are logged out')", timeout=5 * A_SECOND)

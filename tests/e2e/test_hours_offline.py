"""Hours on the phone in a real browser: no net, the answer lost on its way, no script at all."""

from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOURS = "/program/timmar/"
# The script listens: what is pressed from now on is kept on the device first.
READY = "html[data-hours-ready]"
KEPT = "[data-kept]:not([hidden])"
REPORTED = 'section[aria-labelledby="lista"] .hours'


@pytest.fixture
def phone(browser, live_server, log_in):
    """Nils's phone, with the page of hours open."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="sv-SE")
    page = context.new_page()
    log_in(page, "nils")
    page.goto(live_server + HOURS)
    page.locator(READY).wait_for()
    yield context
    context.close()


def _minutes(**narrowed):
    """Give the minutes of what Nils has reported here, beside the demo's own report."""
    from gemensam.identity.models import ExternalIdentity
    from gemensam.organisations import api as organisations
    from gemensam.programme.models import HourReport
    from gemensam.tenancy.context import tenant_context

    nils = ExternalIdentity.objects.get(subject="nils").person_id
    with tenant_context(organisations.municipality_by_slug("munkedal").tenant_id):
        rows = HourReport.objects.filter(person_id=nils, batch_id__isnull=False, **narrowed)
        return sorted(
            rows.exclude(note="Provlarm efter byte av larmenhet").values_list("minutes", flat=True)
        )


def _press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_presses_without_net_stay_on_the_device_and_arrive_once(phone, live_server):
    first = phone.pages[0]
    phone.set_offline(True)
    _press(first, "45\u00a0min")
    first.locator(KEPT, has_text="45\u00a0min").wait_for()
    _press(first, "30\u00a0min")
    first.locator("[data-kept-list] li").nth(1).wait_for()
    assert _minutes() == []
    first.close()

    phone.set_offline(False)
    second = phone.new_page()
    second.goto(live_server + HOURS)
    second.locator(READY).wait_for()
    second.locator(KEPT).wait_for(state="hidden")
    second.locator(REPORTED, has_text="45\u00a0min").first.wait_for()
    assert _minutes() == [30, 45]
    second.reload()
    second.locator(READY).wait_for()
    assert _minutes() == [30, 45]


def test_a_report_whose_answer_was_lost_is_sent_again_and_counts_once(phone):
    page, lost = phone.pages[0], []

    def lose(route):
        # The municipality has it, and the phone never hears so.
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/synk/", lose, times=1)
    with page.expect_event("requestfailed"):
        _press(page, "15\u00a0min")
    page.locator(KEPT, has_text="15\u00a0min").wait_for()
    assert (lost, _minutes()) == ([200], [15])
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator(KEPT).wait_for(state="hidden")
    assert _minutes() == [15]


def test_with_a_net_a_press_is_shown_in_place_and_can_be_undone(phone):
    page = phone.pages[0]
    page.evaluate("window.stayed = true")
    page.get_by_label("Vad du gjorde").fill("Bytte batteri")
    _press(page, "15\u00a0min")
    banner = page.get_by_role("status").filter(has_text="Tiden är rapporterad. 15\u00a0min")
    banner.wait_for()
    line = page.locator(REPORTED).first
    assert [text in line.inner_text() for text in ("15\u00a0min", "Bytte batteri")] == [True, True]
    assert page.evaluate("[window.stayed, document.activeElement.getAttribute('role')]") == [
        True,
        "status",
    ]
    # Ready for the next one, and the first is not there twice.
    assert page.get_by_label("Vad du gjorde").input_value() == ""
    _press(page, "30\u00a0min")
    page.get_by_role("status").filter(has_text="30\u00a0min").wait_for()
    assert page.locator(REPORTED, has_text="Bytte batteri").count() == 1
    assert _minutes() == [15, 30]
    _press(page, "Ångra")
    page.get_by_text("Tiden är tillbakatagen.").wait_for()
    assert _minutes(state="REPORTED") == [15]


def test_what_is_refused_says_why_and_comes_back_to_be_mended(phone):
    page = phone.pages[0]
    ahead = (timezone.localdate() + timedelta(days=1)).isoformat()
    page.get_by_label("Dag", exact=True).fill(ahead)
    page.get_by_label("Vad du gjorde").fill("Bytte batteri")
    _press(page, "15\u00a0min")
    page.locator(KEPT, has_text="Dagen har inte varit än.").wait_for()
    fields = [page.get_by_label(name, exact=True) for name in ("Dag", "Minuter")]
    fields.append(page.get_by_label("Vad du gjorde"))
    assert [one.input_value() for one in fields] == [ahead, "15", "Bytte batteri"]
    assert _minutes() == []


def test_a_page_left_open_over_night_means_the_new_day(phone):
    page = phone.pages[0]
    days = page.locator("form[data-keep] [name=worked_on]")
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.evaluate(
        """at => { Date.prototype.toLocaleDateString = () => at;
                   window.dispatchEvent(new Event("focus")); }""",
        tomorrow.isoformat(),
    )
    assert {one.input_value() for one in days.all()} == {tomorrow.isoformat()}


def test_what_one_person_kept_waits_for_that_person(phone, live_server, log_in):
    page = phone.pages[0]
    phone.set_offline(True)
    _press(page, "45\u00a0min")
    page.locator(KEPT).wait_for()
    # Nils is logged out before the net is back: a browser that leaves a page may send once more.
    phone.clear_cookies()
    phone.set_offline(False)
    page.goto("about:blank")
    log_in(page, "farid")
    page.goto(live_server + HOURS)
    page.locator(READY).wait_for()
    assert (page.locator(KEPT).count(), _minutes()) == (0, [])
    phone.clear_cookies()
    log_in(page, "nils")
    page.goto(live_server + HOURS)
    page.locator(REPORTED, has_text="45\u00a0min").first.wait_for()
    assert _minutes() == [45]


def test_without_script_a_clock_runs_and_is_stopped(browser, live_server, log_in):
    context = browser.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    log_in(page, "farid")
    page.goto(live_server + HOURS)
    page.get_by_label("Aktivitet").select_option(index=1)
    running = page.get_by_role("heading", name="Klockan går")
    _press(page, "Starta klockan")
    running.wait_for()
    page.reload()
    running.wait_for()
    _press(page, "Stoppa och rapportera")
    page.get_by_role("status").filter(has_text="Tiden är rapporterad.").wait_for()
    context.close()

"""A caseworker at a home visit without a net: the case opens from the phone, the note gets home once."""

from datetime import UTC, datetime

import pytest
from tests.accessibility.looking import faults

from gemensam.tenancy.context import tenant_context

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BODY = "Snubblade på mattan i hallen. Når inte telefonen från golvet."
READY = 'html[data-phone="synced"]'


def _home():
    from gemensam.organisations import api as organisations

    return organisations.municipality_by_slug("munkedal").tenant_id


@pytest.fixture
def case_id(live_server):
    from gemensam.cases.tests.acting import the_world

    with tenant_context(_home()):
        return the_world().open_case(now=datetime.now(UTC))


@pytest.fixture
def phone(browser, live_server, log_in, case_id):
    """Cecilia's phone with Margit's case along."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="sv-SE", service_workers="allow"
    )
    page = context.new_page()
    log_in(page, "cecilia")
    page.goto(live_server + f"/arbeta/arenden/{case_id}/")
    page.get_by_role("button", name="Ta med på hembesök").click()
    page.wait_for_url(f"**/arbeta/besok/{case_id}/")
    page.locator(READY).wait_for()
    yield context
    context.close()


def _notes(case_id):
    from gemensam.cases.models import CaseEvent

    with tenant_context(_home()):
        rows = CaseEvent.objects.filter(case_id=case_id, written_at__isnull=False)
        return list(rows.values_list("actor_name", "text"))


KEPT = """async () => {
    const names = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            names.push(new URL(request.url).pathname);
    return names;
}"""
LEFT = """async () => {
    const open = indexedDB.open('gemensam-hemtjanst');
    await new Promise((done) => { open.onsuccess = done; });
    const count = (table) => new Promise((done) => {
        const request = open.result.transaction(table).objectStore(table).count();
        request.onsuccess = () => done(request.result);
    });
    const tables = ['entries', 'rounds', 'drafts', 'keys', 'meta'];
    return Object.fromEntries(await Promise.all(tables.map(async (t) => [t, await count(t)])));
}"""


def test_a_note_at_the_door_without_net_is_kept_and_lands_in_the_case_once(phone, case_id):
    page = phone.pages[0]
    address = page.url
    page.locator('[data-show="on-phone"]', has_text="Det fungerar utan nät").wait_for()
    assert faults(page) == []
    phone.set_offline(True)
    page.goto(address)
    page.locator("[data-shell] h1", has_text="Margit Lindgren").wait_for()
    page.locator("[data-shell] li", has_text="Har du ramlat").wait_for()
    page.locator('[data-show="offline"]').wait_for()
    page.locator("textarea").fill(BODY)
    page.get_by_role("button", name="Spara anteckningen").click()
    said = page.locator("#live", has_text="Sparad i telefonen, skickas när det finns nät.")
    said.wait_for(state="attached")
    page.locator("[data-entry]", has_text="På telefonen").wait_for()
    assert faults(page) == []
    page.close()

    second = phone.new_page()
    second.goto(address.replace(f"{case_id}/", ""))
    second.locator("[data-shell] h1", has_text="1 ärende i telefonen").wait_for()
    second.locator("[data-shell] a.visit", has_text="Margit Lindgren").click()
    second.locator("[data-shell] [data-entry]", has_text=BODY).wait_for()
    assert _notes(case_id) == []

    phone.set_offline(False)
    second.locator("[data-entry]", has_text="Mottagen").wait_for()
    second.locator('[data-show="unsent"]').wait_for(state="hidden")
    second.reload()
    second.locator("[data-note]", has_text=BODY).wait_for()
    assert _notes(case_id) == [("Cecilia Nyberg", BODY)]
    assert [path for path in second.evaluate(KEPT) if "json" in path or str(case_id) in path] == []


def test_logging_out_on_any_page_wipes_the_phone(phone, live_server):
    page = phone.pages[0]
    page.goto(live_server + "/arbeta/")
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(live_server + "/")
    assert page.evaluate(LEFT) == {"entries": 0, "rounds": 0, "drafts": 0, "keys": 0, "meta": 0}


def test_what_is_not_sent_stays_sealed_when_one_logs_out_on_another_page(phone, live_server):
    page = phone.pages[0]
    phone.route("**/hemtjanst/synk/", lambda route: route.abort())
    page.locator("textarea").fill(BODY)
    page.get_by_role("button", name="Spara anteckningen").click()
    page.locator("[data-entry]", has_text="På telefonen").wait_for()
    page.goto(live_server + "/arbeta/")
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(live_server + "/")
    left = page.evaluate(LEFT)
    assert (left["entries"], left["rounds"], left["keys"], left["meta"]) == (1, 0, 1, 0)

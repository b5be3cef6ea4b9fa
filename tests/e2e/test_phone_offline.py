"""The phone in a worker's hand: no net, the page closed, the page opened again, the net back."""

from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BODY = "Åt frukost. Yr när hon reste sig, satt en stund på sängkanten."
# The app has run once: the round is on the phone, and so is the shell with all its files.
READY = 'html[data-phone="synced"]'
# The app listens: what is typed and clicked from now on is its matter.
LISTENS = "html[data-phone]"


@pytest.fixture
def phone(browser, live_server, log_in):
    """Anna's phone: logged in, with today's round and the shell on it."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="sv-SE", service_workers="allow"
    )
    page = context.new_page()
    log_in(page, "anna")
    page.locator(READY).wait_for()
    yield context
    context.close()


def _notes(body):
    from gemensam.homecare.models import Note
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    with tenant_context(organisations.municipality_by_slug("munkedal").tenant_id):
        return list(Note.objects.filter(body=body).values_list("author_name", "body"))


def _plan_one_more():
    """Plan a visit from now on: late in the evening all of the demo's are done."""
    from gemensam.homecare import api as homecare
    from gemensam.homecare.models import Visit
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    now = timezone.now()
    with tenant_context(organisations.municipality_by_slug("munkedal").tenant_id):
        known = Visit.objects.filter(unit__name="Hemtjänst Norr").first()
        homecare.plan_visit(
            resident_id=known.resident_id,
            unit_id=known.unit_id,
            starts_at=now,
            ends_at=now + timedelta(minutes=30),
            tasks=["Promenad"],
        )


def _open_first_visit(page):
    page.locator("a.visit").first.click()
    page.wait_for_url("**/hemtjanst/besok/**")
    page.locator(LISTENS).wait_for()


def test_a_note_written_without_net_survives_a_closed_page_and_arrives_once(phone):
    first = phone.pages[0]
    _open_first_visit(first)
    first.locator(READY).wait_for()
    address = first.url
    phone.set_offline(True)
    first.locator("textarea").fill(BODY)
    first.get_by_role("button", name="Spara anteckningen").click()
    first.locator("[data-entry]", has_text="På telefonen").wait_for()
    first.locator('[data-show="offline"]').wait_for()
    first.close()

    second = phone.new_page()
    second.goto(address)
    second.locator("[data-shell] [data-entry]", has_text=BODY).wait_for()
    assert second.locator('[data-show="unsent"]').inner_text() == (
        "1 uppgift på telefonen. Inte skickat än. Logga inte ut."
    )
    assert _notes(BODY) == []

    phone.set_offline(False)
    second.locator("[data-entry]", has_text="Mottagen").wait_for()
    second.locator('[data-show="unsent"]').wait_for(state="hidden")
    assert _notes(BODY) == [("Anna Berg", BODY)]
    second.reload()
    second.locator("[data-note]", has_text=BODY).wait_for()
    assert _notes(BODY) == [("Anna Berg", BODY)]


def test_without_net_the_round_and_a_visit_open_from_the_phone(phone):
    page = phone.pages[0]
    names = page.locator("a.visit b").all_inner_texts()
    phone.set_offline(True)
    page.goto(page.url)
    page.locator("[data-shell] a.visit").first.wait_for()
    assert page.locator("[data-shell] a.visit b").all_inner_texts() == names
    _open_first_visit(page)
    page.locator("[data-shell] h1", has_text=names[0]).wait_for()


def test_without_net_the_phone_speaks_the_language_chosen_since(phone):
    page = phone.pages[0]
    page.locator('button[name="language"][value="en"]').click()
    page.locator(f'{READY}[lang="en"]').wait_for()
    phone.set_offline(True)
    page.goto(page.url)
    page.locator("[data-shell] a.visit").first.wait_for()
    assert page.locator("[data-shell] h1").inner_text().startswith("Today, ")
    page.locator('[data-show="offline"]', has_text="No connection since").wait_for()
    _open_first_visit(page)
    page.locator("textarea").fill(BODY)
    page.get_by_role("button", name="Save the note").click()
    page.locator(
        "[data-entry]", has_text="On the phone. Sent when there is a connection."
    ).wait_for()
    unsent = page.locator('[data-show="unsent"]').inner_text()
    assert unsent == "1 entry on the phone. Not sent yet. Do not log out."


def test_a_draft_is_still_there_when_the_page_is_opened_again(phone):
    page = phone.pages[0]
    _open_first_visit(page)
    page.locator(READY).wait_for()
    page.locator("textarea").fill("Halvskriven")
    page.locator("[data-draft]").wait_for()
    page.reload()
    page.locator("[data-draft]").wait_for()
    assert page.locator("textarea").input_value() == "Halvskriven"


def test_reports_made_without_net_move_the_visit_on_and_reach_the_server(phone):
    from gemensam.homecare.models import Visit
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    page = phone.pages[0]
    _plan_one_more()
    page.reload()
    page.locator(READY).wait_for()
    page.locator("a.visit:not(.visit--done)").first.click()
    page.wait_for_url("**/hemtjanst/besok/**")
    page.locator(READY).wait_for()
    visit_id = page.locator("[data-screen]").get_attribute("data-visit")
    phone.set_offline(True)
    page.get_by_role("button", name="Jag åker dit").click()
    page.get_by_role("button", name="Jag är framme").click()
    page.get_by_role("button", name="Besöket är klart").click()
    page.locator('[data-if="done"]').wait_for()
    phone.set_offline(False)
    page.locator('[data-show="unsent"]').wait_for(state="hidden")
    with tenant_context(organisations.municipality_by_slug("munkedal").tenant_id):
        visit = Visit.objects.select_related("assigned_person").get(id=visit_id)
        assert (visit.state, visit.assigned_person.given_name, visit.version) == ("DONE", "Anna", 4)


def test_logging_out_with_something_unsent_is_stopped_and_forced_only_by_a_second_word(phone):
    page = phone.pages[0]
    _open_first_visit(page)
    page.locator(READY).wait_for()
    phone.set_offline(True)
    page.locator("textarea").fill(BODY)
    page.get_by_role("button", name="Spara anteckningen").click()
    page.locator("[data-entry]").wait_for()
    page.get_by_role("button", name="Logga ut", exact=True).click()
    page.get_by_role("heading", name="Det finns osänt på telefonen").wait_for()
    page.get_by_role("button", name="Stanna kvar").click()
    assert page.locator("[data-entry]", has_text=BODY).count() == 1


def test_logging_out_wipes_what_the_phone_had_of_residents(phone, live_server):
    page = phone.pages[0]
    page.get_by_role("button", name="Logga ut", exact=True).click()
    page.wait_for_url(live_server + "/")
    left = page.evaluate("""async () => {
        const open = indexedDB.open('gemensam-hemtjanst');
        await new Promise((done) => { open.onsuccess = done; });
        const count = (table) => new Promise((done) => {
            const request = open.result.transaction(table).objectStore(table).count();
            request.onsuccess = () => done(request.result);
        });
        const tables = ['entries', 'rounds', 'drafts', 'keys', 'meta'];
        return Object.fromEntries(await Promise.all(tables.map(async (t) => [t, await count(t)])));
    }""")
    assert left == {"entries": 0, "rounds": 0, "drafts": 0, "keys": 0, "meta": 0}


def test_a_new_alarm_is_shown_on_whatever_page_is_open(browser, live_server, log_in):
    from datetime import UTC, datetime
    from uuid import uuid4

    from gemensam.homecare.actions import visits
    from gemensam.organisations import api as organisations
    from gemensam.people.models import Resident
    from gemensam.tenancy.context import tenant_context

    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="sv-SE")
    page = context.new_page()
    log_in(page, "nils")
    page.locator(READY).wait_for()
    now = datetime.now(UTC)
    with tenant_context(organisations.municipality_by_slug("munkedal").tenant_id):
        visit_id = visits.visit_after_alarm(
            alarm_id=uuid4(),
            centre_tenant_id=organisations.body_by_slug("larmcentralen-vast").tenant_id,
            resident_id=Resident.objects.get(given_name="Margit", family_name="Lindgren").id,
            unit_id=organisations.units(organisations.UnitKind.NIGHT_PATROL)[0].id,
            text="Har ramlat.",
            at=now,
            now=now,
        )
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.locator("[data-new-alarm]", has_text="Margit Lindgren").click()
    page.wait_for_url(f"**/hemtjanst/besok/{visit_id}/")
    page.get_by_role("button", name="Jag åker dit").click()
    page.get_by_role("button", name="Jag är framme").wait_for()
    context.close()

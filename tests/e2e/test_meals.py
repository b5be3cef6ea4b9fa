"""Margit applies for meals on her phone without script: a question, an answer, a decision, and food in the round."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.accessibility import looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 390, "height": 844}
UNIT = "Hemtjänst Norr"


def _next(page: Page) -> None:
    page.locator('button[name="go"][value="next"]').click()


def _heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def _find_the_service(page: Page, live_server: Any) -> None:
    """From what is hard, in her own words, to the application's first page."""
    page.goto(live_server + "/munkedal/")
    page.get_by_label("Sök med egna ord").fill("matlåda")
    page.get_by_role("button", name="Sök").click()
    page.get_by_role("link", name="Jag har svårt att laga mat").click()
    page.get_by_role("link", name="Ansök om mat hem").click()
    page.get_by_label("Mig själv").check()
    page.locator("main form button").click()


def _apply(page: Page) -> None:
    page.get_by_label("Att laga mat").check()
    _next(page)
    for day in ("Måndag", "Torsdag"):
        page.get_by_label(day).check()
    page.get_by_label("En portion").check()
    page.locator('input[name="starts_on"]').fill("2031-01-01")
    page.locator('input[name="has_pause"][value="no"]').check()
    _next(page)
    page.get_by_label("Vanlig mat").check()
    page.get_by_label("Mjuk och lätt att tugga").check()
    page.locator('input[name="has_allergy"][value="yes"]').check()
    _next(page)
    # Without script the question that the answer opened comes now.
    page.get_by_label("Gluten").check()
    _next(page)
    page.get_by_label("Jag öppnar själv").check()
    expect(page.locator('input[name="phone_number"]')).to_have_value("070-174 06 04")
    _next(page)
    page.get_by_role("button", name="Skicka ansökan").click()
    _heading(page, "Din ansökan har kommit in")


def _ask(page: Page, live_server: Any) -> str:
    page.goto(live_server + "/arbeta/")
    row = page.locator("tr", has_text="Mat hem").filter(has_text="Margit Lindgren")
    row.get_by_role("link", name="Margit Lindgren").click()
    _heading(page, "Mat hem")
    where = page.url
    page.locator('a[href*="fraga=allergies"]').click()
    page.locator('textarea[name="fraga-text"]').fill("Blir du sjuk av lite mjöl i såsen också?")
    page.locator("form", has=page.locator('textarea[name="fraga-text"]')).locator(
        "button"
    ).first.click()
    expect(page.get_by_text("Blir du sjuk av lite mjöl").first).to_be_visible()
    return where


def _answer(page: Page, live_server: Any) -> None:
    page.goto(live_server + "/munkedal/mina-sidor/")
    page.get_by_role("link", name="Svara").first.click()
    page.get_by_label("Ditt svar").fill("Ja, av allt mjöl.")
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_text("Ja, av allt mjöl.").first).to_be_visible()


def _decide(page: Page, where: str) -> None:
    page.goto(where)
    # What Margit asked for is filled in: the caseworker only changes what differs.
    expect(page.get_by_label("måndag", exact=True)).to_be_checked()
    expect(page.get_by_label("mjuk", exact=True)).to_be_checked()
    expect(page.locator('input[name="beslut-starts_on"]')).to_have_value("2031-01-01")
    page.get_by_label("Bevilja", exact=True).check()
    page.get_by_label("Utförs av").select_option(label=UNIT)
    page.locator('textarea[name="beslut-motivation"]').fill("Du kan inte laga mat själv.")
    page.get_by_role("button", name="Läs igenom beslutet").click()
    expect(page.get_by_text("Dagar: måndag, torsdag.")).to_be_visible()
    page.get_by_role("button", name="Besluta och skicka").click()
    expect(page.get_by_role("heading", name="Beslut: Bifall")).to_be_visible()


def _first_visit() -> tuple[str, str, list[str]]:
    """Do what the worker does with the event, and give the visit that came of it."""
    from django.utils import timezone

    from gemensam.cases.api import CareServiceGranted
    from gemensam.homecare import handlers
    from gemensam.homecare.models import Visit
    from gemensam.organisations import api as organisations
    from gemensam.outbox.models import Event
    from gemensam.tenancy.context import tenant_context

    home = organisations.municipality_by_slug("munkedal")
    assert home is not None
    with tenant_context(home.tenant_id):
        row = Event.objects.filter(name=CareServiceGranted.name).latest("id")
        service_id = row.payload["care_service_id"]
        now = timezone.now()
        handlers.first_visits.plan_first_visit(care_service_id=service_id, now=now)
        visit = Visit.objects.select_related("unit").get(care_service_id=service_id)
        starts = timezone.localtime(visit.window_starts_at)
        return visit.unit.name, f"{starts:%Y-%m-%d %H:%M}", visit.tasks


def test_meals_from_need_to_the_round_on_a_phone_without_script(
    live_server, browser, log_in: Callable[[Page, str], None]
):
    settings = {"viewport": PHONE, "java_script_enabled": False, "locale": "sv-SE"}
    with browser.new_context(**settings) as hers, browser.new_context(**settings) as office:
        margit, cecilia = hers.new_page(), office.new_page()
        log_in(margit, "margit")
        log_in(cecilia, "cecilia")
        _find_the_service(margit, live_server)
        _apply(margit)
        where = _ask(cecilia, live_server)
        _answer(margit, live_server)
        _decide(cecilia, where)
        margit.goto(live_server + "/munkedal/mina-sidor/")
        margit.get_by_role("link", name="Mat hem").first.click()
        expect(margit.get_by_text("Du får det du ansökte om: mat hem").first).to_be_visible()
        expect(margit.get_by_text("måndag, torsdag", exact=True)).to_be_visible()
    # 1 January 2031 is a Wednesday: the food comes on the Thursday.
    assert _first_visit() == (
        UNIT,
        "2031-01-02 11:30",
        [
            "Lämna mat",
            "Dagar: måndag, torsdag",
            "Varje dag: en portion",
            "Mat: vanlig mat",
            "Att tugga: mjuk",
            "Tål inte: gluten",
        ],
    )


@pytest.mark.parametrize("service", ["hemtjanst", "mat-hem"])
def test_each_page_of_the_forms_fits_a_narrow_phone_and_axe_finds_nothing(
    live_server, browser, log_in, service
):
    found: list[str] = []
    with browser.new_context(viewport={"width": 320, "height": 640}, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, "margit")
        page.goto(live_server + f"/munkedal/ansok/{service}/")
        page.get_by_label("Mig själv").check()
        page.locator("main form button").click()
        first = page.url
        for number in range(1, 6 if service == "hemtjanst" else 5):
            page.goto(first.replace("/1/", f"/{number}/"))
            found += [f"{page.url} {one}" for one in looking.axe_faults(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{page.url} scrolls sideways")
    assert found == []

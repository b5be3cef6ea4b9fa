"""Two apply for financial assistance on a phone without script: one fills in, both sign, and next month only what changed."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.accessibility import looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 390, "height": 844}
SERVICE = "/munkedal/ansok/forsorjningsstod/"
MINE = "/munkedal/mina-sidor/"


def _next(page: Page) -> None:
    page.locator('button[name="go"][value="next"]').last.click()


def _heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def _pick(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        page.locator(f'input[name="{name}"][value="{value}"]').check()


def _fill(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        page.locator(f'[name="{name}"]').fill(value)


def _find_the_service(page: Page, live_server: Any) -> None:
    page.goto(live_server + "/munkedal/")
    page.get_by_label("Sök med egna ord").fill("hyra")
    page.get_by_role("button", name="Sök").click()
    page.get_by_role("link", name="Pengarna räcker inte till mat och hyra").click()
    page.get_by_role("link", name="Ansök om försörjningsstöd").click()


def _begin(page: Page, nth: int) -> None:
    """Choose for oneself, this month or the next."""
    page.locator('input[name="for"]').nth(nth).check()
    page.locator("main form button").first.click()


def _number_of(key: str) -> str:
    """Give the number of somebody of the demo, as she would tell it."""
    from gemensam.identity.models import DemoPersona
    from gemensam.organisations import api as organisations
    from gemensam.people.models import Resident
    from gemensam.tenancy.context import tenant_context

    home = organisations.municipality_by_slug("munkedal")
    assert home is not None
    person_id = DemoPersona.objects.get(key=key).person_id
    with tenant_context(home.tenant_id):
        return Resident.objects.get(person_id=person_id).personal_identity_number


def _apply(page: Page, number: str) -> None:
    _fill(page, reason="Jag har förlorat jobbet.")
    _pick(page, is_acute="no", needs_interpreter="no")
    _next(page)
    _pick(page, lives_with="partner")
    _next(page)
    # Without script the questions that the answer opened come now, one page at a time.
    _fill(page, partner_name="Eva Lindgren")
    _pick(page, partner_has_number="yes")
    _next(page)
    _fill(page, partner_pin=number)
    _next(page)
    _fill(page, others_sharing="0")
    _next(page)
    _pick(page, housing_kind="own_lease")
    _next(page)
    page.get_by_label("Vad är det för kostnad?").select_option(label="Hyra eller avgift för hemmet")
    page.get_by_label("Belopp").fill("7 200")
    page.get_by_label("Hela hushållet").check()
    _next(page)
    _pick(page, has_income="no")
    _next(page)
    _pick(page, has_assets="no", has_debts="no")
    _next(page)
    _pick(page, my_situation="seeking", partner_situation="working")
    _fill(page, plan="Jag söker arbete.", account="8327-9 123456789")
    _next(page)
    _next(page)
    page.get_by_label("Det jag har skrivit stämmer").check()
    _next(page)
    _heading(page, "Kontrollera och skicka")
    page.get_by_role("button", name="Skriv under", exact=True).click()
    expect(page.get_by_text("Du har skrivit under. Vi väntar på Eva Lindgren.")).to_be_visible()


def _declines_then_signs(theirs: Page, mine: Page, live_server: Any) -> None:
    theirs.goto(live_server + MINE)
    theirs.get_by_role("link", name="Läs och skriv under").click()
    theirs.get_by_label("Vad är det som inte stämmer?").fill("Hyran är 7 500.")
    theirs.get_by_role("button", name="Jag skriver inte under").click()
    _heading(theirs, "Hej Eva")
    mine.goto(live_server + MINE)
    expect(mine.get_by_text("Hyran är 7 500.")).to_be_visible()
    mine.get_by_role("link", name="Titta på den").click()
    mine.locator("div", has=mine.get_by_text("Kostnad 1: Belopp", exact=True)).get_by_role(
        "link", name="Ändra"
    ).last.click()
    mine.get_by_label("Belopp").fill("7500")
    _next(mine)
    mine.get_by_role("button", name="Skriv under", exact=True).click()
    theirs.goto(live_server + MINE)
    theirs.get_by_role("link", name="Läs och skriv under").click()
    expect(theirs.get_by_text("500 kr").first).to_be_visible()
    theirs.get_by_role("button", name="Skriv under och skicka").click()
    expect(theirs.get_by_text("Du har ansökt tillsammans med")).to_be_visible()


def _renew(page: Page, live_server: Any) -> None:
    page.goto(live_server + SERVICE)
    expect(page.get_by_text("Du har redan ansökt för den här månaden.")).to_be_visible()
    _begin(page, 0)
    _heading(page, "Ditt hushåll")
    expect(page.get_by_text("Eva Lindgren")).to_be_visible()
    _pick(page, household_changed="no")
    _next(page)
    _pick(page, has_income="no")
    _next(page)
    expect(page.get_by_text("Hela hushållet")).to_be_visible()
    _pick(page, living_changed="no")
    _next(page)
    _pick(page, means_changed="no")
    _next(page)
    _pick(page, situation_changed="no")
    _fill(page, done="Jag har sökt fem arbeten.")
    _next(page)
    _next(page)
    page.get_by_label("Det jag har skrivit stämmer").check()
    _next(page)
    _heading(page, "Kontrollera och skicka")
    # What was not asked goes along, and is signed too.
    expect(page.get_by_text("Som i ansökan för").first).to_be_visible()
    page.get_by_role("button", name="Skriv under", exact=True).click()
    expect(page.get_by_text("Vi väntar på Eva Lindgren.")).to_be_visible()


def test_two_apply_on_their_phones_without_script_and_renew_what_has_not_changed(
    live_server, browser, log_in: Callable[[Page, str], None]
):
    settings = {"viewport": PHONE, "java_script_enabled": False, "locale": "sv-SE"}
    with browser.new_context(**settings) as his, browser.new_context(**settings) as hers:
        david, eva = his.new_page(), hers.new_page()
        log_in(david, "david")
        log_in(eva, "eva")
        _find_the_service(david, live_server)
        _begin(david, 0)
        _apply(david, _number_of("eva"))
        _declines_then_signs(eva, david, live_server)
        _renew(david, live_server)
        eva.goto(live_server + MINE)
        eva.get_by_role("link", name="Läs och skriv under").click()
        eva.get_by_role("button", name="Skriv under och skicka").click()
        expect(eva.get_by_text("Du har ansökt tillsammans med")).to_be_visible()


@pytest.mark.parametrize("who", ["moa", "jonas"])
def test_the_pages_of_a_renewal_fit_a_narrow_phone_and_axe_finds_nothing(
    live_server, browser, log_in, who
):
    found: list[str] = []
    with browser.new_context(viewport={"width": 320, "height": 640}, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, who)
        page.goto(live_server + MINE)
        found += looking.faults(page)
        name = "Titta på den" if who == "moa" else "Läs och skriv under"
        page.get_by_role("link", name=name).click()
        found += looking.faults(page)
        if who == "moa":
            first = page.url.replace("kontrollera", "1")
            page.goto(first)
            found += looking.faults(page)
    assert found == []


def test_each_page_of_the_first_application_fits_a_narrow_phone_and_axe_finds_nothing(
    live_server, browser, log_in
):
    found: list[str] = []
    with browser.new_context(viewport={"width": 320, "height": 640}, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, "margit")
        page.goto(live_server + SERVICE)
        found += looking.faults(page)
        _begin(page, 0)
        first = page.url
        for number in range(1, 11):
            page.goto(first.replace("/1/", f"/{number}/"))
            found += [f"{page.url} {one}" for one in looking.faults(page)]
    assert found == []

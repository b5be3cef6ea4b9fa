"""What people do on the pages, one step each, without script: journeys are told with these."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
PATIENCE_MS = 10_000
MINE = "/munkedal/mina-sidor/"

# What is chosen or written in a field, by its name; several where several boxes are ticked.
type Answers = Mapping[str, str | list[str]]


@contextmanager
def without_script(browser: Browser, log_in: Any, *people: str) -> Iterator[list[Page]]:
    """Give each of some people a phone of their own, without script."""
    with ExitStack() as stack:
        pages = []
        for key in people:
            context = stack.enter_context(
                browser.new_context(viewport=PHONE, java_script_enabled=False, locale="sv-SE")
            )
            # What is not there is not waited for: half a minute would only hide what is wrong.
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            log_in(page, key)
            pages.append(page)
        yield pages


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def sees(page: Page, *texts: str) -> None:
    for text in texts:
        expect(page.get_by_text(text).first).to_be_visible()


def write(page: Page, answers: Answers) -> None:
    """Choose and write on the open page."""
    for name, value in answers.items():
        field = page.locator(f'[name="{name}"]').first
        if field.get_attribute("type") in {"radio", "checkbox"}:
            for one in [value] if isinstance(value, str) else value:
                page.locator(f'[name="{name}"][value="{one}"]').check()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            assert isinstance(value, str)
            field.fill(value)


def go_on(page: Page) -> None:
    page.locator('button[name="go"][value="next"]').last.click()


def begin(page: Page, url: str, who: str) -> None:
    """From a service's first page to the form's, for somebody by name."""
    page.goto(url)
    page.get_by_label(who).first.check()
    page.locator("main form button").first.click()


def fill_in(page: Page, pages: Iterable[Answers]) -> None:
    """Answer page by page, to the page where all is checked."""
    for answers in pages:
        write(page, answers)
        go_on(page)
    heading(page, "Kontrollera och skicka")


def send(page: Page, title: str) -> str:
    """Send the application and give its case's address."""
    page.get_by_role("button", name="Skicka ansökan").click()
    heading(page, "Din ansökan har kommit in")
    page.get_by_role("link", name="Följ ärendet").click()
    heading(page, title)
    return page.url


def open_work(page: Page, live_server: Any, title: str, name: str) -> str:
    """Find a case in the work list, and give its address."""
    page.goto(live_server + "/arbeta/")
    row = page.locator("tr", has_text=title).filter(has_text=name)
    row.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", name="Ansökan som den skickades")).to_be_visible()
    return page.url


def ask(page: Page, field_id: str, text: str) -> None:
    page.locator(f'a[href*="fraga={field_id}#"]').click()
    page.locator('textarea[name="fraga-text"]').fill(text)
    page.get_by_role("button", name="Skicka frågan").click()
    sees(page, text)


def answer(page: Page, live_server: Any, text: str) -> None:
    """Find the question on Mina sidor and answer it."""
    page.goto(live_server + MINE)
    page.get_by_role("link", name="Svara på frågan").first.click()
    page.get_by_label("Ditt svar").fill(text)
    page.get_by_role("button", name="Skicka svaret").click()
    sees(page, text)


def decide(page: Page, url: str, answers: Answers, outcome: str) -> None:
    """Open the case, fill in the decision, read it through and make it."""
    page.goto(url)
    decide_here(page, answers, outcome)


def decide_here(page: Page, answers: Answers, outcome: str) -> None:
    """Decide on the open page."""
    write(page, {f"beslut-{name}": value for name, value in answers.items()})
    page.get_by_role("button", name="Läs igenom beslutet").click()
    page.get_by_role("button", name="Besluta och skicka").click()
    expect(page.get_by_role("heading", name=f"Beslut: {outcome}")).to_be_visible()


def performer(page: Page, url: str, unit: str) -> str:
    """Give what the form sends for a unit by its name."""
    page.goto(url)
    option = page.locator('select[name="beslut-performer"] option', has_text=unit)
    return option.get_attribute("value") or ""


def appeal(page: Page, url: str, text: str) -> None:
    """Open the decision, read until when it can be appealed, and appeal it."""
    page.goto(url)
    expect(page.get_by_role("heading", name="Tycker du att det är fel?")).to_be_visible()
    sees(page, "Du kan överklaga till och med")
    page.get_by_text("Överklaga här").click()
    page.get_by_label("Hur vill du att beslutet ändras, och varför?").fill(text)
    page.get_by_role("button", name="Skicka överklagandet").click()
    expect(page.get_by_role("heading", name="Du har överklagat")).to_be_visible()
    sees(page, text)


def let(resident: str, representative: str, service: str, may: str) -> None:
    """Let somebody do things in a resident's place: read, write or sign, as they would give it."""
    from gemensam.cases.tests.acting import the_world
    from gemensam.eservices import mandate_scopes
    from gemensam.identity.models import DemoPersona
    from gemensam.people import api as people
    from gemensam.tenancy.context import tenant_context

    world = the_world()
    with transaction.atomic(), tenant_context(world.home):
        people.give_mandate(
            actor=world.actor(resident),
            resident_id=world.resident(resident).id,
            representative_id=DemoPersona.objects.get(key=representative).person_id,
            basis=people.MandateBasis.MANDATE,
            scopes=mandate_scopes.chosen([service], may),
            evidence="Fullmakt på papper",
            now=timezone.now(),
        )


def number_of(key: str) -> str:
    """Give the number of somebody of the demo, as they would tell it."""
    from gemensam.cases.tests.acting import the_world
    from gemensam.people.models import Resident
    from gemensam.tenancy.context import tenant_context

    world = the_world()
    with transaction.atomic(), tenant_context(world.home):
        row_id: UUID = world.resident(key).id
        return Resident.objects.get(id=row_id).personal_identity_number

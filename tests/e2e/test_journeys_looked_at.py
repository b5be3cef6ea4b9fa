"""Each state of a case on a 320 px phone: axe finds nothing, and nothing is wider than the phone.

What other tests look at is not looked at again: a new case (`test_application.py`), and each address as the demo
has it (`test_every_page.py`), where the residents of the table have no case of their own.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page
from tests.accessibility import looking
from tests.cast_at_work import log_in as session_of

from gemensam.cases import actions as casework
from gemensam.cases import api as cases
from gemensam.cases import appeals
from gemensam.cases.models import Case
from gemensam.cases.tests.acting import World, the_world
from gemensam.tenancy.context import tenant_context

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MINE, WORK = "/munkedal/mina-sidor/", "/arbeta/"
WORDS = "Behovet är tillgodosett, se https://exempel.munkedal.se/riktlinjer/trygghetslarm/2026.html"
COURT = "Förvaltningsrätten i Göteborg"


class Story:
    """A case that goes on, step by step, by the same actions as on the pages."""

    def __init__(self, case_id: UUID | None = None, *, by: str = "eva", days_ago: int = 0) -> None:
        self.world: World = the_world()
        self.days_ago = days_ago
        self._now()
        with transaction.atomic(), tenant_context(self.world.home):
            self.case_id = case_id or self.world.open_case("margit", by=by)

    def _now(self) -> datetime:
        # The cast's log-ins are of the same hour.
        self.world.now = timezone.now() - timedelta(days=self.days_ago)
        return self.world.now

    @property
    def path(self) -> str:
        """Where the case is, below either side's first page."""
        return f"arenden/{self.case_id}/"

    def go_on(self, what: str, *, field_id: str = "reason") -> None:
        """Let the next thing happen."""
        now = self._now()
        with transaction.atomic(), tenant_context(self.world.home):
            margit = {"actor": self.world.actor("margit"), "case_id": self.case_id, "now": now}
            version = Case.objects.get(id=self.case_id).version
            cecilia: dict[str, Any] = {
                **margit,
                "actor": self.world.actor("cecilia"),
                "version": version,
            }
            match what:
                case "ask":
                    due_on = (now + timedelta(days=5)).date()
                    casework.ask(**cecilia, field_id=field_id, text=WORDS, due_on=due_on)
                case "reject":
                    cases.decide(**cecilia, wanted=cases.Wanted(cases.Outcome.REJECT, WORDS))
                case "open it":
                    cases.receive_decision(**margit)
                case "appeal":
                    cases.appeal(**margit, text=WORDS)
                case "hand on":
                    appeals.hand_on(**cecilia, court=COURT)


class Phone:
    """Somebody's narrow phone, with script, which axe needs; what is wrong on it is gathered."""

    def __init__(self, page: Page, url: str, found: dict[str, list[str]]) -> None:
        self.page, self.url, self.found = page, url, found

    def look(self, what: str, path: str = "") -> None:
        """Open a page, or stay on the one there is, with all of it opened."""
        if path:
            self.page.goto(self.url + path)
        self._open_all()
        if wrong := looking.faults(self.page):
            self.found[what] = wrong

    def press(self, button: str) -> None:
        """Press a button without being stopped by the browser, as one without script is not."""
        self._open_all()
        self.page.get_by_role("button", name=button).click()
        self.page.wait_for_load_state()

    def _open_all(self) -> None:
        self.page.evaluate(
            """for (const one of document.querySelectorAll('details')) one.open = true;
            for (const one of document.forms) one.noValidate = true;"""
        )


@contextmanager
def _phones(browser: Browser, live_server: Any, *people: str) -> Iterator[list[Any]]:
    """Give each of some people a phone, and last what is found wrong on any of them."""
    found: dict[str, list[str]] = {}
    view = looking.View(width=looking.PHONE)
    with ExitStack() as stack:
        windows = [
            stack.enter_context(looking.open_as(browser, live_server.url, session_of(one), view))
            for one in people
        ]
        yield [*(Phone(one.new_page(), live_server.url, found) for one in windows), found]


def test_a_case_on_its_way_to_the_court_fits_and_axe_finds_nothing(live_server, browser):
    story = Story()
    with _phones(browser, live_server, "eva", "cecilia") as (eva, cecilia, found):
        mine, work = MINE + story.path, WORK + story.path
        cecilia.look("asking", f"{work}?fraga=reason")
        cecilia.press("Skicka frågan")
        cecilia.look("a question without words")
        cecilia.look("correcting", f"{work}?ratta=reason")
        story.go_on("ask")
        cecilia.look("waiting, at work", work)
        cecilia.press("Läs igenom beslutet")
        cecilia.look("a decision without words")
        cecilia.page.get_by_label("Avslå", exact=True).check()
        cecilia.page.locator('[name="beslut-motivation"]').fill(WORDS)
        cecilia.press("Läs igenom beslutet")
        cecilia.look("a decision to read")
        eva.look("asked", mine)
        eva.press("Skicka svaret")
        eva.look("an answer without words")
        eva.press("Spara rättelsen")
        eva.look("a correction without words")
        for what in ("reject", "appeal", "hand on"):
            story.go_on(what)
            eva.look(what, mine)
            cecilia.look(f"{what}, at work", work)
            if what == "reject":
                eva.press("Skicka överklagandet")
                eva.look("an appeal without words")
    assert found == {}


def test_an_appeal_that_came_late_fits_and_axe_finds_nothing(live_server, browser):
    # Before Eva had her mandate: Margit applied herself.
    story = Story(by="", days_ago=40)
    story.go_on("reject")
    story.go_on("open it")
    with _phones(browser, live_server, "eva", "cecilia") as (eva, cecilia, found):
        eva.look("past the last day", MINE + story.path)
        story.days_ago = 0
        story.go_on("appeal")
        cecilia.look("late, at work", WORK + story.path)
        cecilia.press("Avvisa överklagandet")
        cecilia.look("a dismissal without words")
    assert found == {}


def _case_of(key: str, **where: object) -> UUID:
    world = the_world()
    with transaction.atomic(), tenant_context(world.home):
        resident_id = world.resident(key).id
        return Case.objects.get(resident_id=resident_id, kind="financial_assistance", **where).id


def test_financial_assistance_fits_and_axe_finds_nothing(live_server, browser):
    decided, new = _case_of("jonna", state="DECIDED"), _case_of("jonna", state="NEW")
    together = Story(_case_of("moa"))
    together.go_on("ask", field_id="partner_situation")
    with _phones(browser, live_server, "jonas", "jonna", "cecilia") as phones:
        jonas, jonna, cecilia, found = phones
        jonas.look("a co-applicant's first page", MINE)
        jonas.look("a co-applicant's case", MINE + together.path)
        jonna.look("how it was worked out", f"{MINE}arenden/{decided}/")
        cecilia.look("a decided calculation", f"{WORK}arenden/{decided}/berakning/")
        cecilia.page.goto(f"{live_server.url}{WORK}arenden/{new}/berakning/")
        cecilia.page.locator('[name="belopp-amount-cost:RENT:"]').fill("1")
        cecilia.press("Spara beräkningen")
        cecilia.look("an amount without a reason")
        cecilia.press("Lägg till raden")
        cecilia.look("a row without words")
    assert found == {}

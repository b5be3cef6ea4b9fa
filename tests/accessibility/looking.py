"""Opens a page in a room of its own and says what is wrong with it for those who use it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page, Response
from tests.accessibility.pages import PageType
from tests.cast_at_work import LoggedIn

PHONE, DESKTOP = 320, 1280
HEIGHT = 800
SCHEMES = ("light", "dark")
RULES: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # What passes is not asked for: half the time of a large page.
    "resultTypes": ["violations"],
    # Style sheets are fetched anew only for a rule that is none of these.
    "preload": False,
}
# For what differs in colour alone.
COLOURS = RULES | {"runOnly": ["color-contrast"]}


@dataclass(frozen=True)
class View:
    """How wide the window is and which colours its reader likes."""

    width: int = DESKTOP
    scheme: str = "light"
    has_script: bool = True
    waits_for: Literal["load", "domcontentloaded"] = "load"


def open_as(browser: Browser, url: str, who: LoggedIn, view: View) -> BrowserContext:
    """Open a window of somebody's."""
    context = browser.new_context(
        viewport={"width": view.width, "height": HEIGHT},
        color_scheme="dark" if view.scheme == "dark" else "light",
        java_script_enabled=view.has_script,
        # Axe is put into the page by the test, which the page's own policy refuses.
        bypass_csp=view.has_script,
        reduced_motion="reduce",
        locale="sv-SE",
    )
    if who.token:
        context.add_cookies(
            [{"name": settings.GEMENSAM_SESSION_COOKIE, "value": who.token, "url": url}]
        )
    return context


def faults(page: Page) -> list[str]:
    """What axe finds, that the page is too wide, or that it has no title or not one heading."""
    return axe_faults(page) + width_faults(page) + bare_faults(page)


def axe_faults(page: Page, rules: dict[str, object] = RULES) -> list[str]:
    """What axe finds in the page as it stands, a line for each sort."""
    return [
        f"axe {one['id']}: {one['help']} ({one['nodes'][0]['target']}, {len(one['nodes'])} places)"
        for one in Axe().run(page, options=rules).response["violations"]
    ]


def width_faults(page: Page) -> list[str]:
    """Say by how much the page is wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"too wide by {wide} px"] if wide > 0 else []


def bare_faults(page: Page) -> list[str]:
    """What can be seen without a script: title and headings."""
    headings = page.locator("h1").count()
    return [*([] if page.title() else ["no title"]), *([] if headings == 1 else [f"{headings} h1"])]


def sent_faults(page: Page, answer: Response) -> list[str]:
    """What the server sent must be the whole page: a script may only add to it."""
    if answer.status != HTTPStatus.OK:
        return [f"status {answer.status}"]
    sent = html.fromstring(answer.body())
    # A heading without words waits for a script, in a part that is hidden until then.
    titles, headings = sent.xpath("//head/title/text()"), sent.xpath("//h1[normalize-space()]")
    words = [" ".join(one.text_content().split()) for one in headings]
    shown = " ".join(heading(page).split())
    return [] if titles and words == [shown] else [f"sent {titles} {words}, shown {shown}"]


def heading(page: Page) -> str:
    """The words of the page's own heading."""
    found = page.locator("h1")
    return found.first.inner_text() if found.count() else ""


def describe(kind: PageType, view: View, found: list[str]) -> dict[str, list[str]]:
    """Name the faults by page and window, when there are any."""
    return {f"{kind.name} as {kind.who} {view.width}px {view.scheme}": found} if found else {}

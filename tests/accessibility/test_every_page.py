"""Every sort of page: nothing for axe to find, fits a phone, one heading, works without a script."""

import os

import pytest
from tests.accessibility import looking
from tests.accessibility.looking import DESKTOP, PHONE, SCHEMES, View
from tests.accessibility.pages import page_types
from tests.cast_at_work import log_in as session_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# The other two pairs of width and colours are the drill's: `gemensam drill axe`.
VIEWS = (
    [View(width=width, scheme=scheme) for width in (DESKTOP, PHONE) for scheme in SCHEMES]
    if os.environ.get("GEMENSAM_EVERY_VIEW")
    else [View(scheme="light"), View(width=PHONE, scheme="dark")]
)


@pytest.mark.timeout(400)
def test_axe_finds_nothing_and_no_page_is_wider_than_a_phone(live_server, browser):
    found: dict[str, list[str]] = {}
    for view in VIEWS:
        for who in sorted({kind.who for kind in page_types()}):
            with looking.open_as(browser, live_server.url, session_of(who), view) as context:
                page = context.new_page()
                for kind in (one for one in page_types() if one.who == who):
                    page.goto(live_server + kind.path)
                    found |= looking.describe(kind, view, looking.faults(page))
    assert found == {}


@pytest.mark.timeout(400)
def test_every_page_works_without_a_script(live_server, browser):
    found: dict[str, object] = {}
    plain, full = View(has_script=False), View()
    for who in sorted({kind.who for kind in page_types()}):
        user = session_of(who)
        with (
            looking.open_as(browser, live_server.url, user, plain) as bare,
            looking.open_as(browser, live_server.url, user, full) as scripted,
        ):
            one, other = bare.new_page(), scripted.new_page()
            for kind in (each for each in page_types() if each.who == who):
                answer = one.goto(live_server + kind.path, wait_until="domcontentloaded")
                other.goto(live_server + kind.path, wait_until="domcontentloaded")
                seen = (answer.status, looking.heading(one), looking.bare_faults(one))
                if seen != (200, looking.heading(other), []):
                    found[f"{kind.name} as {who}"] = seen
    assert found == {}

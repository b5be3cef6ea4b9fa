"""Log in as one of the cast in a real browser."""

import pytest

pytestmark = pytest.mark.browser


def test_picking_a_person_opens_a_session_that_the_server_knows(live_server, browser):
    from gemensam.identity.models import Session

    with browser.new_context(locale="sv-SE") as context:
        page = context.new_page()
        page.goto(live_server + "/logga-in/")
        page.locator('button[name="person"][value="anna"]').click()
        page.wait_for_url("**/hemtjanst/")
        names = sorted(cookie["name"] for cookie in context.cookies())
    assert names == ["gemensam", "gemensam_csrf"]
    sessions = Session.objects.filter(ended_at=None).values_list("person__given_name", "kind")
    assert list(sessions) == [("Anna", "STAFF")]

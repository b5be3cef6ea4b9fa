"""The shelf of documents, and a paper taken along from it, in a real browser."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image
from playwright.sync_api import expect
from tests.accessibility import looking

from gemensam.cases.tests.acting import the_world
from gemensam.eservices.tests.browsing import APPLY, MINE
from gemensam.eservices.tests.shelves import begin_with_files, send
from gemensam.tenancy.context import tenant_context

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def page_of_draft(real_db, tmp_path, monkeypatch):
    """Margit has sent a picture before, and fills in an application that asks for papers."""
    from django.conf import settings

    monkeypatch.setattr(settings, "GEMENSAM_HOME", tmp_path)
    world = the_world()
    world.now = datetime.now(UTC)
    send(world, {"hyresavi från förra månaden.jpg": _picture()})
    with tenant_context(world.home):
        return f"{APPLY}{begin_with_files(world)}/1/"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [looking.PHONE, looking.DESKTOP])
def test_a_paper_that_was_sent_before_is_looked_at_and_taken_along(
    page_of_draft, live_server, browser, log_in, width, script
):
    with browser.new_context(
        viewport={"width": width, "height": 800}, locale="sv-SE", java_script_enabled=script
    ) as context:
        page = context.new_page()
        log_in(page, "margit")
        page.goto(live_server + f"{MINE}dokument/")
        expect(page.get_by_role("link", name="hyresavi")).to_be_visible()
        if script:
            assert looking.faults(page) == []
        page.goto(live_server + page_of_draft)
        page.get_by_role("button", name="Ta ett papper som du har skickat förut").click()
        page.get_by_text("Titta på bilden").click()
        expect(page.get_by_role("img", name="hyresavi")).to_be_visible()
        if script:
            assert looking.faults(page) == []
        page.get_by_label("hyresavi").check()
        page.get_by_role("button", name="Ta med de valda").click()
        expect(page.get_by_text("Skickad förut")).to_be_visible()
        if script:
            assert looking.faults(page) == []

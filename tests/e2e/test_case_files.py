"""The files of an application on the case's pages, as the caseworker and the resident meet them."""

import io

import pytest
from django.db import transaction
from PIL import Image
from playwright.sync_api import expect
from tests.accessibility import looking

from gemensam.cases import sent_files
from gemensam.cases.tests.acting import open_case_with_files, the_world
from gemensam.files.models import StoredFile
from gemensam.tenancy.context import tenant_context

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PDF = b"%PDF-1.7\n% ett intyg\n"
LONG = "läkarintyg från vårdcentralen i Munkedal i november 2026.pdf"


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1600, 1200), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def sent(real_db, tmp_path, monkeypatch):
    """A case with a picture, a file that waits and one that was harmful."""
    from django.conf import settings

    monkeypatch.setattr(settings, "GEMENSAM_HOME", tmp_path)
    world = the_world()
    with transaction.atomic(), tenant_context(world.home):
        made = open_case_with_files(
            world, {"trappan.jpg": _picture(), "kvitto.pdf": PDF, LONG: PDF}
        )
        rows = StoredFile.objects
        rows.filter(id=made.files["kvitto.pdf"]).update(scan_state="PENDING", scan_reason="AWAY")
        rows.filter(id=made.files[LONG]).update(scan_state="INFECTED", scan_signature="X")
        sent_files.tell_of_harmful(
            response_id=made.response_id, file_id=made.files[LONG], now=world.now
        )
    return made


@pytest.mark.parametrize("width", [looking.PHONE, looking.DESKTOP])
@pytest.mark.parametrize(
    ("who", "path"),
    [("cecilia", "/arbeta/arenden/{}/"), ("margit", "/munkedal/mina-sidor/arenden/{}/")],
)
def test_a_picture_is_fetched_when_somebody_looks_and_the_page_is_for_everybody(
    sent, live_server, browser, log_in, width, who, path
):
    with browser.new_context(viewport={"width": width, "height": 800}, locale="sv-SE") as context:
        page = context.new_page()
        fetched = []
        page.on("request", lambda one: fetched.append(one.url) if "/fil/" in one.url else None)
        log_in(page, who)
        page.goto(live_server + path.format(sent.case_id))
        if who == "margit":
            page.get_by_text("Visa det som skickades").click()
        summary = page.get_by_text("Titta på bilden")
        summary.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        assert fetched == []
        summary.click()
        expect(page.get_by_role("img", name="trappan.jpg")).to_be_visible()
        page.wait_for_function("document.images[0].naturalWidth === 1600")
        assert len(fetched) == 1
        assert looking.faults(page) == []

"""A form with every kind of question, filled in by a person: no script, 320 px; keyboard; with script."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from tests.accessibility import looking

from gemensam.questionnaires import library
from gemensam.questionnaires.rules import schema_json

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW = {"width": 320, "height": 640}
PATIENCE_MS = 10_000


def _said(sv: str) -> dict[str, str]:
    return {"sv": sv, "en": f"{sv} (en)"}


def _field(field_id: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
    return {"id": field_id, "kind": kind, "label": _said(label), **more}


def _every_kind() -> dict[str, Any]:
    """A form of today's format under the safety alarm's key, so that its pages can be walked."""
    picks = [{"id": "a", "label": _said("Alfa")}, {"id": "b", "label": _said("Beta")}]
    return {
        "format": 2, "key": "safety_alarm_application", "title": _said("Allt"),
        "purpose": _said("Prov"), "retention": "until_case_closed", "languages": ["sv", "en"],
        "pages": [
            {"id": "you", "title": _said("Om dig"), "groups": [{"id": "you_all", "fields": [
                _field("full_name", "text", "Vad heter du?"),
                _field("number", "personal_number", "Personnummer", required=False),
                _field("born", "date", "När är du född?"),
                _field("home", "address", "Var bor du?"),
                _field("mail", "email", "E-post", required=False),
                _field("call", "time", "När får vi ringa?", required=False),
            ]}]},
            {"id": "money", "title": _said("Pengar"), "groups": [
                {"id": "costs", "title": _said("Kostnader"),
                 "repeat": {"least": 1, "most": 4, "one": _said("kostnad")}, "fields": [
                    _field("what", "text", "Vad gäller det?"),
                    _field("amount", "money", "Hur mycket?", decimals=2, least="0"),
                ]},
                {"id": "sum", "title": _said("Summa"), "fields": [
                    _field("total", "calculated", "Sammanlagt", value="sum(costs, amount)",
                           unit={"sv": "kr", "en": "kr"}, decimals=2),
                    _field("why", "long_text", "Varför så mycket?", show_when="total > 1000"),
                    _field("weight", "number", "Vad väger du?", unit={"sv": "kg"}, decimals=1,
                           required=False),
                ]},
            ]},
            {"id": "rest", "title": _said("Övrigt"), "groups": [{"id": "rest_all", "fields": [
                _field("one", "choice", "Välj en", choices=picks),
                _field("many", "many_choice", "Välj flera", choices=picks),
                _field("sure", "yes_no", "Är du säker?", dont_know=True),
                _field("away", "period", "När är du borta?", required=False),
                _field("paper", "file", "Kvitto", files=2, required=False),
                _field("rule", "statement", "Vi läser uppgifterna i andra register.",
                       accept_label=_said("Jag har läst det")),
                _field("sign", "signature", "Skriv under med ditt namn"),
            ]}]},
        ],
    }  # fmt: skip


@pytest.fixture
def every_kind(live_server: Any) -> Any:
    """The form with every kind, published as the newest version; the server's address."""
    library.publish(schema_json.read(_every_kind()), now=timezone.now() - timedelta(minutes=1))
    return live_server


def _begin(page: Page, address: Any, log_in: Any) -> None:
    log_in(page, "eva")
    page.goto(address + "/munkedal/ansok/trygghetslarm/")
    page.get_by_label("Margit Lindgren").check()
    page.locator("main form button").click()


def _next(page: Page) -> None:
    page.get_by_role("button", name="Nästa").click()


def _photo() -> dict[str, Any]:
    found = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(found, "JPEG")
    return {"name": "kvitto.jpg", "mimeType": "image/jpeg", "buffer": found.getvalue()}


def _fill_you(page: Page) -> None:
    page.get_by_label("Vad heter du?").fill("Margit Lindgren")
    page.get_by_label("När är du född?").fill("1942-02-03")
    page.get_by_label("Gatuadress").fill("Ågatan 3")
    page.get_by_label("Postnummer").fill("455 30")
    page.get_by_label("Ort", exact=True).fill("Munkedal")


def test_every_kind_of_question_on_a_narrow_phone_without_script(every_kind, browser, log_in):
    with browser.new_context(viewport=NARROW, java_script_enabled=False, locale="sv-SE") as context:
        page = context.new_page()
        _begin(page, every_kind, log_in)
        _next(page)
        expect(page.locator(".errors a")).to_have_count(3)
        _fill_you(page)
        _next(page)
        page.get_by_label("Vad gäller det?").fill("Hyra")
        page.get_by_label("Hur mycket?").fill("8 450,50")
        page.get_by_role("button", name="Lägg till kostnad").click()
        second = page.get_by_role("group", name="Kostnad 2")
        second.get_by_label("Vad gäller det?").fill("El")
        second.get_by_label("Hur mycket?").fill("abc")
        _next(page)
        expect(page.locator(".errors")).to_contain_text("Skriv ett tal med siffror")
        page.get_by_role("button", name="Ta bort kostnad 2").click()
        expect(page.get_by_role("status").first).to_contain_text("Den är borttagen")
        page.get_by_role("button", name="Ångra").click()
        expect(second.get_by_label("Vad gäller det?")).to_have_value("El")
        second.get_by_label("Hur mycket?").fill("400")
        _next(page)
        expect(page.locator("output")).to_contain_text("8\u202f850,50\u00a0kr")
        page.get_by_label("Varför så mycket?").fill("Det är dyrt")
        _next(page)
        page.get_by_label("Alfa").first.check()
        page.get_by_label("Beta").last.check()
        page.get_by_label("Vet inte").check()
        page.get_by_label("Kvitto").set_input_files(_photo())
        page.get_by_role("button", name="Ladda upp").click()
        expect(page.get_by_role("link", name="kvitto.jpg")).to_be_visible()
        page.get_by_label("Jag har läst det").check()
        page.get_by_label("Skriv under med ditt namn").fill("Margit Lindgren")
        _next(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Kontrollera och skicka")
        text = page.locator("main").inner_text()
        for words in (
            "Kostnad 2: Vad gäller det?",
            "8\u202f850,50\u00a0kr",
            "kvitto.jpg",
            "Vet inte",
        ):
            assert words in text, words
        page.get_by_role("button", name="Skicka ansökan").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Din ansökan har kommit in")


def test_what_is_calculated_and_what_it_opens_is_seen_at_once_with_script(
    every_kind, browser, log_in
):
    with browser.new_context(viewport=NARROW, locale="sv-SE") as context:
        page = context.new_page()
        _begin(page, every_kind, log_in)
        found = looking.axe_faults(page)
        _fill_you(page)
        _next(page)
        why = page.get_by_label("Varför så mycket?")
        expect(why).to_be_hidden()
        page.get_by_label("Vad gäller det?").fill("Hyra")
        page.get_by_label("Hur mycket?").fill("1 250,50")
        expect(page.locator("output")).to_have_text("1\u202f250,50\u00a0kr")
        expect(why).to_be_visible()
        found += looking.axe_faults(page)
        page.get_by_label("Hur mycket?").fill("12")
        expect(why).to_be_hidden()
        expect(page.locator("[data-saved]")).to_contain_text("Sparat kl.", timeout=PATIENCE_MS)
        _next(page)
        page.get_by_label("Kvitto").set_input_files(_photo())
        expect(page.get_by_role("link", name="kvitto.jpg")).to_be_visible(timeout=PATIENCE_MS)
        found += looking.axe_faults(page)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        page.get_by_role("button", name="Ta bort kvitto.jpg").click()
        expect(page.get_by_role("link", name="kvitto.jpg")).to_have_count(0)
    assert found == []


def test_in_english_nothing_invites_a_comma_and_one_that_may_mean_two_things_is_asked_about(
    every_kind, browser, log_in
):
    with browser.new_context(viewport=NARROW, locale="sv-SE") as context:
        page = context.new_page()
        _begin(page, every_kind, log_in)
        _fill_you(page)
        _next(page)
        page.get_by_role("button", name="English").click()
        page.get_by_label("Vad gäller det? (en)").fill("Hyra")
        amount = page.get_by_label("Hur mycket? (en)")
        amount.fill("12,500")
        # What is not known is left out of a sum.
        expect(page.locator("output")).to_have_text("0\u00a0kr")
        page.get_by_role("button", name="Next").click()
        expect(page.locator(".errors")).to_contain_text("Do you mean 12500 or 12.5?")
        amount.fill("12500")
        expect(page.locator("output")).to_have_text("12\u202f500\u00a0kr")


def _tab_to(page: Page, wanted: Any) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => document.activeElement === one"):
            return
    pytest.fail(f"{wanted} is not reached by Tab")


def test_a_page_is_filled_in_and_mended_by_keyboard_alone_and_says_what_each_thing_is(
    every_kind, browser, log_in
):
    with browser.new_context(viewport=NARROW, locale="sv-SE") as context:
        page = context.new_page()
        _begin(page, every_kind, log_in)
        _fill_you(page)
        _next(page)
        _tab_to(page, page.get_by_label("Vad gäller det?"))
        page.keyboard.type("Hyra")
        _tab_to(page, page.get_by_label("Hur mycket?"))
        page.keyboard.type("x")
        # Enter is the way on, though other buttons stand before it.
        page.keyboard.press("Enter")
        expect(page.locator(".errors")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Hur mycket?")).to_be_focused()
        page.keyboard.press("Control+A")
        page.keyboard.type("1250,50")
        expect(page.get_by_label("Varför så mycket?")).to_be_visible()
        _tab_to(page, page.get_by_role("button", name="Lägg till kostnad"))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("group", name="Kostnad 2")).to_be_visible()
        tree = page.locator("main").aria_snapshot()
    for name in (
        'heading "Pengar" [level=1]',
        'group "Kostnad 1"',
        'textbox "Hur mycket?"',
        'button "Ta bort kostnad 2"',
        'button "Lägg till kostnad"',
        'textbox "Vad väger du? (frivilligt)"',
    ):
        assert name in tree, tree

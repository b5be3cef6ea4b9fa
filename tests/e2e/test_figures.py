"""The programme's figures in a real browser: each opens to the rows that it comes from."""

import pytest

from gemensam.programme.queries import figures
from gemensam.programme.tests.pages import text_of

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser):
    """A page of its own for each test."""
    with browser.new_context(locale="sv-SE") as context:
        yield context.new_page()


def test_each_figure_in_the_list_opens_to_its_rows(live_server, page):
    page.goto(live_server + "/siffror/")
    addresses = page.eval_on_selector_all("#siffror a", "links => links.map(one => one.pathname)")
    shown = {}
    for address in addresses:
        page.goto(live_server + address)
        rows = page.eval_on_selector_all("#rader tbody th", "cells => cells.map(c => c.innerHTML)")
        shown[address] = len([row for row in rows if text_of(row)])
    expected = {f"/siffror/{one.key}/": len(one.parts) for one in figures.every()}
    assert shown == expected
    assert len(shown) > 20


def test_a_reader_goes_from_the_sum_to_a_row_and_to_the_page_it_stands_on(live_server, page):
    page.goto(live_server + "/siffror/")
    page.locator('#siffror a[href="/siffror/plan_2018.total/"]').click()
    assert "5 261 590 kr" in text_of(page.locator("main").inner_html())
    page.locator("main a", has_text="Var den visas").click()
    assert page.url.endswith("/plan/?plan=plan_2018")

"""The pages of hours and resources in English: no Swedish is left but for data."""

import pytest
from tests.english import in_english, leftovers, names_in

from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.tests.pages import open_as, text_of


@pytest.fixture
def names(db):
    places = organisations.municipalities()
    tenants = (county.tenant_id(), organisations.municipality_by_slug("munkedal").tenant_id)
    return {
        *(place.name for place in places),
        *(place.association_name for place in places),
        *(name for tenant in tenants for name in names_in(tenant)),
        "Västra Götaland",
        # What the plan calls its coordinators is their name.
        "eSamordnare",
    }


@pytest.mark.parametrize(
    ("who", "path", "expected"),
    [
        ("nils", "/program/timmar/", "Press a time, and it is done"),
        ("nils", "/program/timmar/vecka/?alla=1", "What you write is added to what is there."),
        ("bo", "/program/timmar/attestera/", "Everybody"),
        ("bo", "/program/timmar/attestera/?vecka=2013-W01", "Nothing waits here"),
        ("", "/resurser/?plan=plan_2018", "65% or 35% left"),
        ("", "/resurser/?plan=plan_2018&rader=aktiviteter", "The year, month by month"),
        ("", "/resurser/per-invanare/", "SEK 10,030,698"),
    ],
)
def test_a_page_has_no_swedish_left(names, who, path, expected):
    page = in_english(open_as(who)).get(path).content.decode()
    assert expected in text_of(page)
    assert leftovers(page, names) == []

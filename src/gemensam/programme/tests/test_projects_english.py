"""The pages of projects and of the portfolio in English: no Swedish is left but for data."""

import re

import pytest
from tests.english import in_english, leftovers, names_in

from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.models import PortfolioApplication, Project
from gemensam.programme.tests.pages import open_as, text_of


def _titles():
    return PortfolioApplication.objects.values_list("title", flat=True)


@pytest.fixture
def names(db):
    places = organisations.municipalities()
    with county.context():
        # A page's title is the project's own name.
        projects = [*Project.objects.values_list("name", flat=True), *_titles()]
    tenants = (county.tenant_id(), *(place.tenant_id for place in places if place.slug == "skara"))
    return {
        *(place.name for place in places),
        *(place.association_name for place in places),
        *(name for tenant in tenants for name in names_in(tenant)),
        *projects,
        "Västra Götaland",
        # The work for which Munkedal's Lena is logged in.
        # The title of an application that only its own municipality sees.
        "En väg in för larm i två kommuner",
        *("Åberg", "digitaliseringsstrateg", "Programarbete", "länssamordnare"),
    }


def page_of(who, path):
    return in_english(open_as(who)).get(path).content.decode()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/projekt/", "What no document tells is shown as unknown."),
        ("/projekt/?kommun=munkedal", "4 projects more may have had Munkedal in them"),
        ("/projekt/?ar=1900", "Year"),
        ("/projekt/ehemtjanst-2013/", "Not stated whether it is dealt with"),
        ("/projekt/distansmoten-2013/", "January 2014 (the year is our reading)"),
        ("/projekt/it-coacher-munkedal-2014/", "first half of 2014"),
        ("/projekt/npo-2013/", "That is not the same as nobody"),
        ("/projekt/vilka-deltar/", "Under 10,000"),
        ("/projekt/vilka-deltar/?ar=2014", "No project"),
        ("/portfolj/", "of SEK 1,000,000"),
    ],
)
def test_a_public_page_of_projects_has_no_swedish_left(names, path, expected):
    page = page_of("", path)
    assert expected in text_of(page)
    assert leftovers(page, names) == []


@pytest.mark.parametrize(
    ("who", "path", "expected"),
    [
        ("karin", "/program/projekt/nytt/", "Leave it unknown if nobody has said."),
        ("sara", "/program/projekt/ehemtjanst-2013/", "Let it go on the next year"),
        ("karin", "/program/portfolj/", "Make a call"),
        ("karin", "/program/portfolj/modell/", "What is written here stays."),
        ("karin", "/program/portfolj/ram/", "Projects to carry out"),
        ("karin", "/program/portfolj/utlysning/", "whichever association they are."),
        ("lena", "/program/ansokan/", "Submitted, waits for a decision"),
        ("tove", "/program/ansokan/", "Waits for your answer"),
    ],
)
def test_a_page_of_projects_behind_the_log_in_has_no_swedish_left(names, who, path, expected):
    page = page_of(who, path)
    assert expected in text_of(page)
    assert leftovers(page, names) == []


def test_an_application_has_no_swedish_left_for_those_who_score_and_those_who_wrote_it(names):
    with county.context():
        ids = list(PortfolioApplication.objects.values_list("id", flat=True))
    for one in ids:
        page = page_of("karin", f"/program/portfolj/{one}/")
        assert "27 of 32" in text_of(page)
        assert leftovers(page, names) == []
    for path in re.findall(
        r"/program/ansokan/[0-9a-f-]{36}/", page_of("lena", "/program/ansokan/")
    ):
        assert leftovers(page_of("lena", path), names) == []

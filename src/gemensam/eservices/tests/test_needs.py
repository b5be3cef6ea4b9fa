"""The need-first entrance: found in one's own words, and no way that ends nowhere."""

from itertools import chain

import pytest
from tests.english import in_english, leftovers, names_in

from gemensam.eservices import catalogue, needs
from gemensam.eservices.tests.browsing import Visitor
from gemensam.organisations import api as organisations

HOME = "/munkedal/"


def _slugs(searched):
    return [one.slug for group in needs.found(searched) for one in group.needs]


ALL = _slugs("")


@pytest.mark.parametrize(
    ("searched", "found"),
    [
        ("STÄDHJÄLP", ["stada-tvatta-handla"]),
        ("stad", ["stada-tvatta-handla"]),
        ("matlåda", ["laga-mat"]),
        ("ramla", ["ramla"]),
        ("mamma ensam", ["orolig-for-foralder"]),
        ("dementia", ["glommer"]),
        ("xyz", []),
        ("  ", ALL),
    ],
)
def test_a_need_is_found_by_the_beginning_of_its_words_without_case_or_accents(searched, found):
    assert _slugs(searched) == found


def test_every_service_is_reached_from_a_need_and_every_need_leads_somewhere():
    every = list(chain.from_iterable(group.needs for group in needs.groups()))
    reached = {service.key for one in every for service in one.services}
    assert reached == {one.key for one in catalogue.catalogue()}
    assert [one.slug for one in every if not one.services and not one.is_for_talk] == []
    assert len({one.slug for one in every}) == len(every)


def test_every_link_of_the_entrance_opens_and_offers_to_apply_or_to_talk(real_db):
    visitor = Visitor()
    ends = {}
    for slug in ALL:
        only = needs.need_of(slug).only_service
        visitor.get(f"{HOME}ansok/{only.slug}/" if only else f"{HOME}hjalp/{slug}/")
        ends[slug] = (visitor.page.status_code, f'href="{HOME}prata/"' in visitor.text)
    assert ends == dict.fromkeys(ALL, (200, True))


def test_a_search_without_a_hit_says_so_and_still_shows_everything(real_db):
    visitor = Visitor()
    visitor.get(f"{HOME}?sok=%3Cb%3Exyz")
    assert "Vi hittar inget för ”&lt;b&gt;xyz”." in visitor.text
    assert visitor.text.count("btn--start") == len(ALL)
    visitor.get(f"{HOME}?sok=natten")
    assert "En sak passar ”natten”." in visitor.text
    assert visitor.text.count("btn--start") == 1


def test_a_need_that_several_services_meet_names_each_of_them(real_db):
    visitor = Visitor()
    visitor.get(f"{HOME}hjalp/laga-mat/")
    assert f'href="{HOME}ansok/mat-hem/"' in visitor.text
    assert f'href="{HOME}ansok/hemtjanst/"' in visitor.text
    assert f'href="{HOME}ansok/trygghetslarm/"' not in visitor.text
    assert visitor.get(f"{HOME}hjalp/finns-inte/").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "?sok=food", "?sok=xyz", "hjalp/natten/", "prata/", "ansok/mat-hem/"]
)
def test_the_entrance_is_english_for_whoever_reads_english(real_db, path):
    page = in_english(Visitor().client).get(HOME + path).content.decode()
    home = organisations.municipality_by_slug("munkedal")
    assert home is not None
    assert leftovers(page, names_in(home.tenant_id)) == []


def test_the_page_of_a_service_says_part_by_part_how_it_meets_the_definition(real_db):
    visitor = Visitor()
    visitor.get(f"{HOME}ansok/hemtjanst/")
    assert visitor.text.count('class="check done"') == 6
    assert "Du och handläggaren kan fråga och svara varandra" in visitor.text

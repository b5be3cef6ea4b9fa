"""From source to function: every row names pages and tests that exist, and its status is earned."""

from pathlib import Path

import pytest
from django.test import Client

from gemensam.portal import sources, views

ROOT = Path(__file__).parents[4]


def _exists(test: str) -> bool:
    path, _, name = test.partition("::")
    file = ROOT / path
    return file.is_file() and (not name or f"def {name.split('[')[0]}(" in file.read_text("utf-8"))


def test_every_named_page_exists():
    names = views.url_names()
    unknown = {
        one.id: page for one in sources.requirements() for page in one.pages if page not in names
    }
    assert unknown == {}


def test_every_named_test_exists():
    unknown = {
        one.id: test for one in sources.requirements() for test in one.tests if not _exists(test)
    }
    assert unknown == {}


def test_a_requirement_counts_as_met_only_with_a_page_and_a_test():
    unearned = [
        one.id
        for one in sources.requirements()
        if one.status != "saknas" and not (one.pages and one.tests)
    ]
    assert unearned == []


def test_a_requirement_that_is_partly_met_says_what_is_missing():
    silent = [one.id for one in sources.requirements() if one.status == "delvis" and not one.note]
    assert silent == []


def test_every_area_and_source_has_words():
    assert {one.area for one in sources.requirements()} == set(sources.AREAS)
    keys = {one.key for one in sources.sources()}
    assert {key for one in sources.requirements() for key in one.sources} == keys


def test_ids_are_unique():
    ids = [one.id for one in sources.requirements()]
    assert len(ids) == len(set(ids)) == 126


@pytest.mark.parametrize(("query", "shown"), [("", 126), ("?omrade=larm", 6), ("?omrade=xx", 126)])
def test_the_page_shows_the_requirements_that_the_address_asks_for(real_db, query, shown):
    answer = Client().get(f"/om/kallor/{query}")

    assert answer.status_code == 200
    assert answer.content.decode().count('<li class="card stack"') == shown
    assert f"{shown} av 126 krav visas." in answer.content.decode()

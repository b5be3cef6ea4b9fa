"""The number of e-services moves with what is published here, and only by what meets the definition."""

from dataclasses import replace
from datetime import date
from importlib import resources

import pytest

from gemensam.eservices import api as eservices
from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.queries.indicators_sources import Asked, live
from gemensam.programme.rules import indicators_yaml

KEY = "antal_etjanster"
ALARM = eservices.catalogue()[0]


def _numbers(offered):
    file = resources.files("gemensam.programme") / "data" / "indicators.yaml"
    recipes = indicators_yaml.read(file.read_text(encoding="utf-8"))
    asked = Asked(
        [one for one in recipes if one.id == KEY],
        organisations.municipalities()[:2],
        county.body().id,
        date(2020, 1, 1),
        date(2100, 1, 1),
    )
    return [one.reading.numerator for one in live(asked, offered=offered)]


def test_what_is_published_is_what_is_counted_in_every_municipality(db):
    assert _numbers(None) == [4, 4]


def test_publishing_one_more_dialogue_service_moves_the_number(db):
    assert (_numbers([ALARM]), _numbers([ALARM, replace(ALARM, key="more")])) == ([1, 1], [2, 2])


@pytest.mark.parametrize(
    "lacks",
    [
        {"is_dialogue": False},
        {"is_electronic": False},
        {"is_publicly_funded": False},
        {"is_for_social_services": False},
        {"status": "pilot"},
    ],
)
def test_a_one_way_form_or_whatever_else_lacks_a_part_of_the_definition_moves_nothing(db, lacks):
    one_way = replace(ALARM, key="more", quality=replace(ALARM.quality, **lacks))
    assert _numbers([ALARM, one_way]) == [1, 1]

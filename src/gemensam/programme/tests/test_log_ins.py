"""Secure log-ins and staff with secure identification are measured from what employees counts."""

import pytest

from gemensam.employees import api as employees
from gemensam.organisations import api as organisations
from gemensam.programme import api as programme
from gemensam.programme import county
from gemensam.programme.models import IndicatorObservation
from gemensam.programme.queries.indicators_definitions import shipped
from gemensam.programme.queries.indicators_sources import Asked, live
from gemensam.ui.formats import local_day

SHARE = "andel_saker_identifikation"


def test_each_counted_day_is_brought_in_once(real_db):
    written = programme.observe_log_ins()
    assert (written > 100, programme.observe_log_ins()) == (True, 0)
    with county.context():
        rows = IndicatorObservation.objects.filter(indicator="antal_sakra_inloggningar")
        assert set(rows.values_list("source", flat=True)) == {"gemensam"}


@pytest.mark.parametrize("slug", ["munkedal"])
def test_the_share_is_counted_where_staff_are_read_in_and_nowhere_else(real_db, slug):
    (counted,) = employees.staff_counts()
    day = local_day(counted.counted_at)
    recipe = shipped()[SHARE]
    asked = Asked([recipe], organisations.municipalities(), county.body().id, day, day)
    place = organisations.municipality_by_slug(slug)
    assert place is not None
    found = [(one.code, one.reading.numerator, one.reading.denominator) for one in live(asked)]
    assert found == [(place.code, counted.secure, counted.concerned)]

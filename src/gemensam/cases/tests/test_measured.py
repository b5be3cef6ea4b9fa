"""How long decisions took: measured from the municipality's own cases, and never from too few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gemensam.cases import api as cases
from gemensam.cases import measured
from gemensam.cases.models import Case, Decision, Delegation, MeasuredTime
from gemensam.people.models import Resident
from gemensam.tenancy.context import tenant_context

KIND = "home_care"


def _decided(world, days, *, ago=timedelta(days=1), key="margit"):
    """Decide a case so many days after it came in, so long ago."""
    at = world.now - ago
    case_id = world.open_case(key, kind=KIND, now=at - days)
    cases.decide(
        actor=world.actor("cecilia"),
        case_id=case_id,
        version=1,
        wanted=cases.Wanted(cases.Outcome.REJECT, "Nej."),
        now=at,
    )
    return case_id


def _ten(world, *days):
    return [_decided(world, timedelta(days=one)) for one in days]


def _measured(world):
    measured.measure(now=world.now)
    return measured.time_taken(KIND).days


def test_half_had_it_within_the_days_that_are_said(world):
    _ten(world, 1, 2, 3, 4, 5, 60, 70, 80, 90, 100)
    assert _measured(world) == 5
    _ten(world, 6)
    assert _measured(world) == 6


def test_a_part_of_a_day_counts_as_a_day(world):
    for hours in (1, 2, 3, 4, 30, 31, 32, 33, 34, 35):
        _decided(world, timedelta(hours=hours))
    assert _measured(world) == 2


def test_under_ten_decisions_nothing_is_said(world):
    _ten(world, *range(1, 10))
    assert (_measured(world), MeasuredTime.objects.get(kind=KIND).decided) == (None, 9)


def test_what_is_older_than_a_year_does_not_count(world):
    _ten(world, *range(1, 11))
    # The demo's delegations began a year ago: whoever decided then had hers from before.
    Delegation.objects.update(starts_at=world.now - timedelta(days=500))
    _decided(world, timedelta(days=90), ago=timedelta(days=366))
    assert (_measured(world), MeasuredTime.objects.get(kind=KIND).decided) == (5, 10)


def test_the_first_decision_counts_and_not_what_it_was_changed_to(world):
    first = _ten(world, *range(1, 11))[0]
    Case.objects.filter(id=first).update(decided_at=world.now)
    row = Decision.objects.get(case_id=first)
    row.id, row.number, row.decided_at = measured.Decision().id, 2, world.now
    row.save(force_insert=True)
    assert (_measured(world), MeasuredTime.objects.get(kind=KIND).decided) == (5, 10)


def test_protected_persons_are_in_no_statistics(world):
    _ten(world, *range(1, 11))
    Resident.objects.filter(id=world.resident("margit").id).update(is_protected=True)
    assert _measured(world) is None
    assert not MeasuredTime.objects.filter(kind=KIND).exists()


def test_each_municipality_measures_its_own(world):
    _ten(world, *range(1, 11))
    measured.measure(now=world.now)
    with tenant_context(world.other):
        assert measured.measure(now=world.now) >= 0
        assert measured.time_taken(KIND).days is None
    assert measured.time_taken(KIND).days == 5


def test_it_is_worked_out_once_a_day(world):
    _ten(world, *range(1, 11))
    MeasuredTime.objects.all().delete()
    cases.measure_everywhere(now=world.now)
    with tenant_context(world.home):
        _ten(world, *[50] * 20)
    cases.measure_everywhere(now=world.now + timedelta(hours=23))
    with tenant_context(world.home):
        assert cases.time_taken(KIND).days == 5
    cases.measure_everywhere(now=world.now + timedelta(hours=25))
    with tenant_context(world.home):
        assert cases.time_taken(KIND).days == 50


@pytest.mark.parametrize("kind", [KIND, "nobody_knows"])
def test_a_page_pays_one_query_for_it(world, kind):
    with CaptureQueriesContext(connection) as cost:
        cases.time_taken(kind)
    assert len(cost) == 1

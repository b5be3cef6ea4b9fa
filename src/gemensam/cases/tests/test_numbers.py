"""Case numbers when several cases are opened at once, over real connections."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from gemensam.cases import numbers
from gemensam.tenancy.context import tenant_context

YEAR = 2031


class Undone(Exception):
    """Raised to roll back."""


def _in_tenant(tenant_id, work):
    with transaction.atomic(), tenant_context(tenant_id):
        return work()


def _elsewhere(work):
    """Run on a connection of the thread's own, and close it."""
    try:
        return work()
    finally:
        connections.close_all()


def _take(real_world, times):
    return [_in_tenant(real_world.home, lambda: numbers.take(YEAR)) for _ in range(times)]


def test_two_who_open_cases_at_once_do_not_wait_for_each_other_and_get_different_numbers(
    real_world,
):
    _take(real_world, 1)
    with ThreadPoolExecutor(1) as pool, transaction.atomic(), tenant_context(real_world.home):
        mine = numbers.take(YEAR)
        # The other one finishes while this transaction still holds its number.
        theirs = pool.submit(_elsewhere, lambda: _take(real_world, 1)).result(timeout=10)
    assert (mine, theirs) == (2, [3])


def test_an_undone_case_gives_its_number_back(real_world):
    def take_and_undo():
        with transaction.atomic():
            numbers.take(YEAR)
            raise Undone

    assert _take(real_world, 2) == [1, 2]
    with pytest.raises(Undone):
        _in_tenant(real_world.home, take_and_undo)
    assert _take(real_world, 1) == [3]


@pytest.mark.slow
def test_many_at_once_get_every_number_once_past_several_fillings(real_world):
    barrier = threading.Barrier(4)

    def work():
        barrier.wait()
        return _take(real_world, 40)

    with ThreadPoolExecutor(4) as pool:
        parts = pool.map(lambda _: _elsewhere(work), range(4))
        taken = [one for part in parts for one in part]
    assert sorted(taken) == list(range(1, 161))


def test_each_tenant_and_year_has_a_series_of_its_own(real_world):
    first = [
        _in_tenant(real_world.home, lambda year=year: numbers.take(year)) for year in (YEAR, 2032)
    ]
    assert [*first, _in_tenant(real_world.other, lambda: numbers.take(YEAR))] == [1, 1, 1]

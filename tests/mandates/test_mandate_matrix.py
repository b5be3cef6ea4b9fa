"""Every thing that can be done in a resident's place, by everybody who might try, through the real pages."""

from collections.abc import Iterator, Mapping

import pytest
from tests.addresses import every_address
from tests.cast_at_work import undone
from tests.mandates import matrix, world
from tests.permissions import table

pytestmark = pytest.mark.slow
MATRIX = matrix.read()
RESIDENTS = ("margit", "eva", "david")
LET_IN = {200, 303, 409, 422}


@pytest.fixture(scope="module")
def affairs(clones) -> Iterator[dict[str, world.Affairs]]:
    """Margit and Greta, with all that can be done for them, in the demo's world."""
    clones.renew()
    with undone():
        world.mandate_elsewhere()
        found = {"margit": world.build("margit", "2026-901")}
        found["greta"] = world.build("greta", "2026-902")
        yield found


@pytest.mark.parametrize("what", MATRIX.rows)
def test_everybody_may_do_in_a_residents_place_what_the_matrix_says(affairs, what):
    row = MATRIX.rows[what]
    got = {
        who: world.play(who, row, affairs["greta" if who in {"protected", "hidden"} else "margit"])
        for who in MATRIX.who
    }
    assert got == row.expected


def _open_to_residents() -> set[tuple[str, str]]:
    """Find every address and method that lets a resident in but not a stranger, and all of eservices."""
    return {
        (name, method)
        for name, row in table.read().items()
        for method in table.METHODS
        if _is_for_residents(name, row.expected[method])
    }


def _is_for_residents(name: str, said: Mapping[str, int | str]) -> bool:
    # There a resident without the thing gets 404.
    is_there = name.startswith("eservices:") and said["margit"] != table.NOT_ANSWERED
    lets_in = any(said[key] in LET_IN for key in RESIDENTS)
    return said["anonymous"] not in LET_IN and (is_there or lets_in)


def test_every_address_that_lets_a_resident_in_stands_in_the_matrix():
    named = {(row.address, row.method) for row in MATRIX.rows.values()}
    missing = {f"{name} {method}" for name, method in _open_to_residents() - named}
    assert missing == set(MATRIX.nobodys)


def test_the_matrix_names_no_address_that_is_not_there():
    there = {address.name for address in every_address()}
    named = {row.address for row in MATRIX.rows.values()}
    assert named - there == set()


def test_a_view_that_the_matrix_does_not_name_would_be_found():
    named = {(row.address, row.method) for row in MATRIX.rows.values()}
    assert ("eservices:case", "GET") in _open_to_residents()
    assert _open_to_residents() - (named - {("eservices:case", "GET")}) != set()

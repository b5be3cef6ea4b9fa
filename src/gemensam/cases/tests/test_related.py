"""What else there is of those whom a case is about, as far as the reader may read it."""

import pytest

from gemensam.cases import api as cases
from gemensam.cases import casework, related
from gemensam.cases.models import CareService, Case, Delegation
from gemensam.cases.policy import Visit
from gemensam.organisations import api as organisations
from gemensam.performers import api as performers


def _related(world, case_id):
    visit = Visit(world.actor("cecilia"), world.now)
    return related.related_to(visit, casework.open_for_caseworker(visit, case_id))


def _elsewhere(case_id):
    """Move a case to a unit and a caseworker that are not Cecilia's."""
    unit = organisations.register_unit(
        name="Biståndsenheten Öster", kind=organisations.UnitKind.CASEWORK
    )
    Case.objects.filter(id=case_id).update(unit_id=unit, caseworker_id=None)


def test_the_residents_other_cases_stand_there_newest_first_and_this_one_does_not(world):
    before = set(
        Case.objects.filter(resident_id=world.resident("margit").id).values_list("id", flat=True)
    )
    first, second, here = (world.open_case() for _ in range(3))
    world.open_case("david")
    found = [one.id for one in _related(world, here).cases]
    assert set(found) == {first, second} | before
    assert found[:2] == [second, first]


def test_what_she_may_not_read_is_not_told(world):
    hidden, here = world.open_case(), world.open_case()
    _elsewhere(hidden)
    assert hidden not in {one.id for one in _related(world, here).cases}


@pytest.mark.parametrize("covers", [True, False])
def test_a_protected_co_applicants_cases_are_for_those_who_are_named(world, covers):
    hers, here = world.open_case("greta"), world.open_case("david")
    Case.objects.filter(id=here).update(co_applicant_id=world.actor("greta").person_id)
    Delegation.objects.update(covers_protected=covers)
    found = {one.id: one.whose for one in _related(world, here).cases}
    assert found.get(hers) == (world.resident("greta").name if covers else None)


def test_a_joint_case_shows_the_other_ones_cases_by_name(world):
    his, here = world.open_case("david"), world.open_case("margit")
    assert his not in {one.id for one in _related(world, here).cases}
    Case.objects.filter(id=here).update(co_applicant_id=world.actor("david").person_id)
    found = {one.id: one.whose for one in _related(world, here).cases}
    assert found[his] == world.resident("david").name
    there = {one.id: one.whose for one in _related(world, his).cases}
    assert there[here] == world.resident("margit").name


def test_a_care_service_that_is_given_stands_there_until_it_ends(world, disk):
    granted = world.open_case("david")
    unit = performers.performers("safety_alarm", on=world.now.date())[0]
    wanted = cases.Wanted(
        cases.Outcome.GRANT, "Behovet finns.", starts_on=world.now.date(), performer_id=unit.id
    )
    cases.decide(
        actor=world.actor("cecilia"), case_id=granted, version=1, wanted=wanted, now=world.now
    )
    here = world.open_case("david")
    found = _related(world, here)
    assert [(one.case_id, one.kind, one.ends_on) for one in found.services] == [
        (granted, "safety_alarm", None)
    ]
    CareService.objects.filter(decision__case_id=granted).update(
        starts_on=world.now.date().replace(day=1), ends_on=world.now.date().replace(day=2)
    )
    gone = _related(world, here)
    assert (list(gone.services), granted in {one.id for one in gone.cases}) == ([], True)

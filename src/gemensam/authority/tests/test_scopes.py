"""How far each scope of a right reaches."""

from dataclasses import replace

import pytest

from gemensam.authority.facts import Facts, Request
from gemensam.authority.reasons import Reason
from gemensam.authority.rules import decide
from gemensam.authority.tests.examples import GOOD, HOME_NOTE, LOG, anna_reads_with
from gemensam.authority.tests.world import CAST, NOW, named
from gemensam.kernel.actor import Activity, InformationClass, Purpose, Right

REACHED = {
    "VE": [True, False, False, False],
    "VG": [True, True, False, False],
    "SJF": [True, True, True, False],
    "kommun": [True, True, True, False],
}


@pytest.mark.parametrize("scope", REACHED)
def test_each_scope_reaches_as_far_as_it_says_and_all_that_is_nearer(scope: str) -> None:
    other_unit = replace(HOME_NOTE, unit_id=named("night"))
    other_provider = replace(other_unit, care_provider_id=named("private"))
    other_tenant = replace(other_provider, tenant_id=named("other"))
    notes = [HOME_NOTE, other_unit, other_provider, other_tenant]
    answers = [anna_reads_with(f"Läsa;alla;{scope}", note, GOOD) for note in notes]
    assert [answer is Reason.ALLOWED for answer in answers] == REACHED[scope]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (Facts(care_relation=True), Reason.ALLOWED),
        (Facts(assigned=True), Reason.ALLOWED),
        (Facts(), Reason.SCOPE),
    ],
)
def test_contact_details_belong_to_no_unit_and_are_near_by_relation(
    facts: Facts, reason: Reason
) -> None:
    details = replace(LOG, information_class=InformationClass.RESIDENT)
    assert anna_reads_with("Läsa;invånare;VE", details, facts) is reason


def test_relation_brings_no_unit_bound_thing_nearer() -> None:
    alarm_unit = replace(LOG, information_class=InformationClass.SAFETY_ALARM)
    assert anna_reads_with("Läsa;alla;VE", alarm_unit, GOOD) is Reason.SCOPE


@pytest.mark.parametrize("scope", ["VE", "VG"])
def test_commission_of_no_unit_is_not_at_home_where_there_is_no_unit(scope: str) -> None:
    anna = CAST["anna"]
    assert anna.commission is not None
    rights = frozenset({Right.parse(f"Läsa;alla;{scope}")})
    nowhere = replace(anna.commission, rights=rights, unit_id=None, care_provider_id=None)
    note = replace(HOME_NOTE, unit_id=None, care_provider_id=None)
    actor = replace(anna, commission=nowhere)
    request = Request(actor, Purpose.HOME_CARE, Activity.READ, note, NOW)
    assert decide(request, GOOD).reason is Reason.SCOPE

"""A proposal and several who act on it at once: one decision, and everybody else is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connections, transaction

from gemensam.cases import actions, rules
from gemensam.cases import api as cases
from gemensam.cases.models import Decision
from gemensam.cases.tests.test_proposing import KIND, _confirm, _propose, _say
from gemensam.identity import api as identity
from gemensam.identity.models import DemoPersona
from gemensam.kernel.actor import ActorKind, Assurance, Purpose, Regime
from gemensam.kernel.periods import Period
from gemensam.organisations import api as organisations
from gemensam.portal.demo.cast import STAFF
from gemensam.tenancy.context import tenant_context


def _third(now):
    """Employ one more who may reject on her own."""
    cecilia = DemoPersona.objects.get(key="cecilia")
    unit = next(one for one in organisations.units() if one.name == "Biståndsenheten")
    person_id = identity.register_person(given_name="Påhittad", family_name="Tredje")
    commission_id = identity.grant_commission(
        person_id=person_id,
        hsa_id="SE2120000001-U777",
        employee_hsa_id="SE2120000001-P777",
        name="Handläggning ekonomi",
        title="socialsekreterare",
        purpose=Purpose.CASEWORK,
        rights=next(one.rights for one in STAFF if one.key == "cecilia"),
        valid=Period(now),
        unit_id=unit.id,
        regime=Regime.SOL,
    )
    cases.delegate(
        commission_id=commission_id,
        kind=KIND,
        outcomes=[cases.Outcome.REJECT],
        point="5.1",
        now=now,
    )
    actor = identity.actor_for(
        person_id=person_id,
        tenant_id=cecilia.tenant_id,
        commission_id=commission_id,
        kind=ActorKind.STAFF,
        assurance=Assurance.LOA3,
    )
    return replace(actor, authenticated_at=now)


def _at_once(world, *acts):
    """Do all in a transaction each, begun together; give what each gave, or the name of its refusal."""
    begun = Barrier(len(acts))

    def do(act):
        begun.wait()
        try:
            with transaction.atomic(), tenant_context(world.home):
                return act()
        except (actions.CaseHasChanged, rules.CaseIsDecided) as error:
            return type(error).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


@pytest.fixture
def committed(real_world):
    with transaction.atomic(), tenant_context(real_world.home):
        case_id = real_world.open_case(kind=KIND)
        _propose(real_world, case_id)
    return case_id


def _made(world, case_id):
    with transaction.atomic(), tenant_context(world.home):
        return [*Decision.objects.filter(case_id=case_id).values_list("id", flat=True)]


def test_two_who_confirm_at_once_make_one_decision_and_one_is_told(real_world, committed):
    with transaction.atomic(), tenant_context(real_world.home):
        third = _third(real_world.now)

    def by_third():
        return cases.confirm(actor=third, case_id=committed, version=2, now=real_world.now)

    found = _at_once(real_world, lambda: _confirm(real_world, committed), by_third)
    assert sorted(map(str, found)) == sorted(
        ["CaseHasChanged", *map(str, _made(real_world, committed))]
    )


def test_two_clicks_at_once_give_the_same_decision(real_world, committed):
    click = lambda: _confirm(real_world, committed)  # noqa: E731 -- the same twice
    found = _at_once(real_world, click, click)
    assert found == _made(real_world, committed) * 2


def test_an_answer_that_comes_at_once_fells_the_proposal_or_comes_too_late(real_world, committed):
    found = _at_once(
        real_world,
        lambda: _confirm(real_world, committed),
        lambda: _say(real_world, committed, "margit"),
    )
    made = _made(real_world, committed)
    assert (found[0] == "CaseHasChanged") == (not made)
    assert (found[1] == "CaseIsDecided") == bool(made)

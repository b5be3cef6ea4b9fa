"""An oracle: the same rules, written a second time as Cedar policies, give the same answers."""

import pytest
from hypothesis import given, settings

from gemensam.authority.facts import Facts, Request
from gemensam.authority.rules import decide
from gemensam.authority.tests import cedar
from gemensam.authority.tests import strategies as some
from gemensam.authority.tests.mix import of_the_table


@settings(deadline=None, max_examples=400)
@given(some.requests(), some.all_facts)
def test_cedar_answers_as_we_do(request: Request, facts: Facts) -> None:
    assert cedar.allows(cedar.asked(request, facts)) == decide(request, facts).allow


@pytest.mark.parametrize("role", ["margit", "anna", "cecilia", "hanna", "olga", "henrik", "karin"])
def test_cedar_answers_as_we_do_for_the_whole_decision_table(role: str) -> None:
    told = [
        (cedar.allows(cedar.asked(request, facts)), decide(request, facts).allow)
        for request, facts in of_the_table(role)
    ]
    assert [theirs for theirs, _ours in told] == [ours for _theirs, ours in told]
    assert True in [ours for _theirs, ours in told]


@settings(deadline=None)
@given(some.requests(), some.all_facts)
def test_the_oracle_reads_every_policy(request: Request, facts: Facts) -> None:
    """A policy that Cedar cannot evaluate counts for nothing: none may err on whoever it is about."""
    answer = cedar.cedarpy.is_authorized(
        cedar.asked(request, facts), cedar.parsed(), cedar.nothing()
    )
    assert request.actor.commission is None or answer.diagnostics.errors == []

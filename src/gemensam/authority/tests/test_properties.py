"""Properties that hold for every decision, on generated requests and facts."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gemensam.authority import table
from gemensam.authority.decisions import Rule
from gemensam.authority.facts import (
    Facts,
    Request,
)
from gemensam.authority.reasons import Reason, explain
from gemensam.authority.rules import EMERGENCY_PASSES, decide
from gemensam.authority.tests import strategies as some
from gemensam.authority.tests.examples import EMERGENCY, reason_and_rule
from gemensam.authority.tests.world import named
from gemensam.kernel.actor import (
    ANONYMOUS,
    Right,
)
from gemensam.kernel.periods import Period


@settings(deadline=None)
@given(some.requests(), some.all_facts)
def test_every_decision_is_whole_and_explained(request: Request, facts: Facts) -> None:
    decision = decide(request, facts)
    assert (decision.allow, bool(explain(decision.reason)), decision.rules_version) == (
        decision.reason is Reason.ALLOWED,
        True,
        table.RULES_VERSION,
    )
    assert decision.allow == (decision.rule is Rule.ALLOW or "emergency" in str(decision.trace))
    assert decision.allow or decision.obligations == frozenset()


@settings(deadline=None)
@given(some.requests(), some.all_facts)
def test_rules_are_asked_in_order_and_the_first_denial_ends(request: Request, facts: Facts) -> None:
    trace = decide(request, facts).trace
    order = [Rule[line.partition("/")[0]] for line in trace]
    denials = [line for line in trace if line.endswith("deny")]
    assert (order, denials) == (sorted(order), [trace[-1]] if denials else [])


@settings(deadline=None)
@given(some.requests())
def test_without_facts_nothing_personal_opens_but_by_purpose(request: Request) -> None:
    decision = decide(request, Facts())
    kind = table.CLASSES.get(request.obj.information_class)
    exempt = table.PURPOSES[request.purpose].without_relation
    opened = decision.allow and kind is not None and kind.needs_relation
    assert not opened or request.obj.information_class in exempt


@settings(deadline=None)
@given(some.requests(), some.all_facts)
def test_nobody_without_log_in_may_do_anything(request: Request, facts: Facts) -> None:
    stranger = replace(request, actor=ANONYMOUS)
    assert reason_and_rule(decide(stranger, facts)) == (Reason.NOT_LOGGED_IN, Rule.LOA)


@settings(deadline=None)
@given(some.requests(), some.all_facts, st.sampled_from(["inner_blocked", "outer_blocked"]))
def test_adding_a_block_never_allows(request: Request, facts: Facts, block: str) -> None:
    free = replace(facts, **{block: False})
    blocked = replace(facts, **{block: True})
    assert decide(request, blocked).allow <= decide(request, free).allow


@settings(deadline=None)
@given(
    some.requests(),
    some.all_facts,
    st.sampled_from(
        [
            *("care_relation", "assigned", "consent", "blocks_known"),
            *("may_handle_protected", "delegated", "has_licence", "is_subject", "is_co_applicant"),
            "is_consulted",
        ]
    ),
)
def test_taking_a_ground_away_never_allows(request: Request, facts: Facts, ground: str) -> None:
    with_ground = replace(facts, **{ground: True})
    without = replace(facts, **{ground: False})
    assert decide(request, without).allow <= decide(request, with_ground).allow


@settings(deadline=None)
@given(some.requests(), some.all_facts, st.sampled_from(["mandates", "disclosure", "emergency"]))
def test_taking_a_paper_away_never_allows(request: Request, facts: Facts, paper: str) -> None:
    without = replace(facts, **{paper: facts.mandates[1:] if paper == "mandates" else None})
    assert decide(request, without).allow <= decide(request, facts).allow


@settings(deadline=None)
@given(some.requests().filter(lambda each: each.actor.commission), some.all_facts, st.data())
def test_removing_a_right_never_allows(request: Request, facts: Facts, data: st.DataObject) -> None:
    assert request.actor.commission is not None
    rights = sorted(request.actor.commission.rights, key=str)
    right = data.draw(st.sampled_from([*rights, Right.parse("Läsa;alla;SJF")]))
    fewer = some.without_right(request, right)
    assert decide(fewer, facts).allow <= decide(request, facts).allow


@settings(deadline=None)
@given(some.requests(), some.all_facts)
def test_emergency_passes_only_relation_block_and_consent(request: Request, facts: Facts) -> None:
    before = decide(request, replace(facts, emergency=None))
    after = decide(request, replace(facts, emergency=EMERGENCY))
    assert after.allow == before.allow or before.rule in EMERGENCY_PASSES
    assert after.reason is before.reason or before.rule in EMERGENCY_PASSES


@settings(deadline=None)
@given(some.requests(), some.all_facts)
def test_thing_of_another_tenant_is_never_reached_without_disclosure(
    request: Request, facts: Facts
) -> None:
    home = replace(request, actor=replace(request.actor, tenant_id=named("home")))
    foreign = some.in_tenant(home, named("elsewhere"))
    assert not decide(foreign, replace(facts, disclosure=None)).allow


@settings(deadline=None)
@given(some.requests(), some.all_facts, st.text(max_size=9), st.text(max_size=9))
def test_title_and_name_change_nothing(
    request: Request, facts: Facts, title: str, name: str
) -> None:
    renamed = replace(request.actor, title=title, display_name=name, hsa_id=name)
    assert decide(replace(request, actor=renamed), facts) == decide(request, facts)


@settings(deadline=None)
@given(some.requests(), some.all_facts, st.timedeltas(timedelta(-900), timedelta(900)))
def test_moving_every_instant_alike_changes_nothing(
    request: Request, facts: Facts, step: timedelta
) -> None:
    moved = decide(moved_request(request, step), moved_facts(facts, step))
    assert moved == decide(request, facts)


def moved_period(period: Period, step: timedelta) -> Period:
    ends_at = None if period.ends_at is None else period.ends_at + step
    return Period(period.starts_at + step, ends_at)


def moved_request(request: Request, step: timedelta) -> Request:
    actor = request.actor
    commission = actor.commission and replace(
        actor.commission, valid=moved_period(actor.commission.valid, step)
    )
    logged_in = actor.authenticated_at and actor.authenticated_at + step
    moved = replace(actor, commission=commission, authenticated_at=logged_in)
    return replace(request, actor=moved, at=request.at + step)


def moved_facts(facts: Facts, step: timedelta) -> Facts:
    disclosure, emergency = facts.disclosure, facts.emergency
    return replace(
        facts,
        mandates=tuple(replace(one, valid=moved_period(one.valid, step)) for one in facts.mandates),
        disclosure=disclosure and replace(disclosure, valid=moved_period(disclosure.valid, step)),
        emergency=emergency
        and replace(
            emergency,
            step_up_at=emergency.step_up_at and emergency.step_up_at + step,
            until=emergency.until + step,
        ),
    )

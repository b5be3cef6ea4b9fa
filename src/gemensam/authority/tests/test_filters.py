"""A filter lets through exactly the rows that a decision allows.

The conditions are evaluated here in plain Python, with SQL's treatment of missing values as
Django writes it: `x = y` does not hold for NULL, and its negation does.
"""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st

from gemensam.authority.facts import (
    DisclosureFacts,
    EmergencyFacts,
    Facts,
    MandateFacts,
    ObjRef,
    Request,
)
from gemensam.authority.filters import Clause, Columns, EmptyCondition, RowFacts, filter_for
from gemensam.authority.rules import decide
from gemensam.authority.tests import strategies as some
from gemensam.authority.tests.test_decision_table import TABLE, expected
from gemensam.authority.tests.world import CAST, NOW, facts_of, purpose_of, thing
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose, Regime

type Values = dict[str, Any]
ROW_FACTS = (
    *("care_relation", "assigned", "is_subject", "is_co_applicant", "is_consulted"),
    *("consent", "inner_blocked", "outer_blocked"),
)
ACTOR_FACTS = (
    *("blocks_known", "may_handle_protected", "delegated", "has_licence"),
    "expects_feigned",
)


def holds(condition: Q | tuple[str, Any], row: Values) -> bool:
    """Say whether a condition of the kind that filters are made of holds for a row."""
    if isinstance(condition, Q):
        answers = [holds(child, row) for child in condition.children]
        joined = all(answers) if condition.connector == Q.AND else any(answers)
        return joined != condition.negated
    path, wanted = condition
    column, _, lookup = path.partition("__")
    value = row[column]
    return value is not None and (value in wanted if lookup == "in" else value == wanted)


@dataclass(frozen=True)
class Case:
    """A thing and what is true of it; `mark` tells rows with different mandates apart."""

    obj: ObjRef
    facts: Facts
    mark: int

    @property
    def row(self) -> Values:
        obj, facts = self.obj, self.facts
        return {
            "pk": self.mark,
            "tenant": obj.tenant_id,
            "unit": obj.unit_id,
            "provider": obj.care_provider_id,
            "regime": obj.regime.name if obj.regime else None,
            "service": obj.service,
            "author": obj.author_person_id,
            "protected": obj.is_protected,
            **{name: getattr(facts, name) for name in ROW_FACTS},
        }


def columns(information_class: InformationClass) -> Columns:
    return Columns(
        information_class=information_class,
        tenant_id="tenant",
        unit_id="unit",
        care_provider_id="provider",
        regime="regime",
        service="service",
        author_person_id="author",
        is_protected="protected",
    )


def filter_of(
    actor: Actor, purpose: Purpose, activity: Activity, cases: list[Case], shared: Facts
) -> Q:
    mandates: list[tuple[Q, MandateFacts]] = []
    disclosures: list[tuple[Q, DisclosureFacts]] = []
    emergencies: list[tuple[Q, EmergencyFacts]] = []
    for case in cases:
        where = Q(pk=case.mark)
        mandates += [(where, one) for one in case.facts.mandates]
        disclosures += [(where, case.facts.disclosure)] if case.facts.disclosure else []
        emergencies += [(where, case.facts.emergency)] if case.facts.emergency else []
    return filter_for(
        actor,
        purpose,
        activity,
        columns=columns(cases[0].obj.information_class),
        facts=RowFacts(
            **{name: Q(**{name: True}) for name in ROW_FACTS},
            **{name: getattr(shared, name) for name in ACTOR_FACTS},
            mandates=tuple(mandates),
            disclosures=tuple(disclosures),
            emergencies=tuple(emergencies),
        ),
        at=NOW,
    )


def decided(actor: Actor, purpose: Purpose, activity: Activity, cases: list[Case]) -> list[int]:
    return [
        case.mark
        for case in cases
        if decide(Request(actor, purpose, activity, case.obj, NOW), case.facts).allow
    ]


@st.composite
def situations(draw: st.DrawFn) -> tuple[Request, list[Case], Facts]:
    """A request and rows of one model, which share what is true of the actor."""
    request = draw(some.requests())
    information_class = request.obj.information_class
    shared = draw(some.all_facts)
    same = {name: getattr(shared, name) for name in ACTOR_FACTS}
    rows = [
        Case(
            draw(some.things(information_class, near=request.actor)),
            Facts(
                **{name: draw(st.booleans()) for name in ROW_FACTS},
                **same,
                mandates=tuple(draw(st.lists(some.mandates, max_size=2))),
                disclosure=draw(st.none() | some.disclosures),
                emergency=draw(st.none() | some.emergencies),
            ),
            mark,
        )
        for mark in range(draw(st.integers(1, 4)))
    ]
    return request, rows, shared


@settings(max_examples=200, deadline=None)
@given(situations())
def test_filter_lets_through_exactly_what_is_allowed(
    situation: tuple[Request, list[Case], Facts],
) -> None:
    request, cases, shared = situation
    who = (request.actor, request.purpose, request.activity)
    condition = filter_of(*who, cases, shared)
    visible = [case.mark for case in cases if holds(condition, case.row)]
    assert visible == decided(*who, cases)


def visible_to(role: str, activity: Activity, name: str) -> bool:
    of = TABLE["things"][name]
    facts = facts_of(role, of.get("resident"), of.get("co_applicant"), of.get("consulted", ""))
    facts = replace(facts, assigned=role in of.get("assigned", "").split())
    case = Case(thing(TABLE["things"][name], name=name), facts, 0)
    condition = filter_of(CAST[role], purpose_of(role), activity, [case], facts)
    return holds(condition, case.row)


@pytest.mark.parametrize(
    "block", TABLE["permissions"], ids=lambda block: " ".join(block["may"]).lower()
)
def test_filter_agrees_with_the_decision_table(block: dict) -> None:
    activity, name = Activity[block["may"][0]], block["may"][1]
    answers = expected(block)
    assert {role: visible_to(role, activity, name) for role in CAST} == {
        role: answers[role] == "ALLOWED" for role in CAST
    }


def anna_reads(columns: Columns, facts: RowFacts) -> Q:
    return filter_for(
        CAST["anna"], Purpose.HOME_CARE, Activity.READ, columns=columns, facts=facts, at=NOW
    )


def test_without_facts_nothing_is_visible() -> None:
    assert anna_reads(columns(InformationClass.NOTE_SOL), RowFacts()) == Q(pk__in=[])


def test_where_no_row_can_be_refused_every_row_is_asked_for_plainly() -> None:
    system = some.SYSTEM
    where = Columns(InformationClass.SAFETY_ALARM, tenant_id="tenant")
    asked = filter_for(
        system,
        Purpose.ALARM_RECEIVING,
        Activity.READ,
        columns=where,
        facts=RowFacts(),
        at=NOW,
    )
    assert asked == Q(tenant=system.tenant_id)


def test_constants_become_conditions_that_the_database_knows() -> None:
    yes, no = Clause(value=True), Clause(value=False)
    assert ((yes & no).value, (yes | no).value, (~yes).value) == (False, True, False)


@pytest.mark.parametrize("one", [True, False, Q(x=1)])
@pytest.mark.parametrize("other", [True, False, Q(y=1)])
@pytest.mark.parametrize("row", [{"x": 1, "y": 1}, {"x": 1, "y": 0}, {"x": None, "y": 1}])
def test_clauses_join_like_truth_values(*, one: Q | bool, other: Q | bool, row: Values) -> None:
    def truth(value: object) -> bool:
        return holds(value, row) if isinstance(value, Q) else value is True

    joined = (Clause(one) & Clause(other), Clause(one) | Clause(other), ~Clause(one))
    assert [truth(each.value) for each in joined] == [
        truth(one) and truth(other),
        truth(one) or truth(other),
        not truth(one),
    ]


def test_empty_condition_is_refused_since_django_reads_it_as_everything() -> None:
    with pytest.raises(EmptyCondition):
        anna_reads(columns(InformationClass.NOTE_SOL), RowFacts(care_relation=Q()))


def test_model_of_one_regime_needs_no_column_for_it() -> None:
    facts = RowFacts(care_relation=True, blocks_known=True)
    kept_under = [Regime.SOL, Regime.HSL, None]
    shown = [
        anna_reads(
            Columns(
                InformationClass.NOTE_SOL,
                tenant_id="tenant",
                unit_id="unit",
                regime=regime,
                is_protected=False,
            ),
            facts,
        )
        for regime in kept_under
    ]
    assert [each == Q(pk__in=[]) for each in shown] == [False, True, True]


def test_row_without_a_protection_mark_counts_as_protected() -> None:
    facts = RowFacts(care_relation=True, blocks_known=True)
    asked = anna_reads(columns(InformationClass.NOTE_SOL), facts)
    unit, tenant = CAST["anna"].commission, CAST["anna"].tenant_id
    assert unit is not None
    row = {"tenant": tenant, "unit": unit.unit_id, "provider": None, "regime": "SOL"}
    answers = [holds(asked, row | {"protected": mark}) for mark in (False, True, None)]
    assert answers == [True, False, False]


def test_emergency_opens_the_rows_of_its_own_resident_and_never_a_protected_one() -> None:
    hanna = CAST["hanna"]
    note = thing(TABLE["things"]["note_nurse"], name="note")
    facts = Facts(blocks_known=True, emergency=some.GOOD_EMERGENCY)
    cases = [
        Case(note, facts, 0),
        Case(replace(note, is_protected=True), facts, 1),
        Case(note, replace(facts, emergency=None), 2),
    ]
    condition = filter_of(hanna, Purpose.CARE, Activity.READ, cases, facts)
    assert [case.mark for case in cases if holds(condition, case.row)] == [0]

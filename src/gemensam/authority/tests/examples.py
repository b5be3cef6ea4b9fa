"""A few things, facts and short questions that several tests share."""

from dataclasses import replace
from datetime import timedelta

from gemensam.authority.decisions import Decision, Rule
from gemensam.authority.facts import (
    EmergencyFacts,
    Facts,
    ObjRef,
    Request,
)
from gemensam.authority.reasons import Reason
from gemensam.authority.rules import decide
from gemensam.authority.tests.world import CAST, NOW, named
from gemensam.kernel.actor import (
    Activity,
    InformationClass,
    Purpose,
    Regime,
    Right,
)

EMERGENCY = EmergencyFacts(
    "Medvetslös på golvet i köket", NOW - timedelta(minutes=2), NOW + timedelta(minutes=30)
)
NURSE_NOTE = ObjRef(
    kind="note",
    tenant_id=named("home"),
    information_class=InformationClass.NOTE_HSL,
    unit_id=named("clinic"),
    care_provider_id=named("region"),
    regime=Regime.HSL,
    resident_id=named("margit"),
    is_protected=False,
)
HOME_NOTE = replace(
    NURSE_NOTE,
    information_class=InformationClass.NOTE_SOL,
    unit_id=named("north"),
    care_provider_id=named("social"),
    regime=Regime.SOL,
    author_person_id=named("anna"),
    service="hemtjänst",
)
LOG = ObjRef("access log", named("home"), InformationClass.ACCESS_LOG, is_protected=False)
GOOD = Facts(care_relation=True, consent=True, blocks_known=True)


def reads(role: str, obj: ObjRef, facts: Facts) -> Decision:
    actor = CAST[role]
    purpose = actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS
    return decide(Request(actor, purpose, Activity.READ, obj, NOW), facts)


def reason_and_rule(decision: Decision) -> tuple[Reason, Rule]:
    return decision.reason, decision.rule


def anna_reads_with(right: str, obj: ObjRef, facts: Facts) -> Reason:
    anna = CAST["anna"]
    assert anna.commission is not None
    commission = replace(anna.commission, rights=frozenset({Right.parse(right)}))
    actor = replace(anna, commission=commission)
    return decide(Request(actor, Purpose.HOME_CARE, Activity.READ, obj, NOW), facts).reason

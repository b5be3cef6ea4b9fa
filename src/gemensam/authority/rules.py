"""The decision: pure, total, deterministic. No database, no clock, no framework."""

from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

from gemensam.authority import table
from gemensam.authority.checks import Ask, Check, checks, emergency_opens
from gemensam.authority.decisions import Decision, Obligation, Rule
from gemensam.authority.facts import Facts, ObjRef, Request
from gemensam.authority.reasons import Reason
from gemensam.authority.rows import Known
from gemensam.kernel.actor import ActorKind, Purpose, Regime

# Emergency access gets past a missing relation, a block and a missing consent, nothing else.
EMERGENCY_PASSES: Final = frozenset({Rule.RELATION, Rule.BLOCK, Rule.CONSENT})
_EMERGENCY_OBLIGATIONS: Final = frozenset(
    {
        Obligation.LOG_EMERGENCY,
        Obligation.NOTIFY_REVIEWER,
        Obligation.BANNER,
        Obligation.EXPIRE,
    }
)


@dataclass(frozen=True, slots=True)
class Truth:
    """A truth value that joins with `&`, `|` and `~`."""

    value: bool

    def __and__(self, other: Self) -> "Truth":
        return Truth(self.value and other.value)

    def __or__(self, other: Self) -> "Truth":
        return Truth(self.value or other.value)

    def __invert__(self) -> "Truth":
        return Truth(not self.value)


@dataclass(frozen=True, slots=True)
class OneThing:
    """The thing of a request, as the rules see it."""

    obj: ObjRef
    known: Known[Truth]

    def say(self, value: bool, /) -> Truth:  # noqa: FBT001 - a constant is what it makes
        return Truth(value)

    def tenant_is(self, tenant_id: UUID, /) -> Truth:
        return Truth(self.obj.tenant_id == tenant_id)

    def unit_is(self, unit_id: UUID | None, /) -> Truth:
        return Truth(unit_id is not None and self.obj.unit_id == unit_id)

    def provider_is(self, care_provider_id: UUID | None, /) -> Truth:
        known = care_provider_id is not None
        return Truth(known and self.obj.care_provider_id == care_provider_id)

    def regime_in(self, regimes: frozenset[Regime], /) -> Truth:
        return Truth(self.obj.regime in regimes)

    def service_is(self, service: str, /) -> Truth:
        return Truth(self.obj.service == service)

    def author_is(self, person_id: UUID | None, /) -> Truth:
        return Truth(person_id is not None and self.obj.author_person_id == person_id)


def decide(request: Request, facts: Facts) -> Decision:
    """Ask every rule in order; the first that denies decides, and only the end allows."""
    ask = ask_of(request)
    thing = OneThing(request.obj, _known(request.obj, facts))
    trace: list[str] = []
    used_emergency = False
    for check in checks(ask, thing):
        if check.passes.value:
            trace.append(f"{check.rule.name}/{check.reason}: ok")
        elif _passes_by_emergency(ask, facts, check):
            used_emergency = True
            trace.append(f"{check.rule.name}/{check.reason}: emergency")
        else:
            return _refusal(ask, facts, check, trace)
    return Decision(
        allow=True,
        reason=Reason.ALLOWED,
        rule=Rule.EMERGENCY if used_emergency else Rule.ALLOW,
        rules_version=table.RULES_VERSION,
        obligations=_obligations(request, facts, used_emergency=used_emergency),
        trace=tuple(trace),
    )


def ask_of(request: Request) -> Ask:
    """Give what is asked without the thing."""
    return Ask(
        actor=request.actor,
        purpose=request.purpose,
        activity=request.activity,
        information_class=request.obj.information_class,
        at=request.at,
    )


def _passes_by_emergency(ask: Ask, facts: Facts, check: Check[Truth]) -> bool:
    emergency = facts.emergency
    return (
        emergency is not None and check.rule in EMERGENCY_PASSES and emergency_opens(ask, emergency)
    )


def _refusal(ask: Ask, facts: Facts, check: Check[Truth], trace: list[str]) -> Decision:
    """Deny; who had opened emergency access is told that it does not hold."""
    tried = (
        facts.emergency is not None
        and check.rule in EMERGENCY_PASSES
        and ask.purpose is Purpose.CARE
    )
    return Decision(
        allow=False,
        reason=Reason.EMERGENCY if tried else check.reason,
        rule=Rule.EMERGENCY if tried else check.rule,
        rules_version=table.RULES_VERSION,
        trace=(*trace, f"{check.rule.name}/{check.reason}: deny"),
    )


def _obligations(request: Request, facts: Facts, *, used_emergency: bool) -> frozenset[Obligation]:
    actor, obj = request.actor, request.obj
    kind = table.class_rule(obj.information_class)
    found: set[Obligation] = set()
    if kind.is_personal:
        found.add(Obligation.LOG_ACCESS)
    if actor.kind is ActorKind.STAFF and actor.tenant_id != obj.tenant_id:
        found.add(Obligation.LOG_BOTH_TENANTS)
    if actor.kind is ActorKind.RESIDENT and not facts.is_subject:
        found.add(Obligation.LOG_REPRESENTATIVE)
    if _needs_step_up(request):
        found.add(Obligation.STEP_UP)
    return frozenset(found) | (_EMERGENCY_OBLIGATIONS if used_emergency else frozenset())


def _needs_step_up(request: Request) -> bool:
    """Reviewers, and staff who open protected persons from a desk."""
    actor, obj = request.actor, request.obj
    if actor.kind is not ActorKind.STAFF or request.purpose in table.NO_STEP_UP:
        return False
    guarded = obj.is_protected and table.class_rule(obj.information_class).is_personal
    review = table.permits(table.NEEDS_STEP_UP, request.activity, obj.information_class)
    if not (guarded or review):
        return False
    assert actor.authenticated_at is not None  # rule 1 has seen to it
    return request.at - actor.authenticated_at > table.STEP_UP_MAX_AGE


def _known(obj: ObjRef, facts: Facts) -> Known[Truth]:
    yes = Truth(value=True)
    disclosure, emergency = facts.disclosure, facts.emergency
    return Known(
        is_protected=Truth(obj.is_protected),
        care_relation=Truth(facts.care_relation),
        assigned=Truth(facts.assigned),
        is_subject=Truth(facts.is_subject),
        is_co_applicant=Truth(facts.is_co_applicant),
        is_consulted=Truth(facts.is_consulted),
        consent=Truth(facts.consent),
        inner_blocked=Truth(facts.inner_blocked),
        outer_blocked=Truth(facts.outer_blocked),
        mandates=tuple((yes, one) for one in facts.mandates),
        disclosures=() if disclosure is None else ((yes, disclosure),),
        emergencies=() if emergency is None else ((yes, emergency),),
        blocks_known=facts.blocks_known,
        may_handle_protected=facts.may_handle_protected,
        delegated=facts.delegated,
        has_licence=facts.has_licence,
        expects_feigned=facts.expects_feigned,
    )

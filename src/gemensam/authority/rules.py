"""The decision: pure, total, deterministic. No database, no clock, no framework."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from gemensam.authority import table
from gemensam.authority.checks import Ask, checks, emergency_opens
from gemensam.authority.decisions import Decision, Obligation, Rule, Step
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


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """A truth value that joins with `&`, `|` and `~`. There are two: `YES` and `NO`."""

    value: bool

    def __and__(self, other: "Truth") -> "Truth":
        return other if self.value else self

    def __or__(self, other: "Truth") -> "Truth":
        return self if self.value else other

    def __invert__(self) -> "Truth":
        return NO if self.value else YES


YES: Final = Truth(value=True)
NO: Final = Truth(value=False)


@dataclass(frozen=True, slots=True)
class OneThing:
    """The thing of a request, as the rules see it."""

    obj: ObjRef
    known: Known[Truth]

    def say(self, value: bool, /) -> Truth:  # noqa: FBT001 - a constant is what it makes
        return YES if value else NO

    def tenant_is(self, tenant_id: UUID, /) -> Truth:
        return YES if self.obj.tenant_id == tenant_id else NO

    def unit_is(self, unit_id: UUID | None, /) -> Truth:
        return YES if unit_id is not None and self.obj.unit_id == unit_id else NO

    def provider_is(self, care_provider_id: UUID | None, /) -> Truth:
        known = care_provider_id is not None
        return YES if known and self.obj.care_provider_id == care_provider_id else NO

    def regime_in(self, regimes: frozenset[Regime], /) -> Truth:
        return YES if self.obj.regime in regimes else NO

    def service_is(self, service: str, /) -> Truth:
        return YES if self.obj.service == service else NO

    def author_is(self, person_id: UUID | None, /) -> Truth:
        known = person_id is not None
        return YES if known and self.obj.author_person_id == person_id else NO


def decide(request: Request, facts: Facts) -> Decision:
    """Ask every rule in order; the first that denies decides, and only the end allows."""
    ask = ask_of(request)
    thing = OneThing(request.obj, _known(request.obj, facts))
    steps: list[Step] = []
    used_emergency = False
    for rule, reason, passes in checks(ask, thing):
        if passes.value:
            steps.append((rule, reason, "ok"))
        elif _passes_by_emergency(ask, facts, rule):
            used_emergency = True
            steps.append((rule, reason, "emergency"))
        else:
            return _refusal(ask, facts, [*steps, (rule, reason, "deny")])
    return Decision(
        allow=True,
        reason=Reason.ALLOWED,
        rule=Rule.EMERGENCY if used_emergency else Rule.ALLOW,
        rules_version=table.RULES_VERSION,
        obligations=_obligations(request, facts, used_emergency=used_emergency),
        steps=tuple(steps),
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


def _passes_by_emergency(ask: Ask, facts: Facts, rule: Rule) -> bool:
    emergency = facts.emergency
    return emergency is not None and rule in EMERGENCY_PASSES and emergency_opens(ask, emergency)


def _refusal(ask: Ask, facts: Facts, steps: Sequence[Step]) -> Decision:
    """Deny; who had opened emergency access is told that it does not hold."""
    rule, reason, _deny = steps[-1]
    tried = facts.emergency is not None and rule in EMERGENCY_PASSES and ask.purpose is Purpose.CARE
    return Decision(
        allow=False,
        reason=Reason.EMERGENCY if tried else reason,
        rule=Rule.EMERGENCY if tried else rule,
        rules_version=table.RULES_VERSION,
        steps=tuple(steps),
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
    """Reviewers, and staff who open protected persons from a desk.

    A log-in that was made anew for a protected person keeps that one open for longer, and nothing else.
    """
    actor, obj = request.actor, request.obj
    if actor.kind is not ActorKind.STAFF or request.purpose in table.NO_STEP_UP:
        return False
    assert actor.authenticated_at is not None  # rule 1 has seen to it
    is_old = request.at - actor.authenticated_at > table.STEP_UP_MAX_AGE
    if table.permits(table.NEEDS_STEP_UP, request.activity, obj.information_class):
        return is_old
    guarded = obj.is_protected and table.class_rule(obj.information_class).is_personal
    return guarded and is_old and not _is_opened(request)


def _is_opened(request: Request) -> bool:
    return any(
        who == request.obj.resident_id and timedelta() <= request.at - when <= table.OPENED_FOR
        for who, when in request.actor.opened
    )


def _known(obj: ObjRef, facts: Facts) -> Known[Truth]:
    disclosure, emergency = facts.disclosure, facts.emergency
    return Known(
        is_protected=YES if obj.is_protected else NO,
        care_relation=YES if facts.care_relation else NO,
        assigned=YES if facts.assigned else NO,
        is_subject=YES if facts.is_subject else NO,
        is_co_applicant=YES if facts.is_co_applicant else NO,
        is_consulted=YES if facts.is_consulted else NO,
        consent=YES if facts.consent else NO,
        inner_blocked=YES if facts.inner_blocked else NO,
        outer_blocked=YES if facts.outer_blocked else NO,
        mandates=tuple((YES, one) for one in facts.mandates),
        disclosures=() if disclosure is None else ((YES, disclosure),),
        emergencies=() if emergency is None else ((YES, emergency),),
        blocks_known=facts.blocks_known,
        may_handle_protected=facts.may_handle_protected,
        delegated=facts.delegated,
        has_licence=facts.has_licence,
        expects_feigned=facts.expects_feigned,
    )

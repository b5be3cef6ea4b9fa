"""The rules, written once for decisions and filters: pure, in the order of `Rule`.

Staff pass all twelve. Residents pass a shorter row where being the subject, or holding a
mandate from the subject, stands in for commission and right. Our own processes pass a table.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from gemensam.authority import table
from gemensam.authority.decisions import Rule
from gemensam.authority.facts import (
    ALL_SERVICES,
    DisclosureBasis,
    DisclosureFacts,
    EmergencyFacts,
    MandateFacts,
)
from gemensam.authority.reasons import Reason
from gemensam.authority.rows import Condition, Row, any_of
from gemensam.kernel.actor import (
    Activity,
    Actor,
    ActorKind,
    Commission,
    InformationClass,
    Purpose,
    Regime,
    Scope,
)


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked, without the thing: the same for a decision and a filter."""

    actor: Actor
    purpose: Purpose
    activity: Activity
    information_class: InformationClass
    at: datetime


# One question: where the condition does not hold, the rule denies for the reason. Tuples, since each
# decision makes a dozen.
type Check[C: Condition] = tuple[Rule, Reason, C]


def checks[C: Condition](ask: Ask, row: Row[C]) -> Iterator[Check[C]]:
    """Give the checks in order; whoever reads them stops at the first that denies."""
    match ask.actor.kind:
        case ActorKind.STAFF:
            yield from _logged_in(ask, row)
            yield from _commission(ask, row)
        case ActorKind.RESIDENT:
            yield from _logged_in(ask, row)
            yield from _resident(ask, row)
        case ActorKind.SYSTEM:
            yield from _system(ask, row)
        case _:
            yield Rule.LOA, Reason.NOT_LOGGED_IN, row.say(False)


def emergency_opens(ask: Ask, emergency: EmergencyFacts) -> bool:
    """Say whether emergency access holds: care only, reading only, boxed in time, with a reason."""
    return (
        ask.purpose is Purpose.CARE
        and ask.activity is Activity.READ
        and len(emergency.reason.strip()) >= table.EMERGENCY_REASON_MIN
        and emergency.step_up_at is not None
        and emergency.step_up_at <= ask.at < emergency.until
        and emergency.until - emergency.step_up_at <= table.EMERGENCY_MAX
    )


def disclosure_opens(ask: Ask, disclosure: DisclosureFacts) -> bool:
    """Say whether the owner tenant's disclosure covers what is asked."""
    if disclosure.basis is DisclosureBasis.SHARED_RECORDS and not _may_share(ask):
        return False
    return (
        disclosure.purpose is ask.purpose
        and ask.activity in disclosure.activities
        and ask.information_class in disclosure.classes
        and disclosure.valid.contains(ask.at)
    )


def _logged_in[C: Condition](ask: Ask, row: Row[C]) -> Iterator[Check[C]]:
    actor = ask.actor
    strong = actor.assurance >= table.LOA_FLOOR and actor.authenticated_at is not None
    yield Rule.LOA, Reason.NOT_LOGGED_IN, row.say(actor.person_id is not None)
    yield Rule.LOA, Reason.LOA, row.say(strong)


def _commission[C: Condition](ask: Ask, row: Row[C]) -> Iterator[Check[C]]:
    commission, tenant_id = ask.actor.commission, ask.actor.tenant_id
    if commission is None or tenant_id is None:
        yield Rule.COMMISSION, Reason.NO_COMMISSION, row.say(False)
    else:
        lasts = commission.valid.contains(ask.at) and not commission.is_archived
        right_world = commission.is_feigned == row.known.expects_feigned
        yield Rule.COMMISSION, Reason.COMMISSION_ENDED, row.say(lasts)
        yield Rule.COMMISSION, Reason.COMMISSION_FEIGNED, row.say(right_world)
        own = row.tenant_is(tenant_id)
        fits = ask.purpose is commission.purpose
        yield Rule.TENANT, Reason.TENANT, own | _disclosed(ask, row)
        yield Rule.PURPOSE, Reason.OTHER_PURPOSE, row.say(fits)
        consulted = own & _consulted(ask, row)
        permitted = row.say(_permitted(ask)) | consulted
        yield Rule.PURPOSE, Reason.PURPOSE, permitted
        yield from _staff(ask, row, commission, own, consulted)


def _staff[C: Condition](
    ask: Ask, row: Row[C], commission: Commission, own: C, consulted: C
) -> Iterator[Check[C]]:
    """Rules 5 to 12 for staff, once purpose and tenant are settled."""
    kind = table.class_rule(ask.information_class)
    scopes = {
        right.scope
        for right in commission.rights
        if right.names(ask.activity, ask.information_class)
    }
    yield Rule.RIGHT, Reason.RIGHT, row.say(bool(scopes)) | consulted
    near, shared = _reach(ask, row, commission, own, scopes)
    yield Rule.RIGHT, Reason.SCOPE, near | shared | consulted
    own_side = _own_side(row, kind, commission.regime)
    if kind.regimes:
        yield Rule.REGIME, Reason.REGIME, row.regime_in(kind.regimes)
        yield Rule.REGIME, Reason.REGIME, own_side | shared | consulted
    on_behalf = ~own & _disclosed(ask, row, DisclosureBasis.ON_BEHALF)
    if kind.needs_relation and ask.information_class not in _without_relation(ask):
        yield Rule.RELATION, Reason.RELATION, _related(row) | on_behalf | consulted
    if kind.is_personal:
        handled = row.say(row.known.may_handle_protected)
        yield Rule.PROTECTED, Reason.PROTECTED, ~row.known.is_protected | handled
    if kind.is_documentation:
        yield from _blocks(row, commission)
    if kind.is_documentation and ask.activity is Activity.READ:
        same_provider = _same_provider(row, commission)
        without = own_side & (same_provider | on_behalf)
        yield Rule.CONSENT, Reason.CONSENT, without | row.known.consent
    yield from _licence(ask, row)


def _reach[C: Condition](
    ask: Ask, row: Row[C], commission: Commission, own: C, scopes: Collection[Scope]
) -> tuple[C, C]:
    """How the rights reach the thing: near at hand, and through shared records.

    A wider scope includes the narrower: shared records the provider, the provider the unit.
    """
    of_provider = row.say(Scope.PROVIDER in scopes or Scope.SHARED in scopes)
    at_home = (
        row.say(Scope.TENANT in scopes)
        | (row.say(bool(scopes)) & row.unit_is(commission.unit_id))
        | (of_provider & row.provider_is(commission.care_provider_id))
    )
    if table.class_rule(ask.information_class).follows_resident:
        at_home = at_home | (row.say(bool(scopes)) & _related(row))
    on_behalf = ~own & _disclosed(ask, row, DisclosureBasis.ON_BEHALF)
    near = (own & at_home) | (row.say(Scope.TENANT in scopes) & on_behalf)
    across = (own & row.say(_may_share(ask))) | (~own & _disclosed(ask, row))
    return near, row.say(Scope.SHARED in scopes) & across


def _consulted[C: Condition](ask: Ask, row: Row[C]) -> C:
    """A colleague who is asked for an opinion gets what was chosen for it, from any commission."""
    opens = table.permits(table.CONSULTED, ask.activity, ask.information_class)
    return row.known.is_consulted & row.say(opens)


def _related[C: Condition](row: Row[C]) -> C:
    return row.known.care_relation | row.known.assigned


def _same_provider[C: Condition](row: Row[C], commission: Commission) -> C:
    of_unit = row.unit_is(commission.unit_id)
    return of_unit | row.provider_is(commission.care_provider_id)


def _blocks[C: Condition](row: Row[C], commission: Commission) -> Iterator[Check[C]]:
    """Access blocks (PDL 4 kap. 4 §, lag 2022:913); unreadable blocks hide all but the unit's."""
    known = row.known
    same_unit = row.unit_is(commission.unit_id)
    readable = row.say(known.blocks_known)
    outer = _same_provider(row, commission) | ~known.outer_blocked
    yield Rule.BLOCK, Reason.BLOCKS_UNKNOWN, same_unit | readable
    yield Rule.BLOCK, Reason.BLOCK_INNER, same_unit | ~known.inner_blocked
    yield Rule.BLOCK, Reason.BLOCK_OUTER, outer


def _licence[C: Condition](ask: Ask, row: Row[C]) -> Iterator[Check[C]]:
    known = row.known
    if table.permits(table.NEEDS_LICENCE, ask.activity, ask.information_class):
        able = known.has_licence or known.delegated
        yield Rule.LICENCE, Reason.LICENCE, row.say(able)
    if table.permits(table.NEEDS_DELEGATION, ask.activity, ask.information_class):
        yield Rule.LICENCE, Reason.DELEGATION, row.say(known.delegated)
    if ask.activity is Activity.SIGN and ask.information_class in table.SIGNED_BY_AUTHOR:
        yield Rule.LICENCE, Reason.NOT_AUTHOR, row.author_is(ask.actor.person_id)


def _resident[C: Condition](ask: Ask, row: Row[C]) -> Iterator[Check[C]]:
    """Residents: for themselves, for somebody who gave them a mandate, or in what they apply for together."""
    if ask.actor.tenant_id is not None:
        yield Rule.TENANT, Reason.TENANT, row.tenant_is(ask.actor.tenant_id)
    own_affairs = ask.purpose is Purpose.OWN_AFFAIRS
    yield Rule.PURPOSE, Reason.OTHER_PURPOSE, row.say(own_affairs)
    yield Rule.PURPOSE, Reason.PURPOSE, row.say(_permitted(ask))
    subject, tied = row.known.is_subject, row.known.is_co_applicant
    held, valid, covering, right_regime = _mandates(ask, row)
    joint = tied & row.say(table.permits(table.CO_APPLICANTS, ask.activity, ask.information_class))
    yield Rule.RIGHT, Reason.NO_MANDATE, subject | held | tied
    yield Rule.RIGHT, Reason.MANDATE_ENDED, subject | valid | tied
    yield Rule.RIGHT, Reason.MANDATE_SCOPE, subject | covering | joint
    kind = table.class_rule(ask.information_class)
    if kind.regimes:
        yield Rule.REGIME, Reason.REGIME, row.regime_in(kind.regimes)
        yield Rule.REGIME, Reason.MANDATE_REGIME, subject | right_regime | joint
    # A protected identity on either side breaks the link between custodian and child.
    yield Rule.PROTECTED, Reason.PROTECTED, subject | ~row.known.is_protected


def _mandates[C: Condition](ask: Ask, row: Row[C]) -> tuple[C, C, C, C]:
    """Mandates held, those valid now, those that cover the activity, those for the regime."""
    nothing = row.say(False)
    represents = table.permits(table.REPRESENTATIVES, ask.activity, ask.information_class)
    mandates = row.known.mandates
    valid = [(where, each) for where, each in mandates if each.valid.contains(ask.at)]
    covering = [
        (where & _covers(ask, row, each) & row.say(represents), each) for where, each in valid
    ]
    return (
        any_of(nothing, (where for where, _ in mandates)),
        any_of(nothing, (where for where, _ in valid)),
        any_of(nothing, (where for where, _ in covering)),
        any_of(nothing, (where & row.regime_in(each.regimes) for where, each in covering)),
    )


def _covers[C: Condition](ask: Ask, row: Row[C], mandate: MandateFacts) -> C:
    services = sorted(each.service for each in mandate.scopes if each.activity is ask.activity)
    everything = row.say(ALL_SERVICES in services)
    return any_of(everything, (row.service_is(service) for service in services if service))


def _system[C: Condition](ask: Ask, row: Row[C]) -> Iterator[Check[C]]:
    tenant_id = ask.actor.tenant_id
    own = row.say(False) if tenant_id is None else row.tenant_is(tenant_id)
    allowed = table.SYSTEMS.get(ask.purpose, {})
    may = table.permits(allowed, ask.activity, ask.information_class)
    yield Rule.TENANT, Reason.TENANT, own
    yield Rule.PURPOSE, Reason.NOT_FOR_SYSTEMS, row.say(may)
    if ask.information_class in table.GUARDED_FROM_SYSTEMS:
        handled = row.say(row.known.may_handle_protected)
        yield Rule.PROTECTED, Reason.PROTECTED, ~row.known.is_protected | handled


def _permitted(ask: Ask) -> bool:
    permits = table.PURPOSES[ask.purpose].permits
    return table.permits(permits, ask.activity, ask.information_class)


def _may_share(ask: Ask) -> bool:
    """Only documentation of care is shared, for care and casework, to read (lag 2022:913)."""
    return (
        ask.activity is Activity.READ
        and table.PURPOSES[ask.purpose].may_share
        and table.class_rule(ask.information_class).is_documentation
    )


def _without_relation(ask: Ask) -> frozenset[InformationClass]:
    return table.PURPOSES[ask.purpose].without_relation


def _own_side[C: Condition](row: Row[C], kind: table.ClassRule, regime: Regime | None) -> C:
    """The commission's side of the wall between health care and social care."""
    return row.regime_in(table.SIDE_OF[regime]) if kind.regimes else row.say(True)


def _disclosed[C: Condition](ask: Ask, row: Row[C], *bases: DisclosureBasis) -> C:
    return any_of(
        row.say(False),
        (
            where
            for where, each in row.known.disclosures
            if disclosure_opens(ask, each) and each.basis in (bases or tuple(DisclosureBasis))
        ),
    )

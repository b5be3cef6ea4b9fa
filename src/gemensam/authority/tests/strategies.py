"""Generated actors, things and facts: small pools, so that they often fit together."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st

from gemensam.authority import table
from gemensam.authority.facts import (
    ALL_SERVICES,
    DisclosureBasis,
    DisclosureFacts,
    EmergencyFacts,
    Facts,
    MandateFacts,
    MandateScope,
    ObjRef,
    Request,
)
from gemensam.authority.tests.world import ALWAYS, CAST, NOW, named, staff
from gemensam.kernel.actor import (
    ANONYMOUS,
    Activity,
    Actor,
    ActorKind,
    Assurance,
    InformationClass,
    Purpose,
    Regime,
    Right,
    Scope,
)
from gemensam.kernel.periods import Period

EVERY_RIGHT = frozenset(
    Right(activity, InformationClass.ALL, scope) for activity in Activity for scope in Scope
)
REVIEWER = staff(
    "reviewer",
    "home",
    Purpose.QUALITY,
    ("north", "social", Regime.SOL),
    *("Läsa;alla;VG", "Granska;åtkomstlogg;kommun"),
)
# Those who reach most, drawn more often than the others.
BUSY = [CAST[name] for name in ("margit", "eva", "anna", "nils", "hanna", "cecilia", "olga")]
SYSTEM = Actor(kind=ActorKind.SYSTEM, display_name="receiver", tenant_id=named("centre"))
PAST = Period(NOW - timedelta(days=9), NOW - timedelta(days=8))

# A value in the midst of the range, since generators are fond of the ends.
RARELY = st.integers(0, 15).map(lambda number: number == 11)
tenants = st.sampled_from(["home"] * 5 + ["centre", "county", "other"]).map(named)
units = st.none() | st.sampled_from(["north", "north", "nursing", "consoles"]).map(named)
providers = st.none() | st.sampled_from(["social", "health"]).map(named)
people = st.none() | st.sampled_from(["anna", "hanna", "margit"]).map(named)
regimes = st.none() | st.sampled_from(Regime)
rights = st.builds(
    Right, st.sampled_from(Activity), st.sampled_from(InformationClass), st.sampled_from(Scope)
)
right_sets = st.one_of(st.just(EVERY_RIGHT), st.frozensets(rights, max_size=4))
periods = RARELY.map(lambda over: PAST if over else ALWAYS)


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    """Somebody of the cast, sometimes with other rights, a weaker log-in or no commission."""
    actor = draw(st.sampled_from([*CAST.values(), *BUSY * 3, REVIEWER, SYSTEM]))
    commission = actor.commission
    if commission is not None and draw(st.sampled_from([False, False, True])):
        commission = replace(
            commission,
            rights=draw(right_sets),
            valid=draw(periods),
            is_archived=draw(RARELY),
            is_feigned=draw(RARELY),
        )
    weaker = draw(RARELY)
    return replace(
        actor,
        commission=None if weaker and draw(st.booleans()) else commission,
        assurance=draw(st.sampled_from(Assurance)) if weaker else actor.assurance,
        tenant_id=draw(st.none() | tenants) if weaker else actor.tenant_id,
    )


@st.composite
def things(
    draw: st.DrawFn, information_class: InformationClass | None = None, near: Actor = ANONYMOUS
) -> ObjRef:
    """Anything; half the time the tenant, unit, provider and act are those of `near`."""
    found = ObjRef(
        kind="thing",
        tenant_id=draw(tenants),
        information_class=information_class or draw(st.sampled_from(InformationClass)),
        unit_id=draw(units),
        care_provider_id=draw(providers),
        regime=draw(regimes),
        service=draw(st.sampled_from(["", "trygghetslarm", "hemtjänst"])),
        author_person_id=draw(people),
        is_protected=draw(st.booleans()),
    )
    if near.tenant_id is None or draw(st.booleans()):
        return found
    found = replace(found, tenant_id=near.tenant_id, is_protected=False)
    commission = near.commission
    if commission is None or draw(st.booleans()):
        return found
    return replace(
        found,
        unit_id=commission.unit_id,
        care_provider_id=commission.care_provider_id,
        regime=commission.regime,
        author_person_id=near.person_id,
    )


scopes = st.builds(
    MandateScope,
    st.sampled_from([ALL_SERVICES, "trygghetslarm", ""]),
    st.sampled_from([Activity.READ, Activity.WRITE, Activity.SIGN, Activity.DECIDE]),
)
mandates = st.builds(
    MandateFacts,
    scopes=st.frozensets(scopes, max_size=3),
    valid=periods,
    regimes=st.frozensets(st.sampled_from(Regime)),
)
disclosures = st.builds(
    DisclosureFacts,
    basis=st.sampled_from(DisclosureBasis),
    purpose=st.sampled_from([Purpose.ALARM_RECEIVING, Purpose.CARE, Purpose.CASEWORK]),
    classes=st.frozensets(st.sampled_from(InformationClass), min_size=5),
    valid=periods,
    activities=st.frozensets(st.sampled_from(Activity), min_size=1).map(
        lambda some: some | {Activity.READ}
    ),
)
GOOD_EMERGENCY = EmergencyFacts(
    "Medvetslös på golvet i köket", NOW - timedelta(minutes=30), NOW + timedelta(minutes=25)
)
emergencies = st.just(GOOD_EMERGENCY) | st.builds(
    EmergencyFacts,
    reason=st.sampled_from(["Medvetslös på golvet i köket", "  akut    "]),
    step_up_at=st.sampled_from([None, NOW, NOW - timedelta(minutes=30), NOW + timedelta(1)]),
    until=st.sampled_from([NOW + timedelta(minutes=25), NOW, NOW + timedelta(hours=3)]),
)
all_facts = st.builds(
    Facts,
    care_relation=st.booleans(),
    assigned=st.booleans(),
    is_subject=st.booleans(),
    is_co_applicant=st.booleans(),
    is_consulted=st.booleans(),
    mandates=st.lists(mandates, max_size=2).map(tuple),
    disclosure=st.none() | disclosures,
    consent=st.booleans(),
    inner_blocked=st.booleans(),
    outer_blocked=st.booleans(),
    blocks_known=st.sampled_from([True, True, False]),
    may_handle_protected=st.booleans(),
    emergency=st.none() | emergencies,
    delegated=st.booleans(),
    has_licence=st.booleans(),
    expects_feigned=RARELY,
)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    actor = draw(actors())
    own = actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS
    purpose = draw(st.sampled_from(Purpose)) if draw(RARELY) else own
    permits = table.PURPOSES[purpose].permits
    activity = draw(st.sampled_from(Activity if draw(RARELY) else sorted(permits)))
    permitted = sorted(permits.get(activity, ()))
    classes = list(InformationClass) if draw(RARELY) or not permitted else permitted
    thing = draw(things(draw(st.sampled_from(classes)), near=actor))
    return Request(actor, purpose, activity, thing, NOW)


def without_right(request: Request, right: Right) -> Request:
    """The same request with one right fewer."""
    commission = request.actor.commission
    assert commission is not None
    fewer = replace(commission, rights=commission.rights - {right})
    return replace(request, actor=replace(request.actor, commission=fewer))


def in_tenant(request: Request, tenant_id: UUID) -> Request:
    """The same request for a thing of another tenant."""
    return replace(request, obj=replace(request.obj, tenant_id=tenant_id))

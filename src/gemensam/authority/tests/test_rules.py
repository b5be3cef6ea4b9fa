"""Properties that hold for every decision, and the rules that the cast does not meet."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemensam.authority import table
from gemensam.authority.decisions import Decision, Obligation, Rule
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
from gemensam.authority.reasons import Reason, explain
from gemensam.authority.rules import EMERGENCY_PASSES, decide
from gemensam.authority.tests import strategies as some
from gemensam.authority.tests.world import ALWAYS, CAST, EVAS_MANDATE, NOW, named
from gemensam.kernel.actor import (
    ANONYMOUS,
    Activity,
    Actor,
    Assurance,
    InformationClass,
    Purpose,
    Regime,
    Right,
)
from gemensam.kernel.periods import Period

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


# Properties of every decision


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
            *("may_handle_protected", "delegated", "has_licence", "is_subject"),
        ]
    ),
)
def test_taking_a_ground_away_never_allows(request: Request, facts: Facts, ground: str) -> None:
    with_ground = replace(facts, **{ground: True})
    without = replace(facts, **{ground: False})
    assert decide(request, without).allow <= decide(request, with_ground).allow


@settings(deadline=None)
@given(some.requests(), some.all_facts, st.sampled_from(["mandate", "disclosure", "emergency"]))
def test_taking_a_paper_away_never_allows(request: Request, facts: Facts, paper: str) -> None:
    without = replace(facts, **{paper: None})
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
    mandate, disclosure, emergency = facts.mandate, facts.disclosure, facts.emergency
    return replace(
        facts,
        mandate=mandate and replace(mandate, valid=moved_period(mandate.valid, step)),
        disclosure=disclosure and replace(disclosure, valid=moved_period(disclosure.valid, step)),
        emergency=emergency
        and replace(
            emergency,
            step_up_at=emergency.step_up_at and emergency.step_up_at + step,
            until=emergency.until + step,
        ),
    )


# 1 Log-in and 2 commission


def anna_with(**over: object) -> Decision:
    request = Request(
        replace(CAST["anna"], **over), Purpose.HOME_CARE, Activity.READ, HOME_NOTE, NOW
    )
    return decide(request, GOOD)


@pytest.mark.parametrize(
    ("over", "reason", "rule"),
    [
        ({}, Reason.ALLOWED, Rule.ALLOW),
        ({"assurance": Assurance.LOA4}, Reason.ALLOWED, Rule.ALLOW),
        ({"assurance": Assurance.LOA2}, Reason.LOA, Rule.LOA),
        ({"authenticated_at": None}, Reason.LOA, Rule.LOA),
        ({"person_id": None}, Reason.NOT_LOGGED_IN, Rule.LOA),
        ({"commission": None}, Reason.NO_COMMISSION, Rule.COMMISSION),
        ({"tenant_id": None}, Reason.NO_COMMISSION, Rule.COMMISSION),
        ({"tenant_id": named("other")}, Reason.TENANT, Rule.TENANT),
    ],
)
def test_log_in_and_commission_come_first(
    over: dict[str, object], reason: Reason, rule: Rule
) -> None:
    assert reason_and_rule(anna_with(**over)) == (reason, rule)


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"valid": Period(NOW - timedelta(9), NOW)}, Reason.COMMISSION_ENDED),
        ({"valid": Period(NOW)}, Reason.ALLOWED),
        ({"valid": Period(NOW + timedelta(microseconds=1))}, Reason.COMMISSION_ENDED),
        ({"is_archived": True}, Reason.COMMISSION_ENDED),
        ({"is_feigned": True}, Reason.COMMISSION_FEIGNED),
        ({"purpose": Purpose.CASEWORK}, Reason.OTHER_PURPOSE),
        ({"rights": frozenset()}, Reason.RIGHT),
        ({"rights": frozenset({Right.parse("Läsa;alla;VG")})}, Reason.ALLOWED),
        ({"unit_id": None}, Reason.SCOPE),
        ({"regime": Regime.LSS}, Reason.ALLOWED),
        ({"regime": Regime.HSL}, Reason.REGIME),
        ({"regime": None}, Reason.REGIME),
    ],
)
def test_commission_decides_by_what_it_holds(over: dict[str, object], reason: Reason) -> None:
    commission = CAST["anna"].commission
    assert commission is not None
    assert anna_with(commission=replace(commission, **over)).reason is reason


def test_only_feigned_commissions_count_where_feigned_ones_are_expected() -> None:
    test_world = replace(GOOD, expects_feigned=True)
    assert reads("anna", HOME_NOTE, test_world).reason is Reason.COMMISSION_FEIGNED


# 3 Tenants and disclosure


def disclosed(basis: DisclosureBasis, purpose: Purpose) -> DisclosureFacts:
    return DisclosureFacts(basis, purpose, frozenset(InformationClass), ALWAYS)


ABROAD = replace(NURSE_NOTE, tenant_id=named("other"))


@pytest.mark.parametrize(
    ("over", "consent", "reason"),
    [
        ({}, True, Reason.ALLOWED),
        ({}, False, Reason.CONSENT),
        ({"basis": DisclosureBasis.ON_BEHALF}, False, Reason.ALLOWED),
        ({"purpose": Purpose.CASEWORK}, True, Reason.TENANT),
        ({"classes": frozenset({InformationClass.VISIT})}, True, Reason.TENANT),
        ({"activities": frozenset({Activity.WRITE})}, True, Reason.TENANT),
        ({"valid": some.PAST}, True, Reason.TENANT),
    ],
)
def test_another_tenants_note_opens_by_disclosure_only(
    over: dict[str, object], *, consent: bool, reason: Reason
) -> None:
    paper = disclosed(DisclosureBasis.SHARED_RECORDS, Purpose.CARE)
    facts = replace(GOOD, consent=consent, disclosure=replace(paper, **over))
    assert reads("hanna", ABROAD, facts).reason is reason


def test_disclosed_reading_is_logged_on_both_sides() -> None:
    paper = disclosed(DisclosureBasis.SHARED_RECORDS, Purpose.CARE)
    decision = reads("hanna", ABROAD, replace(GOOD, disclosure=paper))
    assert decision.obligations == {Obligation.LOG_ACCESS, Obligation.LOG_BOTH_TENANTS}


def test_disclosure_needs_a_right_to_shared_records() -> None:
    alarm = replace(LOG, tenant_id=named("centre"), information_class=InformationClass.SAFETY_ALARM)
    paper = disclosed(DisclosureBasis.ON_BEHALF, Purpose.HOME_CARE)
    assert reads("anna", alarm, Facts(disclosure=paper)).reason is Reason.SCOPE


def test_alarm_centre_reads_no_more_than_the_claimed_alarm_discloses() -> None:
    details = replace(LOG, tenant_id=named("other"), information_class=InformationClass.RESIDENT)
    over = Period(NOW - timedelta(hours=1), NOW)
    open_alarm = disclosed(DisclosureBasis.ON_BEHALF, Purpose.ALARM_RECEIVING)
    closed_alarm = replace(open_alarm, valid=over)
    assert reads("olga", details, Facts(disclosure=closed_alarm)).reason is Reason.TENANT


# 6 to 11 The wall, relation, protection, blocks, consent, emergency


def test_nurse_reads_a_home_care_note_with_consent_and_shared_records() -> None:
    decision = reads("hanna", HOME_NOTE, GOOD)
    assert (decision.allow, decision.rule, decision.obligations) == (
        True,
        Rule.ALLOW,
        {Obligation.LOG_ACCESS},
    )


@pytest.mark.parametrize(
    ("over", "reason", "rule"),
    [
        ({"care_relation": False}, Reason.RELATION, Rule.RELATION),
        ({"care_relation": False, "assigned": True}, Reason.ALLOWED, Rule.ALLOW),
        ({"blocks_known": False}, Reason.BLOCKS_UNKNOWN, Rule.BLOCK),
        ({"inner_blocked": True}, Reason.BLOCK_INNER, Rule.BLOCK),
        ({"outer_blocked": True}, Reason.BLOCK_OUTER, Rule.BLOCK),
        ({"consent": False}, Reason.CONSENT, Rule.CONSENT),
    ],
)
def test_note_of_another_provider_is_refused_by_its_reason(
    over: dict[str, bool], reason: Reason, rule: Rule
) -> None:
    assert reason_and_rule(reads("hanna", HOME_NOTE, replace(GOOD, **over))) == (reason, rule)


@pytest.mark.parametrize(
    "over", [{"inner_blocked": True}, {"outer_blocked": True}, {"blocks_known": False}]
)
def test_blocks_and_consent_do_not_hide_a_units_own_notes(over: dict[str, bool]) -> None:
    assert reads("anna", HOME_NOTE, replace(GOOD, consent=False, **over)).allow


def test_outer_block_does_not_hide_another_unit_of_the_same_provider() -> None:
    assert reads("nils", HOME_NOTE, replace(GOOD, outer_blocked=True)).allow


def test_inner_block_hides_another_unit_of_the_same_provider() -> None:
    decision = reads("nils", HOME_NOTE, replace(GOOD, inner_blocked=True))
    assert decision.reason is Reason.BLOCK_INNER


def test_health_note_kept_under_the_wrong_act_is_refused() -> None:
    mislabelled = replace(NURSE_NOTE, regime=Regime.SOL)
    assert reads("hanna", mislabelled, GOOD).reason is Reason.REGIME


@pytest.mark.parametrize(
    "over",
    [
        {"care_relation": False},
        {"blocks_known": False},
        {"inner_blocked": True},
        {"outer_blocked": True},
        {"consent": False},
    ],
)
def test_emergency_opens_what_it_may_and_obliges(over: dict[str, bool]) -> None:
    decision = reads("hanna", HOME_NOTE, replace(GOOD, **over, emergency=EMERGENCY))
    assert (decision.allow, decision.rule, decision.obligations) == (
        True,
        Rule.EMERGENCY,
        {
            Obligation.LOG_ACCESS,
            Obligation.LOG_EMERGENCY,
            Obligation.NOTIFY_REVIEWER,
            Obligation.BANNER,
            Obligation.EXPIRE,
        },
    )


def test_unneeded_emergency_leaves_an_ordinary_decision() -> None:
    facts = replace(GOOD, emergency=EMERGENCY)
    assert reads("hanna", HOME_NOTE, facts) == reads("hanna", HOME_NOTE, GOOD)


@pytest.mark.parametrize(
    "over",
    [
        {"reason": "   akut   "},
        {"step_up_at": None},
        {"step_up_at": NOW + timedelta(seconds=1)},
        {"until": NOW},
        {"until": NOW - timedelta(minutes=2) + table.EMERGENCY_MAX + timedelta(seconds=1)},
    ],
)
def test_emergency_without_its_conditions_says_so(over: dict[str, object]) -> None:
    facts = replace(GOOD, consent=False, emergency=replace(EMERGENCY, **over))
    assert reason_and_rule(reads("hanna", HOME_NOTE, facts)) == (
        Reason.EMERGENCY,
        Rule.EMERGENCY,
    )


def test_emergency_is_for_care_only() -> None:
    facts = replace(GOOD, care_relation=False, emergency=EMERGENCY)
    assert reason_and_rule(reads("anna", HOME_NOTE, facts)) == (Reason.RELATION, Rule.RELATION)


def test_emergency_does_not_open_a_protected_person() -> None:
    guarded = replace(HOME_NOTE, is_protected=True)
    facts = replace(GOOD, care_relation=False, emergency=EMERGENCY)
    assert reads("hanna", guarded, facts).reason is Reason.PROTECTED


# 12 Licence, delegation and the author


def writes_health_note(activity: Activity, author: str, **over: bool) -> Reason:
    note = replace(
        NURSE_NOTE,
        unit_id=named("nursing"),
        care_provider_id=named("health"),
        author_person_id=named(author),
    )
    request = Request(CAST["hanna"], Purpose.CARE, activity, note, NOW)
    return decide(request, replace(GOOD, **over)).reason


@pytest.mark.parametrize(
    ("activity", "author", "over", "reason"),
    [
        (Activity.WRITE, "hanna", {"has_licence": True}, Reason.ALLOWED),
        (Activity.WRITE, "hanna", {"delegated": True}, Reason.ALLOWED),
        (Activity.WRITE, "hanna", {}, Reason.LICENCE),
        (Activity.SIGN, "hanna", {"has_licence": True}, Reason.ALLOWED),
        (Activity.SIGN, "somebody", {"has_licence": True}, Reason.NOT_AUTHOR),
    ],
)
def test_health_notes_need_licence_or_delegation_and_their_author(
    activity: Activity, author: str, over: dict[str, bool], reason: Reason
) -> None:
    assert writes_health_note(activity, author, **over) is reason


@pytest.mark.parametrize(
    ("delegated", "reason"), [(True, Reason.ALLOWED), (False, Reason.DELEGATION)]
)
def test_decisions_need_delegated_authority(*, delegated: bool, reason: Reason) -> None:
    decision = replace(
        HOME_NOTE, information_class=InformationClass.DECISION, unit_id=named("office")
    )
    request = Request(CAST["cecilia"], Purpose.CASEWORK, Activity.DECIDE, decision, NOW)
    assert decide(request, replace(GOOD, delegated=delegated)).reason is reason


# Residents and representatives


def eva_reads(obj: ObjRef, mandate: MandateFacts | None) -> Decision:
    return reads("eva", obj, Facts(mandate=mandate))


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({}, Reason.MANDATE_SCOPE),
        ({"scopes": frozenset({MandateScope("hemtjänst", Activity.READ)})}, Reason.ALLOWED),
        ({"scopes": frozenset({MandateScope(ALL_SERVICES, Activity.READ)})}, Reason.ALLOWED),
        ({"scopes": frozenset({MandateScope("", Activity.READ)})}, Reason.MANDATE_SCOPE),
        (
            {"scopes": frozenset({MandateScope(ALL_SERVICES, Activity.WRITE)})},
            Reason.MANDATE_SCOPE,
        ),
        ({"valid": some.PAST}, Reason.MANDATE_ENDED),
    ],
)
def test_mandate_opens_what_it_names(over: dict[str, object], reason: Reason) -> None:
    assert eva_reads(HOME_NOTE, replace(EVAS_MANDATE, **over)).reason is reason


EVERYTHING = frozenset({MandateScope(ALL_SERVICES, activity) for activity in Activity})


@pytest.mark.parametrize(
    ("regimes", "reason"),
    [
        (frozenset({Regime.SOL}), Reason.MANDATE_REGIME),
        (frozenset({Regime.SOL, Regime.HSL}), Reason.ALLOWED),
    ],
)
def test_health_records_are_closed_to_representatives_until_switched_on(
    regimes: frozenset[Regime], reason: Reason
) -> None:
    mandate = MandateFacts(EVERYTHING, ALWAYS, regimes)
    assert eva_reads(NURSE_NOTE, mandate).reason is reason


def test_health_records_are_off_in_a_mandate_that_does_not_name_them() -> None:
    assert MandateFacts(EVERYTHING, ALWAYS).regimes == {Regime.SOL}


@pytest.mark.parametrize(
    ("activity", "information_class", "reason"),
    [
        (Activity.READ, InformationClass.ACCESS_LOG, Reason.MANDATE_SCOPE),
        (Activity.WRITE, InformationClass.MANDATE, Reason.MANDATE_SCOPE),
        (Activity.SIGN, InformationClass.MANDATE, Reason.MANDATE_SCOPE),
        (Activity.READ, InformationClass.MANDATE, Reason.ALLOWED),
    ],
)
def test_widest_mandate_opens_neither_the_log_nor_itself(
    activity: Activity, information_class: InformationClass, reason: Reason
) -> None:
    obj = replace(LOG, information_class=information_class)
    request = Request(CAST["eva"], Purpose.OWN_AFFAIRS, activity, obj, NOW)
    facts = Facts(mandate=MandateFacts(EVERYTHING, ALWAYS))
    assert decide(request, facts).reason is reason


def test_protected_identity_breaks_the_link_to_the_representative() -> None:
    guarded = replace(HOME_NOTE, is_protected=True)
    decision = eva_reads(guarded, MandateFacts(EVERYTHING, ALWAYS))
    assert reason_and_rule(decision) == (Reason.PROTECTED, Rule.PROTECTED)


def test_reading_by_mandate_is_logged_with_both() -> None:
    decision = eva_reads(HOME_NOTE, MandateFacts(EVERYTHING, ALWAYS))
    assert decision.obligations == {Obligation.LOG_ACCESS, Obligation.LOG_REPRESENTATIVE}


def test_resident_reads_own_note_blocks_notwithstanding() -> None:
    facts = Facts(is_subject=True, inner_blocked=True, outer_blocked=True)
    decision = reads("margit", replace(HOME_NOTE, is_protected=True), facts)
    assert (decision.allow, decision.obligations) == (True, {Obligation.LOG_ACCESS})


def test_resident_acts_in_own_affairs_only() -> None:
    request = Request(CAST["margit"], Purpose.CARE, Activity.READ, HOME_NOTE, NOW)
    assert decide(request, Facts(is_subject=True)).reason is Reason.OTHER_PURPOSE


def test_resident_without_a_chosen_tenant_is_known_by_the_fact_alone() -> None:
    actor = replace(CAST["margit"], tenant_id=None)
    request = Request(actor, Purpose.OWN_AFFAIRS, Activity.READ, HOME_NOTE, NOW)
    assert (decide(request, Facts(is_subject=True)).allow, decide(request, Facts()).allow) == (
        True,
        False,
    )


# Reviewers, step-up and our own processes


def test_reviewer_reviews_the_log_without_a_care_relation() -> None:
    request = Request(some.REVIEWER, Purpose.QUALITY, Activity.REVIEW, LOG, NOW)
    assert decide(request, Facts()).obligations == {Obligation.LOG_ACCESS}


def step_up_asked(actor: Actor, request: Request, facts: Facts) -> bool:
    tired = replace(actor, authenticated_at=NOW - table.STEP_UP_MAX_AGE - timedelta(microseconds=1))
    decision = decide(replace(request, actor=tired), facts)
    assert decision.allow
    return Obligation.STEP_UP in decision.obligations


def test_old_log_in_must_be_renewed_before_the_log_is_reviewed() -> None:
    request = Request(some.REVIEWER, Purpose.QUALITY, Activity.REVIEW, LOG, NOW)
    assert step_up_asked(some.REVIEWER, request, Facts())


def test_old_log_in_must_be_renewed_before_a_protected_person_is_opened() -> None:
    anna, guarded = CAST["anna"], replace(HOME_NOTE, is_protected=True)
    facts = replace(GOOD, may_handle_protected=True)
    asked = [
        step_up_asked(anna, Request(anna, Purpose.HOME_CARE, Activity.READ, obj, NOW), facts)
        for obj in (guarded, HOME_NOTE)
    ]
    assert asked == [True, False]


def test_operator_with_an_alarm_is_never_asked_to_log_in_anew() -> None:
    olga = CAST["olga"]
    alarm = ObjRef(
        "alarm", named("centre"), InformationClass.SAFETY_ALARM, unit_id=named("consoles")
    )
    request = Request(olga, Purpose.ALARM_RECEIVING, Activity.RECEIVE, alarm, NOW)
    assert not step_up_asked(olga, request, Facts(may_handle_protected=True))


@pytest.mark.parametrize(
    ("activity", "tenant", "reason"),
    [
        (Activity.RECEIVE, "centre", Reason.ALLOWED),
        (Activity.DECIDE, "centre", Reason.NOT_FOR_SYSTEMS),
        (Activity.RECEIVE, "home", Reason.TENANT),
    ],
)
def test_our_own_processes_do_what_their_table_says(
    activity: Activity, tenant: str, reason: Reason
) -> None:
    alarm = ObjRef("alarm", named(tenant), InformationClass.SAFETY_ALARM)
    request = Request(some.SYSTEM, Purpose.ALARM_RECEIVING, activity, alarm, NOW)
    assert decide(request, Facts()).reason is reason


@pytest.mark.parametrize("purpose", [Purpose.CARE, Purpose.OWN_AFFAIRS])
def test_our_own_processes_have_no_other_purposes(purpose: Purpose) -> None:
    alarm = ObjRef("alarm", named("centre"), InformationClass.SAFETY_ALARM)
    request = Request(some.SYSTEM, purpose, Activity.READ, alarm, NOW)
    assert decide(request, Facts()).reason is Reason.NOT_FOR_SYSTEMS


def test_process_without_a_tenant_may_do_nothing() -> None:
    alarm = ObjRef("alarm", named("centre"), InformationClass.SAFETY_ALARM)
    homeless = replace(some.SYSTEM, tenant_id=None)
    request = Request(homeless, Purpose.ALARM_RECEIVING, Activity.RECEIVE, alarm, NOW)
    assert decide(request, Facts()).reason is Reason.TENANT

"""The rules for staff, one at a time, beyond what the cast of the decision table meets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gemensam.authority import table
from gemensam.authority.decisions import Decision, Obligation, Rule
from gemensam.authority.facts import (
    DisclosureBasis,
    DisclosureFacts,
    Facts,
    Request,
)
from gemensam.authority.reasons import Reason
from gemensam.authority.rules import decide
from gemensam.authority.tests import strategies as some
from gemensam.authority.tests.examples import (
    EMERGENCY,
    GOOD,
    HOME_NOTE,
    LOG,
    NURSE_NOTE,
    anna_reads_with,
    reads,
    reason_and_rule,
)
from gemensam.authority.tests.world import ALWAYS, CAST, NOW, named
from gemensam.kernel.actor import (
    Activity,
    Assurance,
    InformationClass,
    Purpose,
    Regime,
    Right,
)
from gemensam.kernel.periods import Period

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
        ({"is_elsewhere": True}, Reason.COMMISSION_ELSEWHERE),
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


def test_shared_records_disclose_documentation_of_care_only() -> None:
    details = replace(ABROAD, information_class=InformationClass.RESIDENT)
    paper = disclosed(DisclosureBasis.SHARED_RECORDS, Purpose.CARE)
    decision = reads("hanna", details, replace(GOOD, disclosure=paper))
    assert decision.reason is Reason.TENANT


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


@pytest.mark.parametrize(
    ("right", "reason"),
    [
        ("Läsa;trygghetslarm;kommun", Reason.ALLOWED),
        ("Läsa;trygghetslarm;SJF", Reason.ALLOWED),
        ("Läsa;trygghetslarm;VG", Reason.SCOPE),
        ("Läsa;besök;SJF", Reason.RIGHT),
    ],
)
def test_what_is_handled_on_behalf_is_reached_like_ones_own(right: str, reason: Reason) -> None:
    alarm = replace(LOG, tenant_id=named("other"), information_class=InformationClass.SAFETY_ALARM)
    paper = disclosed(DisclosureBasis.ON_BEHALF, Purpose.HOME_CARE)
    assert anna_reads_with(right, alarm, Facts(disclosure=paper)) is reason


def test_tenant_wide_right_reaches_no_records_shared_by_another_tenant() -> None:
    abroad = replace(HOME_NOTE, tenant_id=named("other"))
    paper = disclosed(DisclosureBasis.SHARED_RECORDS, Purpose.HOME_CARE)
    facts = replace(GOOD, disclosure=paper)
    assert anna_reads_with("Läsa;alla;kommun", abroad, facts) is Reason.SCOPE


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


def test_consent_is_asked_for_reading_only() -> None:
    visit = replace(
        HOME_NOTE,
        information_class=InformationClass.VISIT,
        unit_id=named("elsewhere"),
        care_provider_id=named("private"),
    )
    commission = CAST["nils"].commission
    assert commission is not None
    rights = frozenset({Right.parse("Skriva;alla;kommun"), Right.parse("Läsa;alla;kommun")})
    nils = replace(CAST["nils"], commission=replace(commission, rights=rights))
    facts = replace(GOOD, consent=False)
    answers = [
        decide(Request(nils, Purpose.HOME_CARE, activity, visit, NOW), facts).reason
        for activity in (Activity.WRITE, Activity.READ)
    ]
    assert answers == [Reason.ALLOWED, Reason.CONSENT]


def test_unreadable_blocks_hide_another_unit_of_the_same_provider() -> None:
    decision = reads("nils", HOME_NOTE, replace(GOOD, blocks_known=False))
    assert decision.reason is Reason.BLOCKS_UNKNOWN


def test_crossing_the_wall_needs_consent_even_inside_one_provider() -> None:
    note = replace(HOME_NOTE, care_provider_id=named("health"))
    assert reads("hanna", note, replace(GOOD, consent=False)).reason is Reason.CONSENT


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


def test_emergency_is_for_reading_only() -> None:
    note = replace(NURSE_NOTE, unit_id=named("nursing"), care_provider_id=named("health"))
    request = Request(CAST["hanna"], Purpose.CARE, Activity.WRITE, note, NOW)
    facts = Facts(has_licence=True, blocks_known=True, emergency=EMERGENCY)
    assert decide(request, facts).reason is Reason.EMERGENCY


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

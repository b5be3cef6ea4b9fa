"""Residents, representatives, reviewers, step-up, and our own processes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gemensam.authority import table
from gemensam.authority.decisions import Decision, Obligation, Rule
from gemensam.authority.facts import (
    ALL_SERVICES,
    Facts,
    MandateFacts,
    MandateScope,
    ObjRef,
    Request,
)
from gemensam.authority.reasons import Reason
from gemensam.authority.rules import decide
from gemensam.authority.tests import strategies as some
from gemensam.authority.tests.examples import (
    GOOD,
    HOME_NOTE,
    LOG,
    NURSE_NOTE,
    reads,
    reason_and_rule,
)
from gemensam.authority.tests.world import ALWAYS, CAST, EVAS_MANDATE, NOW, named
from gemensam.kernel.actor import (
    Activity,
    Actor,
    InformationClass,
    Purpose,
    Regime,
)

# Residents and representatives


def eva_reads(obj: ObjRef, mandate: MandateFacts | None) -> Decision:
    return reads("eva", obj, Facts(mandates=(mandate,) if mandate else ()))


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


def test_mandate_for_no_service_covers_not_even_things_of_no_service() -> None:
    details = replace(LOG, information_class=InformationClass.RESIDENT)
    mandate = MandateFacts(frozenset({MandateScope("", Activity.READ)}), ALWAYS)
    assert eva_reads(details, mandate).reason is Reason.MANDATE_SCOPE


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
    facts = Facts(mandates=(MandateFacts(EVERYTHING, ALWAYS),))
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
    facts = replace(GOOD, may_handle_protected=True)
    cecilia, case = CAST["cecilia"], replace(HOME_NOTE, information_class=InformationClass.CASE)
    asked = [
        step_up_asked(
            cecilia,
            Request(cecilia, Purpose.CASEWORK, Activity.READ, obj, NOW),
            replace(facts, assigned=True),
        )
        for obj in (replace(case, is_protected=True), case)
    ]
    assert asked == [True, False]


def test_home_care_on_its_round_is_never_asked_to_log_in_anew() -> None:
    anna, guarded = CAST["anna"], replace(HOME_NOTE, is_protected=True)
    facts = replace(GOOD, may_handle_protected=True)
    request = Request(anna, Purpose.HOME_CARE, Activity.READ, guarded, NOW)
    assert not step_up_asked(anna, request, facts)


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


@pytest.mark.parametrize(
    ("purpose", "activity", "kind", "reason"),
    [
        (Purpose.ADMINISTRATION, Activity.READ, InformationClass.FORM, Reason.ALLOWED),
        (Purpose.ADMINISTRATION, Activity.WRITE, InformationClass.FORM, Reason.NOT_FOR_SYSTEMS),
        (Purpose.ADMINISTRATION, Activity.DECIDE, InformationClass.FORM, Reason.NOT_FOR_SYSTEMS),
        (Purpose.ADMINISTRATION, Activity.READ, InformationClass.DIRECTORY, Reason.ALLOWED),
        (Purpose.ADMINISTRATION, Activity.WRITE, InformationClass.DIRECTORY, Reason.ALLOWED),
        (
            Purpose.ADMINISTRATION,
            Activity.ADMINISTER,
            InformationClass.DIRECTORY,
            Reason.NOT_FOR_SYSTEMS,
        ),
        (Purpose.CASEWORK, Activity.READ, InformationClass.APPLICATION, Reason.ALLOWED),
        (Purpose.CASEWORK, Activity.WRITE, InformationClass.APPLICATION, Reason.ALLOWED),
        (Purpose.CASEWORK, Activity.SIGN, InformationClass.APPLICATION, Reason.NOT_FOR_SYSTEMS),
        (Purpose.CASEWORK, Activity.READ, InformationClass.CASE, Reason.ALLOWED),
        (Purpose.CASEWORK, Activity.WRITE, InformationClass.CASE, Reason.ALLOWED),
        (Purpose.CASEWORK, Activity.DECIDE, InformationClass.CASE, Reason.NOT_FOR_SYSTEMS),
        (Purpose.CASEWORK, Activity.READ, InformationClass.DECISION, Reason.ALLOWED),
        (Purpose.CASEWORK, Activity.WRITE, InformationClass.DECISION, Reason.NOT_FOR_SYSTEMS),
        (Purpose.CASEWORK, Activity.DECIDE, InformationClass.DECISION, Reason.NOT_FOR_SYSTEMS),
        (Purpose.CASEWORK, Activity.READ, InformationClass.NOTE_SOL, Reason.NOT_FOR_SYSTEMS),
        (Purpose.CARE, Activity.READ, InformationClass.CASE, Reason.NOT_FOR_SYSTEMS),
        (Purpose.CASEWORK, Activity.READ, InformationClass.RESIDENT, Reason.NOT_FOR_SYSTEMS),
    ],
)
def test_a_municipalitys_own_system_does_what_its_table_says_in_its_tenant_only(
    purpose: Purpose, activity: Activity, kind: InformationClass, reason: Reason
) -> None:
    things = [ObjRef("x", named(place), kind, is_protected=False) for place in ("centre", "home")]
    asked = [
        decide(Request(some.SYSTEM, purpose, activity, one, NOW), Facts()).reason for one in things
    ]
    assert asked == [reason, Reason.TENANT]


@pytest.mark.parametrize(
    ("activity", "kind"),
    [
        (Activity.READ, InformationClass.CASE),
        (Activity.WRITE, InformationClass.CASE),
        (Activity.READ, InformationClass.DECISION),
    ],
)
def test_a_system_reaches_a_protected_person_only_when_it_was_let_at_them(
    activity: Activity, kind: InformationClass
) -> None:
    request = Request(
        some.SYSTEM, Purpose.CASEWORK, activity, ObjRef("x", named("centre"), kind), NOW
    )
    asked = [decide(request, Facts(may_handle_protected=one)) for one in (False, True)]
    assert [reason_and_rule(one) for one in asked] == [
        (Reason.PROTECTED, Rule.PROTECTED),
        (Reason.ALLOWED, Rule.ALLOW),
    ]


def test_an_alarm_is_received_whoever_rings() -> None:
    alarm = ObjRef("alarm", named("centre"), InformationClass.SAFETY_ALARM)
    request = Request(some.SYSTEM, Purpose.ALARM_RECEIVING, Activity.RECEIVE, alarm, NOW)
    assert decide(request, Facts()).allow


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


OPENED = (
    ("the person, just now", timedelta(), "margit", False),
    ("the person, half an hour ago", table.OPENED_FOR, "margit", False),
    ("the person, longer ago", table.OPENED_FOR + timedelta(microseconds=1), "margit", True),
    ("the person, later than now", -timedelta(seconds=1), "margit", True),
    ("another person", timedelta(), "greta", True),
)


@pytest.mark.parametrize(
    ("_case", "ago", "who", "is_asked"), OPENED, ids=[one[0] for one in OPENED]
)
def test_who_the_log_in_was_made_anew_for_stays_open_for_half_an_hour(
    _case: str, ago: timedelta, who: str, *, is_asked: bool
) -> None:
    facts = replace(GOOD, may_handle_protected=True, assigned=True)
    cecilia = replace(CAST["cecilia"], opened=frozenset({(named(who), NOW - ago)}))
    case = replace(
        HOME_NOTE,
        information_class=InformationClass.CASE,
        is_protected=True,
        resident_id=named("margit"),
    )
    asked = [
        step_up_asked(cecilia, Request(cecilia, Purpose.CASEWORK, activity, case, NOW), facts)
        for activity in (Activity.READ, Activity.WRITE)
    ]
    assert asked == [is_asked] * 2


def test_a_thing_of_nobody_in_particular_is_never_opened() -> None:
    facts = replace(GOOD, may_handle_protected=True, assigned=True)
    cecilia = replace(CAST["cecilia"], opened=frozenset({(named("margit"), NOW)}))
    case = replace(HOME_NOTE, information_class=InformationClass.CASE, is_protected=True)
    request = Request(cecilia, Purpose.CASEWORK, Activity.READ, case, NOW)
    asked = step_up_asked(cecilia, replace(request, obj=replace(case, resident_id=None)), facts)
    assert asked


def test_whom_a_log_in_was_made_for_does_not_open_the_log_of_who_read_about_them() -> None:
    reviewer = replace(some.REVIEWER, opened=frozenset({(LOG.resident_id or named("x"), NOW)}))
    request = Request(reviewer, Purpose.QUALITY, Activity.REVIEW, LOG, NOW)
    assert step_up_asked(reviewer, request, Facts())

"""Asking a colleague for an opinion: who sees what of the case, until when, and how it ends."""

from datetime import timedelta

import pytest

from gemensam.authority import api as authority
from gemensam.cases import actions, casework, opinions, policy, queries, referrals, rules, work_list
from gemensam.cases import api as cases
from gemensam.cases.models import Case, CaseEvent, CaseState, Delegation, Referral
from gemensam.cases.policy import Visit
from gemensam.identity.models import Commission, DemoPersona
from gemensam.tenancy.context import tenant_context

QUESTION = "Räcker ett vanligt larm, med tanke på det du vet om fallrisken?"


def commission_of(key):
    return DemoPersona.objects.get(key=key).commission_id


def refer(world, case_id, key="hanna", by="cecilia", **values):
    wanted = referrals.Wanted(
        **{
            "commission_id": commission_of(key),
            "question": QUESTION,
            "due_on": (world.now + timedelta(days=5)).date(),
            **values,
        }
    )
    return referrals.refer(actor=world.actor(by), case_id=case_id, wanted=wanted, now=world.now)


def answer(world, referral_id, key="hanna", text="Ja, det räcker.", **values):
    later = world.now + timedelta(hours=1)
    referrals.answer(
        actor=world.actor(key), referral_id=referral_id, text=text, now=later, **values
    )


def visit(world, key):
    return Visit(world.actor(key), world.now)


@pytest.fixture
def case_id(world):
    return world.open_case(by="eva")


def _thread(case_id):
    return queries.events_of([case_id], with_internal=True)[case_id]


def _kinds(case_id):
    return [one.kind for one in _thread(case_id)]


def test_the_colleague_sees_the_question_and_what_was_ticked_and_nothing_else(world, case_id):
    asked = refer(world, case_id, field_ids=["reason", "nobody_has_such_a_field"])
    found = opinions.consulted(visit(world, "hanna"), asked)
    assert (
        found.question,
        found.asked_by,
        found.resident,
        [one.field_id for one in found.answers],
        list(found.thread),
    ) == (QUESTION, "Cecilia Nyberg", None, ["reason"], [])


def test_who_it_is_about_is_told_when_that_is_ticked(world, case_id):
    asked = refer(world, case_id, field_ids=[referrals.WHO])
    found = opinions.consulted(visit(world, "hanna"), asked)
    assert (found.resident.name, list(found.answers)) == ("Margit Lindgren", [])


def test_the_whole_case_is_shown_when_that_was_chosen(world, case_id):
    asked = refer(world, case_id, sees_case=True)
    found = opinions.consulted(visit(world, "hanna"), asked)
    assert (
        found.resident.name,
        [one.field_id for one in found.answers],
        [one.kind for one in found.thread],
    ) == ("Margit Lindgren", ["reason", "spare_key"], ["OPENED", "REFERRAL"])


def test_a_correction_of_what_is_shown_is_shown_too(world, case_id):
    asked = refer(world, case_id, field_ids=["reason"])
    margit = world.actor("margit")
    for field in ("reason", "spare_key"):
        cases.correct(
            actor=margit, case_id=case_id, field_id=field, text=f"Nytt {field}", now=world.now
        )
    found = opinions.consulted(visit(world, "hanna"), asked)
    assert found.corrections == {"reason": "Nytt reason"}


def test_the_case_itself_stays_closed_to_the_colleague(world, case_id):
    refer(world, case_id, sees_case=True)
    for act in (
        lambda: casework.open_for_caseworker(visit(world, "hanna"), case_id),
        lambda: actions.say(actor=world.actor("hanna"), case_id=case_id, text="Hej", now=world.now),
    ):
        with pytest.raises(authority.Refused):
            act()


@pytest.mark.parametrize(
    ("says", "written"), [(True, "Ja. Det räcker."), (False, "Nej. Det räcker.")]
)
def test_the_opinion_ends_the_reading_and_marks_the_case(world, case_id, says, written):
    asked = refer(world, case_id, is_yes_no=True)
    answer(world, asked, text="Det räcker.", says_yes=says)
    case, event = Case.objects.get(id=case_id), CaseEvent.objects.get(field_id=asked)
    assert (case.opinion_at, event.kind, event.text, event.actor_name) == (
        world.now + timedelta(hours=1),
        "OPINION",
        written,
        "Hanna Öberg",
    )
    with pytest.raises(referrals.ReferralIsClosed):
        opinions.consulted(visit(world, "hanna"), asked)
    assert opinions.how_many_to_answer(visit(world, "hanna")) == 0


def test_a_yes_or_no_that_was_asked_for_has_to_be_said(world, case_id):
    asked = refer(world, case_id, is_yes_no=True)
    with pytest.raises(referrals.YesOrNoMissing):
        answer(world, asked)
    answer(world, asked, text="Jag känner inte personen.", declines=True)
    assert (Referral.objects.get(id=asked).state, CaseEvent.objects.get(field_id=asked).kind) == (
        "DECLINED",
        "OPINION_DECLINED",
    )


def test_a_second_click_does_nothing_twice(world, case_id):
    asked = refer(world, case_id)
    assert refer(world, case_id) == asked
    answer(world, asked)
    answer(world, asked)
    with pytest.raises(referrals.ReferralIsClosed):
        answer(world, asked, text="Nej, förresten.")
    assert _kinds(case_id) == ["OPENED", "REFERRAL", "OPINION"]


def test_the_same_colleague_is_not_asked_two_things_at_once(world, case_id):
    refer(world, case_id)
    with pytest.raises(referrals.AskedAlready):
        refer(world, case_id, question="Något annat?")
    refer(world, case_id, key="bo", question="Något annat?")
    assert Referral.objects.filter(case_id=case_id).count() == 2


def test_what_was_taken_back_is_no_longer_answered_nor_read(world, case_id):
    asked = refer(world, case_id)
    cecilia = world.actor("cecilia")
    for hours in (1, 2):
        later = world.now + timedelta(hours=hours)
        referrals.take_back(actor=cecilia, case_id=case_id, referral_id=asked, now=later)
    with pytest.raises(referrals.ReferralIsClosed) as closed:
        answer(world, asked)
    assert (closed.value.state, Case.objects.get(id=case_id).opinion_at) == ("TAKEN_BACK", None)
    assert _kinds(case_id) == ["OPENED", "REFERRAL", "REFERRAL_WITHDRAWN"]


def test_what_was_answered_is_not_taken_back(world, case_id):
    asked = refer(world, case_id)
    answer(world, asked)
    with pytest.raises(referrals.ReferralIsClosed):
        referrals.take_back(
            actor=world.actor("cecilia"), case_id=case_id, referral_id=asked, now=world.now
        )


def test_a_decided_case_needs_no_opinion(world, disk, case_id):
    asked = refer(world, case_id)
    case = Case.objects.get(id=case_id)
    wanted = cases.Wanted(cases.Outcome.REJECT, "Nej.")
    cases.decide(
        actor=world.actor("cecilia"),
        case_id=case_id,
        version=case.version,
        wanted=wanted,
        now=world.now,
    )
    with pytest.raises(referrals.ReferralIsClosed):
        answer(world, asked)
    with pytest.raises(rules.CaseIsDecided):
        refer(world, case_id, key="bo")
    assert opinions.to_answer(visit(world, "hanna")).rows == ()


def test_the_resident_sees_nothing_of_it(world, case_id):
    answer(world, refer(world, case_id))
    found = cases.case_for_resident(world.actor("margit"), case_id, now=world.now)
    assert [one.kind for one in found.thread] == ["OPENED"]


def test_the_clock_runs_on_while_a_colleague_is_asked(world, case_id):
    before = actions.clock_of(Case.objects.get(id=case_id))
    asked = refer(world, case_id)
    case = Case.objects.get(id=case_id)
    assert (actions.clock_of(case), case.state) == (before, CaseState.INVESTIGATING)
    answer(world, asked)
    assert actions.clock_of(Case.objects.get(id=case_id)) == before


@pytest.mark.parametrize("key", ["margit", "eva"])
def test_a_resident_asks_nobody_and_takes_nothing_back(world, case_id, key):
    asked = refer(world, case_id)
    with pytest.raises(policy.NoSuchCase):
        refer(world, case_id, by=key)
    with pytest.raises(policy.NoSuchCase):
        referrals.take_back(
            actor=world.actor(key), case_id=case_id, referral_id=asked, now=world.now
        )


@pytest.mark.parametrize("key", ["henrik", "sven", "cecilia"])
def test_offices_and_oneself_cannot_be_asked(world, case_id, key):
    with pytest.raises(referrals.NoSuchColleague):
        refer(world, case_id, key=key)


def test_those_of_a_private_company_cannot_be_asked(world):
    listed = {
        one.commission_id for one in referrals.colleagues(world.actor("cecilia"), now=world.now)
    }
    private = Commission.objects.filter(unit__care_provider__is_private=True)
    assert listed.isdisjoint(private.values_list("id", flat=True))
    assert {commission_of(key) for key in ("anna", "bo", "farid", "hanna", "nils")} <= listed


@pytest.mark.parametrize("key", ["anna", "bo", "olga"])
def test_whoever_is_not_asked_is_told_nothing(world, case_id, key):
    asked = refer(world, case_id)
    with pytest.raises(referrals.NoSuchReferral):
        opinions.consulted(visit(world, key), asked)
    with pytest.raises(referrals.NoSuchReferral):
        answer(world, asked, key=key)
    with pytest.raises(authority.Refused):
        opinions.case_instead(visit(world, key), asked)
    assert opinions.case_instead(visit(world, "cecilia"), asked) == case_id


def test_a_protected_persons_case_goes_only_to_who_is_named_for_those(world):
    Delegation.objects.update(covers_protected=True)
    case_id = world.open_case("greta")
    with pytest.raises(referrals.NotForProtected):
        refer(world, case_id)
    delegated = Delegation.objects.create(
        commission_id=commission_of("hanna"),
        kind="safety_alarm",
        outcomes=[],
        point="4.2",
        covers_protected=True,
        starts_at=world.now - timedelta(days=1),
    )
    asked = refer(world, case_id, field_ids=[referrals.WHO])
    assert opinions.consulted(visit(world, "hanna"), asked).resident.is_protected
    Delegation.objects.filter(id=delegated.id).update(ends_at=world.now - timedelta(hours=1))
    with tenant_context(world.home), pytest.raises(authority.Refused) as refused:
        opinions.consulted(visit(world, "hanna"), asked)
    assert refused.value.decision.reason.name == "PROTECTED"


def test_the_list_has_no_names_and_the_earliest_day_first(world):
    late, soon = world.open_case("david"), world.open_case("margit")
    refer(world, late, due_on=(world.now + timedelta(days=9)).date())
    refer(world, soon, due_on=(world.now + timedelta(days=2)).date())
    after = Visit(world.actor("hanna"), world.now + timedelta(days=4))
    rows = opinions.to_answer(after).rows
    assert [(one.title, one.is_late) for one in rows] == [
        ("Trygghetslarm", True),
        ("Trygghetslarm", False),
    ]
    assert opinions.how_many_to_answer(after) == 2
    assert [one.is_late for one in opinions.asked_in(_thread(soon), now=after.now)] == [True]


def test_the_mark_stands_in_the_work_list_until_the_caseworker_opens_the_case(world, case_id):
    answer(world, refer(world, case_id))
    cecilia = visit(world, "cecilia")

    def marked(need=""):
        rows = work_list.work_list(cecilia, work_list.Wanted(need)).rows
        return [row.id for row in rows if row.opinion_came]

    assert (marked(), marked(work_list.OPINION_CAME)) == ([case_id], [case_id])
    first = casework.open_for_caseworker(cecilia, case_id)
    second = casework.open_for_caseworker(cecilia, case_id)
    assert (first.opinion_came, second.opinion_came, marked()) == (True, False, [])
    assert work_list.work_list(cecilia, work_list.Wanted(work_list.OPINION_CAME)).rows == ()


def test_somebody_else_opening_the_case_leaves_the_mark(world, case_id):
    answer(world, refer(world, case_id))
    Case.objects.filter(id=case_id).update(caseworker_id=world.actor("bo").person_id)
    casework.open_for_caseworker(visit(world, "cecilia"), case_id)
    assert Case.objects.get(id=case_id).opinion_at is not None

"""Who may read, write and decide: the cast against Margit's and Greta's cases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gemensam.authority import api as authority
from gemensam.cases import actions, deciding, policy, proposing, work_list
from gemensam.cases import api as cases
from gemensam.cases.models import Case, Delegation
from gemensam.kernel.actor import ANONYMOUS
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context


def _try(act):
    """Give "yes", or the name of the refusal."""
    try:
        act()
    except authority.Refused as refusal:
        return refusal.decision.reason.name
    except policy.NoSuchCase:
        return "no such case"
    except proposing.OwnProposal:
        return "own"
    return "yes"


def _actor(world, key):
    return ANONYMOUS if key == "anonymous" else world.actor(key)


@pytest.mark.parametrize(
    ("key", "reads", "says", "decides"),
    [
        ("cecilia", "yes", "yes", "yes"),
        ("margit", "yes", "yes", "no such case"),
        ("eva", "yes", "yes", "no such case"),
        ("david", "no such case", "no such case", "no such case"),
        ("anna", "PURPOSE", "PURPOSE", "PURPOSE"),
        ("hanna", "PURPOSE", "PURPOSE", "PURPOSE"),
        ("henrik", "PURPOSE", "PURPOSE", "PURPOSE"),
        ("sven", "PURPOSE", "PURPOSE", "PURPOSE"),
        ("olga", "TENANT", "TENANT", "TENANT"),
        ("ulla", "TENANT", "TENANT", "TENANT"),
        ("anonymous", "NOT_LOGGED_IN", "NOT_LOGGED_IN", "NOT_LOGGED_IN"),
    ],
)
def test_who_may_do_what_with_margits_case(world, key, reads, says, decides):
    case_id, actor, now = world.open_case(by="eva"), _actor(world, key), world.now
    wanted = cases.Wanted(cases.Outcome.REJECT, "Nej.")
    assert (
        _try(lambda: cases.thread(actor, case_id, now=now)),
        _try(lambda: actions.say(actor=actor, case_id=case_id, text="Hej", now=now)),
        _try(
            lambda: deciding.decide(
                actor=actor,
                case_id=case_id,
                version=Case.objects.get(id=case_id).version,
                wanted=wanted,
                now=now,
            )
        ),
    ) == (reads, says, decides)


@pytest.mark.parametrize(
    ("key", "proposes", "confirms", "sends_back", "reads_draft"),
    [
        ("cecilia", "yes", "yes", "yes", "yes"),
        ("petra", "yes", "own", "yes", "yes"),
        ("margit", *["no such case"] * 4),
        ("eva", *["no such case"] * 4),
        ("david", *["no such case"] * 4),
        ("anna", *["PURPOSE"] * 4),
        ("henrik", *["PURPOSE"] * 4),
        ("sven", *["PURPOSE"] * 4),
        ("olga", *["TENANT"] * 4),
        ("ulla", *["TENANT"] * 4),
        ("anonymous", *["NOT_LOGGED_IN"] * 4),
    ],
)
def test_who_may_do_what_with_a_proposal(world, key, proposes, confirms, sends_back, reads_draft):
    def proposed():
        case_id = world.open_case(kind="financial_assistance")
        at = {"case_id": case_id, "version": 1, "now": world.now}
        cases.propose(actor=world.actor("petra"), wanted=wanted, **at)
        return {**at, "version": 2}

    wanted, actor = cases.Wanted(cases.Outcome.REJECT, "Nej."), _actor(world, key)
    again = cases.Wanted(cases.Outcome.REJECT, "Nej, tyvärr.")
    assert (
        _try(lambda: cases.propose(actor=actor, wanted=again, **proposed())),
        _try(lambda: cases.confirm(actor=actor, **proposed())),
        _try(lambda: cases.send_back(actor=actor, text="Nja.", **proposed())),
        _try(lambda: proposing.draft_letter(policy.Visit(actor, world.now), proposed()["case_id"])),
    ) == (proposes, confirms, sends_back, reads_draft)


def test_the_same_case_is_not_there_in_another_municipality(world):
    case_id = world.open_case()
    with tenant_context(world.other):
        assert _try(lambda: cases.thread(world.actor("ulla"), case_id, now=world.now)) == (
            "no such case"
        )


def test_without_her_mandate_eva_does_not_know_of_the_case(world):
    case_id = world.open_case(by="eva")
    (mandate,) = people.mandates_of_resident(world.resident("margit").id)
    people.revoke_mandate(actor=world.actor("margit"), mandate_id=mandate.id, now=world.now)
    eva = world.actor("eva")
    assert _try(lambda: cases.case_for_resident(eva, case_id, now=world.now)) == "no such case"
    assert cases.cases_of_resident(eva, world.resident("margit").id, now=world.now) == []


def test_a_resident_lists_her_own_cases_and_somebody_elses_not(world):
    case_id = world.open_case()
    margit = world.resident("margit").id
    listed = cases.cases_of_resident(world.actor("margit"), margit, now=world.now)
    assert [one.id for one in listed] == [case_id]
    assert cases.cases_of_resident(world.actor("david"), margit, now=world.now) == []


def test_a_protected_persons_case_needs_somebody_who_is_named_for_it(world):
    case_id, cecilia = world.open_case("greta"), world.actor("cecilia")
    visit = policy.Visit(cecilia, world.now)
    assert _try(lambda: cases.thread(cecilia, case_id, now=world.now)) == "PROTECTED"
    assert case_id not in {row.id for row in work_list.work_list(visit, work_list.Wanted()).rows}
    Delegation.objects.update(covers_protected=True)
    assert _try(lambda: cases.thread(cecilia, case_id, now=world.now)) == "yes"
    assert case_id in {row.id for row in work_list.work_list(visit, work_list.Wanted()).rows}


def test_a_protected_persons_case_takes_a_log_in_of_the_last_five_minutes(world):
    greta, margit = world.open_case("greta"), world.open_case("margit")
    Delegation.objects.update(covers_protected=True)
    cecilia = world.actor("cecilia")
    tired = replace(cecilia, authenticated_at=world.now - timedelta(minutes=5, seconds=1))
    with pytest.raises(authority.StepUpNeeded):
        cases.thread(tired, greta, now=world.now)
    assert _try(lambda: cases.thread(tired, margit, now=world.now)) == "yes"
    # It stands in the list of work all the same: one must know of it to log in for it.
    visit = policy.Visit(tired, world.now)
    assert greta in {row.id for row in work_list.work_list(visit, work_list.Wanted()).rows}


@pytest.mark.parametrize("key", ["anna", "henrik", "sven"])
def test_the_work_list_is_refused_to_those_who_do_no_casework(world, key):
    visit = policy.Visit(world.actor(key), world.now)
    assert _try(lambda: work_list.work_list(visit, work_list.Wanted())) == "PURPOSE"


def test_each_municipality_sees_its_own_work_only(world):
    world.open_case()
    home = work_list.work_list(policy.Visit(world.actor("cecilia"), world.now), work_list.Wanted())
    with tenant_context(world.other):
        other = work_list.work_list(
            policy.Visit(world.actor("ulla"), world.now), work_list.Wanted()
        )
    assert {row.resident_name for row in other.rows} == {"Ester Ros", "Hilding Fors"}
    assert "Margit Lindgren" in {row.resident_name for row in home.rows}


def test_a_list_shows_exactly_what_a_page_would(world):
    for key in ("margit", "greta", "david"):
        world.open_case(key)
    visit = policy.Visit(world.actor("cecilia"), world.now)
    listed = set(policy.visible_cases(visit).values_list("id", flat=True))
    opened = {
        case.id
        for case in Case.objects.all()
        if _try(lambda case=case: cases.thread(visit.actor, case.id, now=world.now)) == "yes"
    }
    assert listed == opened

"""Two officers: one proposes, another confirms, and nothing is decided in between.

In the demo Petra rejects financial assistance together with a colleague, and Cecilia may confirm.
"""

import io
from datetime import timedelta

import pikepdf
import pytest
from tests.paper import text_of

from gemensam.alarms import api as alarms
from gemensam.authority import api as authority
from gemensam.cases import actions, casework, deciding, proposing, rules
from gemensam.cases import api as cases
from gemensam.cases.models import CareService, Case, CaseEvent, Decision, Delegation, Proposal
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.delivery.models import Message
from gemensam.identity.models import DemoPersona
from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.tenancy.models import new_id

KIND = "financial_assistance"
WORDS = "Dina inkomster räcker till det du behöver."
NO = cases.Wanted(cases.Outcome.REJECT, WORDS)


def _propose(world, case_id, wanted=NO, version=1, key="petra"):
    return cases.propose(
        actor=world.actor(key), case_id=case_id, version=version, wanted=wanted, now=world.now
    )


def _confirm(world, case_id, version=2, key="cecilia", now=None):
    return cases.confirm(
        actor=world.actor(key), case_id=case_id, version=version, now=now or world.now
    )


def _send_back(world, case_id, text="Räkna om hyran.", version=2, key="cecilia"):
    cases.send_back(
        actor=world.actor(key), case_id=case_id, version=version, text=text, now=world.now
    )


def _kinds(case_id):
    rows = CaseEvent.objects.filter(case_id=case_id).order_by("at", "id")
    return [*rows.values_list("kind", flat=True)]


def a_basis(kronor):
    amount = Money.from_kronor(kronor)
    return cases.Basis(new_id(), "november 2026", amount, amount, parts=())


def _unit():
    return next(one.id for one in organisations.units() if one.name == "Hemtjänst Norr")


@pytest.fixture
def proposed(world):
    """Margit's case of financial assistance with Petra's proposal to reject it, at version 2."""
    case_id = world.open_case(kind=KIND)
    _propose(world, case_id)
    return case_id


def test_what_needs_two_is_not_decided_by_one(world):
    case_id = world.open_case(kind=KIND)
    with pytest.raises(deciding.NeedsSecond):
        cases.decide(
            actor=world.actor("petra"), case_id=case_id, version=1, wanted=NO, now=world.now
        )
    assert _kinds(case_id) == ["OPENED"]


def test_a_proposal_is_kept_whole_and_decides_nothing(world, proposed):
    row, case = Proposal.objects.get(), Case.objects.get(id=proposed)
    petra = world.actor("petra")
    assert (row.case_id, row.version, row.outcome, row.motivation, row.proposed_by_name) == (
        proposed,
        2,
        "REJECT",
        WORDS,
        "Petra Wallin",
    )
    assert (case.state, case.version, case.caseworker_id, case.proposed_by_id) == (
        "INVESTIGATING",
        2,
        petra.person_id,
        petra.person_id,
    )
    assert not Decision.objects.filter(case_id=proposed).exists()
    assert _kinds(proposed) == ["OPENED", "PROPOSAL"]


def test_the_resident_sees_and_is_told_nothing_of_a_proposal(world):
    case_id = world.open_case(kind=KIND)
    told = Message.objects.count()
    _propose(world, case_id)
    shown = cases.case_for_resident(world.actor("margit"), case_id, now=world.now)
    assert ([one.kind for one in shown.thread], shown.decision) == (["OPENED"], None)
    assert (shown.summary.status.text, Message.objects.count()) == (
        "Vi arbetar med din ansökan",
        told,
    )
    with pytest.raises(NoSuchCase):
        proposing.draft_letter(Visit(world.actor("margit"), world.now), case_id)


def test_the_same_proposal_again_is_nothing_new(world, proposed):
    assert _propose(world, proposed) == Proposal.objects.get().id
    assert _kinds(proposed) == ["OPENED", "PROPOSAL"]


def test_confirming_makes_the_decision_as_it_was_proposed_by_both(world, proposed):
    made = Decision.objects.get(id=_confirm(world, proposed))
    assert (made.outcome, made.motivation, made.decided_by_name, made.decided_by_title) == (
        "REJECT",
        WORDS,
        "Petra Wallin",
        "socialsekreterare",
    )
    assert (made.confirmed_by_name, made.confirmed_by_title) == (
        "Cecilia Nyberg",
        "biståndshandläggare",
    )
    case = Case.objects.get(id=proposed)
    assert (case.state, case.proposed_by_id, case.version) == ("DECIDED", None, 3)
    event = CaseEvent.objects.get(case_id=proposed, kind="DECISION")
    assert event.text.endswith(
        "Beslutet är fattat av Petra Wallin och bekräftat av Cecilia Nyberg."
    )
    shown = cases.case_for_resident(world.actor("margit"), proposed, now=world.now).decision
    assert shown is not None
    assert (shown.confirmed_by, shown.officers, shown.amount.ore) == (
        "Cecilia Nyberg",
        "Petra Wallin, socialsekreterare. Bekräftat av Cecilia Nyberg, biståndshandläggare",
        0,
    )


def test_a_grant_that_two_make_sets_all_going_that_one_would(world):
    cases.delegate(
        commission_id=DemoPersona.objects.get(key="petra").commission_id,
        kind="safety_alarm",
        outcomes=[cases.Outcome.GRANT],
        needs_second=[cases.Outcome.GRANT],
        point="4.2",
        now=world.now - timedelta(days=1),
    )
    case_id, starts_on = world.open_case(), (world.now + timedelta(days=3)).date()
    wanted = cases.Wanted(cases.Outcome.GRANT, "Du har fallit.", starts_on, _unit())
    _propose(world, case_id, wanted)
    resident_id = world.resident("margit").id
    assert alarms.safety_alarms_of(resident_id, now=world.now) == []
    made = _confirm(world, case_id)
    service = CareService.objects.get(decision_id=made)
    assert (service.starts_on, service.performer_id) == (starts_on, _unit())
    (alarm,) = alarms.safety_alarms_of(resident_id, now=world.now)
    assert alarm.status == "ORDERED"


def test_a_proposal_whose_day_has_passed_is_not_confirmed(world):
    cases.delegate(
        commission_id=DemoPersona.objects.get(key="petra").commission_id,
        kind="safety_alarm",
        outcomes=[cases.Outcome.GRANT],
        needs_second=[cases.Outcome.GRANT],
        point="4.2",
        now=world.now - timedelta(days=1),
    )
    case_id = world.open_case()
    _propose(
        world,
        case_id,
        cases.Wanted(cases.Outcome.GRANT, "Du har fallit.", world.now.date(), _unit()),
    )
    with pytest.raises(deciding.StartsTooEarly):
        _confirm(world, case_id, now=world.now + timedelta(days=2))
    assert Case.objects.get(id=case_id).state == "INVESTIGATING"


def test_a_second_click_gives_the_same_decision(world, proposed):
    first = _confirm(world, proposed)
    assert _confirm(world, proposed) == first
    assert _kinds(proposed) == ["OPENED", "PROPOSAL", "DECISION"]


def test_whoever_proposed_does_not_confirm(world, proposed):
    with pytest.raises(proposing.OwnProposal):
        _confirm(world, proposed, key="petra")


def test_nobody_without_the_authority_confirms_or_sends_back(world, proposed):
    Delegation.objects.filter(needs_second=[]).update(outcomes=["GRANT", "PARTIAL"])
    with pytest.raises(deciding.OutcomeNotDelegated):
        _confirm(world, proposed)
    with pytest.raises(deciding.OutcomeNotDelegated):
        _send_back(world, proposed)
    Delegation.objects.filter(needs_second=[], kind=KIND).update(ends_at=world.now)
    with pytest.raises(authority.Refused) as refusal:
        _confirm(world, proposed)
    assert refusal.value.decision.reason is authority.Reason.DELEGATION


def test_both_have_the_authority_when_it_is_decided(world, proposed):
    Delegation.objects.filter(needs_second=["REJECT"]).update(ends_at=world.now)
    with pytest.raises(deciding.OutcomeNotDelegated):
        _confirm(world, proposed)


@pytest.mark.parametrize(
    ("happens", "kind"),
    [
        (lambda world, case_id: _say(world, case_id, "margit"), "MESSAGE"),
        (lambda world, case_id: _say(world, case_id, "cecilia"), "MESSAGE"),
        (
            lambda world, case_id: cases.correct(
                actor=world.actor("margit"),
                case_id=case_id,
                field_id="reason",
                text="Jag har fått en räkning till.",
                now=world.now,
            ),
            "CORRECTION",
        ),
        (
            lambda world, case_id: cases.put_basis(
                actor=world.actor("petra"),
                case_id=case_id,
                work_out=lambda: (a_basis(400), "Räknade om."),
                now=world.now,
            ),
            "NOTE",
        ),
    ],
)
def test_what_happens_since_fells_the_proposal_and_the_second_is_told(
    world, proposed, happens, kind
):
    happens(world, proposed)
    with pytest.raises(actions.CaseHasChanged) as refusal:
        _confirm(world, proposed)
    assert [one.kind for one in refusal.value.since] == [kind]
    with pytest.raises(proposing.NothingProposed):
        _confirm(world, proposed, version=3)
    assert Case.objects.get(id=proposed).proposed_by_id is None
    _propose(world, proposed, version=3)
    assert Decision.objects.get(id=_confirm(world, proposed, version=4)).outcome == "REJECT"


def _say(world, case_id, key):
    actions.say(actor=world.actor(key), case_id=case_id, text="Vänta!", now=world.now)


def test_it_is_sent_back_with_words_and_proposed_again(world, proposed):
    with pytest.raises(rules.EmptyText):
        _send_back(world, proposed, " ")
    for _ in range(2):
        _send_back(world, proposed)
    assert _kinds(proposed) == ["OPENED", "PROPOSAL", "PROPOSAL_RETURNED"]
    visit = Visit(world.actor("petra"), world.now)
    found = casework.open_for_caseworker(visit, proposed).proposal
    assert found is not None
    assert (found.stands, found.returned, found.returned_by, found.motivation) == (
        False,
        "Räkna om hyran.",
        "Cecilia Nyberg",
        WORDS,
    )
    with pytest.raises(actions.CaseHasChanged):
        _confirm(world, proposed)
    _propose(world, proposed, version=3)
    assert Decision.objects.get(id=_confirm(world, proposed, version=4)).motivation == WORDS


def test_its_proposer_takes_it_back_without_words(world, proposed):
    _send_back(world, proposed, "", key="petra")
    with pytest.raises(actions.CaseHasChanged):
        _confirm(world, proposed)
    with pytest.raises(proposing.NothingProposed):
        _confirm(world, proposed, version=3)


def test_a_decision_after_an_appeal_is_made_by_two_as_well(world, proposed):
    _confirm(world, proposed)
    margit = world.actor("margit")
    cases.appeal(actor=margit, case_id=proposed, text="Jag har fel hyra.", now=world.now)
    with pytest.raises(deciding.OutcomeNotDelegated):
        _propose(world, proposed, version=4)


def test_the_letter_names_both_and_a_draft_says_that_it_is_one(world, proposed):
    visit = Visit(world.actor("cecilia"), world.now)
    name, draft = proposing.draft_letter(visit, proposed)
    assert (name[:8], draft[:5]) == ("Förslag ", b"%PDF-")
    _confirm(world, proposed)
    sent = cases.decision_file(world.actor("margit"), proposed, now=world.now)
    with pytest.raises(NoSuchCase):
        proposing.draft_letter(visit, proposed)
    assert (_says(draft), _says(sent.data)) == (
        ["Förslag till beslut", "Petra Wallin", "Cecilia Nyberg"],
        ["Petra Wallin", "Cecilia Nyberg"],
    )


def _says(pdf):
    """Give those of the words that a letter has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        text = text_of(opened)
    return [one for one in ("Förslag till beslut", "Petra Wallin", "Cecilia Nyberg") if one in text]

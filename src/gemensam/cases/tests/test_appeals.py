"""An appeal is made, counted in days, taken back, handed on, dismissed, or ends in another decision."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.alarms import api as alarms
from gemensam.authority.api import Refused
from gemensam.cases import actions, appeals, deciding, decisions, queries, rules
from gemensam.cases import api as cases
from gemensam.cases.models import CareService, Case, CaseEvent, Decision
from gemensam.delivery.models import Message
from gemensam.organisations import api as organisations
from gemensam.people import api as people

LATE = timedelta(days=40)


def _decide(world, case_id, outcome=cases.Outcome.REJECT, text="Behovet är tillgodosett."):
    grants = outcome is not cases.Outcome.REJECT
    unit = next(one.id for one in organisations.units() if one.name == "Hemtjänst Norr")
    return deciding.decide(
        actor=world.actor("cecilia"),
        case_id=case_id,
        version=Case.objects.get(id=case_id).version,
        wanted=cases.Wanted(
            outcome,
            text,
            starts_on=(world.now + timedelta(days=1)).date() if grants else None,
            performer_id=unit if grants else None,
        ),
        now=world.now,
    )


@pytest.fixture
def rejected(world):
    """Margit's case, applied for by Eva and rejected."""
    case_id = world.open_case(by="eva")
    _decide(world, case_id)
    return case_id


def _appeal(world, case_id, by="margit", text="Jag faller ofta.", after=timedelta()):
    cases.appeal(actor=world.actor(by), case_id=case_id, text=text, now=world.now + after)


def _receive(world, case_id, by="margit"):
    cases.receive_decision(actor=world.actor(by), case_id=case_id, now=world.now)


def _state(case_id):
    return Case.objects.get(id=case_id).state


def _kinds(case_id):
    return [one.kind for one in CaseEvent.objects.filter(case_id=case_id).order_by("at", "id")]


def _waiting(case_id):
    return appeals.appeal_in(queries.events_of([case_id], with_internal=False)[case_id])


@pytest.mark.parametrize(
    ("received", "last"),
    [
        # Three weeks on is a Tuesday.
        (date(2026, 11, 24), date(2026, 12, 15)),
        # A Saturday, then a Sunday: the Monday.
        (date(2026, 11, 21), date(2026, 12, 14)),
        (date(2026, 11, 22), date(2026, 12, 14)),
        # Christmas Eve, then two holidays that are also a weekend, and the Monday after.
        (date(2026, 12, 3), date(2026, 12, 28)),
        # Midsummer Eve is no holiday by name, but a last day is moved past it.
        (date(2026, 5, 29), date(2026, 6, 22)),
        # New Year's Eve, New Year's Day, Saturday, Sunday.
        (date(2026, 12, 10), date(2027, 1, 4)),
    ],
)
def test_the_last_day_is_three_weeks_on_or_the_next_working_day(received, last):
    assert appeals.last_day(received) == last


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_nobody_ever_gets_less_than_three_weeks_nor_a_last_day_on_a_weekend(received):
    last = appeals.last_day(received)
    assert 21 <= (last - received).days <= 27
    assert last.weekday() < 5


def test_a_decision_is_received_once_by_whoever_opens_it_first(world, rejected):
    _receive(world, rejected, by="eva")
    _receive(world, rejected)
    received = CaseEvent.objects.get(case_id=rejected, kind="RECEIVED")
    assert (received.actor_name, received.is_on_behalf) == ("Eva Lindgren", True)


def test_an_appeal_waits_in_the_work_list_for_a_week(world, rejected):
    _receive(world, rejected)
    _appeal(world, rejected)
    case = Case.objects.get(id=rejected)
    assert (case.state, case.due_at) == ("APPEALED", world.now + timedelta(days=7))
    waiting = _waiting(rejected)
    assert (waiting.text, waiting.who, waiting.is_late) == (
        "Jag faller ofta.",
        "Margit Lindgren",
        False,
    )
    assert waiting.last_day == appeals.last_day(world.now.date())


def test_the_same_appeal_again_is_nothing_and_another_is_added(world, rejected):
    _appeal(world, rejected)
    _appeal(world, rejected)
    assert _kinds(rejected).count("APPEAL") == 1
    _appeal(world, rejected, text="Och jag bor ensam.")
    assert (_kinds(rejected).count("APPEAL"), _state(rejected)) == (2, "APPEALED")


def test_a_representative_appeals_and_it_stands_in_the_journal(world, rejected):
    _appeal(world, rejected, by="eva")
    mandate = people.mandates_of_resident(world.resident("margit").id)[0]
    assert people.journal(mandate.id)[-1].what == "Överklagade ett beslut"


@pytest.mark.parametrize(("by", "error"), [("david", cases.NoSuchCase), ("ulla", Refused)])
def test_others_cannot_appeal(world, rejected, by, error):
    with pytest.raises(error):
        _appeal(world, rejected, by=by)
    assert _state(rejected) == "DECIDED"


def test_a_caseworker_does_not_appeal_for_somebody(world, rejected):
    with pytest.raises(appeals.NotDecidedYet):
        _appeal(world, rejected, by="cecilia")


def test_what_is_not_decided_cannot_be_appealed(world):
    case_id = world.open_case()
    with pytest.raises(appeals.NotDecidedYet):
        _appeal(world, case_id)


@pytest.mark.parametrize(
    ("text", "error"), [(" ", rules.EmptyText), ("x" * 4001, rules.TooLongText)]
)
def test_an_appeal_says_something_and_not_too_much(world, rejected, text, error):
    with pytest.raises(error):
        _appeal(world, rejected, text=text)
    assert _state(rejected) == "DECIDED"


def test_an_appeal_is_taken_back_and_can_be_made_again(world, rejected):
    _appeal(world, rejected)
    for _click in range(2):
        cases.withdraw(actor=world.actor("margit"), case_id=rejected, now=world.now)
    assert (_state(rejected), _kinds(rejected)[-1]) == ("DECIDED", "APPEAL_WITHDRAWN")
    _appeal(world, rejected)
    assert _state(rejected) == "APPEALED"


def _hand_on(world, case_id, version=None, court="Förvaltningsrätten i Göteborg"):
    appeals.hand_on(
        actor=world.actor("cecilia"),
        case_id=case_id,
        version=version or Case.objects.get(id=case_id).version,
        court=court,
        now=world.now,
    )


def test_an_appeal_is_handed_on_and_the_applicant_is_told(world, rejected):
    _appeal(world, rejected)
    before = Message.objects.count()
    _hand_on(world, rejected)
    event = CaseEvent.objects.filter(case_id=rejected).latest("at", "id")
    assert (event.kind, event.text) == (
        "APPEAL_FORWARDED",
        "Överlämnat till Förvaltningsrätten i Göteborg.",
    )
    assert _state(rejected) == "DECIDED"
    assert Message.objects.count() > before


def test_what_was_taken_back_meanwhile_is_not_handed_on(world, rejected):
    _appeal(world, rejected)
    seen = Case.objects.get(id=rejected).version
    cases.withdraw(actor=world.actor("margit"), case_id=rejected, now=world.now)
    with pytest.raises(actions.CaseHasChanged):
        _hand_on(world, rejected, version=seen)
    with pytest.raises(appeals.NothingToHandOn):
        _hand_on(world, rejected)


def _dismiss(world, case_id):
    appeals.dismiss(
        actor=world.actor("cecilia"),
        case_id=case_id,
        version=Case.objects.get(id=case_id).version,
        reason="Överklagandet kom in för sent.",
        now=world.now + LATE,
    )


def test_only_what_came_too_late_is_dismissed(world, rejected):
    _receive(world, rejected)
    _appeal(world, rejected)
    with pytest.raises(appeals.CameInTime):
        _dismiss(world, rejected)
    assert _state(rejected) == "APPEALED"


def test_a_late_appeal_is_taken_in_and_dismissed_with_the_reason(world, rejected):
    _receive(world, rejected)
    _appeal(world, rejected, after=LATE)
    assert _waiting(rejected).is_late
    _dismiss(world, rejected)
    event = CaseEvent.objects.filter(case_id=rejected).latest("at", "id")
    assert (event.kind, event.text) == ("APPEAL_DISMISSED", "Överklagandet kom in för sent.")


def test_an_appeal_of_what_was_never_opened_here_is_not_called_late(world, rejected):
    _appeal(world, rejected, after=LATE)
    assert (_waiting(rejected).last_day, _waiting(rejected).is_late) == (None, False)


def test_a_decision_changed_to_what_was_wanted_ends_the_appeal(world, rejected):
    _appeal(world, rejected)
    _decide(world, rejected, cases.Outcome.GRANT, "Du har fallit igen.")
    rows = Decision.objects.filter(case_id=rejected).order_by("number")
    assert [(one.number, one.outcome) for one in rows] == [(1, "REJECT"), (2, "GRANT")]
    assert (
        _state(rejected),
        len(alarms.safety_alarms_of(world.resident("margit").id, now=world.now)),
    ) == (
        "DECIDED",
        1,
    )
    assert decisions.decision_of(Case.objects.get(id=rejected)).outcome == "GRANT"


def test_a_changed_decision_has_days_of_its_own(world, rejected):
    _receive(world, rejected)
    _appeal(world, rejected)
    _decide(world, rejected, cases.Outcome.GRANT, "Du har fallit igen.")
    thread = queries.events_of([rejected], with_internal=False)[rejected]
    assert appeals.received_on(thread) is None
    _receive(world, rejected)
    assert _kinds(rejected).count("RECEIVED") == 2


def test_a_decision_is_never_changed_to_the_worse(world):
    case_id = world.open_case()
    _decide(world, case_id, cases.Outcome.GRANT, "Du har fallit.")
    _appeal(world, case_id, text="Jag vill ha en annan klocka.")
    with pytest.raises(deciding.OutcomeNotDelegated):
        _decide(world, case_id, cases.Outcome.REJECT, "Då får du ingen alls.")
    assert Decision.objects.filter(case_id=case_id).count() == 1


def test_a_new_grant_ends_the_earlier_one_and_orders_no_second_alarm(world):
    case_id = world.open_case()
    _decide(world, case_id, cases.Outcome.GRANT, "Du har fallit.")
    _appeal(world, case_id, text="Jag vill ha det tidigare.")
    _decide(world, case_id, cases.Outcome.GRANT, "Du får det tidigare.")
    rows = CareService.objects.filter(decision__case_id=case_id).order_by("decision__number")
    assert [one.status for one in rows] == ["ENDED", "GRANTED"]
    assert len(alarms.safety_alarms_of(world.resident("margit").id, now=world.now)) == 1

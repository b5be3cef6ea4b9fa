"""A performer whose approval ends: whoever has it, or wishes for it, is asked once to choose anew."""

from datetime import timedelta

import pytest

from gemensam.cases import api as cases
from gemensam.cases import handlers
from gemensam.cases.models import Case, CaseEvent
from gemensam.delivery import api as delivery
from gemensam.delivery.models import Message
from gemensam.organisations import api as organisations
from gemensam.outbox.models import Event
from gemensam.performers import api as performers
from gemensam.performers.models import Approval
from gemensam.ui.formats import day, local_day

DAY = timedelta(days=1)
COMPANY, OTHER = "Kvarnåns Omsorg", "Åsens Hemhjälp"
TERMS = {"tasks": ["cleaning"], "how_often": ["weekly"]}


def _unit(name):
    return next(one.id for one in organisations.units() if one.name == name)


@pytest.fixture
def apart(world):
    """A way to open cases about home care, and the last day of the company's approval."""
    world.ends_on = local_day(world.now) + 20 * DAY
    return world


def _granted(world, name):
    case_id = world.open_case(kind="home_care")
    wanted = cases.Wanted(cases.Outcome.GRANT, "Ja.", local_day(world.now), _unit(name), TERMS)
    cecilia = world.actor("cecilia")
    cases.decide(actor=cecilia, case_id=case_id, version=1, wanted=wanted, now=world.now)
    return case_id


def _wished(world, name):
    case_id = world.open_case(kind="home_care")
    cases.choose_performer(
        actor=world.actor("margit"), case_id=case_id, performer_id=_unit(name), now=world.now
    )
    return case_id


def _ended(world):
    performers.end_approval(
        actor=world.actor("henrik"),
        approval_id=Approval.objects.get(unit_id=_unit(COMPANY), kind="home_care").id,
        ends_on=world.ends_on,
        reason="Avtalet är uppsagt",
        today=local_day(world.now),
        now=world.now,
    )
    told = performers.ApprovalEnded(_unit(COMPANY), "home_care", world.ends_on, world.now)
    assert Event.objects.filter(name=told.name).count() == 1
    handlers.tell_approval_ended(told, world.now)
    handlers.tell_approval_ended(told, world.now)


def _said(case_id):
    rows = CaseEvent.objects.filter(case_id=case_id, kind="NOTICE", side="SYSTEM")
    return list(rows.values_list("text", flat=True))


def test_whoever_has_the_performer_is_told_once_and_the_caseworker_has_it_by_that_day(apart):
    case_id, other = _granted(apart, COMPANY), _granted(apart, OTHER)
    before = Case.objects.get(id=other).follow_up_on
    _ended(apart)
    text = (
        f"Kommunens godkännande av {COMPANY} upphör efter den {day(apart.ends_on)}."
        " Välj vem som ska hjälpa dig i stället. Det gör du här i ärendet."
    )
    assert _said(case_id) == [text]
    assert Case.objects.get(id=case_id).follow_up_on == apart.ends_on
    assert (_said(other), Case.objects.get(id=other).follow_up_on) == ([], before)


def test_a_follow_up_that_comes_before_stays(apart):
    case_id = _granted(apart, COMPANY)
    sooner = apart.ends_on - 5 * DAY
    Case.objects.filter(id=case_id).update(follow_up_on=sooner)
    _ended(apart)
    assert Case.objects.get(id=case_id).follow_up_on == sooner


def test_whoever_wishes_for_it_is_told_before_the_decision(apart):
    case_id = _wished(apart, COMPANY)
    _ended(apart)
    assert [one.split(". ")[1] for one in _said(case_id)] == [f"Du har önskat {COMPANY}"]
    assert Case.objects.get(id=case_id).follow_up_on is None


def test_the_notice_names_nobody(apart):
    case_id = _granted(apart, COMPANY)
    person = apart.resident("margit").person_id
    delivery.choose_channel(
        person_id=person, channel=delivery.Channel.EMAIL, address="m@example.se", now=apart.now
    )
    _ended(apart)
    rows = Message.objects.filter(
        subject_key=str(case_id), person_id=person, address="m@example.se"
    )
    assert [one.kind for one in rows] == ["CASE_NEWS"]


def test_whoever_has_changed_away_in_time_hears_nothing(apart):
    case_id = _granted(apart, COMPANY)
    cases.choose_performer(
        actor=apart.actor("margit"), case_id=case_id, performer_id=_unit(OTHER), now=apart.now
    )
    _ended(apart)
    assert _said(case_id) == []

"""The choice of performer: a wish, then a change with notice; only whoever gives it sees the person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gemensam.cases import api as cases
from gemensam.cases import casework, deciding
from gemensam.cases.models import CareService, Case, CaseEvent
from gemensam.cases.policy import Visit
from gemensam.organisations import api as organisations
from gemensam.outbox.models import Event
from gemensam.people import api as people
from gemensam.performers import api as performers
from gemensam.performers.models import Approval
from gemensam.ui.formats import local_day

DAY = timedelta(days=1)
TERMS = {"tasks": ["cleaning"], "how_often": ["weekly"]}
COMPANY, OWN = "Kvarnåns Omsorg", "Hemtjänst Norr"


def _unit(name):
    return next(one.id for one in organisations.units() if one.name == name)


@pytest.fixture
def margits(world):
    """Margit's case about home care, and what one does in it."""
    margit = world.actor("margit")
    world.case_id = cases.open_case(
        actor=margit,
        kind="home_care",
        resident_id=world.resident("margit").id,
        applicant_person_id=margit.person_id,
        representative_person_id=None,
        application_id=None,
        title="Hemtjänst",
        answers=(),
        now=world.now,
    ).id

    def choose(name, *, key="margit", now=None):
        cases.choose_performer(
            actor=world.actor(key),
            case_id=world.case_id,
            performer_id=_unit(name) if name else None,
            now=now or world.now,
        )

    def grant(name, version=1):
        wanted = cases.Wanted(cases.Outcome.GRANT, "Ja.", local_day(world.now), _unit(name), TERMS)
        return cases.decide(
            actor=world.actor("cecilia"),
            case_id=world.case_id,
            version=version,
            wanted=wanted,
            now=world.now,
        )

    world.choose, world.grant = choose, grant
    return world


def _tied(world, at):
    return {
        name
        for name in (COMPANY, "Åsens Hemhjälp", OWN, "Hemtjänst Söder", "Nattpatrullen")
        if people.has_care_relation(
            world.resident("margit").id, person_id=None, unit_id=_unit(name), now=at
        )
    }


@pytest.fixture
def untied(margits):
    """Margit before any unit has had to do with her."""
    for one in organisations.units():
        people.end_relation(
            resident_id=margits.resident("margit").id,
            unit_id=one.id,
            now=margits.now - timedelta(seconds=1),
        )
    return margits


def test_a_wish_is_told_in_the_case_and_waits_for_the_caseworker_by_name(margits):
    margits.choose(COMPANY)
    margits.choose(COMPANY)
    found = casework.open_for_caseworker(
        Visit(margits.actor("cecilia"), margits.now), margits.case_id
    )
    assert found.chosen_performer_id == _unit(COMPANY)
    assert [one.name for one in found.performers] == [
        "Hemtjänst Norr",
        "Hemtjänst Söder",
        "Kvarnåns Omsorg",
        "Åsens Hemhjälp",
    ]
    told = CaseEvent.objects.filter(case_id=margits.case_id, kind="NOTICE")
    assert [one.text for one in told] == ["Vald utförare: Kvarnåns Omsorg."]
    margits.choose(None)
    assert Case.objects.get(id=margits.case_id).wished_performer_id is None
    again = casework.open_for_caseworker(
        Visit(margits.actor("cecilia"), margits.now), margits.case_id
    )
    assert again.chosen_performer_id is None


def test_the_decision_names_the_company_and_it_alone_gets_to_do_with_the_resident(untied):
    untied.grant(COMPANY)
    shown = cases.case_for_resident(untied.actor("margit"), untied.case_id, now=untied.now)
    (service,) = shown.decision.care_services
    assert (service.performer_name, service.provider_name, service.is_private) == (
        "Kvarnåns Omsorg",
        "Kvarnåns Omsorg AB",
        True,
    )
    assert "Kvarnåns Omsorg (privat företag)" in shown.decision.plain_words
    assert _tied(untied, untied.now) == {COMPANY}


def test_a_company_that_is_not_approved_when_the_care_begins_cannot_be_granted(margits):
    approval = Approval.objects.get(unit_id=_unit(COMPANY))
    performers.end_approval(
        actor=margits.actor("henrik"),
        approval_id=approval.id,
        ends_on=local_day(margits.now),
        reason="Avtalet är uppsagt",
        today=local_day(margits.now),
        now=margits.now,
    )
    wanted = cases.Wanted(
        cases.Outcome.GRANT, "Ja.", local_day(margits.now) + DAY, _unit(COMPANY), TERMS
    )
    with pytest.raises(deciding.NoSuchPerformer):
        cases.decide(
            actor=margits.actor("cecilia"),
            case_id=margits.case_id,
            version=1,
            wanted=wanted,
            now=margits.now,
        )
    assert CareService.objects.filter(decision__case_id=margits.case_id).count() == 0


def test_a_company_is_never_granted_what_residents_do_not_choose_the_performer_of(margits):
    names = [one.name for one in performers.performers("meals", on=local_day(margits.now))]
    assert names == ["Hemtjänst Norr", "Hemtjänst Söder"]


def test_after_the_decision_the_performer_changes_when_the_notice_has_gone(untied):
    untied.grant(OWN)
    today = local_day(untied.now)
    untied.choose(COMPANY)
    rows = cases.case_for_resident(
        untied.actor("margit"), untied.case_id, now=untied.now
    ).decision.care_services
    assert [(one.performer_name, one.starts_on, one.ends_on) for one in rows] == [
        (OWN, today, today + 13 * DAY),
        (COMPANY, today + 14 * DAY, None),
    ]
    assert {"before": _tied(untied, untied.now), "after": _tied(untied, untied.now + 14 * DAY)} == {
        "before": {OWN},
        "after": {COMPANY},
    }
    granted = Event.objects.filter(
        name="cases.care_service.granted", payload__case_id=str(untied.case_id)
    ).order_by("id")
    assert [one.payload["performer_unit_id"] for one in granted] == [
        str(_unit(OWN)),
        str(_unit(COMPANY)),
    ]


def test_nothing_more_is_changed_until_a_change_has_begun_and_then_it_can_be(untied):
    untied.grant(OWN)
    untied.choose(COMPANY)
    with pytest.raises(cases.NoChoiceOfPerformer):
        untied.choose("Åsens Hemhjälp")
    later = untied.now + 14 * DAY
    margit = replace(untied.actor("margit"), authenticated_at=later)
    cases.choose_performer(
        actor=margit, case_id=untied.case_id, performer_id=_unit("Åsens Hemhjälp"), now=later
    )
    assert CareService.objects.filter(decision__case_id=untied.case_id).count() == 3


def test_after_the_decision_one_cannot_leave_it_open_and_others_cannot_choose(margits):
    margits.grant(OWN)
    with pytest.raises(performers.NoSuchPerformer):
        margits.choose(None)
    with pytest.raises(cases.NoSuchCase):
        margits.choose(COMPANY, key="david")
    # Eva's mandate is for the alarm.
    with pytest.raises(cases.NoSuchCase):
        margits.choose(COMPANY, key="eva")


def test_what_one_performer_gave_keeps_its_last_day_when_an_appeal_changes_the_decision(untied):
    untied.grant(OWN)
    untied.choose(COMPANY)
    later = untied.now + 20 * DAY
    today = local_day(untied.now)
    margit = replace(untied.actor("margit"), authenticated_at=later)
    cases.receive_decision(actor=margit, case_id=untied.case_id, now=later)
    cases.appeal(actor=margit, case_id=untied.case_id, text="Jag behöver mer.", now=later)
    version = casework.open_for_caseworker(
        Visit(replace(untied.actor("cecilia"), authenticated_at=later), later), untied.case_id
    ).version
    wanted = cases.Wanted(cases.Outcome.GRANT, "Mer.", local_day(later), _unit(COMPANY), TERMS)
    cases.decide(
        actor=replace(untied.actor("cecilia"), authenticated_at=later),
        case_id=untied.case_id,
        version=version,
        wanted=wanted,
        now=later,
    )
    rows = CareService.objects.filter(decision__case_id=untied.case_id).order_by("starts_on")
    assert [(one.starts_on, one.ends_on) for one in rows] == [
        (today, today + 13 * DAY),
        (today + 14 * DAY, today + 19 * DAY),
        (today + 20 * DAY, None),
    ]

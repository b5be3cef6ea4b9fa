"""A decision does all it should once, and nothing when it is refused."""

import errno
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections, transaction

from gemensam.alarms import api as alarms
from gemensam.authority import api as authority
from gemensam.cases import actions, deciding, rules
from gemensam.cases import api as cases
from gemensam.cases.models import CareService, Case, CaseEvent, Decision, Delegation
from gemensam.files import api as files
from gemensam.files import disk
from gemensam.organisations import api as organisations
from gemensam.outbox.models import Event
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context


def _unit(name="Hemtjänst Norr"):
    return next(one.id for one in organisations.units() if one.name == name)


def _grant(world, **over):
    given = {
        "outcome": cases.Outcome.GRANT,
        "motivation": "Du har fallit två gånger.",
        "starts_on": (world.now + timedelta(days=1)).date(),
        "performer_id": _unit(),
    }
    return cases.Wanted(**given | over)


def _decide(world, case_id, wanted=None, version=1, key="cecilia"):
    return deciding.decide(
        actor=world.actor(key),
        case_id=case_id,
        version=version,
        wanted=wanted or _grant(world),
        now=world.now,
    )


def test_a_grant_makes_decision_letter_care_service_alarm_and_relations(world):
    case_id, resident = world.open_case(by="eva"), world.resident("margit")
    decision = Decision.objects.get(id=_decide(world, case_id))
    assert (decision.outcome, decision.delegation_point, decision.decided_by_name) == (
        "GRANT",
        "4.2",
        "Cecilia Nyberg",
    )
    stored = files.open_file(decision.file_id)
    assert (stored.content_type, stored.resident_id, stored.purpose) == (
        "application/pdf",
        resident.id,
        "DECISION",
    )
    service = CareService.objects.get(decision=decision)
    assert (service.kind, service.performer_id) == ("safety_alarm", _unit())
    (alarm,) = alarms.safety_alarms_of(resident.id, now=world.now)
    assert alarm.status == "ORDERED"
    tied = {
        name: people.has_care_relation(
            resident.id, person_id=None, unit_id=_unit(name), now=world.now
        )
        for name in ("Hemtjänst Norr", "Nattpatrullen", "Hemtjänst Söder")
    }
    assert tied == {"Hemtjänst Norr": True, "Nattpatrullen": True, "Hemtjänst Söder": False}
    case = Case.objects.get(id=case_id)
    assert (case.state, case.decided_at) == ("DECIDED", world.now)
    names = Event.objects.filter(payload__case_id=str(case_id)).order_by("id")
    assert [one.name for one in names] == [
        "cases.case.changed",
        "cases.case.opened",
        "cases.case.changed",
        "cases.care_service.granted",
        "cases.case.decided",
    ]


def test_the_resident_reads_the_decision_in_plain_words_and_as_a_letter(world):
    case_id = world.open_case(by="eva")
    _decide(world, case_id)
    shown = cases.case_for_resident(world.actor("eva"), case_id, now=world.now)
    assert shown.decision is not None
    assert shown.decision.motivation == "Du har fallit två gånger."
    assert shown.summary.status.kind == "ok"
    letter = cases.decision_file(world.actor("margit"), case_id, now=world.now)
    assert letter.data.startswith(b"%PDF-")


def test_a_rejection_grants_nothing(world):
    case_id = world.open_case()
    _decide(world, case_id, cases.Wanted(cases.Outcome.REJECT, "Behovet är tillgodosett."))
    assert CareService.objects.filter(resident_id=world.resident("margit").id).count() == 0
    assert alarms.safety_alarms_of(world.resident("margit").id, now=world.now) == []


def test_a_second_click_gives_the_same_decision_and_does_nothing_more(world):
    case_id = world.open_case()
    first = _decide(world, case_id)
    events = CaseEvent.objects.filter(case_id=case_id).count()
    assert _decide(world, case_id) == first
    assert CaseEvent.objects.filter(case_id=case_id).count() == events
    assert CareService.objects.filter(decision_id=first).count() == 1


def test_another_decision_in_a_decided_case_is_refused_with_what_happened(world):
    case_id = world.open_case()
    _decide(world, case_id)
    with pytest.raises(actions.CaseHasChanged) as refusal:
        _decide(world, case_id, cases.Wanted(cases.Outcome.REJECT, "Nej."))
    assert [one.kind for one in refusal.value.since] == ["DECISION"]


def test_a_decision_on_an_old_version_is_refused(world):
    case_id = world.open_case()
    actions.say(actor=world.actor("margit"), case_id=case_id, text="Vänta!", now=world.now)
    with pytest.raises(actions.CaseHasChanged):
        _decide(world, case_id)
    assert Decision.objects.filter(case_id=case_id).count() == 0


def test_without_delegated_authority_nobody_decides(world):
    case_id = world.open_case()
    Delegation.objects.update(ends_at=world.now)
    with pytest.raises(authority.Refused) as refusal:
        _decide(world, case_id)
    assert refusal.value.decision.reason is authority.Reason.DELEGATION


def test_an_outcome_outside_the_delegation_is_refused(world):
    case_id = world.open_case()
    Delegation.objects.update(outcomes=["GRANT"])
    with pytest.raises(deciding.OutcomeNotDelegated):
        _decide(world, case_id, cases.Wanted(cases.Outcome.REJECT, "Nej."))


@pytest.mark.parametrize(
    ("over", "error"),
    [
        ({"motivation": " "}, rules.EmptyText),
        ({"performer_id": None}, deciding.NoSuchPerformer),
        ({"performer_id": uuid4()}, deciding.NoSuchPerformer),
    ],
)
def test_an_incomplete_grant_is_refused(world, over, error):
    case_id = world.open_case()
    with pytest.raises(error):
        _decide(world, case_id, _grant(world, **over))


def test_a_start_before_today_is_refused(world):
    case_id = world.open_case()
    yesterday = (world.now - timedelta(days=1)).date()
    with pytest.raises(deciding.StartsTooEarly):
        _decide(world, case_id, _grant(world, starts_on=yesterday))


def test_a_full_disk_leaves_the_case_undecided(world, monkeypatch):
    case_id = world.open_case()

    def full(_handle):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(files.NoRoomForFile):
        _decide(world, case_id)
    assert Case.objects.get(id=case_id).state == "NEW"
    assert alarms.safety_alarms_of(world.resident("margit").id, now=world.now) == []


def test_two_who_decide_at_once_make_one_decision(real_world):
    with transaction.atomic(), tenant_context(real_world.home):
        case_id = real_world.open_case()

    def decide(motivation):
        try:
            with transaction.atomic(), tenant_context(real_world.home):
                return _decide(real_world, case_id, _grant(real_world, motivation=motivation))
        except actions.CaseHasChanged:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(decide, ["Du har fallit.", "Du är orolig."]))
    with transaction.atomic(), tenant_context(real_world.home):
        rows = list(Decision.objects.filter(case_id=case_id).values_list("id", flat=True))
    assert [one for one in made if one is not None] == rows
    assert len(rows) == 1

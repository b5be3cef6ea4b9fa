"""Being away: every case goes where it was said, or says why not; back again; undone."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from gemensam.authority.api import Refused
from gemensam.cases import absences, actions, queries, standing_in, work_list
from gemensam.cases import api as cases
from gemensam.cases.absence_models import Absence, HandOver
from gemensam.cases.absences import Days, Kept
from gemensam.cases.models import Case, CaseEvent, CaseState, Delegation
from gemensam.cases.policy import Visit
from gemensam.cases.standing_in import Cover
from gemensam.tenancy.context import tenant_context
from gemensam.ui.formats import local_day


@pytest.fixture
def mine(world):
    """Three cases that are Cecilia's by name, and no others of hers."""
    cecilia = world.actor("cecilia")
    Case.objects.filter(caseworker_id=cecilia.person_id).update(caseworker_id=None)
    found = [world.open_case(by="eva") for _ in range(3)]
    for case_id in found:
        cases.take(actor=cecilia, case_id=case_id, version=1, now=world.now)
    return found


def _days(world, *, first=0, last=9, comes_back=True):
    today = local_day(world.now)
    return Days(today + timedelta(days=first), today + timedelta(days=last), comes_back)


def _go(world, to, **days):
    visit = Visit(world.actor("cecilia"), world.now)
    absences.plan(visit, _days(world, **days), to if callable(to) else lambda _case_id: to)
    return visit


def _johan(world):
    return world.actor("johan").person_id


def _caseworkers(ids):
    return [Case.objects.get(id=one).caseworker_id for one in ids]


def _how(ids):
    rows = {one.case_id: (one.state, one.why) for one in HandOver.objects.filter(case_id__in=ids)}
    return [rows.get(one) for one in ids]


def test_everything_goes_to_a_colleague_and_each_case_says_so_once(world, mine):
    _go(world, _johan(world))
    assert _caseworkers(mine) == [_johan(world)] * 3
    assert _how(mine) == [("MOVED", "")] * 3
    last = CaseEvent.objects.filter(case_id=mine[0]).order_by("at", "id").last()
    until = (local_day(world.now) + timedelta(days=9)).day
    assert (last.kind, last.side, last.actor_name) == ("ASSIGNED", "SYSTEM", "Cecilia Nyberg")
    assert f"borta till {until} " in last.text
    assert last.text.endswith("Johan Lilja handlägger ärendet så länge.")


def test_each_case_goes_its_own_way(world, mine):
    where = dict(zip(mine, [_johan(world), Kept.LIST, Kept.KEEP], strict=True))
    _go(world, where.__getitem__)
    assert _caseworkers(mine) == [_johan(world), None, world.actor("cecilia").person_id]
    assert _how(mine) == [("MOVED", ""), ("MOVED", ""), None]


def test_a_colleague_without_delegation_gets_nothing_and_the_case_says_why(world, mine):
    Delegation.objects.filter(commission_id=world.actor("johan").commission.id).delete()
    _go(world, _johan(world))
    assert _caseworkers(mine) == [world.actor("cecilia").person_id] * 3
    assert _how(mine) == [("NOT_MOVED", "NOT_ALLOWED")] * 3


def test_a_protected_persons_case_only_goes_to_whoever_is_named_for_such(world, mine):
    by = {
        key: Delegation.objects.filter(commission_id=world.actor(key).commission.id)
        for key in ("cecilia", "johan")
    }
    by["cecilia"].update(covers_protected=True)
    greta = world.open_case("greta")
    cases.take(actor=world.actor("cecilia"), case_id=greta, version=1, now=world.now)
    visit = _go(world, _johan(world))
    assert _how([greta, *mine]) == [("NOT_MOVED", "NOT_ALLOWED"), *[("MOVED", "")] * 3]
    absences.undo(visit)
    by["johan"].update(covers_protected=True)
    _go(world, _johan(world))
    assert _caseworkers([greta]) == [_johan(world)]


def test_a_second_click_changes_nothing(world, mine):
    _go(world, _johan(world))
    before = [Case.objects.get(id=one).version for one in mine]
    _go(world, Kept.LIST)
    assert [Case.objects.get(id=one).version for one in mine] == before
    assert _caseworkers(mine) == [_johan(world)] * 3


def test_what_is_planned_moves_on_its_day_and_comes_back_after_the_last(world, mine):
    cecilia = world.actor("cecilia").person_id
    _go(world, _johan(world), first=3, last=5)
    absences.carry_out_due(now=world.now + timedelta(days=2))
    assert (_caseworkers(mine), _how(mine)) == ([cecilia] * 3, [("PLANNED", "")] * 3)
    absences.carry_out_due(now=world.now + timedelta(days=3))
    assert (_caseworkers(mine), _how(mine)) == ([_johan(world)] * 3, [("MOVED", "")] * 3)
    absences.carry_out_due(now=world.now + timedelta(days=5))
    assert _caseworkers(mine) == [_johan(world)] * 3
    absences.carry_out_due(now=world.now + timedelta(days=6))
    assert (_caseworkers(mine), _how(mine)) == ([cecilia] * 3, [("RETURNED", "")] * 3)
    assert absences.own_absence(cecilia) is None


def test_what_was_handed_over_for_good_stays(world, mine):
    visit = _go(world, _johan(world), comes_back=False)
    absences.come_back(visit)
    assert _caseworkers(mine) == [_johan(world)] * 3


def test_back_earlier_everything_is_hers_but_what_went_its_own_way(world, mine):
    visit = _go(world, _johan(world))
    second = Case.objects.get(id=mine[1])
    ulrik = world.actor("maria")
    cases.take(actor=ulrik, case_id=second.id, version=second.version, now=world.now)
    cases.note(actor=world.actor("johan"), case_id=mine[0], text="Ringde.", now=world.now)
    absences.come_back(visit)
    cecilia = visit.actor.person_id
    assert _caseworkers(mine) == [cecilia, ulrik.person_id, cecilia]
    assert _how(mine) == [("RETURNED", ""), ("STAYED", "TAKEN"), ("RETURNED", "")]


def test_undo_takes_back_what_the_colleague_has_not_written_in(world, mine):
    visit = _go(world, _johan(world))
    cases.note(actor=world.actor("johan"), case_id=mine[0], text="Ringde.", now=world.now)
    cases.say(actor=world.actor("margit"), case_id=mine[1], text="Hej.", now=world.now)
    assert absences.undo(visit) == 1
    cecilia = visit.actor.person_id
    assert _caseworkers(mine) == [_johan(world), cecilia, cecilia]
    assert absences.own_absence(cecilia) is not None


def test_undone_altogether_the_absence_is_as_if_never_said(world, mine):
    visit = _go(world, _johan(world))
    assert absences.undo(visit) == 0
    assert absences.own_absence(visit.actor.person_id) is None
    with pytest.raises(absences.NoSuchAbsence):
        absences.undo(visit)


@pytest.mark.parametrize(("first", "last"), [(5, 4), (-9, -1), (0, 400)])
def test_days_that_cannot_be_are_refused(world, mine, first, last):
    with pytest.raises(absences.UnusableDays):
        _go(world, Kept.KEEP, first=first, last=last)
    assert not Absence.objects.filter(person_id=world.actor("cecilia").person_id).exists()


@pytest.mark.parametrize("key", ["anna", "henrik", "margit"])
def test_nobody_else_hands_over_cases(world, key):
    with pytest.raises(Refused):
        absences.plan(Visit(world.actor(key), world.now), _days(world), lambda _id: Kept.LIST)


def test_the_substitute_reads_for_whom_in_the_work_list_and_the_resident_on_her_page(world, mine):
    _go(world, _johan(world))
    until = local_day(world.now) + timedelta(days=9)
    cases.say(actor=world.actor("margit"), case_id=mine[0], text="Hej.", now=world.now)
    johan = Visit(world.actor("johan"), world.now)
    rows = work_list.work_list(johan, work_list.Wanted(is_mine=True)).rows
    assert {row.id: row.cover for row in rows if row.id in mine} == dict.fromkeys(
        mine, Cover(until, "Cecilia Nyberg")
    )
    page = queries.case_for_resident(world.actor("margit"), mine[0], now=world.now)
    assert (page.summary.caseworker_name, page.cover) == (
        "Johan Lilja",
        Cover(until, "Cecilia Nyberg"),
    )


def test_a_case_by_name_of_somebody_away_is_marked(world, mine):
    _go(world, Kept.KEEP)
    until = local_day(world.now) + timedelta(days=9)
    rows = [Case.objects.get(id=one) for one in mine]
    assert standing_in.covers(rows, now=world.now) == dict.fromkeys(mine, Cover(until))
    after = world.now + timedelta(days=10)
    assert standing_in.covers(rows, now=after) == {}


def test_another_municipality_is_not_touched(world, mine):
    with tenant_context(world.other):
        before = list(Case.objects.order_by("id").values_list("id", "version", "caseworker_id"))
        assert HandOver.objects.count() == 0
    _go(world, _johan(world), last=0)
    absences.carry_out_due(now=world.now + timedelta(days=1))
    with tenant_context(world.other):
        after = list(Case.objects.order_by("id").values_list("id", "version", "caseworker_id"))
    assert after == before


def test_a_decided_case_stays_decided(world, mine):
    visit = _go(world, _johan(world))
    Case.objects.filter(id=mine[0]).update(state=CaseState.DECIDED, decided_at=world.now)
    absences.come_back(visit)
    assert _how(mine)[0] == ("STAYED", "DECIDED")


@pytest.fixture
def client_of(real_world):
    def client(key):
        found = Client(HTTP_ACCEPT_LANGUAGE="sv")
        found.post("/logga-in/demo/", {"person": key})
        return found

    return client


def test_on_the_pages_from_the_first_choice_to_being_back(real_world, client_of):
    with transaction.atomic(), tenant_context(real_world.home):
        case_id = real_world.open_case(by="eva", now=real_world.now)
        actions.take(
            actor=real_world.actor("cecilia"), case_id=case_id, version=1, now=real_world.now
        )
        johan = str(_johan(real_world))
    cecilia, today = client_of("cecilia"), local_day(real_world.now)
    address, end = reverse("cases:absence"), reverse("cases:end_absence")
    assert "Vem tar dina ärenden?" in cecilia.get(address).text
    wrong = {
        "starts_on": str(today),
        "ends_on": str(today - timedelta(days=1)),
        "everyone": johan,
        "comes_back": "ja",
    }
    page = cecilia.post(address, wrong)
    assert (page.status_code, "Välj en sista dag" in page.text) == (422, True)
    right = {**wrong, "ends_on": str(today + timedelta(days=3)), f"arende-{case_id}": "behall"}
    assert cecilia.post(address, right).status_code == 303
    assert cecilia.post(address, right).status_code == 303
    page = cecilia.get(address)
    assert ("Du är borta" in page.text, "ärenden flyttade" in page.text) == (True, True)
    assert "Ersätter Cecilia Nyberg till" in client_of("johan").get("/arbeta/").text
    assert "Borta till" in client_of("johan").get(reverse("cases:case", args=[case_id])).text
    assert cecilia.post(end, {"angra": "ja"}).status_code == 303
    assert "Vem tar dina ärenden?" in cecilia.get(address).text
    assert cecilia.post(end, {"tillbaka": "ja"}).status_code == 303

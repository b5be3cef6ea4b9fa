"""A unit's manager: sees load and rows and no content, gives out, undoes, and opens a case for a reason."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gemensam.audit import api as audit
from gemensam.authority.api import Refused
from gemensam.cases import allotting, casework, unit_work, work_list
from gemensam.cases import api as cases
from gemensam.cases.allotting import NoReason, NotGiven, NothingToUndo
from gemensam.cases.models import Case, CaseEvent, Delegation
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.cases.unit_models import Allotment, Insight
from gemensam.cases.unit_work import NOBODY, Chosen
from gemensam.people.models import Resident
from gemensam.tenancy.context import tenant_context

REASON = "Anhöriga har klagat på hur länge det dröjer."


@pytest.fixture
def unit(world):
    """Three cases of the unit's that nobody handles, and none else open."""
    Case.objects.exclude(state="DECIDED").update(caseworker_id=None)
    world.mine = [world.open_case(by="eva") for _ in range(3)]
    return world


def _visit(world, key="gerd", now=None):
    return Visit(world.actor(key), now or world.now)


def _who(world, key):
    return world.actor(key).person_id


def _give(world, to, *, ids=None, was=None, key="gerd"):
    seen = dict.fromkeys(ids or world.mine, was)
    return allotting.allot(_visit(world, key), seen, to)


def _handled_by(world):
    return [Case.objects.get(id=one).caseworker_id for one in world.mine]


def _told(case_id):
    rows = CaseEvent.objects.filter(case_id=case_id, kind="ASSIGNED").order_by("at", "id")
    return [(row.actor_name, row.text) for row in rows]


def test_the_load_is_counted_by_caseworker_with_what_is_late_and_who_is_away(unit):
    _give(unit, _who(unit, "johan"), ids=unit.mine[:2])
    late = unit.now + timedelta(days=20)
    loads = {one.name: one for one in unit_work.loads(_visit(unit, now=late))}
    assert (loads["Johan Lilja"].open, loads["Johan Lilja"].late) == (2, 2)
    assert (loads["Maria Sjöberg"].open, loads["Maria Sjöberg"].late) == (0, 0)
    assert loads[""].open >= 1
    chosen = Chosen(str(_who(unit, "johan")), is_late=True)
    rows = unit_work.page(_visit(unit, now=late), chosen).rows
    assert {one.id for one in rows} == set(unit.mine[:2])
    assert unit.mine[2] in {one.id for one in unit_work.page(_visit(unit), Chosen(NOBODY)).rows}


def test_several_are_given_out_in_one_press_and_each_says_so_once(unit):
    johan = _who(unit, "johan")
    assert _give(unit, johan).moved == 3
    assert _give(unit, johan).moved == 0
    assert _handled_by(unit) == [johan] * 3
    assert [_told(one) for one in unit.mine] == [
        [("Gerd Lund", "Johan Lilja handlägger ärendet nu.")]
    ] * 3
    visit = _visit(unit, "johan")
    rows = work_list.work_list(visit, work_list.Wanted("nya", is_mine=True)).rows
    assert set(unit.mine) <= {one.id for one in rows}


def test_a_press_is_undone_but_for_what_somebody_has_worked_with_since(unit):
    johan = _who(unit, "johan")
    given = _give(unit, johan)
    assert [one.batch_id for one in allotting.latest(_visit(unit))] == [given.batch_id] * 3
    cases.note(actor=unit.actor("johan"), case_id=unit.mine[0], text="Jag har ringt.", now=unit.now)
    assert allotting.undo(_visit(unit), given.batch_id) == 1
    assert _handled_by(unit) == [johan, None, None]
    assert _told(unit.mine[1])[-1] == ("Gerd Lund", "Ärendet ligger hos enheten igen.")
    assert allotting.latest(_visit(unit)) == []
    with pytest.raises(NothingToUndo):
        allotting.undo(_visit(unit), given.batch_id)


def test_what_cannot_be_moved_says_why_and_the_rest_goes(unit):
    johan = _who(unit, "johan")
    cases.take(actor=unit.actor("cecilia"), case_id=unit.mine[0], version=1, now=unit.now)
    Case.objects.filter(id=unit.mine[1]).update(kind="financial_assistance")
    Delegation.objects.filter(
        kind="financial_assistance", commission_id=unit.actor("johan").commission.id
    ).delete()
    given = _give(unit, johan)
    assert given.moved == 1
    assert sorted(given.failed.values(), key=str) == [NotGiven.NOT_ALLOWED, NotGiven.TAKEN]


def test_the_manager_takes_over_what_an_absent_caseworker_has(unit):
    johan, maria = _who(unit, "johan"), _who(unit, "maria")
    _give(unit, johan)
    assert _give(unit, maria, was=johan).moved == 3
    assert _handled_by(unit) == [maria] * 3
    assert _give(unit, None, was=maria).moved == 3
    assert _told(unit.mine[0])[-1][1] == "Ärendet ligger hos enheten."


def test_she_reads_no_case_of_the_unit_without_a_reason_and_one_until_midnight_with_it(unit):
    case_id = unit.mine[0]
    for act in (
        lambda: casework.open_for_caseworker(_visit(unit), case_id),
        lambda: cases.note(actor=unit.actor("gerd"), case_id=case_id, text="Hej.", now=unit.now),
    ):
        with pytest.raises(Refused):
            act()
    listed = work_list.work_list(_visit(unit), work_list.Wanted("nya")).rows
    assert set(unit.mine).isdisjoint(one.id for one in listed)
    with pytest.raises(NoReason):
        allotting.open_for_a_reason(_visit(unit), case_id, "Kolla.  ")
    before = Case.objects.get(id=case_id).version
    allotting.open_for_a_reason(_visit(unit), case_id, REASON)
    found = casework.open_for_caseworker(_visit(unit), case_id)
    assert (found.id, Case.objects.get(id=case_id).version) == (case_id, before)
    kept = Insight.objects.get(case_id=case_id)
    assert (kept.reason, kept.person_id) == (REASON, _who(unit, "gerd"))
    with pytest.raises(Refused):
        casework.open_for_caseworker(_visit(unit, now=unit.now + timedelta(days=1)), case_id)
    with pytest.raises(Refused):
        casework.open_for_caseworker(_visit(unit), unit.mine[1])


def test_a_case_that_is_hers_by_name_she_reads_and_decides_as_anybody(unit):
    case_id = unit.open_case("david", kind="financial_assistance")
    _give(unit, _who(unit, "gerd"), ids=[case_id])
    assert casework.open_for_caseworker(_visit(unit), case_id).id == case_id


def test_a_protected_persons_case_is_not_among_the_rows(unit):
    Resident.objects.filter(id=unit.resident("margit").id).update(is_protected=True)
    rows = unit_work.page(_visit(unit), Chosen()).rows
    assert set(unit.mine).isdisjoint(one.id for one in rows)
    with pytest.raises(NoSuchCase):
        _give(unit, _who(unit, "johan"))


@pytest.mark.parametrize("key", ["cecilia", "anna", "ulla", "henrik", "eva"])
def test_nobody_else_gives_out_or_sees_the_unit(unit, key):
    for act in (
        lambda: _give(unit, _who(unit, "johan"), key=key),
        lambda: unit_work.loads(_visit(unit, key)),
        lambda: allotting.open_for_a_reason(_visit(unit, key), unit.mine[0], REASON),
    ):
        with pytest.raises(Refused):
            act()
    assert not Allotment.objects.filter(case_id__in=unit.mine).exists()


def test_each_that_is_given_out_is_in_the_residents_log_and_the_list_is_not(real_world):
    def hers():
        with tenant_context(real_world.home):
            resident = real_world.resident("margit").id
            rows = audit.accesses_to_resident(resident, limit=200)
        return [one.activity for one in rows if one.actor_name == "Gerd Lund"]

    with tenant_context(real_world.home):
        real_world.mine = [real_world.open_case(by="eva") for _ in range(2)]
        unit_work.page(_visit(real_world), Chosen())
    assert hers() == []
    with tenant_context(real_world.home):
        _give(real_world, _who(real_world, "johan"))
    assert hers() == ["Administrera"] * 2


def test_a_proposal_that_falls_while_she_reads_it_is_told_as_to_anybody(unit, at_work):
    case_id = unit.open_case("david", kind="financial_assistance")
    petra = unit.actor("petra")
    cases.take(actor=petra, case_id=case_id, version=1, now=unit.now)
    cases.propose(
        actor=petra,
        case_id=case_id,
        wanted=cases.Wanted(outcome=cases.Outcome.REJECT, motivation="Inkomsterna räcker."),
        version=2,
        now=unit.now,
    )
    address = reverse("cases:open_case", args=[case_id])
    assert "Ett beslutsförslag att bekräfta.</textarea>" in at_work.get(address).text
    at_work.post(address, {"reason": "Ett beslutsförslag att bekräfta."})
    page = at_work.get(reverse("cases:case", args=[case_id])).text
    assert "Bekräfta" in page
    cases.note(actor=petra, case_id=case_id, text="Jag ringde.", now=unit.now)
    told = at_work.post(reverse("cases:confirm", args=[case_id]), {"version": "3"})
    assert told.status_code in {409, 422}


@pytest.fixture
def at_work(unit):
    client = Client(HTTP_ACCEPT_LANGUAGE="sv")
    client.post("/logga-in/demo/", {"person": "gerd"})
    return client


def test_the_page_gives_out_what_is_ticked_and_offers_to_undo_it(unit, at_work):
    address = reverse("cases:unit")
    shown = at_work.get(address)
    assert shown.status_code == 200
    assert "Enhetens arbete" in shown.text
    assert "Lindgren" not in shown.text
    picked = [f"{one}." for one in unit.mine[:2]]
    nobody = at_work.post(address, {"arende": picked, "to": ""})
    assert (nobody.status_code, "Välj vem som tar ärendena." in nobody.text) == (422, True)
    assert nobody.text.count(" checked") == 2
    nothing = at_work.post(address, {"to": str(_who(unit, "johan"))})
    assert (nothing.status_code, "Markera minst ett ärende." in nothing.text) == (422, True)
    done = at_work.post(address, {"arende": picked, "to": str(_who(unit, "johan"))}, follow=True)
    assert "2 ärenden är fördelade." in done.text
    batch = Allotment.objects.filter(case_id=unit.mine[0]).get().batch_id
    undo = reverse("cases:undo_allotment", args=[batch])
    assert undo in done.text
    assert "Ångrat." in at_work.post(undo, follow=True).text
    assert "redan ångrat" in at_work.post(undo, follow=True).text
    assert at_work.post(address, {"arende": ["x"], "to": NOBODY}).status_code == 404


def test_everything_in_the_filter_is_given_out_at_once(unit, at_work):
    johan, maria = (str(_who(unit, one)) for one in ("johan", "maria"))
    _give(unit, _who(unit, "johan"))
    address = reverse("cases:unit") + f"?vem={johan}"
    at_work.post(address, {"everyone": "on", "to": maria})
    assert [str(one) for one in _handled_by(unit)] == [maria] * 3


def test_the_page_of_a_row_asks_why_and_leads_to_the_case(unit, at_work):
    address = reverse("cases:open_case", args=[unit.mine[0]])
    case = reverse("cases:case", args=[unit.mine[0]])
    assert "Varför behöver du läsa ärendet?" in at_work.get(address).text
    assert at_work.get(case).url == address
    short = at_work.post(address, {"reason": "Kolla"})
    assert (short.status_code, "Kolla</textarea>" in short.text) == (422, True)
    assert at_work.post(address, {"reason": REASON}).url == case
    assert at_work.get(address).url == case
    assert at_work.get(case).status_code == 200

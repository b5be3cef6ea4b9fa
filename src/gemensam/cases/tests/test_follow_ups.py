"""Follow-ups: a grant sets the day, the list tells of it, and each says what was found and when the next is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gemensam.authority import api as authority
from gemensam.cases import actions, follow_ups, work_list
from gemensam.cases import api as cases
from gemensam.cases.models import Case, CaseEvent
from gemensam.cases.policy import Visit
from gemensam.cases.rules import EmptyText, Need
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

DAY = timedelta(days=1)
FOUND = "Larmet fungerar. Margit bär klockan dygnet runt."


@pytest.fixture
def granted(world):
    """Give a case in which an alarm was granted from tomorrow, as the caseworker has it."""
    world.case_id = world.open_case()
    world.today = world.now.date()
    world.first = world.today + DAY
    _decide(world, world.case_id)
    return world


def _decide(world, case_id, outcome=cases.Outcome.GRANT):
    grants = outcome is not cases.Outcome.REJECT
    unit = next(one.id for one in organisations.units() if one.name == "Hemtjänst Norr")
    cases.decide(
        actor=world.actor("cecilia"),
        case_id=case_id,
        version=Case.objects.get(id=case_id).version,
        wanted=cases.Wanted(
            outcome,
            "Du kan falla.",
            starts_on=world.first if grants else None,
            performer_id=unit if grants else None,
        ),
        now=world.now,
    )


def _case(world):
    return Case.objects.get(id=world.case_id)


def _follow_up(world, *, who="cecilia", now=None, **changes):
    said = {"version": _case(world).version, "text": FOUND, "next_on": None} | changes
    follow_ups.follow_up(
        actor=world.actor(who), case_id=world.case_id, now=now or world.now, **said
    )


def test_a_grant_is_to_be_followed_up_a_year_after_its_first_day(granted):
    assert _case(granted).follow_up_on == granted.first + timedelta(days=365)


def test_what_is_refused_is_not_followed_up(granted):
    case_id = granted.open_case()
    _decide(granted, case_id, cases.Outcome.REJECT)
    assert Case.objects.get(id=case_id).follow_up_on is None
    with pytest.raises(follow_ups.NothingToFollowUp):
        follow_ups.follow_up(
            actor=granted.actor("cecilia"),
            case_id=case_id,
            version=Case.objects.get(id=case_id).version,
            text=FOUND,
            next_on=None,
            now=granted.now,
        )


def test_it_says_what_was_found_to_both_and_when_the_next_one_is(granted):
    _follow_up(granted, next_on=granted.today + 200 * DAY)
    event = CaseEvent.objects.filter(case_id=granted.case_id).latest("at", "id")
    assert (event.kind, event.text, event.side) == ("FOLLOW_UP", FOUND, "MUNICIPALITY")
    assert _case(granted).follow_up_on == granted.today + 200 * DAY
    seen = cases.case_for_resident(granted.actor("margit"), granted.case_id, now=granted.now)
    assert (seen.thread[-1].text, seen.follow_up_on) == (FOUND, granted.today + 200 * DAY)


def test_the_last_one_ends_it_and_a_second_click_is_told(granted):
    version = _case(granted).version
    _follow_up(granted)
    with pytest.raises(actions.CaseHasChanged) as told:
        _follow_up(granted, version=version)
    assert [one.text for one in told.value.since] == [FOUND]
    with pytest.raises(follow_ups.NothingToFollowUp):
        _follow_up(granted)
    assert CaseEvent.objects.filter(case_id=granted.case_id, kind="FOLLOW_UP").count() == 1


@pytest.mark.parametrize("days", [-1, 0, 731])
def test_the_next_day_is_ahead_and_within_two_years(granted, days):
    with pytest.raises(follow_ups.FollowUpOutOfRange):
        _follow_up(granted, next_on=granted.today + days * DAY)


def test_it_needs_words_and_the_right_to_write_in_the_case(granted):
    with pytest.raises(EmptyText):
        _follow_up(granted, text=" ")
    with pytest.raises(authority.Refused):
        _follow_up(granted, who="anna")
    with pytest.raises(cases.NoSuchCase):
        _follow_up(granted, who="margit")


@pytest.mark.parametrize(
    ("ahead", "count", "listed"), [(-1, 1, True), (0, 1, True), (30, 0, True), (31, 0, False)]
)
def test_the_list_has_what_is_due_and_what_comes_within_a_month(granted, ahead, count, listed):
    Case.objects.filter(follow_up_on__isnull=False).update(follow_up_on=None)
    Case.objects.filter(id=granted.case_id).update(follow_up_on=granted.today + ahead * DAY)
    visit = Visit(granted.actor("cecilia"), granted.now, "")
    rows = work_list.work_list(visit, work_list.Wanted("uppfoljning")).rows
    assert [(row.id, row.need) for row in rows] == [(granted.case_id, Need.FOLLOW_UP)] * listed
    assert follow_ups.how_many_due(visit) == count


def test_the_follow_ups_to_come_first_stand_first_page_by_page(granted):
    others = [granted.open_case() for _ in range(3)]
    for case_id in others:
        _decide(granted, case_id)
    ids = [granted.case_id, *others]
    Case.objects.filter(follow_up_on__isnull=False).update(follow_up_on=None)
    for n, case_id in enumerate(ids):
        Case.objects.filter(id=case_id).update(follow_up_on=granted.today + (3 - n) * DAY)
    visit, found, cursor = Visit(granted.actor("cecilia"), granted.now, ""), [], ""
    while True:
        page = work_list.work_list(visit, work_list.Wanted("uppfoljning", after=cursor), size=2)
        found += [row.id for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert found == ids[::-1]


def test_on_the_page_what_is_wrong_is_said_and_nothing_typed_is_lost(real_world):
    with tenant_context(real_world.home):
        case = Case.objects.filter(follow_up_on__isnull=False, unit__name="Biståndsenheten").first()
    client = Client(HTTP_ACCEPT_LANGUAGE="sv")
    client.post("/logga-in/demo/", {"person": "cecilia"})
    page = client.get(reverse("cases:case", args=[case.id])).content.decode()
    assert "Det som beviljades ska följas upp senast" in page
    address = reverse("cases:follow_up", args=[case.id])
    typed = {"uppfoljning-version": case.version, "uppfoljning-text": FOUND}
    wrong = client.post(address, typed | {"uppfoljning-next_on": "1999-01-01"})
    assert (wrong.status_code, FOUND in wrong.content.decode()) == (422, True)
    assert "Välj en dag framåt, inom två år." in wrong.content.decode()
    assert client.post(address, typed).status_code == 303
    again = client.post(address, typed)
    assert (again.status_code, FOUND in again.content.decode()) == (409, True)

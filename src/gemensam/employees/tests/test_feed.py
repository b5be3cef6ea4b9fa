"""The feed from HR: what a file changes, what follows, and what stops it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.as_worker import as_worker
from tests.cast_at_work import log_in

from gemensam.employees.feed import settling, staging
from gemensam.employees.feed.comparing import Limits
from gemensam.employees.feed_models import DeliveryRow, EmployeeChange, Proposal
from gemensam.employees.models import Employee
from gemensam.employees.tests.feeding import (
    NOW,
    carry_out,
    feed,
    keep_mapping,
    person,
    send,
)
from gemensam.identity import api as identity
from gemensam.identity.models import Commission, DemoPersona, Session
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

HOUR = timedelta(hours=1)


@pytest.fixture
def home(db):
    """Munkedal without the demo's employees, with a mapping."""
    tenant_id = organisations.municipality_by_slug("munkedal").tenant_id
    with tenant_context(tenant_id):
        Employee.objects.filter(left_at=None).update(left_at=NOW, removed_at=NOW)
        keep_mapping()
        yield tenant_id


def hsa_id_of(key):
    persona = DemoPersona.objects.get(key=key)
    return Commission.objects.get(id=persona.commission_id).employee_hsa_id


def plan(delivery, now=NOW):
    return staging.plan_of(delivery, now=now)


def kinds(delivery, now=NOW):
    return {step.hr_number: step.kind.value for step in plan(delivery, now).steps}


def staff(count, first=1):
    return [person(f"A{n}", family=f"Nummer{n}") for n in range(first, first + count)]


def test_a_file_changes_nothing_until_it_is_carried_out(home):
    delivery = send(*staff(3))
    assert kinds(delivery) == {"A1": "JOINED", "A2": "JOINED", "A3": "JOINED"}
    assert not Employee.objects.filter(hr_number__startswith="A").exists()
    done = carry_out(delivery)
    assert (done.state, done.counts["JOINED"], done.settled_by) == ("APPLIED", 3, "Henrik Falk")
    assert Employee.objects.filter(hr_number__startswith="A", left_at=None).count() == 3


def test_the_same_file_twice_changes_nothing_and_says_so(home):
    feed(*staff(3))
    later = NOW + HOUR
    again = send(*staff(3), now=later)
    assert plan(again, later).steps == ()
    assert plan(again, later).unchanged == 3
    assert staging.same_as(again).settled_at == NOW
    carry_out(again, now=later)
    assert EmployeeChange.objects.filter(at=later).count() == 0


def test_a_second_click_does_nothing_twice(home):
    delivery = send(*staff(2))
    carry_out(delivery)
    settling.apply(delivery.id, seen="", is_released=False, reason="", by="Annan", now=NOW + HOUR)
    assert staging.delivery_of(delivery.id).settled_by == "Henrik Falk"
    assert EmployeeChange.objects.filter(delivery_id=delivery.id).count() == 2


def test_what_differs_is_told_before_and_after_and_traced_to_its_row(home):
    feed(*staff(2))
    moved = person("A2", family="Nummer2", workplace="Hemtjänst Söder")
    delivery = feed(person("A1", family="Nummer1"), moved, now=NOW + HOUR)
    change = EmployeeChange.objects.select_related("employee", "row", "delivery").get(at=NOW + HOUR)
    assert (change.kind, change.employee.hr_number, change.row.number) == ("CHANGED", "A2", 3)
    assert change.values == {"workplace": ["Hemtjänst Norr", "Hemtjänst Söder"]}
    assert (change.delivery_id, change.by) == (delivery.id, "Henrik Falk")
    assert change.row.cells["workplace"] == "Hemtjänst Söder"
    assert change.employee.version == 2


def test_a_leaver_is_suspended_and_her_open_session_is_dead_at_the_next_request(home):
    hsa_id = hsa_id_of("anna")
    browser = log_in("anna").client()
    assert browser.get("/hemtjanst/").status_code == 200
    feed(*staff(6), person("1", hsa_id=hsa_id))
    assert browser.get("/hemtjanst/").status_code == 200
    feed(*staff(6), now=NOW + HOUR)
    assert identity.suspended_among({hsa_id}) == {hsa_id}
    response = browser.get("/hemtjanst/")
    assert (response.status_code, response["Location"][:10]) == (303, "/logga-in/")
    persona = DemoPersona.objects.get(key="anna")
    sessions = Session.objects.filter(commission_id=persona.commission_id, ended_at=None)
    assert not sessions.exists()


def test_a_session_that_is_opened_all_the_same_counts_for_nothing(home):
    hsa_id = hsa_id_of("anna")
    identity.suspend({hsa_id}, reason="Prov", source="prov", now=NOW)
    assert log_in("anna").client().get("/hemtjanst/").status_code == 303
    with tenant_context(home):
        identity.lift_suspension(employee_hsa_id=hsa_id, by="Henrik Falk", reason="Fel", now=NOW)
    assert log_in("anna").client().get("/hemtjanst/").status_code == 200


def test_asking_whether_somebody_is_suspended_costs_no_query_of_its_own(home):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from gemensam.identity import queries

    session = queries.live_session(log_in("anna").token, now=NOW.now(NOW.tzinfo))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.actor_of(session)
    assert len(asked) == 1


def test_who_has_another_employment_here_is_not_suspended(home):
    hsa_id = hsa_id_of("anna")
    both = [person("1", hsa_id=hsa_id), person("2", hsa_id=hsa_id, workplace="Hemtjänst Söder")]
    feed(*staff(6), *both)
    feed(*staff(6), both[0], now=NOW + HOUR)
    assert identity.suspended_among({hsa_id}) == set()
    feed(*staff(6), now=NOW + 2 * HOUR)
    assert identity.suspended_among({hsa_id}) == {hsa_id}


def test_hr_never_grants_and_never_lifts(home):
    hsa_id = hsa_id_of("anna")
    before = Commission.objects.count()
    feed(*staff(6), person("1", hsa_id=hsa_id))
    feed(*staff(6), now=NOW + HOUR)
    feed(*staff(6), person("1", hsa_id=hsa_id, title="rektor"), now=NOW + 2 * HOUR)
    assert Commission.objects.count() == before
    assert identity.suspended_among({hsa_id}) == {hsa_id}
    proposal = Proposal.objects.select_related("change").get(employee__hr_number="1", state="OPEN")
    assert proposal.change.kind == "RETURNED"


def test_a_lifted_suspension_stays_lifted_whatever_the_same_file_says(home):
    hsa_id = hsa_id_of("anna")
    gone = person("1", hsa_id=hsa_id, ends_on="2026-11-20")
    feed(*staff(6), person("1", hsa_id=hsa_id))
    feed(*staff(6), gone, now=NOW + HOUR)
    identity.lift_suspension(employee_hsa_id=hsa_id, by="Henrik Falk", reason="Fel", now=NOW)
    feed(*staff(6), gone, now=NOW + 2 * HOUR)
    settling.close_passed(now=NOW + 3 * HOUR)
    assert identity.suspended_among({hsa_id}) == set()


def test_a_last_day_is_worked_and_at_midnight_it_is_over(home):
    hsa_id = hsa_id_of("anna")
    feed(*staff(6), person("1", hsa_id=hsa_id, ends_on="2026-11-24"))
    # 23.59 and 00.00 in Sweden, where it is an hour more than UTC in November.
    settling.close_passed(now=NOW.replace(day=24, hour=22, minute=59))
    assert identity.suspended_among({hsa_id}) == set()
    settling.close_passed(now=NOW.replace(day=24, hour=23, minute=0))
    assert identity.suspended_among({hsa_id}) == {hsa_id}
    change = EmployeeChange.objects.get(employee__hr_number="1", kind="LEFT")
    assert (change.delivery_id, change.by) == (None, "Sista dagen")


def test_a_joiner_becomes_a_proposal_unless_there_is_nothing_to_decide(home):
    feed(
        person("1", family="Ny"),
        person("2", family="Kock", category="Kök"),
        person("3", hsa_id=hsa_id_of("anna")),
    )
    rows = Proposal.objects.filter(made_at=NOW).values_list("employee__hr_number", flat=True)
    assert list(rows) == ["1"]


def test_what_happens_later_overtakes_a_proposal(home):
    feed(*staff(6), person("1", family="Ny"))
    feed(*staff(6), now=NOW + HOUR)
    states = Proposal.objects.filter(employee__hr_number="1").order_by("made_at")
    assert list(states.values_list("state", "change__kind")) == [
        ("OVERTAKEN", "JOINED"),
        ("OPEN", "LEFT"),
    ]


def test_forty_percent_leavers_stop_the_file_until_somebody_says_why(home):
    feed(*staff(20))
    delivery = send(*staff(12), now=NOW + HOUR)
    with pytest.raises(settling.BrakeIsOn) as stopped:
        carry_out(delivery, now=NOW + HOUR)
    assert [(one.number, one.base, one.most) for one in stopped.value.stops] == [(8, 20, 10)]
    assert Employee.objects.filter(hr_number__startswith="A", left_at=None).count() == 20
    done = carry_out(delivery, now=NOW + HOUR, is_released=True, reason="Skolan är ett bolag nu")
    assert (done.counts["LEFT"], done.reason) == (8, "Skolan är ett bolag nu")


def test_a_last_day_within_a_week_counts_as_leaving(home):
    feed(*staff(20))
    ending = [one | {"ends_on": "2026-11-27"} for one in staff(8)]
    delivery = send(*ending, *staff(12, first=9), now=NOW + HOUR)
    with pytest.raises(settling.BrakeIsOn):
        carry_out(delivery, now=NOW + HOUR)


def test_too_many_changes_stop_a_file(home):
    feed(*staff(20))
    moved = [one | {"workplace": "Annan"} for one in staff(20)]
    with pytest.raises(settling.BrakeIsOn):
        feed(*moved, now=NOW + HOUR)


def test_few_are_always_let_through(home):
    feed(*staff(6))
    feed(*staff(1), now=NOW + HOUR)
    assert Employee.objects.filter(hr_number__startswith="A", left_at=None).count() == 1


def test_an_unreadable_row_changes_nothing_and_ends_nothing(home):
    feed(*staff(2))
    broken = person("A2", family="Nummer2", starts_on="igår")
    delivery = send(person("A1", family="Nummer1"), broken, now=NOW + HOUR)
    found = plan(delivery)
    assert (found.steps, len(found.unreadable), found.unchanged) == ((), 1, 1)
    assert [(one.field.value, one.found) for one in found.unreadable[0].faults] == [
        ("starts_on", "igår")
    ]


def test_rows_without_a_number_stop_a_file_in_which_somebody_is_missing(home):
    feed(*staff(2))
    delivery = send(person("A1", family="Nummer1"), person(""), now=NOW + HOUR)
    with pytest.raises(settling.BrakeIsOn):
        carry_out(delivery, now=NOW + HOUR)


def test_a_file_of_some_ends_nothing_for_the_others(home):
    feed(*staff(3))
    delivery = send(person("A9", family="Ny"), is_whole=False, now=NOW + HOUR)
    assert kinds(delivery) == {"A9": "JOINED"}


def test_a_page_that_is_out_of_date_carries_nothing_out(home):
    feed(*staff(3))
    delivery = send(*staff(4), now=NOW + HOUR)
    seen = plan(delivery).fingerprint
    Employee.objects.filter(hr_number="A1").update(title="sjuksköterska", version=2)
    with pytest.raises(settling.Conflict) as stale:
        settling.apply(delivery.id, seen=seen, is_released=False, reason="", by="H", now=NOW + HOUR)
    assert stale.value.says == settling.STALE


def test_a_file_that_was_sent_before_one_that_is_carried_out_is_too_old(home):
    older = send(*staff(3))
    feed(*staff(4), now=NOW + HOUR)
    with pytest.raises(settling.Conflict) as old:
        carry_out(older, now=NOW + 2 * HOUR)
    assert old.value.says == settling.OVERTAKEN


def test_an_old_file_sent_again_asks_first(home):
    feed(*staff(3))
    feed(*staff(4), now=NOW + HOUR)
    again = send(*staff(3), now=NOW + 2 * HOUR)
    with pytest.raises(settling.BrakeIsOn) as stopped:
        carry_out(again, now=NOW + 2 * HOUR)
    assert [one.says for one in stopped.value.stops] == [staging.OLDER]


def test_only_the_columns_of_the_mapping_are_kept(home):
    from gemensam.employees.feed import reading
    from gemensam.employees.tests.feeding import BY, file_of

    text = file_of(person("1")).decode().splitlines()
    data = "\n".join([text[0] + ";Lön", text[1] + ";31 000"]).encode()
    delivery_id = staging.stage(reading.read(data), name="x.csv", is_whole=True, by=BY, now=NOW)
    row = DeliveryRow.objects.get(delivery_id=delivery_id)
    assert "31 000" not in row.cells.values()
    assert set(row.cells) == set(person("1"))


def test_limits_are_the_municipalitys_own(home):
    keep_mapping(limits=Limits(50, 90, 5), now=NOW + HOUR)
    feed(*staff(20))
    done = feed(*staff(12), now=NOW + 2 * HOUR)
    assert done.counts["LEFT"] == 8


def test_the_worker_closes_what_has_passed_with_the_role_it_has(real_db):
    tenant_id = organisations.municipality_by_slug("munkedal").tenant_id
    now = timezone.now()
    with tenant_context(tenant_id):
        hsa_id = hsa_id_of("anna")
        rows = Employee.objects.filter(hsa_id=hsa_id)
        rows.update(ends_on=now.date() - timedelta(days=2))
    browser = log_in("anna").client()
    assert browser.get("/hemtjanst/").status_code == 200
    with as_worker():
        assert (settling.close_passed(now=now), settling.close_passed(now=now)) == (1, 0)
    assert browser.get("/hemtjanst/").status_code == 303
    with tenant_context(tenant_id):
        assert identity.suspended_among({hsa_id}) == {hsa_id}


def test_another_municipality_has_nothing_of_it(home):
    feed(*staff(3))
    with tenant_context(organisations.municipality_by_slug("skara").tenant_id):
        assert not Employee.objects.filter(hr_number__startswith="A").exists()
        assert not DeliveryRow.objects.exists()

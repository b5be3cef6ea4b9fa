"""Many reports at once, clocks, undo and closed years, in the municipality's own tables."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction

from gemensam.organisations import api as organisations
from gemensam.programme import api
from gemensam.programme.actions.hours_repeating import repeat_week
from gemensam.programme.kinds import HoursState
from gemensam.programme.models import HourReport, HoursTimer, LockedYear
from gemensam.programme.queries import hours as queries
from gemensam.programme.rules.hours import Week
from gemensam.programme.tests.test_hours import DAY, NOW, actor, report
from gemensam.tenancy.context import tenant_context

PLAN, ALARMS, MOBILE = "plan_2013_2015", "trygghetslarm", "mobilitet"
REPORTABLE = {(PLAN, ALARMS), (PLAN, MOBILE)}
# A Wednesday: NOW's week has two more days of work after it.
MONDAY = date(2027, 3, 8)


@pytest.fixture
def home(db):
    place = organisations.municipality_by_slug("munkedal")
    with tenant_context(place.tenant_id):
        yield place


def entry(day=DAY, minutes=60, *, key=None, activity=ALARMS):
    return api.Entry(key or uuid4(), PLAN, activity, day, minutes)


def own(who="anna"):
    rows = HourReport.objects.filter(person_id=actor(who).person_id, worked_on__gte=MONDAY)
    return {(row.activity_key, row.worked_on, row.minutes, row.state) for row in rows}


def test_many_are_reported_with_one_press_and_taken_back_with_one(home):
    entries = [entry(), entry(activity=MOBILE, minutes=30)]
    batch = api.report_many(actor=actor("anna"), entries=entries, now=NOW)
    assert batch.new == 2
    assert own() == {(ALARMS, DAY, 60, "REPORTED"), (MOBILE, DAY, 30, "REPORTED")}
    assert api.withdraw_batch(actor=actor("anna"), batch_id=batch.id, now=NOW) == 2
    assert own() == {(ALARMS, DAY, 60, "WITHDRAWN"), (MOBILE, DAY, 30, "WITHDRAWN")}
    assert api.withdraw_batch(actor=actor("anna"), batch_id=batch.id, now=NOW) == 0


def test_one_wrong_row_refuses_all_and_is_named(home):
    wrong, long = entry(DAY + timedelta(days=3)), entry(minutes=1400)
    right = entry(minutes=41)
    with pytest.raises(api.SomeRefused) as refused:
        api.report_many(actor=actor("anna"), entries=[wrong, right, long], now=NOW)
    assert {key: type(one) for key, one in refused.value.refusals.items()} == {
        wrong.key: api.DayIsAhead,
        long.key: api.TooLongDay,
    }
    assert own() == set()


def test_another_persons_press_cannot_be_taken_back(home):
    batch = api.report_many(actor=actor("anna"), entries=[entry()], now=NOW)
    assert api.withdraw_batch(actor=actor("nils"), batch_id=batch.id, now=NOW) == 0
    assert own() == {(ALARMS, DAY, 60, "REPORTED")}


def test_a_press_of_which_something_is_attested_stays_as_it_is(home):
    batch = api.report_many(actor=actor("anna"), entries=[entry(), entry()], now=NOW)
    api.attest(actor=actor("bo"), picks=[api.Pick(batch.hours_ids[0], 1)], now=NOW)
    with pytest.raises(api.ChangedMeanwhile):
        api.withdraw_batch(actor=actor("anna"), batch_id=batch.id, now=NOW)
    assert queries.batch(actor("anna").person_id, batch.id) is None


def test_the_same_key_from_two_people_is_two_reports(home):
    key = uuid4()
    assert report("anna", key=key) != report("nils", key=key)


def test_what_was_taken_back_can_be_reported_again_as_it_was(home):
    hours_id = report(minutes=45)
    api.withdraw_report(actor=actor("anna"), pick=api.Pick(hours_id, 1), now=NOW)
    api.restore_report(actor=actor("anna"), pick=api.Pick(hours_id, 2), now=NOW)
    assert own() == {(ALARMS, DAY, 45, "REPORTED")}
    with pytest.raises(api.ChangedMeanwhile):
        api.restore_report(actor=actor("anna"), pick=api.Pick(hours_id, 2), now=NOW)


def test_last_week_is_repeated_up_to_today_and_again_only_what_is_new(home):
    before = [entry(MONDAY - timedelta(days=7), 90), entry(MONDAY - timedelta(days=3), 30)]
    api.report_many(actor=actor("anna"), entries=before, now=NOW)
    week = Week(MONDAY)
    first = repeat_week(actor=actor("anna"), into=week, reportable=REPORTABLE, now=NOW)
    again = repeat_week(actor=actor("anna"), into=week, reportable=REPORTABLE, now=NOW)
    assert (first.new, again.new) == (1, 0)
    assert own() == {(ALARMS, MONDAY, 90, "REPORTED")}
    friday = NOW + timedelta(days=2)
    rest = repeat_week(actor=actor("anna"), into=week, reportable=REPORTABLE, now=friday)
    assert rest.new == 1
    assert (ALARMS, MONDAY + timedelta(days=4), 30, "REPORTED") in own()


def test_what_is_no_longer_reportable_is_not_repeated(home):
    api.report_many(actor=actor("anna"), entries=[entry(MONDAY - timedelta(days=7))], now=NOW)
    batch = repeat_week(
        actor=actor("anna"), into=Week(MONDAY), reportable={(PLAN, MOBILE)}, now=NOW
    )
    assert batch.new == 0


def start(who="anna", *, now=NOW):
    return api.start_timer(actor=actor(who), plan_key=PLAN, activity_key=ALARMS, now=now)


def stop(timer_id, *, now, minutes=None):
    return api.stop_timer(actor=actor("anna"), stop=api.Stop(timer_id, "", minutes), now=now)


def test_a_clock_becomes_a_report_when_it_is_stopped_and_only_once(home):
    timer_id = start()
    assert stop(timer_id, now=NOW + timedelta(minutes=35)).new == 1
    assert own() == {(ALARMS, NOW.date(), 35, "REPORTED")}
    assert stop(timer_id, now=NOW + timedelta(minutes=36)) is None
    assert not HoursTimer.objects.exists()


def test_there_is_one_clock_at_a_time_per_person(home):
    start()
    with pytest.raises(api.TimerRuns):
        start()
    start("nils")


def test_a_clock_that_was_forgotten_asks_how_long_it_was(home):
    timer_id = start()
    tomorrow = NOW + timedelta(hours=20)
    with pytest.raises(api.TimerWasForgotten):
        stop(timer_id, now=tomorrow)
    assert stop(timer_id, now=tomorrow, minutes=50).new == 1
    assert own() == {(ALARMS, NOW.date(), 50, "REPORTED")}


def test_a_discarded_clock_reports_nothing_and_another_persons_is_left_alone(home):
    timer_id = start()
    assert not api.discard_timer(actor=actor("nils"), timer_id=timer_id, now=NOW)
    assert api.discard_timer(actor=actor("anna"), timer_id=timer_id, now=NOW)
    assert own() == set()


def test_a_closed_year_without_any_time_takes_none_either(home):
    assert not HourReport.objects.filter(worked_on__year=2025).exists()
    assert api.lock_year(actor=actor("bo"), year=2025, now=NOW) == 0
    with pytest.raises(api.YearIsLocked):
        report(day=date(2025, 5, 5))
    assert queries.locked_years() == [2025]


def test_the_database_takes_no_time_in_a_closed_year(home):
    report()
    row = HourReport.objects.get(worked_on=DAY)
    bo = actor("bo").person_id
    LockedYear.objects.create(year=2025, reports=0, locked_at=NOW, locked_by_id=bo)
    row.id, row.worked_on = uuid4(), date(2025, 5, 5)
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        row.save(force_insert=True)


def test_what_waits_is_narrowed_to_person_activity_and_week(home):
    report("anna")
    report("nils", day=MONDAY - timedelta(days=7))
    nils = actor("nils").person_id
    narrowing = queries.Narrowing(person_id=nils, week=Week(MONDAY).shifted(-1))
    found, facets = queries.waiting(narrowing), queries.facets(narrowing)
    assert [(row.person_id, row.worked_on) for row in found.rows] == [
        (nils, MONDAY - timedelta(days=7))
    ]
    assert (facets.reports, facets.minutes) == (1, 60)
    assert {key for key, _, _ in facets.people} >= {nils, actor("anna").person_id}
    none = queries.waiting(queries.Narrowing(plan_key=PLAN, activity_key="finns_inte"))
    assert none.rows == ()


def test_what_was_attested_with_one_press_waits_again_with_one(home):
    ids = [report(), report("nils")]
    api.attest(actor=actor("bo"), picks=[api.Pick(one, 1) for one in ids], now=NOW)
    rows = queries.attested_at(actor("bo").person_id, NOW)
    assert {row.id for row in rows} == set(ids)
    picks = [api.Pick(row.id, row.version) for row in rows]
    assert api.withdraw_attestation(actor=actor("bo"), picks=picks, now=NOW) == 2
    assert {row.state for row in HourReport.objects.filter(id__in=ids)} == {HoursState.REPORTED}


def _at_once(place, work, times=2):
    """Run the same work in several threads at the same time; give what came of each."""
    together, found = Barrier(times), []

    def run():
        together.wait()
        try:
            with tenant_context(place.tenant_id):
                found.append(work())
        except api.HoursRefused as refused:
            found.append(type(refused))
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_same_report_sent_twice_at_once_counts_once(real_db):
    place = organisations.municipality_by_slug("munkedal")
    now = datetime.now(UTC)
    anna = actor("anna")
    one = api.Entry(uuid4(), PLAN, ALARMS, now.date() - timedelta(days=1), 5)
    found = _at_once(place, lambda: api.report_many(actor=anna, entries=[one], now=now), times=3)
    assert sorted(batch.new for batch in found) == [0, 0, 1]
    assert len({batch.hours_ids for batch in found}) == 1


def test_two_long_reports_at_once_never_make_a_day_longer_than_a_day(real_db):
    place = organisations.municipality_by_slug("munkedal")
    now = datetime.now(UTC)
    nils, day = actor("nils"), now.date() - timedelta(days=40)

    def work():
        return api.report_hours(
            actor=nils, plan_key=PLAN, activity_key=ALARMS, worked_on=day, minutes=800,
            note="", now=now,
        )  # fmt: skip

    found = _at_once(place, work)
    assert sorted(one is api.TooLongDay for one in found) == [False, True]

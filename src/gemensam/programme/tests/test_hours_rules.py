"""Time as people write it, weeks that are repeated, and clocks that run past midnight."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.programme.kinds_hours import Reminder
from gemensam.programme.rules import hours
from gemensam.programme.rules.hours import Span, Week, Worked
from gemensam.programme.rules.hours_reminding import Due, due

ZONE = ZoneInfo("Europe/Stockholm")
TIMER = UUID(int=7)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1", 60),
        ("1,5", 90),
        ("0,25", 15),
        ("1:30", 90),
        ("1.30", 90),
        ("90 min", 90),
        ("45m", 45),
        ("1 h 30 min", 90),
        ("7 tim", 420),
        (" 2H ", 120),
        ("24", 1440),
        ("0,33", 20),
    ],
)
def test_time_is_read_as_people_write_it(text: str, minutes: int) -> None:
    assert hours.minutes_of(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "0", "25", "1:60", "-1", "1,555", "mycket", "24:01", "1441 m"]
)
def test_what_is_no_time_or_more_than_a_day_is_refused(text: str) -> None:
    with pytest.raises(hours.NotATime):
        hours.minutes_of(text)


@given(st.integers(1, 1440))
def test_every_minute_of_a_day_can_be_written_both_ways(minutes: int) -> None:
    assert hours.minutes_of(f"{minutes} min") == minutes
    assert hours.minutes_of(f"{minutes // 60}:{minutes % 60:02}") == minutes


@given(st.dates(date(1970, 1, 5), date(9000, 1, 1)))
def test_a_week_is_read_back_as_it_is_written(day: date) -> None:
    week = Week.of(day)
    assert Week.parse(str(week)) == week
    assert day in week.days


@pytest.mark.parametrize(
    "text", ["", "2026-47", "2026-W54", "2026-W00", "0000-W01", "2026-W4\u0667"]
)
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(hours.NotAWeek):
        Week.parse(text)


def worked(number: int, day: date, minutes: int = 60) -> Worked:
    return Worked(UUID(int=number), "plan", "aktivitet", day, minutes, "")


def test_a_week_is_repeated_up_to_today_and_the_rest_is_ahead() -> None:
    monday, thursday = worked(1, date(2026, 11, 9)), worked(2, date(2026, 11, 12))
    found = hours.repeated(
        [monday, thursday], into=Week(date(2026, 11, 16)), today=date(2026, 11, 18)
    )
    assert [(copy.source.id, copy.worked_on) for copy in found.copies] == [
        (UUID(int=1), date(2026, 11, 16))
    ]
    assert found.ahead == 1


def test_a_second_repetition_has_the_same_keys_and_another_week_has_others() -> None:
    reports = [worked(1, date(2026, 11, 9)), worked(2, date(2026, 11, 9))]
    today = date(2026, 12, 31)
    first, second, other = (
        [copy.key for copy in hours.repeated(reports, into=week, today=today).copies]
        for week in (
            Week(date(2026, 11, 16)),
            Week(date(2026, 11, 16)),
            Week(date(2026, 11, 23)),
        )
    )
    assert first == second
    assert len({*first, *other}) == 4


def test_a_clock_past_midnight_is_divided_between_the_days() -> None:
    started = datetime(2026, 11, 20, 22, 30, tzinfo=ZONE)
    found = hours.spans(TIMER, started, started + timedelta(hours=2))
    assert [(one.day, one.minutes) for one in found] == [
        (date(2026, 11, 20), 90),
        (date(2026, 11, 21), 30),
    ]


def test_a_clock_over_the_hour_that_is_skipped_in_spring_counts_real_minutes() -> None:
    started = datetime(2026, 3, 29, 1, 0, tzinfo=ZONE)
    stopped = datetime(2026, 3, 29, 4, 0, tzinfo=ZONE)
    assert [one.minutes for one in hours.spans(TIMER, started, stopped)] == [120]


def test_a_clock_stopped_at_once_is_a_minute() -> None:
    now = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
    (one,) = hours.spans(TIMER, now, now)
    assert (one.day, one.minutes) == (date(2026, 11, 20), 1)


@given(
    st.integers(1_577_836_800, 1_893_456_000),
    st.integers(60, 12 * 3600),
)
def test_the_parts_of_a_clock_add_up_to_its_time(started: int, seconds: int) -> None:
    local, stopped = (datetime.fromtimestamp(one, ZONE) for one in (started, started + seconds))
    found = hours.spans(TIMER, local, stopped)
    assert abs(sum(one.minutes for one in found) * 60 - seconds) <= 60
    assert len({one.key for one in found}) == len(found) <= 2
    assert all(isinstance(one, Span) and one.minutes >= 1 for one in found)


def test_keys_of_two_people_or_two_municipalities_never_give_the_same_report() -> None:
    tenants, people, keys = ([UUID(int=place) for place in range(3)] for _ in range(3))
    ids = {hours.report_id(t, p, k) for t in tenants for p in people for k in keys}
    assert len(ids) == 27


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (
            datetime(2026, 11, 20, 13, 0, tzinfo=ZONE),
            [Due(Reminder.WEEK, date(2026, 11, 16), date(2026, 11, 22))],
        ),
        (datetime(2026, 11, 20, 12, 59, tzinfo=ZONE), []),
        (
            datetime(2026, 11, 23, 8, 0, tzinfo=ZONE),
            [Due(Reminder.ATTEST, date(2026, 11, 23), date(2026, 11, 23))],
        ),
        (
            datetime(2026, 11, 30, 10, 0, tzinfo=ZONE),
            [
                Due(Reminder.MONTH, date(2026, 11, 1), date(2026, 11, 30)),
                Due(Reminder.ATTEST, date(2026, 11, 30), date(2026, 11, 30)),
            ],
        ),
        # The 31st is a Sunday: the month's last weekday is Friday the 29th.
        (
            datetime(2027, 1, 29, 14, 0, tzinfo=ZONE),
            [
                Due(Reminder.WEEK, date(2027, 1, 25), date(2027, 1, 31)),
                Due(Reminder.MONTH, date(2027, 1, 1), date(2027, 1, 29)),
            ],
        ),
        (datetime(2026, 11, 21, 14, 0, tzinfo=ZONE), []),
    ],
)
def test_each_reminder_is_due_on_its_own_day_and_hour(
    moment: datetime, expected: list[Due]
) -> None:
    assert list(due(moment)) == expected


@given(st.dates(date(2020, 1, 1), date(2030, 12, 1)))
def test_every_month_and_week_is_reminded_of_on_exactly_one_day(day: date) -> None:
    first = day.replace(day=1)
    month = [first + timedelta(days=place) for place in range(31)]
    month = [one for one in month if one.month == first.month]
    found = [
        one
        for days in month
        for one in due(datetime.combine(days, datetime.max.time()))
        if one.kind is Reminder.MONTH
    ]
    assert len(found) == 1
    week = [
        one.kind for d in Week.of(day).days for one in due(datetime.combine(d, datetime.max.time()))
    ]
    assert week.count(Reminder.WEEK) == week.count(Reminder.ATTEST) == 1

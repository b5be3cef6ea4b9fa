"""Who is reminded of what, once a period, by a notice that says nothing of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gemensam.delivery import api as delivery
from gemensam.delivery.models import Message
from gemensam.organisations import api as organisations
from gemensam.programme import api
from gemensam.programme.actions.hours_reminding import remind_everybody, whom
from gemensam.programme.kinds_hours import Reminder
from gemensam.programme.models import HourReport, ReminderRound
from gemensam.programme.rules.hours_reminding import Due
from gemensam.programme.tests.test_hours import actor
from gemensam.tenancy.context import tenant_context

PLAN, ALARMS = "plan_2013_2015", "trygghetslarm"
# A Friday and a Monday in a year that the demo's hours do not reach.
FRIDAY = datetime(2028, 3, 10, 13, 0, tzinfo=UTC)
MONDAY = datetime(2028, 3, 13, 8, 0, tzinfo=UTC)
WEEK = Due(Reminder.WEEK, FRIDAY.date() - timedelta(days=4), FRIDAY.date() + timedelta(days=2))


@pytest.fixture
def home(db):
    place = organisations.municipality_by_slug("munkedal")
    with tenant_context(place.tenant_id):
        yield place


def report(who, *, days_ago, now):
    return api.report_hours(
        actor=replace(actor(who), authenticated_at=now),
        plan_key=PLAN,
        activity_key=ALARMS,
        worked_on=now.date() - timedelta(days=days_ago),
        minutes=30,
        note="",
        now=now,
    )


def mail_for(*people):
    for who in people:
        delivery.choose_channel(
            person_id=actor(who).person_id,
            channel=delivery.Channel.EMAIL,
            address=f"{who}@example.org",
            now=FRIDAY,
        )


def test_who_has_reported_lately_but_not_this_week_is_reminded(home):
    report("anna", days_ago=12, now=FRIDAY)
    report("nils", days_ago=12, now=FRIDAY)
    report("nils", days_ago=1, now=FRIDAY)
    report("farid", days_ago=100, now=FRIDAY)
    assert whom(WEEK, now=FRIDAY) == {actor("anna").person_id}


def test_a_reminder_is_sent_once_a_period_and_names_nothing(home):
    report("anna", days_ago=12, now=FRIDAY)
    mail_for("anna")
    assert remind_everybody(now=FRIDAY) == 1
    assert remind_everybody(now=FRIDAY + timedelta(minutes=1)) == 0
    message = Message.objects.get(kind="HOURS")
    assert (message.link_path, message.subject_key, message.sender_name) == (
        "/program/timmar/",
        "",
        "Munkedal",
    )
    assert ReminderRound.objects.get(kind="WEEK").persons == 1


def test_who_may_attest_is_reminded_when_others_time_has_waited_for_days(home):
    report("anna", days_ago=2, now=MONDAY - timedelta(days=4))
    mail_for("anna", "bo")
    assert remind_everybody(now=MONDAY) == 1
    message = Message.objects.get(kind="HOURS")
    assert (message.person_id, message.link_path) == (
        actor("bo").person_id,
        "/program/timmar/attestera/",
    )


def test_ones_own_waiting_time_alone_is_nothing_to_be_reminded_of(home):
    due = Due(Reminder.ATTEST, MONDAY.date(), MONDAY.date())
    HourReport.objects.filter(state="REPORTED").update(state="WITHDRAWN")
    report("bo", days_ago=1, now=MONDAY - timedelta(days=6))
    assert whom(due, now=MONDAY) == set()


@pytest.mark.parametrize("hours", [-2, 24])
def test_outside_its_hours_nobody_is_reminded(home, hours):
    report("anna", days_ago=12, now=FRIDAY)
    mail_for("anna")
    assert remind_everybody(now=FRIDAY + timedelta(hours=hours)) == 0

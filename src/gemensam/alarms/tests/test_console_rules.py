"""The console's order, checklists, words and announced waiting time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from gemensam.alarms.console import words
from gemensam.alarms.console.checklists import checklist_for
from gemensam.alarms.console.lanes import Group, OpenAlarm, announced_wait, group_of, in_order
from gemensam.alarms.kinds import EventKind, QueueLane, State

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
OLGA = UUID(int=1)


def an_alarm(number, **over):
    values = {
        "id": UUID(int=number),
        "cid": "46010001",
        "lane": QueueLane.ALARM,
        "state": State.NEW,
        "version": 1,
        "press_count": 1,
        "received_at": NOW - timedelta(minutes=1),
        "device_type": "0003",
        "status_code": "0010",
        "location_text": "",
        "owner_tenant_id": None,
        "claimed_by": None,
        "claimed_name": "",
        "claimed_at": None,
        "lease_until": None,
        "dispatched_at": None,
        "accepted_at": None,
        "arrived_at": None,
        "done_at": None,
    }
    return OpenAlarm(**values | over)


def test_the_queue_puts_repeated_presses_first_and_then_the_longest_wait():
    late = an_alarm(1, received_at=NOW - timedelta(seconds=5))
    early = an_alarm(2, received_at=NOW - timedelta(minutes=9))
    repeated = an_alarm(3, received_at=NOW, press_count=4)
    assert in_order([late, early, repeated], NOW) == [repeated, early, late]


def test_the_queue_puts_persons_before_unknown_units_before_things():
    technical = an_alarm(1, lane=QueueLane.TECHNICAL, press_count=9)
    sent = an_alarm(2, state=State.DISPATCHED)
    door = an_alarm(3, device_type="0014", press_count=9)
    unknown = an_alarm(4, lane=QueueLane.UNKNOWN, press_count=9)
    person = an_alarm(5)
    assert in_order([technical, sent, door, unknown, person], NOW) == [
        person, unknown, door, technical, sent,
    ]  # fmt: skip


def test_an_alarm_whose_lease_has_run_out_is_free_and_goes_before_one_that_is_held():
    held = an_alarm(
        1,
        state=State.CLAIMED,
        claimed_by=OLGA,
        lease_until=NOW + timedelta(seconds=1),
        press_count=9,
    )
    lost = an_alarm(2, state=State.CLAIMED, claimed_by=OLGA, lease_until=NOW)
    assert (held.is_free(NOW), lost.is_free(NOW)) == (False, True)
    assert in_order([held, lost], NOW) == [lost, held]


@pytest.mark.parametrize(
    ("device", "group"),
    [
        ("0003", Group.PERSON),
        ("0005", Group.PERSON),
        ("0023", Group.PERSON),
        ("0014", Group.SENSOR),
        ("9999", Group.PERSON),
    ],
)
def test_a_device_that_is_in_no_list_counts_as_a_person(device, group):
    assert group_of(QueueLane.ALARM, State.NEW, device) is group


@pytest.mark.parametrize(
    ("answered", "longest_now", "announced"),
    [
        ([], None, None),
        ([10, 30, 50], None, 30),
        ([10, 30, 50], 12, 30),
        ([10, 30, 50], 95, 95),
        ([], 7, 7),
    ],
)
def test_the_announced_wait_is_never_less_than_the_longest_wait_now(
    answered, longest_now, announced
):
    seconds = [timedelta(seconds=one) for one in answered]
    now = None if longest_now is None else timedelta(seconds=longest_now)
    expected = None if announced is None else timedelta(seconds=announced)
    assert announced_wait(seconds, now) == expected


@pytest.mark.parametrize(
    ("lane", "device", "is_sensor", "title"),
    [
        (QueueLane.ALARM, "0003", False, "Gör så här när någon har tryckt"),
        (QueueLane.ALARM, "0005", False, "Gör så här vid fall"),
        (QueueLane.ALARM, "0023", False, "Gör så här vid brand, gas eller kolmonoxid"),
        (QueueLane.ALARM, "0014", True, "Gör så här vid dörr- och sensorlarm"),
        (QueueLane.UNKNOWN, "0005", False, "Gör så här när ingen vet vems larmenheten är"),
        (QueueLane.TECHNICAL, "0002", False, "Gör så här vid tekniskt larm"),
    ],
)
def test_each_kind_of_alarm_has_a_checklist_of_its_own(lane, device, is_sensor, title):
    assert checklist_for(lane, device, is_sensor=is_sensor).title == title


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-3, "0.00"), (8, "0.08"), (68, "1.08"), (299, "4.59"), (300, "5 min"), (3900, "1 h 5 min")],
)
def test_a_wait_is_written_in_seconds_while_they_matter(seconds, text):
    assert words.duration(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "ingen"), (42, "42 s"), (65, "1 min 5 s"), (720, "12 min")]
)
def test_the_announced_wait_is_written_with_its_unit(seconds, text):
    wait = None if seconds is None else timedelta(seconds=seconds)
    assert words.announced(wait) == text


def test_every_event_can_be_said_in_a_sentence():
    said = {kind: words.sentence(kind, "Olga", "HELPED") for kind in EventKind}
    assert said[EventKind.CLAIMED] == "Olga tog larmet"
    assert said[EventKind.CLOSED] == "Olga avslutade: Hjälp har varit på plats"
    assert [kind for kind, text in said.items() if not text or "{" in text] == []

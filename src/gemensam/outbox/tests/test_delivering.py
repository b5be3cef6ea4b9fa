"""What the outbox promises: once, in order, together with its mark, and nothing forgotten."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.as_worker import as_worker

from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.outbox import registry
from gemensam.outbox.actions import FIRST_DELAY, LONGEST_DELAY, STUCK_AFTER_ATTEMPTS
from gemensam.outbox.models import Delivery, Event
from gemensam.tenancy.context import current_tenant_id

NAME = "tests.takes_told"
BACKLOG = 1_000
# Eight kilobytes each: what finding one delivery may read, however many wait.
MOST_BLOCKS = 100


@dataclass(frozen=True)
class Told:
    """An event of these tests."""

    name: ClassVar[str] = "tests.told"
    number: int
    of: UUID | None = None


class Unlucky(RuntimeError):
    """A receiver that cannot take it now; its message would be private."""


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def worker(clones, monkeypatch):
    """Work in the worker's role with nothing in the outbox and no handlers but a test's own."""
    monkeypatch.setattr(registry, "_subscriptions", {})
    clones.renew()
    with as_worker(), transaction.atomic():
        Delivery.objects.all().delete()
        Event.objects.all().delete()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def taken(worker):
    """Give what the handler was given, in its order; a number in `fails` is not taken."""

    class Taken(list):
        fails: ClassVar[set[int]] = set()

    found = Taken()
    found.fails = set()

    @outbox.handles(Told, name=NAME)
    def take(event, at):
        if event.number in found.fails:
            Event.objects.create(
                name="half", payload={}, key="", tenant_id=None, created_at=at, fanned_out_at=at
            )
            raise Unlucky("Margit Andersson")
        found.append((event.number, event.of))

    return found


def tell(now, *numbers, key="a", tenant_id=None):
    for number in numbers:
        outbox.publish(Told(number), key=key, tenant_id=tenant_id, now=now)


def numbers(taken):
    return [number for number, _of in taken]


def test_each_event_is_handled_once_in_the_order_of_its_key(taken, now):
    tell(now, 1, 2, 3)
    assert (outbox.drain(now=now), numbers(taken)) == (3, [1, 2, 3])
    assert (outbox.drain(now=now), numbers(taken)) == (0, [1, 2, 3])


def test_an_event_comes_back_as_it_was_told(taken, now):
    of = uuid4()
    outbox.publish_many([outbox.Outgoing(Told(7, of), "a", None)], now=now)
    outbox.drain(now=now)
    assert taken == [(7, of)]


def test_what_cannot_be_taken_waits_longer_each_time_and_the_same_key_waits_behind_it(taken, now):
    taken.fails = {1}
    tell(now, 1, 2, key="a")
    tell(now, 3, key="b")
    outbox.drain(now=now)
    assert numbers(taken) == [3]
    delays = []
    for _ in range(STUCK_AFTER_ATTEMPTS - 1):
        row = Delivery.objects.get(attempts__gt=0)
        delays.append(row.available_at - now)
        now = row.available_at
        assert not outbox.deliver_next(now=now - timedelta(milliseconds=1))
        assert outbox.deliver_next(now=now)
    assert delays[:4] == [FIRST_DELAY * 2**n for n in range(4)]
    assert delays[-1] == LONGEST_DELAY
    assert numbers(taken) == [3]

    (stuck,) = outbox.stuck()
    assert (stuck.handler, stuck.attempts, stuck.last_error) == (NAME, 14, "Unlucky")
    assert outbox.depth().stuck_deliveries == 1
    taken.fails = set()
    outbox.retry_stuck(delivery_id=stuck.id, now=now)
    outbox.drain(now=now)
    assert (numbers(taken), outbox.stuck()) == ([3, 1, 2], [])


def test_what_a_failed_handler_wrote_is_undone_and_its_mark_is_not_set(taken, now):
    taken.fails = {1}
    tell(now, 1)
    outbox.drain(now=now)
    assert not Event.objects.filter(name="half").exists()
    assert Delivery.objects.get().handled_at is None


def test_a_worker_that_is_killed_in_a_handler_leaves_the_event_for_the_next(worker, now):
    @outbox.handles(Told, name=NAME)
    def die(_event, _at):
        raise KeyboardInterrupt

    tell(now, 1)
    outbox.fan_out(now=now)
    with pytest.raises(KeyboardInterrupt):
        outbox.deliver_next(now=now)
    row = Delivery.objects.get()
    assert (row.handled_at, row.attempts, outbox.depth().waiting_deliveries) == (None, 0, 1)


def test_a_handler_works_in_the_tenant_of_its_event(worker, now):
    place = organisations.municipality_by_slug("munkedal")
    found = []

    @outbox.handles(Told, name=NAME)
    def look(_event, _at):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('gemensam.tenant')")
            found.append((current_tenant_id(), UUID(cursor.fetchone()[0])))

    tell(now, 1, tenant_id=place.tenant_id)
    outbox.drain(now=now)
    assert found == [(place.tenant_id, place.tenant_id)]


def test_two_handlers_of_one_event_each_get_it_and_one_that_fails_does_not_hold_the_other(
    taken, now
):
    others = []
    outbox.handles(Told, name="tests.other")(lambda event, _at: others.append(event.number))
    taken.fails = {1}
    tell(now, 1, 2)
    outbox.drain(now=now)
    assert (numbers(taken), others) == ([], [1, 2])


def test_what_is_urgent_goes_before_everything_that_waited_already(taken, now):
    order = []
    tell(now, *range(1, 6))
    outbox.fan_out(now=now)
    assert outbox.deliver_next(now=now)

    @dataclass(frozen=True)
    class Alarm:
        name: ClassVar[str] = "tests.alarm"
        number: int

    @outbox.handles(Alarm, name="tests.takes_alarm", is_urgent=True)
    def take(event, _at):
        order.append((event.number, numbers(taken)))

    outbox.publish(Alarm(112), key="unit", tenant_id=None, now=now)
    later = now + timedelta(seconds=1)
    outbox.fan_out(now=later)
    assert outbox.deliver_next(now=later)
    assert order == [(112, [1])]


def test_a_handler_that_comes_later_gets_what_is_told_from_then_on(worker, now):
    tell(now, 1)
    outbox.drain(now=now)
    found = []
    outbox.handles(Told, name=NAME)(lambda event, _at: found.append(event.number))
    tell(now, 2)
    outbox.drain(now=now)
    assert found == [2]


def test_only_what_every_handler_has_had_is_forgotten(taken, now):
    taken.fails = {2}
    tell(now, 1, key="a")
    tell(now, 2, key="b")
    outbox.drain(now=now)
    assert outbox.forget_handled(before=now) == 0
    assert outbox.forget_handled(before=now + timedelta(seconds=1)) == 1
    assert [event.payload["number"] for event in Event.objects.all()] == [2]


def test_finding_the_next_reads_as_little_however_many_have_come_since_the_planner_counted(
    taken, now
):
    tell(now, *range(BACKLOG))
    for number in range(BACKLOG):
        tell(now, number, key=f"k{number}")
    while outbox.fan_out(now=now):
        pass
    with CaptureQueriesContext(connection) as queries:
        outbox.deliver_next(now=now)
    (found,) = [one["sql"] for one in queries if "FROM outbox_delivery d " in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {found}")
        plan = cursor.fetchone()[0]
    (top,) = plan if isinstance(plan, list) else json.loads(plan)
    assert top["Plan"]["Shared Hit Blocks"] + top["Plan"]["Shared Read Blocks"] < MOST_BLOCKS


def test_two_handlers_with_one_name_are_refused(taken):
    with pytest.raises(registry.DuplicateHandler):
        outbox.handles(Told, name=NAME)(lambda _event, _at: None)

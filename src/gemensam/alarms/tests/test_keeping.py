"""The process that keeps alarms beside the receiver: what it keeps, refuses, and how it ends."""

import os
import signal

import pytest
from django.db import OperationalError, connection

from gemensam.alarms.actions.intake import Arrived
from gemensam.alarms.models import Alarm
from gemensam.alarms.server.keeping import Beside, Here, KeeperRefused
from gemensam.alarms.tests.field import press
from gemensam.tenancy.context import tenant_context

KNOWN = "46010001"
TRIES = 5


@pytest.fixture
def beside(as_receiver):
    keeper = Beside("alarms")
    yield keeper
    keeper.let_go()
    assert not keeper.is_alive


def keep(keeper, messages):
    """Keep as the receiver does: a database that is away is tried again."""
    for _ in range(TRIES):
        try:
            return keeper.keep(messages)
        except OperationalError:
            keeper.reach()
    return keeper.keep(messages)


@pytest.fixture
def told_to_end():
    """Signals to end that this process got."""
    heard = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    yield heard
    signal.signal(signal.SIGTERM, before)


def test_what_it_keeps_is_in_the_database_when_it_answers(beside, centre):
    messages = [Arrived(press(KNOWN, "r1")), Arrived(press(KNOWN, "r1"))]
    first, second = keep(beside, messages)
    with tenant_context(centre()):
        kept = Alarm.objects.filter(cid=KNOWN, ref="r1").values_list("id", "press_count")
        assert list(kept) == [(first.alarm_id, 1)]
    assert (first.is_repeat, second.is_repeat, first.mrs) == (False, True, second.mrs)
    connection.close()
    assert Here().keep(messages[:1]) == [second]


def test_what_the_database_refuses_is_told_and_the_next_is_kept(beside):
    with pytest.raises(KeeperRefused, match="NUL"):
        keep(beside, [Arrived(press("46\0", "r1"))])
    (kept,) = keep(beside, [Arrived(press(KNOWN, "r2"))])
    assert not kept.is_repeat


def test_it_reaches_the_database_anew_after_its_connection_was_cut(beside):
    beside.reach()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE usename = current_user AND pid <> pg_backend_pid()"
            " AND datname = current_database()"
        )
    with pytest.raises(OperationalError):
        beside.keep([Arrived(press(KNOWN, "r3"))])
    (kept,) = keep(beside, [Arrived(press(KNOWN, "r3"))])
    assert not kept.is_repeat


def test_it_is_deaf_to_signals_and_a_receiver_that_lost_it_ends(as_receiver, told_to_end):
    keeper = Beside("alarms")
    # It answers, so it has said which signals it does not hear.
    keeper.reach()
    os.kill(keeper.pid, signal.SIGTERM)
    os.kill(keeper.pid, signal.SIGINT)
    keeper.reach()
    os.kill(keeper.pid, signal.SIGKILL)
    with pytest.raises(OperationalError):
        keeper.keep([Arrived(press(KNOWN, "r4"))])
    keeper.let_go()
    assert told_to_end == [signal.SIGTERM]


def test_both_end_when_their_receiver_is_killed(as_receiver):
    ours, theirs = os.pipe()
    receiver = os.fork()
    if receiver == 0:
        os.write(theirs, b" ".join(b"%d" % Beside(name).pid for name in ("alarms", "others")))
        signal.pause()
    os.close(theirs)
    pids = [int(word) for word in os.read(ours, 100).split()]
    os.kill(receiver, signal.SIGKILL)
    os.waitpid(receiver, 0)
    # The pipe ends for us when the last of them has closed it.
    assert os.read(ours, 1) == b""
    assert len(pids) == 2

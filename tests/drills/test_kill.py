"""The kill drill in small: what was acknowledged is there once, and the wrong build is caught."""

import shutil
from dataclasses import replace

import pytest
from bench.alarm_system import System
from bench.drills import kill


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A machine with tables and a centre, stopped: each drill begins with a copy of it."""
    system = System(tmp_path_factory.mktemp("prepared"))
    system.prepare()
    system.stop()
    return system.home


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_was_acknowledged_survives_kills_of_receiver_and_postgres(prepared, tmp_path):
    home = shutil.copytree(prepared, tmp_path / "ours")
    outcome = kill.drill(home, receiver_kills=1, postgres_kills=1)
    assert outcome.acknowledged > 2 * kill.UP_AGAIN
    assert (outcome.lost, outcome.doubled, outcome.all_acknowledged) == (0, 0, True)
    assert outcome.kept == outcome.presses == outcome.events == outcome.sent


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_build_that_acknowledges_before_it_commits_is_caught(prepared, tmp_path):
    home = shutil.copytree(prepared, tmp_path / "hasty")
    outcome = kill.drill(home, receiver_kills=1, postgres_kills=1, build=kill.HASTY)
    assert (outcome.lost > 0, outcome.is_right) == (True, False)


def test_the_drill_says_that_it_failed_when_the_wrong_build_is_not_caught():
    right = kill.Outcome(2, 2, 9, 9, 0, 0, 9, 9, 9, 0, all_acknowledged=True)
    caught, missed = replace(right, lost=3), right
    assert [row["passed"] for row in kill.rows_of(right, caught)] == [True, True]
    assert [row["passed"] for row in kill.rows_of(right, missed)] == [False, True]
    assert [row["passed"] for row in kill.rows_of(replace(right, presses=8), caught)] == [
        False,
        False,
    ]

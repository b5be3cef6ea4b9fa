"""Kill the receiver and PostgreSQL under load: every acknowledged alarm is there exactly once.

The same drill is given a build that acknowledges before it commits; it must be caught.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.alarm_load import Key, Units
from bench.alarm_system import System

KILLS = 20
# The wrong build loses alarms at nearly every kill: a few are enough to catch it.
HASTY_KILLS = 3
RATE = 200.0
HASTY = ("-m", "bench.drills.hasty_receiver")
# So many fresh acknowledgements show that the system is up again before the next kill.
UP_AGAIN = 40
UP_WITHIN = 60.0
DRAIN_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round of kills left behind."""

    receiver_kills: int
    postgres_kills: int
    sent: int
    acknowledged: int
    lost: int
    doubled: int
    # Kept messages and what the alarms count as presses; equal when nothing counted twice.
    kept: int
    presses: int
    events: int
    refused: int
    all_acknowledged: bool

    @property
    def is_right(self) -> bool:
        """Say whether nothing was lost, doubled or left without an answer."""
        clean = self.lost == 0 and self.doubled == 0 and self.all_acknowledged
        return clean and self.kept == self.presses == self.events


def drill(
    home: Path, *, receiver_kills: int, postgres_kills: int, build: tuple[str, ...] = ()
) -> Outcome:
    """Load a system, kill its parts in turn at random instants, and count what is there."""
    system = System(home)
    system.prepare()
    units = Units(port=system.port, rate=RATE)
    try:
        system.start_receiver(*build)
        units.start()
        for is_receiver in _turns(receiver_kills, postgres_kills):
            _wait_for_flow(units)
            time.sleep(random.uniform(0.0, 0.4))
            if is_receiver:
                system.kill_receiver()
                system.start_receiver(*build)
            else:
                system.cluster.kill()
                system.cluster.start(durable=True)
        _wait_for_flow(units)
        done = units.finish(DRAIN_WITHIN)
        return _count(system, units, receiver_kills, postgres_kills, all_acknowledged=done)
    finally:
        units.finish(0.1)
        system.stop()


def _turns(receiver_kills: int, postgres_kills: int) -> Iterator[bool]:
    turns = [True] * receiver_kills + [False] * postgres_kills
    random.shuffle(turns)
    yield from turns


def _wait_for_flow(units: Units) -> None:
    wanted = len(units.acknowledged) + UP_AGAIN
    _until(lambda: len(units.acknowledged) >= wanted)


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + UP_WITHIN
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("no acknowledgements: the system did not come back")
        time.sleep(0.01)


def _count(
    system: System,
    units: Units,
    receiver_kills: int,
    postgres_kills: int,
    *,
    all_acknowledged: bool,
) -> Outcome:
    with system.connect() as admin:
        rows = admin.execute("SELECT cid, ref, count(*) FROM alarms_incoming GROUP BY 1, 2")
        found: dict[Key, int] = {(str(cid), str(ref)): int(str(n)) for cid, ref, n in rows}
        sums = admin.execute(
            "SELECT (SELECT coalesce(sum(press_count), 0) FROM alarms_alarm),"
            " (SELECT count(*) FROM alarms_alarmevent WHERE kind IN ('RAISED', 'PRESSED_AGAIN'))"
        ).fetchone()
    assert sums is not None
    return Outcome(
        receiver_kills=receiver_kills,
        postgres_kills=postgres_kills,
        sent=units.sent,
        acknowledged=len(units.acknowledged),
        lost=sum(key not in found for key in units.acknowledged),
        doubled=sum(count > 1 for count in found.values()),
        kept=sum(found.values()),
        presses=int(str(sums[0])),
        events=int(str(sums[1])),
        refused=units.refused,
        all_acknowledged=all_acknowledged,
    )


def rows_of(ours: Outcome, hasty: Outcome) -> list[dict[str, object]]:
    """Say what came of both builds."""
    note = (
        f"{ours.receiver_kills} kills of the receiver, {ours.postgres_kills} of PostgreSQL, fsync on; "
        f"{ours.sent} alarms sent, {ours.acknowledged} acknowledged, {ours.kept} kept, "
        f"{ours.doubled} twice, {ours.refused} times 503; the peer is the same receiver made to "
        f"acknowledge first: {hasty.receiver_kills}+{hasty.postgres_kills} kills, "
        f"{hasty.acknowledged} acknowledged"
    )
    return [
        {
            "name": "kill.acknowledged_and_lost",
            "unit": "alarms",
            "ours": ours.lost,
            "peer": hasty.lost,
            "peer_name": "acknowledges before it commits",
            "ratio": None,
            "note": note,
            "passed": ours.is_right and hasty.lost > 0,
        },
        {
            "name": "kill.kept_more_than_once",
            "unit": "alarms",
            "ours": ours.doubled + abs(ours.kept - ours.presses) + abs(ours.kept - ours.events),
            "peer": None,
            "peer_name": "",
            "ratio": None,
            "note": f"{ours.kept} messages, {ours.presses} presses, {ours.events} events",
            "passed": ours.is_right,
        },
    ]


def run(kills: int = KILLS) -> list[dict[str, object]]:
    """Drill both builds, each in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        ours = drill(Path(folder, "ours"), receiver_kills=kills, postgres_kills=kills)
        few = min(kills, HASTY_KILLS)
        hasty = drill(Path(folder, "hasty"), receiver_kills=few, postgres_kills=few, build=HASTY)
    return rows_of(ours, hasty)

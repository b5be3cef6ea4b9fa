"""The loops of the supervisor and the auditor: steps at their intervals, until told to stop."""

import json
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog
from django.db import DatabaseError, InterfaceError, connections

from gemensam.alarms.actions import auditing, silence, supervising

log = structlog.get_logger()

# An alarm reaches the consoles within a second; numbering may take a twentieth of it.
NUMBER_EVERY: Final = 0.05
SECOND: Final = 1.0
SILENCE_EVERY: Final = 10.0
# A figure on the county's page may be this old. Counting 42,000 alarms took 2 s of a core: a slow
# step rests ten times as long as it took, so that it never fills a core.
COUNT_EVERY: Final = 5.0
REST_AFTER_SLOW: Final = 10
AUDIT_EVERY: Final = 5.0
# Longest nap: how late a stop may be noticed.
NAP: Final = 0.05


@dataclass(slots=True)
class Step:
    """Something that is done again and again."""

    name: str
    every: float
    do: Callable[[datetime], object]
    # How many times its own length it rests at least.
    rests: int = 0
    due: float = 0.0


def supervisor_steps() -> Sequence[Step]:
    """What consoles wait for, the most urgent first: nothing slow may stand among these."""
    return (
        Step("number", NUMBER_EVERY, lambda _: supervising.number_events()),
        Step("release", SECOND, lambda now: supervising.release_lost(now=now)),
        Step("escalate", SECOND, lambda now: supervising.escalate(now=now)),
    )


def watching_steps(up_since: datetime) -> Sequence[Step]:
    """What looks through every alarm unit: in a thread and on a connection of its own."""
    return (
        Step("silent", SILENCE_EVERY, lambda now: silence.find_silent(now=now, up_since=up_since)),
        Step("heard_again", SILENCE_EVERY, lambda now: silence.find_heard_again(now=now)),
        Step("count", COUNT_EVERY, lambda now: silence.recount_all(now=now), rests=REST_AFTER_SLOW),
    )


def auditor_steps(report: Path) -> Sequence[Step]:
    """What the auditor does."""
    return (Step("audit", AUDIT_EVERY, lambda now: _audit(report, now)),)


def _audit(report: Path, now: datetime) -> None:
    """Say aloud which alarms are forgotten, and leave a report for whoever watches over us.

    Its age tells that the auditor itself has died.
    """
    found = auditing.forgotten(now=now)
    for one in found:
        log.error(
            "auditor.alarm.forgotten",
            alarm_id=str(one.alarm_id),
            centre_tenant_id=str(one.centre_tenant_id),
        )
    waiting = report.with_suffix(".new")
    text = json.dumps({"at": now.isoformat(), "forgotten": [str(one.alarm_id) for one in found]})
    with waiting.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(report)


def stand(steps: Sequence[Step], stop: threading.Event, clock: Callable[[], float]) -> None:
    """Do the steps until told to stop. A step that fails is tried again at its next time."""
    while not stop.is_set():
        for step in steps:
            began = clock()
            if began >= step.due:
                _do(step)
                took = clock() - began
                step.due = clock() + max(step.every, took * step.rests)
        stop.wait(NAP)


def _do(step: Step) -> None:
    try:
        step.do(datetime.now(UTC))
    except (DatabaseError, InterfaceError) as error:
        # Away or restarted: let go of the connection and try again.
        log.warning("standing.database.away", step=step.name, error=type(error).__name__)
        connections.close_all()
    except Exception:
        # A fault in one step must not stop the others: numbering goes on though counting fails.
        log.exception("standing.step.failed", step=step.name)

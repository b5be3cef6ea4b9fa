"""The deep profile of the escape machine, by itself: `python -m tests.escape.deep [RUN [ADDRESS…]]`."""

import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

# Sets the environment that Django is set up with, so it comes first.
import conftest

conftest.set_up()

from django.conf import settings  # noqa: E402 -- after Django is set up
from django.db import connections  # noqa: E402
from tests.addresses import Address  # noqa: E402
from tests.cast_at_work import EVERYBODY  # noqa: E402
from tests.escape import at_rest, planting, standing  # noqa: E402
from tests.escape.calls import ABOUT_ANYBODY, caller_of, functions_with_ids  # noqa: E402
from tests.escape.machine import Ground, Tally  # noqa: E402
from tests.escape.standing import DEEP, drive  # noqa: E402
from tests.escape.survey import Survey, addresses, look_around  # noqa: E402
from tests.escape.world import World  # noqa: E402

CALLERS = ("cecilia", "olga", "anna", "hanna", "bo", "nils", "henrik", "karin", "sara", "sven")
# Without the walls it is enough that some of them give way; staff's pages and reads, quickly.
PAST_THE_WALLS = ("cases:", "console:", "homecare:", "records:", "alarm_units:")


def _say(**row: Any) -> bool:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return bool(row["passed"])


def _told(name: str, error: Exception) -> str:
    steps = getattr(error, "__notes__", [])
    return " | ".join([f"{name}: {type(error).__name__} {str(error)[:400]}", *steps[1:]])


def _drive(
    world: World, survey: Survey, over: Sequence[Address], profile: standing.Profile, run: int
) -> tuple[dict[str, Any], list[str]]:
    """Drive addresses; give the row's figures, and what was found, shortest first."""
    began, tally = time.monotonic(), Tally()
    people = tuple(standing.people_of(world, EVERYBODY, planting.GROUPS))
    found: list[str] = []
    for address in over:
        ground = Ground(world, survey, people, planting.GROUPS, address, tally)
        try:
            drive(ground, profile, run=run)
        except Exception as error:  # noqa: BLE001 -- whatever was found is a line of the row
            found.append(_told(address.name, error))
            sys.stderr.write(f"{found[-1]}\n")
        sys.stderr.write(f"{address.name}: {tally.requests} requests, {len(found)} found\n")
    return {
        "unit": "addresses that gave something away",
        "ours": len(found),
        "addresses": len(over),
        "addresses_and_methods_tried": len(tally.tried),
        "people": len(tally.people),
        "examples": tally.examples,
        "requests": tally.requests,
        "ids_tried": len(tally.ids),
        "own_canaries_seen": len(tally.own_canaries | survey.own_canaries),
        "statuses": dict(sorted(tally.statuses.items())),
        "run": run,
        "seconds": round(time.monotonic() - began),
    }, found


def _call(world: World, groups: Sequence[str], keys: Sequence[str]) -> dict[str, Any]:
    functions: set[str] = set()
    found: list[str] = []
    calls = 0
    for person in standing.people_of(world, keys, groups):
        caller = caller_of(world, person)
        for name, function, hints in functions_with_ids():
            try:
                if name not in ABOUT_ANYBODY:
                    caller.try_function(name, function, hints, DEEP.at_functions)
            except Exception as error:  # noqa: BLE001 -- as above
                found.append(_told(f"{person} {name}", error))
        functions |= caller.tally.functions
        calls += caller.tally.calls
    return {
        "unit": "calls that gave something away",
        "ours": len(found),
        "functions": len(functions),
        "calls": calls,
        "note": "; ".join(found[:3]),
    }


def _strays(world: World, dsn: str, survey: Survey) -> Iterator[str]:
    yield from map(str, survey.leaks)
    yield from at_rest.strays_in_tables(dsn, world.planted)
    yield from at_rest.strays_in_files(settings.GEMENSAM_HOME, world.planted)


def _past_the_walls(world: World, survey: Survey, run: int) -> bool:
    """Do it again as the database's superuser: what found nothing before must find it now."""
    profile = standing.Profile(*[standing.FINDING] * 4, pages_a_kind=1)
    staffs = [
        one
        for one in addresses()
        if one.name.startswith(PAST_THE_WALLS) and "uuid" in one.words.values()
    ]
    with at_rest.acting_as(None):
        driven, found = _drive(world, survey, staffs, profile, run)
        called = _call(world, planting.GROUPS[:1], ("cecilia",))
    names = sorted(":".join(one.split(":")[:2]) for one in found)
    is_open = _say(
        name="escape: addresses as superuser (must give way)",
        **driven,
        note=", ".join(names),
        passed=len(found) > len(staffs) / 2,
    )
    name = "escape: functions as superuser (must give way)"
    return _say(name=name, **called, passed=called["ours"] > 0) and is_open


def _run(clones: conftest.Clones, run: int, only: Sequence[str]) -> bool:
    world, dsn = standing.plant(clones)
    people = standing.people_of(world, EVERYBODY, planting.GROUPS)
    survey = look_around(world, people, DEEP.pages_a_kind)
    chosen = [one for one in addresses() if not only or one.name.startswith(tuple(only))]
    driven, found = _drive(world, survey, chosen, DEEP, run)
    is_well = _say(name="escape", **driven, note="; ".join(found[:3]), passed=not found)
    if only:
        return is_well
    called = _call(world, planting.GROUPS, CALLERS)
    is_well &= _say(name="escape: functions", **called, passed=called["ours"] == 0)
    strays = sorted(set(_strays(world, dsn, survey)))
    is_well &= _say(
        name="escape: own pages, rows and files",
        unit="strays",
        ours=len(strays),
        pages=survey.pages,
        note="; ".join(strays[:5]),
        passed=not strays,
    )
    return is_well & _past_the_walls(world, survey, run)


def main() -> int:
    """Plant, drive, call, search what lies at rest, and do it again without the walls."""
    logging.disable(logging.CRITICAL)
    run = int(sys.argv[1]) if len(sys.argv) > 1 else int(time.time())
    only = sys.argv[2:]
    conftest._ensure_template()
    clones = conftest.Clones("escape")
    clones.renew()
    with standing.walled_in(clones):
        is_well = _run(clones, run, only)
    connections.close_all()
    clones.cluster.stop("immediate")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())

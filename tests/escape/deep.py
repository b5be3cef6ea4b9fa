"""The deep profile of the escape machine, by itself: `python -m tests.escape.deep` prints JSON rows."""

import dataclasses
import json
import logging
import sys
import time
from typing import Any

# Sets the environment that Django is set up with, so it comes first.
import conftest

conftest.pytest_configure()

from django.conf import settings  # noqa: E402 -- after Django is set up
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.escape import at_rest, planting  # noqa: E402
from tests.escape.calls import Caller  # noqa: E402
from tests.escape.machine import Effort, Machine  # noqa: E402
from tests.escape.world import World, populate  # noqa: E402

from gemensam.identity import queries as identity  # noqa: E402
from gemensam.tenancy.context import tenant_context  # noqa: E402

CALLERS = ("cecilia", "olga", "anna", "hanna", "bo", "nils", "henrik", "sven")
DEEP = Effort()


def _say(**row: Any) -> bool:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return bool(row["passed"])


def _drive(world: World, name: str, effort: Effort, *, seed: int) -> dict[str, Any]:
    began = time.monotonic()
    tally = Machine(world, seed=seed, effort=effort).run()
    return {
        "name": name,
        "unit": "leaks",
        "ours": len(tally.leaks),
        "requests": tally.requests,
        "ids_tried": len(tally.ids),
        "addresses": len(tally.addresses),
        "forms": len(tally.forms),
        "own_canaries_seen": len(tally.own_canaries),
        "unlike_absent": len(tally.unlike),
        "broken": len(tally.broken),
        "seconds": round(time.monotonic() - began),
        "note": "; ".join([*map(str, tally.leaks[:3]), *tally.unlike[:3], *tally.broken[:3]]),
    }


def _call(world: World, name: str, keys: tuple[str, ...]) -> dict[str, Any]:
    functions: set[str] = set()
    leaks, unlike, calls = [], [], 0
    for group in planting.GROUPS:
        for key in keys:
            token = world.people[group, key].token
            session = identity.live_session(token, now=timezone.now())
            assert session is not None
            assert session.tenant_id is not None
            with tenant_context(session.tenant_id):
                actor = identity.actor_of(session)
            victims = [one for one in planting.GROUPS if one != group]
            tally = Caller(world, actor, group=group, key=key).run(victims, session.tenant_id)
            functions |= tally.functions
            leaks += tally.leaks
            unlike += tally.unlike
            calls += tally.calls
    return {
        "name": name,
        "unit": "leaks",
        "ours": len(leaks),
        "functions": len(functions),
        "calls": calls,
        "unlike_absent": len(unlike),
        "note": "; ".join([*map(str, leaks[:3]), *unlike[:3]]),
    }


def _past_the_walls(world: World, clones: conftest.Clones) -> bool:
    connection = connections["default"]
    connection.close()
    role = clones.cluster.parameters(database=clones.name)
    connection.settings_dict |= {"USER": role["user"], "PASSWORD": role["password"]}
    effort = dataclasses.replace(
        DEEP, attackers=planting.GROUPS[:1], people=("cecilia", "anna"), pages_a_person=5
    )
    driven = _drive(world, "escape: requests as superuser (must find)", effort, seed=1)
    called = _call(world, "escape: functions as superuser (must leak)", ("cecilia",))
    found = driven["ours"] + driven["unlike_absent"]
    return _say(**driven, passed=found > 0) & _say(**called, passed=called["ours"] > 0)


def main() -> int:
    """Plant, drive, call, search what lies at rest, and do it again without the walls."""
    logging.disable(logging.CRITICAL)
    conftest._ensure_template()
    clones = conftest.Clones("escape")
    clones.renew()
    dsn = clones.cluster.dsn(database=clones.name)
    world = populate(planting.plant(dsn))
    driven = _drive(world, "escape: requests", DEEP, seed=int(time.time()))
    is_clean = driven["ours"] + driven["unlike_absent"] + driven["broken"] == 0
    is_well = _say(**driven, passed=is_clean)
    called = _call(world, "escape: functions", CALLERS)
    is_well &= _say(**called, passed=called["ours"] + called["unlike_absent"] == 0)
    strays = sorted(
        {
            *at_rest.strays_in_tables(dsn, world.planted),
            *at_rest.strays_in_files(settings.GEMENSAM_HOME, world.planted),
        }
    )
    is_well &= _say(
        name="escape: at rest",
        unit="strays",
        ours=len(strays),
        passed=not strays,
        note="; ".join(strays[:5]),
    )
    is_well &= _past_the_walls(world, clones)
    connections.close_all()
    clones.cluster.stop("immediate")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())

"""What every run stands on: the database planted, the cast logged in, the connection a role's."""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import conftest
from django.db import connection, connections
from django.db.backends.signals import connection_created
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.reporting import with_reporter
from hypothesis.stateful import run_state_machine_as_test
from tests.addresses import Address
from tests.escape import at_rest, planting
from tests.escape.bodies import SHAPES
from tests.escape.machine import Ground, machine_at
from tests.escape.world import Person, World, populate

from gemensam.tenancy.roles import PREFIX

APP = f"{PREFIX}app"
# No deadline: how fast a page answers is measured elsewhere, on a quiet machine.
_COMMON = settings(
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)
# For what must be found: it ends at the first thing, and does not make it short.
FINDING = settings(_COMMON, phases=[Phase.generate], max_examples=60, stateful_step_count=3)


@dataclass(frozen=True)
class Profile:
    """How much is tried: where a log-in is needed, where all may come, where bodies are read."""

    at_ids: settings
    at_open: settings
    at_bodies: settings
    at_functions: settings
    pages_a_kind: int

    def for_address(self, address: Address) -> settings:
        """Give the effort that an address is worth."""
        if address.name in SHAPES:
            return self.at_bodies
        if address.has_mark("is_public") and "uuid" not in address.words.values():
            return self.at_open
        return self.at_ids


# Part of every test run, so repeatable: each address has its own seed, the same each time.
SMALL = Profile(
    at_ids=settings(_COMMON, max_examples=1, stateful_step_count=5),
    at_open=settings(_COMMON, max_examples=1, stateful_step_count=3),
    at_bodies=settings(_COMMON, max_examples=12, stateful_step_count=3),
    at_functions=settings(_COMMON, max_examples=2),
    pages_a_kind=1,
)
# Other attempts each time: the run's number is said, and leads to the same ones again.
DEEP = Profile(
    at_ids=settings(_COMMON, max_examples=8, stateful_step_count=6),
    at_open=settings(_COMMON, max_examples=4, stateful_step_count=4),
    at_bodies=settings(_COMMON, max_examples=100, stateful_step_count=5),
    at_functions=settings(_COMMON, max_examples=2),
    pages_a_kind=1,
)


def plant(clones: conftest.Clones) -> tuple[World, str]:
    """Let the worker catch up, plant what there then is, and log the cast in."""
    dsn = clones.cluster.dsn(database=clones.name)
    at_rest.let_the_worker_work()
    connection.close()
    return populate(planting.plant(dsn)), dsn


@contextmanager
def walled_in(clones: conftest.Clones) -> Iterator[None]:
    """Log in as the superuser and act as the application's role, as row-level security sees it.

    So one connection can see, before it is undone, all that the application wrote.
    """

    def become_the_application(**_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET SESSION AUTHORIZATION {APP}")

    with past_the_walls(clones):
        connection_created.connect(become_the_application, weak=False)
        try:
            yield
        finally:
            connection_created.disconnect(become_the_application)


@contextmanager
def past_the_walls(clones: conftest.Clones) -> Iterator[None]:
    """Let the application be the database's superuser, whom no policy holds."""
    default = connections["default"]
    ours = {key: default.settings_dict[key] for key in ("USER", "PASSWORD")}
    role = clones.cluster.parameters(database=clones.name)
    default.close()
    default.settings_dict |= {"USER": role["user"], "PASSWORD": role["password"]}
    try:
        yield
    finally:
        default.close()
        default.settings_dict |= ours


def seed_of(address: Address, run: int) -> int:
    """Give an address its own seed within a run."""
    return zlib.crc32(f"{address.name} {run}".encode())


def drive(ground: Ground, profile: Profile, *, run: int) -> None:
    """Drive one address. Raises Escaped, with the shortest sequence of steps as its notes."""
    effort = profile.for_address(ground.address)
    steps: list[str] = []
    machine = seed(seed_of(ground.address, run))(machine_at(ground))
    try:
        with with_reporter(steps.append):
            run_state_machine_as_test(machine, settings=effort)
    except AssertionError as error:
        for step in steps:
            error.add_note(step)
        raise


def people_of(world: World, keys: Sequence[str], groups: Sequence[str]) -> list[Person]:
    """Give the people of these names in these municipalities, in the order of the names."""
    wanted = {(key, group) for key in keys for group in groups}
    return sorted(
        (one for one in world.people if (one.key, one.group) in wanted),
        key=lambda one: keys.index(one.key),
    )

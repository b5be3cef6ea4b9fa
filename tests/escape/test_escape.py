"""Nobody gets out of their municipality: not by an address, a form, a function or a forgotten row."""

import dataclasses
import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from django.utils import timezone
from tests.addresses import every_address
from tests.escape import at_rest, planting
from tests.escape.calls import Caller, CallTally
from tests.escape.machine import LEFT_ALONE, SMALL, Machine, Tally
from tests.escape.world import World, populate

from gemensam.identity import queries as identity
from gemensam.tenancy.context import tenant_context

SEED = 20261121
VICTIM = planting.COPIES[0]


@dataclass
class Run:
    """What one run of the machine left behind."""

    world: World
    tally: Tally
    dsn: str
    log: str


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def planted(clones) -> Iterator[tuple[World, str]]:
    """Three municipalities alike, in a database that is thrown away."""
    clones.renew()
    clones.is_fresh = False
    dsn = clones.cluster.dsn(database=clones.name)
    yield populate(planting.plant(dsn)), dsn
    connections.close_all()


@pytest.fixture(scope="module")
def attacked(planted) -> Run:
    """The small profile, run once for this module's tests."""
    world, dsn = planted
    kept = _Kept()
    logging.getLogger().addHandler(kept)
    try:
        tally = Machine(world, seed=SEED, effort=SMALL).run()
    finally:
        logging.getLogger().removeHandler(kept)
    return Run(world, tally, dsn, "\n".join(kept.lines))


@pytest.fixture(scope="module")
def called(planted) -> list[CallTally]:
    """Every function called by a caseworker and an operator with others' ids."""
    return [_calls_of(planted[0], key) for key in ("cecilia", "olga")]


def _calls_of(world: World, key: str) -> CallTally:
    who = world.people[planting.SOURCE, key]
    session = identity.live_session(who.token, now=timezone.now())
    assert session is not None
    assert session.tenant_id is not None
    with tenant_context(session.tenant_id):
        actor = identity.actor_of(session)
    return Caller(world, actor, group=planting.SOURCE, key=key).run([VICTIM], session.tenant_id)


@pytest.fixture
def past_the_walls(planted, clones) -> Iterator[World]:
    """The application connected as the database's superuser, whom no policy holds."""
    connection = connections["default"]
    ours = dict(connection.settings_dict)
    role = clones.cluster.parameters(database=clones.name)
    connection.close()
    connection.settings_dict |= {"USER": role["user"], "PASSWORD": role["password"]}
    yield planted[0]
    connection.close()
    connection.settings_dict |= {"USER": ours["USER"], "PASSWORD": ours["PASSWORD"]}


def test_every_table_with_a_tenant_could_be_planted(planted):
    world, _ = planted
    assert world.planted.unplanted == {}
    assert world.planted.canaries > 1000


@pytest.mark.slow
def test_every_address_that_takes_part_was_tried(attacked):
    expected = {one.name for one in every_address() if not one.name.startswith(LEFT_ALONE)}
    assert attacked.tally.addresses == expected


@pytest.mark.slow
def test_the_machine_sees_ones_own_canaries_so_that_it_would_see_others(attacked):
    shown = {canary.rsplit("~")[-1].split(".")[0] for canary in attacked.tally.own_canaries}
    assert {"people_resident", "people_home", "homecare_note", "people_mandate"} <= shown


@pytest.mark.slow
def test_no_answer_shows_anything_of_another_municipality(attacked):
    assert [str(leak) for leak in attacked.tally.leaks] == []


@pytest.mark.slow
def test_others_things_answer_exactly_as_things_that_do_not_exist(attacked):
    assert attacked.tally.unlike == []


@pytest.mark.slow
def test_no_attempt_breaks_a_page(attacked):
    assert attacked.tally.broken == []


@pytest.mark.slow
def test_nothing_of_another_municipality_was_logged(attacked):
    found = attacked.world.leaks_in_text(planting.SOURCE, "log", "log", "log", attacked.log)
    assert [str(leak) for leak in found if "~" in leak.found] == []


@pytest.mark.slow
def test_no_row_message_event_or_file_holds_anything_of_another_municipality(attacked):
    strays = at_rest.strays_in_tables(attacked.dsn, attacked.world.planted)
    assert sorted(set(strays)) == []
    files = at_rest.strays_in_files(settings.GEMENSAM_HOME, attacked.world.planted)
    assert list(files) == []


def test_no_function_gives_anything_of_another_municipality(called):
    assert [str(leak) for tally in called for leak in tally.leaks] == []


def test_functions_answer_for_others_ids_as_for_nobodys(called):
    assert [line for tally in called for line in tally.unlike] == []
    assert min(len(tally.functions) for tally in called) > 80


def test_past_the_walls_the_same_machine_finds_others_things_and_words(past_the_walls):
    effort = dataclasses.replace(SMALL, people=("cecilia",), pages_a_person=2)
    tally = Machine(past_the_walls, seed=SEED, effort=effort).run()
    assert tally.unlike != []
    assert _calls_of(past_the_walls, "cecilia").leaks != []


def test_the_page_of_sent_messages_is_the_demos_alone(planted):
    world, _ = planted
    client = world.people[planting.SOURCE, "anonymous"].client()
    with override_settings(GEMENSAM_DEMO=False):
        assert client.get("/demo/utskick/").status_code == 404

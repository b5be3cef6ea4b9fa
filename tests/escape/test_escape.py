"""Nobody gets out of their municipality: not by an address, a form, a function or a forgotten row."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from hypothesis import Phase
from hypothesis import settings as effort
from tests.addresses import Address
from tests.cast_at_work import undone
from tests.escape import at_rest, planting, standing
from tests.escape.bodies import SHAPES
from tests.escape.calls import ABOUT_ANYBODY, Caller, caller_of, functions_with_ids
from tests.escape.machine import Escaped, Ground, Tally
from tests.escape.standing import SMALL, drive
from tests.escape.survey import Survey, addresses, bodies_needed, look_around, methods_of
from tests.escape.world import Person, World

from gemensam.outbox.models import Event

# Every address, many times over.
pytestmark = pytest.mark.slow
# The same attempts in every run of the tests.
RUN = 20261122
HOME = planting.SOURCE
WHO = (
    *("cecilia", "anna", "olga", "hanna", "bo", "karin"),
    *("sara", "eva", "margit", "anonymous"),
)
CALLERS = ("cecilia", "olga")
# Where staff meet a row by its id: without the walls each of these must give something away.
BEHIND_WALLS = ("cases:case", "console:alarm", "homecare:visit", "records:record")
AT_WALLS = ("alarms.alarm", "homecare.visit", "people.residents")
SHRINKING = effort(standing.FINDING, phases=[Phase.generate, Phase.shrink])


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@dataclass
class Driven:
    """The addresses driven so far, each once, and what came of it."""

    world: World
    dsn: str
    survey: Survey
    log: _Kept
    tally: Tally = field(default_factory=Tally)
    # What each address that was driven came to; nothing where nothing was found.
    found: dict[str, Exception | None] = field(default_factory=dict)

    def ground(self, address: Address) -> Ground:
        """Munkedal's people against the other two."""
        people = tuple(standing.people_of(self.world, WHO, [HOME]))
        return Ground(self.world, self.survey, people, planting.COPIES, address, self.tally)

    def at(self, address: Address) -> Exception | None:
        """Drive an address, unless it was; give what was found."""
        if address.name not in self.found:
            try:
                drive(self.ground(address), SMALL, run=RUN)
            except Exception as error:  # noqa: BLE001 -- raised by the address's own test
                self.found[address.name] = error
            else:
                self.found[address.name] = None
        return self.found[address.name]

    def everywhere(self) -> Tally:
        """Drive every address that is left."""
        for address in addresses():
            self.at(address)
        return self.tally


@pytest.fixture(scope="module")
def driven(clones) -> Iterator[Driven]:
    """Three municipalities alike, in a database that is thrown away, and everybody's own pages."""
    clones.renew()
    clones.is_fresh = False
    log = _Kept()
    logging.getLogger().addHandler(log)
    with standing.walled_in(clones):
        world, dsn = standing.plant(clones)
        people = standing.people_of(world, WHO, [HOME])
        yield Driven(world, dsn, look_around(world, people, SMALL.pages_a_kind), log)
    logging.getLogger().removeHandler(log)


def _callers(world: World) -> list[Caller]:
    return [caller_of(world, Person(key, HOME)) for key in CALLERS]


def test_every_table_with_a_tenant_could_be_planted(driven):
    assert driven.world.planted.unplanted == {}
    assert driven.world.planted.canaries > 1000


def test_bodies_of_all_three_kinds_have_rows_to_try(driven):
    for group in planting.COPIES:
        planted = driven.world.planted
        assert len(planted.tenants[group]) == 1 + len(planting.BODIES)
        assert planted.ids[group].keys() >= planting.OPEN_TO_ALL | {"programme_cofundingline"}


def test_every_view_that_reads_a_body_of_its_own_has_a_shape_to_be_sent():
    assert set(bodies_needed()) == set(SHAPES)


def test_ones_own_pages_show_nothing_of_another_municipality(driven):
    assert [str(leak) for leak in driven.survey.leaks] == []


@pytest.mark.parametrize("address", addresses(), ids=lambda one: one.name)
def test_nobody_gets_out(driven, address):
    if found := driven.at(address):
        raise found


def test_every_address_was_tried_by_each_of_its_methods_and_by_everybody(driven):
    tally = driven.everywhere()
    expected = {(one.name, method) for one in addresses() for method in methods_of(one)}
    assert tally.tried & expected == expected
    assert {one.key for one in tally.people} == set(WHO)


def test_the_machine_sees_ones_own_canaries_so_that_it_would_see_others(driven):
    seen = driven.everywhere().own_canaries | driven.survey.own_canaries
    shown = {canary.rsplit("~")[-1].split(".")[0] for canary in seen}
    assert {"people_resident", "people_home", "homecare_note", "people_mandate"} <= shown
    assert "programme_cofundingline" in shown


def test_nothing_of_another_municipality_was_logged(driven):
    driven.everywhere()
    somebody = Person("the log", HOME)
    text = "\n".join(driven.log.lines)
    found = driven.world.leaks_in_text(somebody, "log", "log", text, set())
    assert [str(leak) for leak in found if "~" in leak.found] == []


def test_no_row_or_file_that_stayed_holds_anything_of_another_municipality(driven):
    driven.everywhere()
    strays = at_rest.strays_in_tables(driven.dsn, driven.world.planted)
    assert sorted(set(strays)) == []
    files = at_rest.strays_in_files(settings.GEMENSAM_HOME, driven.world.planted)
    assert list(files) == []


def test_what_is_written_is_searched_before_it_is_undone(driven):
    foreign = planting.marker(planting.COPIES[0])
    tenant = next(iter(driven.world.planted.tenants[HOME]))
    with undone():
        since = at_rest.here()
        Event.objects.create(
            name="test",
            payload={"x": foreign},
            key="test",
            tenant_id=tenant,
            created_at=timezone.now(),
        )
        strays = at_rest.strays_of_jobs(driven.world.planted, since)
    assert strays == {f"outbox_event.payload of {HOME} holds something of {planting.COPIES[0]}"}


def test_no_function_gives_or_tells_anything_of_another_municipality(driven):
    callers = _callers(driven.world)
    for name, function, hints in functions_with_ids():
        for caller in callers if name not in ABOUT_ANYBODY else ():
            caller.try_function(name, function, hints, SMALL.at_functions)
    assert min(len(caller.tally.functions) for caller in callers) > 110


@pytest.mark.parametrize("name", BEHIND_WALLS)
def test_past_the_walls_the_same_machine_gets_out(driven, name):
    (address,) = (one for one in addresses() if one.name == name)
    profile = replace(SMALL, at_ids=standing.FINDING)
    with at_rest.acting_as(None), pytest.raises(Escaped):
        drive(driven.ground(address), profile, run=RUN)


@pytest.mark.parametrize("name", AT_WALLS)
def test_past_the_walls_the_same_calls_get_out(driven, name):
    caller = caller_of(driven.world, Person("cecilia", HOME))
    calls: dict[str, tuple[Callable[..., object], dict[str, object]]] = {
        one: (function, hints) for one, function, hints in functions_with_ids()
    }
    with at_rest.acting_as(None), pytest.raises(Escaped):
        caller.try_function(name, *calls[name], standing.FINDING)


def test_what_is_found_shrinks_to_one_step(driven):
    (address,) = (one for one in addresses() if one.name == "cases:case")
    with at_rest.acting_as(None), pytest.raises(Escaped) as found:
        drive(driven.ground(address), replace(SMALL, at_ids=SHRINKING), run=RUN)
    steps = [line for line in found.value.__notes__ if line.startswith("state.")]
    assert [step.partition("(")[0] for step in steps] == ["state.knock", "state.teardown"]


def test_the_page_of_sent_messages_is_the_demos_alone(driven):
    with override_settings(GEMENSAM_DEMO=False):
        response = driven.world.ask(Person("anonymous", HOME), "GET", "/demo/utskick/")
    assert response.status_code == 404

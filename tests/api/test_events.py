"""The feed of what happened: in the order of the commits, to whom it concerns, nothing missed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone
from tests.api.systems import AWAY, HOME, System, make_client, tenant_of
from tests.as_worker import as_worker

from gemensam.cases import api as cases
from gemensam.cases.models import CareService, CaseEvent, EventKind
from gemensam.cases.tests.acting import the_world
from gemensam.cases.tests.test_deciding import _decide
from gemensam.identity.api import Scope
from gemensam.outbox import api as outbox
from gemensam.tenancy.context import tenant_context
from gemensam.webhooks import api as webhooks
from gemensam.webhooks.models import Occurrence


@pytest.fixture
def world(clones):
    """The demo world, seen by the worker, which has told of all that happened before."""
    clones.renew()
    with as_worker(), transaction.atomic():
        outbox.drain(now=timezone.now())
        yield the_world()
        transaction.set_rollback(True)


def _feed(system, after=0, limit=500):
    return system.get(f"/events?after={after}&limit={limit}").json()


def _last(slug=HOME):
    with tenant_context(tenant_of(slug)):
        row = Occurrence.objects.order_by("-number").first()
        return row.number if row else 0


def test_everything_that_happens_in_a_case_is_told_once_and_in_order(world):
    last = _last()
    with tenant_context(world.home):
        case_id = world.open_case(by="eva")
        cases.note(actor=world.actor("cecilia"), case_id=case_id, text="Ring.", now=world.now)
        _decide(world, case_id, version=2)
        happened = CaseEvent.objects.filter(case_id=case_id).values_list("kind", "id")
        ids = {kind: str(one) for kind, one in happened}
        granted = str(CareService.objects.get(decision__case_id=case_id).id)
    outbox.drain(now=world.now)
    outbox.drain(now=world.now)
    told = _feed(System(make_client()), last)
    assert len({one.pop("id") for one in told["events"]}) == 4
    of_events = [
        {
            "number": last + n,
            "type": f"case.{kind.lower()}",
            "timestamp": world.now.isoformat().replace("+00:00", "Z"),
            "data": {"case_id": str(case_id), "event_id": ids[kind]},
        }
        for n, kind in enumerate(("OPENED", "NOTE", "DECISION"), start=1)
    ]
    of_service = {
        "number": last + 4,
        "type": "care_service.granted",
        "timestamp": world.now.isoformat().replace("+00:00", "Z"),
        "data": {"case_id": str(case_id), "care_service_id": granted},
    }
    assert told == {"events": [*of_events, of_service], "next": last + 4, "has_more": False}


def test_every_kind_of_event_has_a_word_for_other_systems():
    assert {f"case.{one.lower()}" for one in EventKind} | {"care_service.granted"} == {
        *webhooks.Kind
    }


def test_the_feed_is_read_page_by_page(world):
    last = _last()
    with tenant_context(world.home):
        for _ in range(3):
            world.open_case(by="eva")
    outbox.drain(now=world.now)
    system = System(make_client())
    first = _feed(system, last, limit=2)
    second = _feed(system, first["next"], limit=2)
    assert [one["number"] for one in first["events"] + second["events"]] == [
        *(last + 1, last + 2, last + 3)
    ]
    assert (first["has_more"], second["has_more"]) == (True, False)
    assert _feed(system, second["next"]) == {
        "events": [],
        "next": second["next"],
        "has_more": False,
    }


def test_another_municipality_is_told_nothing(world):
    before = _last(AWAY)
    with tenant_context(world.home):
        world.open_case(by="eva")
    outbox.drain(now=world.now)
    assert _feed(System(make_client(AWAY)), before)["events"] == []


def test_what_happens_to_a_protected_person_is_told_to_those_alone_who_were_let_at_them(world):
    last = _last()
    with tenant_context(world.home):
        case_id = str(world.open_case("greta"))
    outbox.drain(now=world.now)
    without = System(make_client(HOME, Scope.EVENTS_READ, name="without"))
    let_in = System(make_client(HOME, Scope.EVENTS_READ, Scope.CASES_PROTECTED, name="let in"))
    assert _feed(without, last)["events"] == []
    assert [one["data"]["case_id"] for one in _feed(let_in, last)["events"]] == [case_id]


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=501", f"after={2**63}"])
def test_what_is_no_place_in_the_feed_is_refused(world, query):
    assert System(make_client()).get(f"/events?{query}").status_code == 422


def test_who_tells_at_the_same_time_waits_so_that_no_number_comes_in_afterwards(real_db):
    now, tenant_id = timezone.now(), tenant_of(HOME)

    def tell(_: int) -> None:
        try:
            with tenant_context(tenant_id):
                webhooks.tell(
                    kind=webhooks.Kind.CASE_NOTE,
                    source_id=uuid4(),
                    about={"case_id": uuid4()},
                    is_guarded=False,
                    at=now + timedelta(days=1),
                    now=now,
                )
        finally:
            connections.close_all()

    with as_worker():
        before = _last()
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(tell, range(40)))
        with tenant_context(tenant_id):
            made = Occurrence.objects.filter(number__gt=before).order_by("number")
            assert list(made.values_list("number", flat=True)) == [*range(before + 1, before + 41)]

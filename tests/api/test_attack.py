"""Schemathesis finds nothing: no 5xx, every answer as described, nothing wrong taken in."""

import os
from uuid import UUID

import pytest
from django.utils import timezone
from tests.api.attack import attack
from tests.api.systems import ALL_SORTS, HOME, make_client, publish, tenant_of
from tests.as_worker import as_worker

from gemensam.cases.models import CaseEvent
from gemensam.cases.tests.acting import the_world
from gemensam.cases.tests.test_deciding import _decide
from gemensam.outbox import api as outbox
from gemensam.questionnaires.models import Response
from gemensam.tenancy.context import tenant_context

# Few, for every run of the tests; the drill `api` says another number. The time has room for the database's making.
EXAMPLES = int(os.environ.get("ATTACK_EXAMPLES", "3"))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240 + 10 * EXAMPLES)]


def _something_there() -> dict[str, UUID]:
    """Publish a form, open two cases, decide one, and let the worker tell of it."""
    publish(ALL_SORTS)
    world = the_world()
    with tenant_context(world.home):
        case_id = world.open_case(by="eva")
        decision_id = _decide(world, case_id)
        open_case_id = world.open_case(by="eva")
    with as_worker():
        outbox.drain(now=timezone.now())
    return {"case_id": case_id, "decision_id": decision_id, "open_case_id": open_case_id}


def test_the_api_stands_what_its_own_description_allows_and_forbids(live_server, tmp_path):
    ids = _something_there()
    found = attack(live_server.url, make_client(), tmp_path, examples=EXAMPLES, **ids)
    with tenant_context(tenant_of(HOME)):
        taken_in = Response.objects.exclude(client=None).count()
        said = CaseEvent.objects.filter(case_id=ids["open_case_id"], kind="MESSAGE").count()
    print(found.said, taken_in, "taken in", said, "said")  # noqa: T201 -- for the drill, or a failure
    # Something was taken in and said: more than refusals were tried.
    assert (found.is_clean, taken_in > 1, said > 1) == (True, True, True)

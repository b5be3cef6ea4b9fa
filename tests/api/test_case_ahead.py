"""What is to come in a case, by the API: the meeting and the follow-up."""

from datetime import timedelta

import pytest
from tests.api.systems import HOME, System, make_client
from tests.api.test_cases import _decided, _open, _written

from gemensam.cases import api as cases
from gemensam.cases import meetings
from gemensam.cases.models import Case
from gemensam.cases.tests.acting import the_world
from gemensam.identity.api import Scope
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def world(db):
    """The demo world; what is asked for by the API is asked for outside of its tenant."""
    return the_world()


def test_the_meeting_to_come_is_given_with_the_case(world):
    case_id = _open(world)
    begins = world.now + timedelta(days=2)
    wanted = meetings.Wanted(
        cases.MeetingKind.HOME, begins, begins + timedelta(hours=1), is_agreed=True, bring="Nyckeln"
    )
    with tenant_context(world.home):
        cecilia = world.actor("cecilia")
        meetings.book(actor=cecilia, case_id=case_id, wanted=wanted, now=world.now)
    found = System(make_client(HOME, Scope.CASES_READ)).get(f"/cases/{case_id}").json()
    assert found["events"][-1]["kind"] == "MEETING"
    assert found["meetings"] == [found["meeting"]]
    assert found["meeting"].pop("id")
    assert found["meeting"] == {
        "kind": "HOME",
        "state": "BOOKED",
        "starts_at": _written(begins),
        "ends_at": _written(begins + timedelta(hours=1)),
        "held_by": "Cecilia Nyberg",
        "place": "",
        "with_whom": "",
        "bring": "Nyckeln",
        "interpreter": "",
    }


def test_the_day_by_which_what_was_granted_is_followed_up_is_given(world):
    case_id = _decided(world)
    with tenant_context(world.home):
        day = Case.objects.get(id=case_id).follow_up_on
    found = System(make_client(HOME, Scope.CASES_READ)).get(f"/cases/{case_id}").json()
    assert found["follow_up_on"] == day.isoformat()

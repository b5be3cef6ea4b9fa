"""What follows of what HR tells: flags, coverage, HSA's questions, protection, and who comes back."""

import pytest
from django.utils.translation import override
from tests.cast_at_work import log_in

from gemensam.employees import handlers
from gemensam.employees.api import look_through
from gemensam.employees.events import EmploymentsChanged
from gemensam.employees.feed import register
from gemensam.employees.feed_models import Proposal
from gemensam.employees.register import Finding, StaffCount, Standing
from gemensam.employees.tests.feeding import NOW, feed, person
from gemensam.employees.tests.test_feed import HOUR, home, hsa_id_of, staff
from gemensam.identity import api as identity
from gemensam.identity.models import Commission, StaffMember
from gemensam.outbox.models import Event
from gemensam.outbox.registry import from_json

assert home  # a fixture


def _flags(hsa_id):
    rows = Finding.objects.filter(commission__employee_hsa_id=hsa_id).order_by("flag")
    return list(rows.values_list("flag", flat=True))


def _figures():
    rows = StaffCount.objects.filter(category="SOCIAL_CARE")
    return rows.values_list("concerned", "with_hsa_id", "with_commission").get()


def _at_work(now):
    """What the worker does with what was published, with the application's role."""
    for one in Event.objects.filter(name=EmploymentsChanged.name).order_by("id"):
        handlers.look_at_changes(from_json(EmploymentsChanged, one.payload), now)


def test_flags_and_coverage_follow_what_hr_told_without_waiting_for_the_sweep(home):
    anna, hanna = hsa_id_of("anna"), hsa_id_of("hanna")
    look_through(now=NOW)
    feed(*staff(8), person("1", hsa_id=anna), person("2", hsa_id=hanna))
    _at_work(NOW)
    assert (_flags(anna), _flags(hanna), _figures()) == ([], [], (10, 2, 2))
    # Anna has left, Hanna's HSA-id was another's, and one without an HSA-id is new.
    later = NOW + HOUR
    feed(*staff(9), person("2", hsa_id="SE2120000001-P999"), now=later)
    _at_work(later)
    assert (_flags(anna), _flags(hanna), _figures()) == (
        ["EMPLOYEE_ENDED"], ["EMPLOYEE_ENDED"], (10, 1, 0),
    )  # fmt: skip
    assert Standing.objects.filter(employee__hr_number="A9", hsa_id="").exists()


def test_hsa_is_asked_about_whoever_hr_gives_an_hsa_id_and_is_concerned(home):
    ids = {number: f"SE2120000001-P99{number}" for number in range(4)}
    feed(
        person("1", hsa_id=ids[1].lower()),
        person("2", hsa_id=ids[2], category="Kök"),
        person("3", hsa_id=ids[3], ends_on="2026-11-20"),
    )
    followed = StaffMember.objects.filter(employee_hsa_id__in=ids.values())
    assert list(followed.values_list("employee_hsa_id", "heard_at")) == [(ids[1], None)]
    assert not Commission.objects.filter(employee_hsa_id=ids[1]).exists()


def test_whom_hr_calls_protected_is_hidden_everywhere_and_stays_so(home):
    hsa_id = hsa_id_of("anna")
    feed(*staff(6), person("1", hsa_id=hsa_id, is_protected="ja"))
    feed(*staff(6), person("1", hsa_id=hsa_id, is_protected="nej"), now=NOW + HOUR)
    row = Commission.objects.select_related("person").get(employee_hsa_id=hsa_id)
    assert (row.person.is_protected, row.family_key, row.given_key) == (True, "", "")
    for address in ("/behorighet/", "/behorighet/?sok=anna", "/katalog/?sok=anna"):
        assert "Anna Berg" not in log_in("sven").client().get(address).text


@pytest.mark.parametrize("hsa_id", ["", "SE2120000001-P999"])
def test_a_row_that_ends_an_employment_and_takes_its_hsa_id_away_suspends_by_what_was_known(
    home, hsa_id
):
    anna = hsa_id_of("anna")
    feed(*staff(6), person("1", hsa_id=anna))
    feed(*staff(6), person("1", hsa_id=hsa_id, ends_on="2026-11-20"), now=NOW + HOUR)
    assert identity.suspended_among({anna}) == {anna}


@pytest.mark.parametrize(("begins", "is_in"), [("2026-11-23", True), ("2026-11-24", False)])
def test_another_employment_counts_from_its_first_day(home, begins, is_in):
    anna = hsa_id_of("anna")
    feed(*staff(6), person("1", hsa_id=anna))
    feed(*staff(6), person("2", hsa_id=anna, starts_on=begins), now=NOW + HOUR)
    assert (identity.suspended_among({anna}) == set()) is is_in


def test_whoever_comes_back_under_a_new_number_is_suspended_still_and_somebody_is_told(home):
    anna = hsa_id_of("anna")
    feed(*staff(6), person("1", hsa_id=anna))
    feed(*staff(6), now=NOW + HOUR)
    feed(*staff(6), person("2", hsa_id=anna), now=NOW + 2 * HOUR)
    found = Proposal.objects.select_related("employee", "change").get(
        employee__hr_number="2", state="OPEN"
    )
    assert identity.suspended_among({anna}) == {anna}
    with override("sv"):
        said = register.to_do(found, register.suspended_of([found]))
    assert said == "Se om spärren ska hävas."

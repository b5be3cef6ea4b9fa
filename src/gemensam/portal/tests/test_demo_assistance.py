"""What the demo's people answer in the real forms is counted whole: no answer is lost on the way."""

import pytest

from gemensam.assistance import api as assistance
from gemensam.cases.models import Case
from gemensam.cases.tests.conftest import world
from gemensam.kernel.money import Money

__all__ = ["world"]


@pytest.mark.parametrize(
    ("state", "beside_the_norm"),
    [
        # Moa and Jonas, and Jonna this month; the norm's rows follow the month that it is.
        ("INVESTIGATING", [910000, 64000, 45000]),
        ("NEW", [980000, 61250, 14500, 820000, 43075]),
    ],
)
def test_the_demos_applications_become_calculations(world, state, beside_the_norm):
    case = Case.objects.get(kind="financial_assistance", state=state)
    visit = assistance.Visit(world.actor("cecilia"), world.now)
    found = assistance.in_hand(visit, case.id)
    assert found.sheet.unread == ()
    rows = found.calculation.of(*(one for one in assistance.Section if one != "NORM"))
    assert [row.proposed for row in rows] == [Money(ore) for ore in beside_the_norm]
    adults = {"INVESTIGATING": ("applicant", "partner"), "NEW": ("applicant",)}[state]
    home = found.sheet.application.household
    assert (home.adults, len(home.children)) == (adults, 2)

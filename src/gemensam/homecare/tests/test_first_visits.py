"""A granted care service stands in the round of its unit: once, on a day that it was granted for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gemensam.alarms import api as alarms
from gemensam.alarms.actions.ending import end_safety_alarm
from gemensam.alarms.kinds import GrantEnded
from gemensam.cases import api as cases
from gemensam.cases.models import CareService
from gemensam.homecare.actions.first_visits import plan_first_visit
from gemensam.homecare.actions.leaving import leave_after_alarm
from gemensam.homecare.models import Visit
from gemensam.organisations import api as organisations
from gemensam.people import api as people

DAY = timedelta(days=1)
MEALS = {"days": ["wed"], "portions": ["one"], "diet": ["vegetarian"], "texture": ["whole"]}
EVERYTHING = [
    *("hygiene", "dressing", "toilet", "rising", "eating", "cleaning", "laundry", "shopping"),
    *("company", "night"),
]


@pytest.fixture
def granted(munkedal, actor, resident, now):
    """Give a resident something, as a caseworker decides it."""

    def grant(kind, name="Margit Lindgren", unit="Hemtjänst Norr", **terms):
        margit = actor("margit")
        case_id = cases.open_case(
            actor=margit,
            kind=kind,
            resident_id=resident(name),
            applicant_person_id=margit.person_id,
            representative_person_id=None,
            application_id=None,
            title=kind,
            answers=(),
            now=now,
        ).id
        unit_id = next(one.id for one in organisations.units() if one.name == unit)
        wanted = cases.Wanted(
            cases.Outcome.GRANT, "Ja.", timezone.localdate(now) + DAY, unit_id, terms
        )
        decision_id = cases.decide(
            actor=actor("cecilia"), case_id=case_id, version=1, wanted=wanted, now=now
        )
        return CareService.objects.get(decision_id=decision_id)

    return grant


def _shown(visit_id):
    row = Visit.objects.get(id=visit_id)
    starts = timezone.localtime(row.window_starts_at)
    return row, f"{starts:%a %H:%M}", f"{timezone.localtime(row.window_ends_at):%H:%M}"


def test_home_care_begins_with_a_visit_that_says_what_was_granted(granted, now):
    service = granted("home_care", tasks=["hygiene", "cleaning"], how_often=["weekly"])
    row, starts, ends = _shown(plan_first_visit(care_service_id=service.id, now=now))
    assert (starts[-5:], ends, timezone.localdate(row.window_starts_at)) == (
        "10:00",
        "11:00",
        service.starts_on,
    )
    assert row.tasks == [
        "Första besöket. Gå igenom hjälpen tillsammans",
        "Hjälp med: dusch och hygien, städning",
        "Hur ofta: varje vecka",
    ]
    assert (row.unit_id, row.resident_id) == (service.performer_id, service.resident_id)


def test_the_first_meal_comes_on_a_day_that_was_granted(granted, now):
    service = granted("meals", **MEALS)
    row, starts, ends = _shown(plan_first_visit(care_service_id=service.id, now=now))
    assert (starts, ends) == ("Wed 11:30", "13:00")
    assert timezone.localdate(row.window_starts_at) - service.starts_on < 7 * DAY
    assert row.tasks[0] == "Lämna mat"


def test_the_same_event_again_plans_nothing_more_and_a_late_one_plans_nothing_in_the_past(
    granted, now
):
    service = granted("home_care", tasks=["laundry"], how_often=["seldom"])
    late = now + 10 * DAY
    first = plan_first_visit(care_service_id=service.id, now=late)
    assert plan_first_visit(care_service_id=service.id, now=late + DAY) == first
    starts_at = Visit.objects.get(care_service_id=service.id).window_starts_at
    assert timezone.localdate(starts_at) == timezone.localdate(late)


def test_everything_at_once_is_told_in_lines_that_fit(granted, now):
    service = granted("home_care", tasks=EVERYTHING, how_often=["many_times_a_day"])
    row = Visit.objects.get(id=plan_first_visit(care_service_id=service.id, now=now))
    assert max(len(one) for one in row.tasks) <= 120
    assert " ".join(row.tasks[1:-1]).count(",") == len(EVERYTHING) - 1


def test_a_safety_alarm_puts_nothing_in_the_round_by_itself(granted, now):
    service = granted("safety_alarm")
    assert plan_first_visit(care_service_id=service.id, now=now) is None
    assert Visit.objects.filter(care_service_id=service.id).count() == 0


@pytest.mark.parametrize("has_meals", [True, False])
def test_a_unit_that_also_brings_meals_stays_when_the_alarm_ends(granted, actor, now, has_meals):
    alarm = granted("safety_alarm")
    if has_meals:
        granted("meals", **MEALS)
    (ordered,) = alarms.safety_alarms_of(alarm.resident_id, now=now)
    end_safety_alarm(
        actor=actor("bo"), safety_alarm_id=ordered.id, because=GrantEnded.MOVED, now=now
    )
    unit_id = alarm.performer_id
    leave_after_alarm(resident_id=alarm.resident_id, unit_id=unit_id, at=now + DAY, now=now)
    sees = people.has_care_relation(
        alarm.resident_id, person_id=None, unit_id=unit_id, now=now + 2 * DAY
    )
    assert sees is has_meals

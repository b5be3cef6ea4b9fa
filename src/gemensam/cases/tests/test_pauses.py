"""Pauses: until ten the day before, kept when taken back, and told in the case."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from gemensam.cases import api as cases
from gemensam.cases.kinds import PauseRule
from gemensam.cases.models import CareService, CaseEvent, Pause
from gemensam.organisations import api as organisations

ZONE = ZoneInfo("Europe/Stockholm")
RULE = PauseRule(days_before=1, until=time(10))
TERMS = {"days": ["mon"], "portions": ["one"], "diet": ["ordinary"], "texture": ["whole"]}
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("clock", "first"),
    [
        (time(10), date(2026, 11, 24)),
        (time(10, 0, 1), date(2026, 11, 25)),
        (time(0), date(2026, 11, 24)),
        (time(23, 59), date(2026, 11, 25)),
    ],
)
def test_a_day_can_be_changed_until_ten_the_day_before(clock, first):
    now = datetime.combine(date(2026, 11, 23), clock, ZONE)
    assert cases.first_day(RULE, now) == first


@pytest.fixture
def margits(world):
    """Margit's case with meals granted from tomorrow, and Margit, early in the day."""
    world.now = world.now.replace(hour=6)
    margit = world.actor("margit")

    def grant(kind="meals", terms=TERMS):
        case_id = cases.open_case(
            actor=margit,
            kind=kind,
            resident_id=world.resident("margit").id,
            applicant_person_id=margit.person_id,
            representative_person_id=None,
            application_id=None,
            title="Mat hem",
            answers=(),
            now=world.now,
        ).id
        unit = next(one.id for one in organisations.units() if one.name == "Hemtjänst Norr")
        wanted = cases.Wanted(cases.Outcome.GRANT, "Ja.", (world.now + DAY).date(), unit, terms)
        cases.decide(
            actor=world.actor("cecilia"), case_id=case_id, version=1, wanted=wanted, now=world.now
        )
        return case_id

    world.grant, world.margit, world.today = grant, margit, world.now.date()
    return world


def _pause(world, case_id, first, last, **over):
    cases.pause(
        actor=over.get("actor", world.margit),
        case_id=case_id,
        starts_on=world.today + first * DAY,
        ends_on=world.today + last * DAY,
        now=over.get("now", world.now),
    )


def _standing(world, case_id):
    service = CareService.objects.get(decision__case_id=case_id)
    rows = cases.pauses_of([service.id], on=world.today)
    return [((one.starts_on - world.today).days, (one.ends_on - world.today).days) for one in rows]


def test_a_pause_holds_both_its_days_and_is_told_in_the_case_once(margits):
    case_id = margits.grant()
    _pause(margits, case_id, 2, 3)
    _pause(margits, case_id, 2, 3)
    assert _standing(margits, case_id) == [(2, 3)]
    service = CareService.objects.get(decision__case_id=case_id)
    pauses = cases.pauses_of([service.id], on=margits.today)
    days = [bool(cases.paused_on(margits.today + n * DAY, pauses)) for n in range(1, 5)]
    assert days == [False, True, True, False]
    told = CaseEvent.objects.filter(case_id=case_id, kind="NOTICE")
    assert [(one.side, one.text.startswith("Uppehåll: ")) for one in told] == [("RESIDENT", True)]


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        (0, 2, cases.TooLateToPause),
        (3, 2, cases.PauseOutOfRange),
        (2, 366, cases.PauseOutOfRange),
    ],
)
def test_days_that_will_not_do_pause_nothing(margits, first, last, error):
    case_id = margits.grant()
    with pytest.raises(error):
        _pause(margits, case_id, first, last)
    assert Pause.objects.count() == 0


def test_what_has_no_pauses_and_what_is_somebody_elses_is_not_paused(margits):
    with pytest.raises(cases.NoSuchPause):
        _pause(margits, margits.grant("safety_alarm", {}), 2, 3)
    with pytest.raises(cases.NoSuchCase):
        _pause(margits, margits.grant(), 2, 3, actor=margits.actor("david"))
    # Eva's mandate is for the safety alarm.
    with pytest.raises(cases.NoSuchCase):
        _pause(margits, margits.grant(), 2, 3, actor=margits.actor("eva"))
    assert Pause.objects.count() == 0


@pytest.mark.parametrize(
    ("days_later", "left"), [(0, []), (3, [(2, 3)]), (4, None)], ids=["before", "during", "over"]
)
def test_a_pause_is_taken_back_as_far_as_it_can_be(margits, days_later, left):
    case_id = margits.grant()
    _pause(margits, case_id, 2, 4)
    row = Pause.objects.get()
    now = margits.now + days_later * DAY
    actor = replace(margits.margit, authenticated_at=now)
    if left is None:
        with pytest.raises(cases.TooLateToPause):
            cases.resume(actor=actor, case_id=case_id, pause_id=row.id, now=now)
        left = [(2, 4)]
    else:
        cases.resume(actor=actor, case_id=case_id, pause_id=row.id, now=now)
    assert _standing(margits, case_id) == left
    assert Pause.objects.count() == 1

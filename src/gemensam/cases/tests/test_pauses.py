"""Pauses: until ten the day before, kept when taken back, and told in the case."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from gemensam.cases import api as cases
from gemensam.cases import casework
from gemensam.cases.kinds import PauseRule
from gemensam.cases.models import CareService, Case, CaseEvent, Pause
from gemensam.cases.policy import Visit
from gemensam.organisations import api as organisations
from gemensam.questionnaires import api as questionnaires

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


def _apply(world, *, has_pause="yes", away=(3, 6), **others):
    """Let Margit apply for meals, away for some days by how many days ahead."""
    first, last = (str(world.today + n * DAY) for n in away)
    answers = {
        "reasons": ("cooking",), "days": ("mon", "tue"), "portions": "one", "starts_on": str(world.today + DAY),
        "has_pause": has_pause, "away": questionnaires.Parts.of(**{"from": first, "to": last}),
        "diet": "ordinary", "texture": "whole", "has_allergy": "no", "who_opens": "myself",
        "phone_number": "070-174 06 04", **others,
    }  # fmt: skip
    row, actor = world.resident("margit"), world.margit
    response_id = questionnaires.start_response(
        version_id=questionnaires.published("meals_application", now=world.now).version_id,
        resident_id=row.id,
        actor=actor,
        now=world.now,
    )
    typed = {key: questionnaires.Typed(value) for key, value in answers.items()}
    questionnaires.save_answers(response_id=response_id, typed=typed, actor=actor, now=world.now)
    questionnaires.submit(response_id=response_id, now=world.now)
    return cases.open_case(
        actor=actor,
        kind="meals",
        resident_id=row.id,
        applicant_person_id=actor.person_id,
        representative_person_id=None,
        application_id=None,
        response_id=response_id,
        title="Mat hem",
        answers=[
            cases.AnswerLine(field_id=line.key, label=line.label, text=line.text)
            for line in questionnaires.summary(response_id, now=world.now)
        ],
        now=world.now,
    ).id


def _decide(world, case_id, *, starts=1, outcome=cases.Outcome.GRANT, motivation="Ja."):
    unit = next(one.id for one in organisations.units() if one.name == "Hemtjänst Norr")
    wanted = cases.Wanted(outcome, motivation, world.today + starts * DAY, unit, TERMS)
    cases.decide(
        actor=world.actor("cecilia"),
        case_id=case_id,
        version=Case.objects.get(id=case_id).version,
        wanted=wanted,
        now=world.now,
    )


def _notices(case_id):
    return [one.text for one in CaseEvent.objects.filter(case_id=case_id, kind="NOTICE")]


@pytest.mark.parametrize(
    ("away", "starts", "paused"),
    [
        ((3, 6), 1, [(3, 6)]),
        # Only the days that food would come on.
        ((-2, 4), 2, [(2, 4)]),
        ((1, 1), 1, [(1, 1)]),
        ((1, 4), 5, []),
        ((-9, -1), 1, []),
        ((3, 800), 1, [(3, 365)]),
    ],
)
def test_days_away_in_the_application_become_a_pause_when_it_is_granted(
    margits, away, starts, paused
):
    case_id = _apply(margits, away=away)
    _decide(margits, case_id, starts=starts)
    assert _standing(margits, case_id) == paused
    assert [text.startswith("Uppehåll enligt ansökan: ") for text in _notices(case_id)] == (
        [True] * len(paused)
    )


def test_days_that_were_hidden_refused_or_corrected_pause_nothing(margits):
    hidden, refused, corrected = _apply(margits, has_pause="no"), _apply(margits), _apply(margits)
    _decide(margits, hidden)
    _decide(margits, refused, outcome=cases.Outcome.REJECT)
    cases.correct(
        actor=margits.margit, case_id=corrected, field_id="away", text="I mars.", now=margits.now
    )
    _decide(margits, corrected)
    assert Pause.objects.count() == 0
    assert [_notices(one) for one in (hidden, refused, corrected)] == [[]] * 3


def test_a_decision_that_is_changed_keeps_the_pauses_as_they_stand_and_asks_the_application_no_more(
    margits,
):
    case_id = _apply(margits)
    _decide(margits, case_id, outcome=cases.Outcome.PARTIAL)
    row = Pause.objects.get()
    cases.resume(actor=margits.margit, case_id=case_id, pause_id=row.id, now=margits.now)
    _pause(margits, case_id, 8, 9)
    cases.receive_decision(actor=margits.margit, case_id=case_id, now=margits.now)
    cases.appeal(actor=margits.margit, case_id=case_id, text="Mer mat.", now=margits.now)
    before = _notices(case_id)
    _decide(margits, case_id, motivation="Ja, mer.", starts=2)
    service = CareService.objects.get(decision__case_id=case_id, status="GRANTED")
    found = cases.pauses_of([service.id], on=margits.today)
    assert [(one.starts_on, one.ends_on) for one in found] == [
        (margits.today + 8 * DAY, margits.today + 9 * DAY)
    ]
    assert _notices(case_id) == before


def test_the_caseworker_sees_beforehand_which_days_become_a_pause(margits):
    visit = Visit(margits.actor("cecilia"), margits.now, "")
    asked = casework.open_for_caseworker(visit, _apply(margits, away=(-2, 4))).filled_in.pause
    assert (asked.starts_on, asked.ends_on) == (margits.today - 2 * DAY, margits.today + 4 * DAY)
    assert (
        casework.open_for_caseworker(visit, _apply(margits, away=(-9, -1))).filled_in.pause is None
    )
    assert casework.open_for_caseworker(visit, margits.open_case()).filled_in.pause is None


@pytest.mark.parametrize(("has_allergy", "known"), [("yes", ["gluten"]), ("no", [])])
def test_what_cannot_be_eaten_is_filled_in_unless_the_question_was_hidden_again(
    margits, has_allergy, known
):
    case_id = _apply(margits, has_allergy=has_allergy, allergies=("gluten",))
    visit = Visit(margits.actor("cecilia"), margits.now, "")
    filled_in = casework.open_for_caseworker(visit, case_id).filled_in
    assert (filled_in.terms["allergies"], filled_in.terms["days"]) == (known, ["mon", "tue"])

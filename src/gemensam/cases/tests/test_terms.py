"""What a grant names: read from the kinds, checked, in words, and filled in from the application."""

from datetime import timedelta

import pytest

from gemensam.cases import api as cases
from gemensam.cases import deciding, terms
from gemensam.cases.kinds import decision_text, kinds, known_terms
from gemensam.cases.models import CareService, Case, Decision
from gemensam.cases.tests.acting import ANSWERS
from gemensam.files import api as files
from gemensam.organisations import api as organisations
from gemensam.outbox.models import Event
from gemensam.people import api as people
from gemensam.questionnaires.library import shipped_forms

MEALS, CARE, ALARM = kinds()["meals"], kinds()["home_care"], kinds()["safety_alarm"]
WANTED = {"days": ["mon", "fri"], "portions": ["two"], "diet": ["no_pork"], "texture": ["soft"]}


def test_a_grant_is_stored_as_it_was_chosen_and_empty_terms_are_left_out():
    assert terms.checked(MEALS.terms, WANTED | {"allergies": []}) == WANTED
    assert terms.checked(ALARM.terms, {}) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": []},
        {"days": ["monday"]},
        {"portions": ["one", "two"]},
        {"colour": ["red"]},
    ],
    ids=["needed", "no such choice", "one only", "no such term"],
)
def test_a_grant_that_its_kind_does_not_allow_is_refused(wrong):
    with pytest.raises(terms.UnknownTerm):
        terms.checked(MEALS.terms, WANTED | wrong)


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds().keys())
def test_what_is_filled_in_beforehand_stands_in_the_services_form(kind):
    form = next(one for one in shipped_forms() if one.key == f"{kind.key}_application")
    for term in kind.terms:
        field = form.field(term.asked_in)
        assert field is not None
        assert {one.id for one in term.choices} <= {one.id for one in field.choices}
    if kind.starts_on_from:
        assert form.field(kind.starts_on_from) is not None


def test_answers_fill_in_the_terms_and_what_is_no_choice_of_a_term_is_left_to_the_caseworker():
    answers = {"needs": ("cleaning", "something_else"), "how_often": "unknown", "reason": "Trött."}
    assert known_terms(CARE, answers) == {"tasks": ["cleaning"], "how_often": []}


def test_the_letter_names_what_was_granted_line_by_line():
    said = decision_text(
        MEALS, WANTED, outcome="GRANT", starts_on="1 december 2026", performer="Hemtjänst Norr"
    )
    assert said == (
        "Du beviljas mat hem (matdistribution) från och med 1 december 2026. "
        "Hemtjänst Norr utför insatsen.\n"
        "Dagar: måndag, fredag.\nVarje dag: två portioner.\nMat: utan fläsk.\nAtt tugga: mjuk."
    )
    part = decision_text(
        CARE, {"tasks": ["laundry"]}, outcome="PARTIAL", starts_on="i dag", performer="Norr"
    )
    assert part.endswith("\nHjälp med: tvätt.\nI övrigt avslås din ansökan.")
    assert decision_text(CARE, {}, outcome="REJECT", starts_on="", performer="") == (
        "Din ansökan om hemtjänst avslås."
    )


def _open(world, kind):
    person = world.resident("margit").person_id
    return cases.open_case(
        actor=world.actor("margit"),
        kind=kind,
        resident_id=world.resident("margit").id,
        applicant_person_id=person,
        representative_person_id=None,
        application_id=None,
        title=kind,
        answers=ANSWERS,
        now=world.now,
    ).id


def _decide(world, case_id, outcome=cases.Outcome.GRANT, **granted):
    unit = next(one.id for one in organisations.units() if one.name == "Hemtjänst Söder")
    wanted = cases.Wanted(
        outcome, "Du behöver hjälpen.", (world.now + timedelta(days=3)).date(), unit, granted
    )
    return deciding.decide(
        actor=world.actor("cecilia"), case_id=case_id, version=1, wanted=wanted, now=world.now
    )


def test_meals_are_granted_with_days_and_diet_and_the_unit_alone_gets_to_do_with_the_resident(
    world,
):
    case_id, resident = _open(world, "meals"), world.resident("margit")
    decision = Decision.objects.get(id=_decide(world, case_id, **WANTED))
    service = CareService.objects.get(decision=decision)
    assert (service.kind, service.terms, decision.delegation_point) == ("meals", WANTED, "4.3")
    (row,) = cases.care_services_of(resident.id)
    assert [(one.label, one.text) for one in row.terms] == [
        ("Dagar", "måndag, fredag"),
        ("Varje dag", "två portioner"),
        ("Mat", "utan fläsk"),
        ("Att tugga", "mjuk"),
    ]
    tied = {
        one.name: people.has_care_relation(
            resident.id, person_id=None, unit_id=one.id, now=world.now
        )
        for one in organisations.units()
        if one.name in {"Hemtjänst Söder", "Nattpatrullen"}
    }
    assert tied == {"Hemtjänst Söder": True, "Nattpatrullen": False}
    event = Event.objects.get(name="cases.care_service.granted", payload__case_id=str(case_id))
    assert event.payload["kind"] == "meals"
    assert files.open_file(decision.file_id).data.startswith(b"%PDF-")


def test_home_care_may_be_granted_in_part_and_the_resident_reads_which_part(world):
    case_id = _open(world, "home_care")
    _decide(
        world, case_id, cases.Outcome.PARTIAL, tasks=["cleaning", "laundry"], how_often=["weekly"]
    )
    shown = cases.case_for_resident(world.actor("margit"), case_id, now=world.now).decision
    assert shown.plain_words.startswith("Du får en del av det du ansökte om: hemtjänst.")
    assert [one.text for row in shown.care_services for one in row.terms] == [
        "städning, tvätt",
        "varje vecka",
    ]


def test_a_grant_without_its_terms_decides_nothing(world):
    case_id = _open(world, "home_care")
    with pytest.raises(terms.UnknownTerm):
        _decide(world, case_id, tasks=["cleaning"])
    assert Case.objects.get(id=case_id).state == "NEW"
    assert CareService.objects.filter(resident_id=world.resident("margit").id).count() == 0

"""Financial assistance in the demo: last month decided, this month applied for with a higher rent.

Everybody is invented, and so is the norm. SSBTEK is not connected in the demo: the page says so.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import override

from gemensam.assistance import api as assistance
from gemensam.cases import api as cases
from gemensam.identity import api as identity
from gemensam.kernel.actor import Actor
from gemensam.kernel.money import Money
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.people import api as people
from gemensam.portal.demo.cases import as_resident
from gemensam.portal.demo.cast import HOME_MUNICIPALITY, Cast
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context
from gemensam.ui import formats

KEY: Final = "jonna"
KIND: Final = "financial_assistance"
BORN: Final = date(1991, 2, 14)
RENT_ROW: Final = "cost:RENT:"
# How long ago, in days: applied and decided last month, applied this month.
APPLIED_BEFORE, DECIDED, APPLIED_NOW = 35, 32, 2
_HOME: Final = people.HomeRow("Storgatan 8 A", "455 30", "Munkedal", "", "070-174 06 17", "")
_ALWAYS: Final[Mapping[str, questionnaires.Value]] = {
    "reason": "Min vikariattjänst tog slut och a-kassan räcker inte.",
    "is_acute": "no",
    "phone_number": "070-174 06 17",
    "needs_interpreter": "no",
    "lives_with": "alone",
    "children@01": "yes",
    "child_name@01": "Kim",
    "child_born_on@01": "2018-05-05",
    "child_lunch_served@01": "yes",
    "child_always_here@01": "yes",
    "children@02": "yes",
    "child_name@02": "Lo",
    "child_born_on@02": "2022-09-14",
    "child_lunch_served@02": "yes",
    "child_always_here@02": "no",
    "child_days_here@02": "15",
    "others_sharing": "0",
    "housing_kind": "own_lease",
    "costs@01": "yes",
    "cost_kind@01": "rent",
    "cost_whose@01": "household",
    "costs@02": "yes",
    "cost_kind@02": "electricity",
    "cost_amount@02": "612.50",
    "cost_whose@02": "household",
    "costs@03": "yes",
    "cost_kind@03": "medicine",
    "cost_amount@03": "145",
    "cost_whose@03": "child",
    "cost_child@03": "Kim",
    "has_income": "yes",
    "incomes@01": "yes",
    "income_kind@01": "wage",
    "income_amount@01": "8200",
    "income_whose@01": "me",
    "has_assets": "yes",
    "assets@01": "yes",
    "asset_kind@01": "bank_account",
    "asset_amount@01": "430.75",
    "asset_whose@01": "me",
    "has_debts": "no",
    "my_situation": ("seeking",),
    "plan": "Jag söker arbete som undersköterska.",
    "account": "8327-9 123 456 789-0",
    "is_true": "yes",
}


def load(cast: Cast, *, now: datetime) -> None:
    """Let Jonna apply twice, and the caseworker decide the first."""
    with tenant_context(cast.home):
        person_id, resident_id = _settle(cast)
        first = now - timedelta(days=APPLIED_BEFORE)
        decided = apply(person_id, resident_id, rent="9350", at=first)
        _decide(decided, cast.actor("cecilia"), at=now - timedelta(days=DECIDED))
        last = now - timedelta(days=APPLIED_NOW)
        apply(person_id, resident_id, rent="9800", at=last)


def _settle(cast: Cast) -> tuple[UUID, UUID]:
    """Make Jonna somebody one can be: her page shows how it was worked out."""
    number = number_for_tests(BORN, 3)
    person_id = identity.register_person(
        given_name="Jonna",
        family_name="Ekberg",
        identity_number=number,
        issuer=identity.DEMO_ISSUER,
        subject=KEY,
    )
    resident_id = people.register_resident(
        identity_number=number,
        given_name="Jonna",
        family_name="Ekberg",
        is_protected=False,
        person_id=person_id,
        home=_HOME,
    )
    identity.offer_persona(
        key=KEY,
        person_id=person_id,
        place=HOME_MUNICIPALITY.title(),
        role="invånare",
        does="läser hur hennes försörjningsstöd räknades",
        start_path=f"/{HOME_MUNICIPALITY}/mina-sidor/",
        order=42,
    )
    cast.persons[KEY], cast.residents[KEY] = person_id, resident_id
    return person_id, resident_id


def apply(person_id: UUID, resident_id: UUID, *, rent: str, at: datetime) -> UUID:
    """Send an application for the month of a day, and give its case."""
    actor = as_resident(person_id, at)
    form = questionnaires.published("financial_assistance_application", now=at)
    response_id = questionnaires.start_response(
        version_id=form.version_id, resident_id=resident_id, actor=actor, now=at
    )
    answers = {**_ALWAYS, "cost_amount@01": rent, "income_paid_on@01": at.date().isoformat()}
    typed = {key: questionnaires.Typed(value) for key, value in answers.items()}
    questionnaires.save_answers(response_id=response_id, typed=typed, actor=actor, now=at)
    questionnaires.submit(response_id=response_id, now=at)
    lines = [
        cases.AnswerLine(field_id=line.key, label=line.label, text=line.text)
        for line in questionnaires.summary(response_id, now=at)
    ]
    with override("sv"):
        month = formats.month(at.date())
    return cases.open_case(
        actor=actor,
        kind=KIND,
        resident_id=resident_id,
        applicant_person_id=person_id,
        representative_person_id=None,
        application_id=None,
        response_id=response_id,
        title=f"Försörjningsstöd {month}",
        answers=[cases.AnswerLine("month", "Månad", month), *lines],
        now=at,
    ).id


def _decide(case_id: UUID, staff: Actor, *, at: datetime) -> None:
    """Save a calculation with a lower rent, and grant in part what it comes to."""
    actor = replace(staff, authenticated_at=at)
    lower = assistance.Decision(
        Money.from_kronor(9000),
        "Riktlinjens högsta hyra för ett hushåll med två barn är 9 000 kr (påhittad riktlinje).",
    )
    try:
        assistance.change(
            assistance.Visit(actor, at),
            case_id,
            edit=lambda sheet: sheet.with_decisions({RENT_ROW: lower}, assistance.norms()),
            said="Hyran räknas efter riktlinjen.",
        )
    except assistance.NormMissing:
        # No norm is on hand for the demo's month: the page says so, and nothing is decided.
        return
    motivation = (
        "Du har rätt till försörjningsstöd eftersom dina inkomster inte räcker till det du behöver. "
        "Hyran räknas med det högsta belopp som kommunen godtar."
    )
    cases.decide(
        actor=actor,
        case_id=case_id,
        version=2,
        wanted=cases.Wanted(cases.Outcome.PARTIAL, motivation),
        now=at,
    )

"""Financial assistance in the demo: Moa and Jonas, invented, apply together month by month.

The first application has come in and is being handled; the renewal waits for Jonas to sign it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from gemensam.cases import api as cases
from gemensam.eservices import api as eservices
from gemensam.identity import api as identity
from gemensam.kernel.actor import Actor
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber, number_for_tests
from gemensam.people import api as people
from gemensam.portal.demo.cases import as_resident
from gemensam.portal.demo.cast import HOME_MUNICIPALITY, Cast
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context
from gemensam.ui.formats import local_day

SERVICE: Final = "financial_assistance"
# The first application is for the month that runs, so that its promised day is ahead.
FIRST_SENT, PAID = timedelta(days=6), timedelta(days=1)
_A_MONTH: Final = timedelta(days=32)
_HOME: Final = people.HomeRow("Parkvägen 6", "455 30", "Munkedal", "", "070-174 06 41", "")


@dataclass(frozen=True, slots=True)
class Person:
    """One of the two."""

    given_name: str
    family_name: str
    person_id: UUID
    resident_id: UUID
    number: PersonalIdentityNumber

    def at(self, now: datetime) -> eservices.Visit:
        actor: Actor = as_resident(self.person_id, now)
        return eservices.Visit(
            replace(actor, display_name=f"{self.given_name} {self.family_name}"), now
        )


_FIRST: Final[Mapping[str, questionnaires.Value]] = {
    "reason": "Jonas blev utan arbete i augusti, och min föräldrapenning räcker inte.",
    "is_acute": "no",
    "phone_number": "070-174 06 41",
    "needs_interpreter": "no",
    "lives_with": "partner",
    "partner_has_number": "yes",
    "children@01": "yes",
    "child_name@01": "Alva",
    "child_born_on@01": "2019-04-11",
    "child_lunch_served@01": "yes",
    "child_always_here@01": "yes",
    "children@02": "yes",
    "child_name@02": "Tim",
    "child_born_on@02": "2025-11-30",
    "child_lunch_served@02": "no",
    "child_always_here@02": "yes",
    "others_sharing": "0",
    "housing_kind": "own_lease",
    "cost_kind@01": "rent",
    "cost_amount@01": "9100",
    "cost_whose@01": "household",
    "costs@02": "yes",
    "cost_kind@02": "electricity",
    "cost_amount@02": "640",
    "cost_whose@02": "household",
    "has_income": "no",
    "has_assets": "yes",
    "assets@01": "yes",
    "asset_kind@01": "bank_account",
    "asset_amount@01": "450",
    "asset_whose@01": "me",
    "has_debts": "no",
    "my_situation": ("parental_leave",),
    "partner_situation": ("seeking",),
    "plan": "Jonas söker arbete på lager och kör en kurs för truckkort.",
    "account": "8327-9 123 456 782-1",
    "is_true": "yes",
}
_RENEWED: Final[Mapping[str, questionnaires.Value]] = {
    "household_changed": "no",
    "has_income": "yes",
    "incomes@01": "yes",
    "income_kind@01": "wage",
    "income_amount@01": "3150",
    "income_whose@01": "partner",
    "living_changed": "yes",
    "cost_amount@02": "815",
    "means_changed": "no",
    "situation_changed": "no",
    "done": "Jonas har arbetat tre dagar på ett lager och sökt sju arbeten.",
    "is_true": "yes",
}


def _first(partner: Person) -> Mapping[str, questionnaires.Value]:
    name, number = f"{partner.given_name} {partner.family_name}", partner.number.reveal()
    return {**_FIRST, "partner_name": name, "partner_pin": number}


def load(cast: Cast, *, now: datetime) -> None:
    """Let them apply, the caseworker take it, and Moa renew."""
    with tenant_context(cast.home):
        moa = _register(
            cast, "moa", "Moa", "Lind", date(1993, 6, 18), "söker igen med sin sambo", 40
        )
        jonas = _register(
            cast,
            "jonas",
            "Jonas",
            "Falk",
            date(1991, 9, 3),
            "skriver under det Moa har fyllt i",
            41,
        )
        sent = now - FIRST_SENT
        month = local_day(now).replace(day=1)
        row = _begin(moa, _first(jonas), month=month, at=sent)
        _sign(moa, row, at=sent)
        receipt = _sign(jonas, row, at=sent + timedelta(hours=2), as_co_applicant=True)
        assert receipt is not None
        at = sent + timedelta(days=1)
        staff = replace(cast.actor("cecilia"), authenticated_at=at)
        cases.take(actor=staff, case_id=receipt.case_id, version=1, now=at)
        paid = {"income_paid_on@01": local_day(now - PAID).isoformat()}
        following = (month + _A_MONTH).replace(day=1)
        again = _begin(moa, {**_RENEWED, **paid}, month=following, at=now)
        _sign(moa, again, at=now)


def _register(  # noqa: PLR0917
    cast: Cast, key: str, given: str, family: str, born: date, does: str, order: int
) -> Person:
    number = number_for_tests(born, 4)
    person_id = identity.register_person(
        given_name=given,
        family_name=family,
        identity_number=number,
        issuer=identity.DEMO_ISSUER,
        subject=key,
    )
    resident_id = people.register_resident(
        identity_number=number,
        given_name=given,
        family_name=family,
        is_protected=False,
        person_id=person_id,
        home=_HOME,
    )
    identity.offer_persona(
        key=key,
        person_id=person_id,
        place="Munkedal",
        role="invånare",
        does=does,
        start_path=f"/{HOME_MUNICIPALITY}/mina-sidor/",
        order=order,
    )
    cast.persons[key], cast.residents[key] = person_id, resident_id
    return Person(given, family, person_id, resident_id, number)


def _begin(
    who: Person, answers: Mapping[str, questionnaires.Value], *, month: date, at: datetime
) -> UUID:
    visit = who.at(at)
    row = eservices.begin(visit, service=SERVICE, resident_id=who.resident_id, month=month)
    saved = questionnaires.saved_answers(row.response_id)
    typed = {
        key: questionnaires.Typed(value, saved[key].revision if key in saved else 0)
        for key, value in answers.items()
    }
    eservices.save(visit, application_id=row.id, typed=typed, writer=None)
    return row.id


def _sign(
    who: Person, application_id: UUID, *, at: datetime, as_co_applicant: bool = False
) -> eservices.Receipt | None:
    visit = who.at(at)
    return eservices.sign(
        visit,
        application_id=application_id,
        shown=eservices.shown(application_id, now=at),
        as_co_applicant=as_co_applicant,
    )

"""Two who apply together, invented: Lisa and Sam, with what they answer. Both live in Munkedal."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from gemensam.eservices import api as eservices
from gemensam.eservices.policy import Visit
from gemensam.identity import api as identity
from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber, number_for_tests
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import current_tenant_id

SERVICE = "financial_assistance"
# November runs.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
ALONE = {
    "reason": "Jag har förlorat jobbet.",
    "is_acute": "no",
    "phone_number": "070-174 06 40",
    "needs_interpreter": "no",
    "lives_with": "alone",
    "children@01": "yes",
    "child_name@01": "Lo",
    "child_born_on@01": "2019-03-02",
    "child_lunch_served@01": "yes",
    "child_always_here@01": "yes",
    "others_sharing": "0",
    "housing_kind": "own_lease",
    "cost_kind@01": "rent",
    "cost_amount@01": "7200",
    "cost_whose@01": "household",
    "has_income": "no",
    "has_assets": "no",
    "has_debts": "no",
    "my_situation": ("seeking",),
    "plan": "Jag söker arbete i butik.",
    "account": "8327-9 123456789",
    "is_true": "yes",
}
# What a renewal asks in any case, when nothing has changed.
UNCHANGED = {
    "household_changed": "no",
    "has_income": "no",
    "living_changed": "no",
    "means_changed": "no",
    "situation_changed": "no",
    "done": "Jag har sökt fem arbeten.",
    "is_true": "yes",
}


@dataclass(frozen=True)
class Person:
    """Somebody of the household."""

    name: str
    number: PersonalIdentityNumber
    person_id: UUID
    resident_id: UUID

    def at(self, now: datetime = NOW) -> Visit:
        """Come, logged in as oneself."""
        actor = Actor(
            kind=ActorKind.RESIDENT,
            person_id=self.person_id,
            display_name=self.name,
            tenant_id=current_tenant_id(),
            assurance=Assurance.LOA3,
            authenticated_at=now,
        )
        return Visit(actor, now)


def somebody(name: str, born: date, *, is_protected: bool = False) -> Person:
    """Register somebody who lives in the running tenant and can log in."""
    number = number_for_tests(born, 7)
    given, family = name.split(" ")
    person_id = identity.register_person(
        given_name=given, family_name=family, identity_number=number
    )
    resident_id = people.register_resident(
        identity_number=number,
        given_name=given,
        family_name=family,
        is_protected=is_protected,
        person_id=person_id,
    )
    return Person(name, number, person_id, resident_id)


def together_with(partner: Person) -> dict[str, questionnaires.Value]:
    """Give the answers of somebody who lives with a partner."""
    return {
        **ALONE,
        "lives_with": "partner",
        "partner_name": partner.name,
        "partner_has_number": "yes",
        "partner_pin": partner.number.reveal(),
        "partner_situation": ("studying",),
    }


def draft(
    who: Person,
    answers: dict[str, questionnaires.Value],
    month: date = NOVEMBER,
    now: datetime = NOW,
) -> UUID:
    """Begin an application and fill it in."""
    row = eservices.begin(who.at(now), service=SERVICE, resident_id=who.resident_id, month=month)
    fill_in(who, row.id, answers, now=now)
    return row.id


def fill_in(
    who: Person, application_id: UUID, answers: dict[str, questionnaires.Value], now: datetime = NOW
) -> None:
    """Save answers over those that there are."""
    response_id = eservices.application(application_id).response_id
    saved = questionnaires.saved_answers(response_id)
    typed = {
        key: questionnaires.Typed(value, saved[key].revision if key in saved else 0)
        for key, value in answers.items()
    }
    eservices.save(who.at(now), application_id=application_id, typed=typed, writer=None)

"""Home care and meals in the demo: applications filled in by the forms, one being asked about, one granted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from gemensam.cases import api as cases
from gemensam.eservices import api as eservices
from gemensam.identity import api as identity
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.portal.demo import menus
from gemensam.portal.demo.cases import as_resident
from gemensam.portal.demo.cast import HOME_MUNICIPALITY, Cast
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context

UNIT = "Hemtjänst Söder"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who applies, and what has happened since, in days ago."""

    given_name: str
    family_name: str
    born: date
    home: people.HomeRow
    service: str
    sent: int
    answers: Mapping[str, questionnaires.Value]
    # A field that is asked about, and the question.
    asked: tuple[str, str] | None = None
    # Why it is granted, and with which terms.
    granted: tuple[str, cases.Granted] | None = None
    # Whom the resident wants to be helped by.
    wish: str = ""


PARTS: Sequence[Part] = (
    Part(
        "Ragnhild", "Holst", date(1943, 4, 16),
        people.HomeRow("Bruksvägen 12", "455 30", "Munkedal", "", "070-174 06 14", ""),
        "home_care", 6,
        {
            "needs": ("hygiene", "cleaning", "shopping"),
            "how_often": "daily",
            "reason": "Jag opererade höften i september och kommer inte i badkaret.",
            "has_help": "yes",
            "who_helps": "Min granne Siv handlar åt mig på fredagar.",
            "help_goes_on": "less",
            "lives_alone": "alone",
            "home_kind": "flat_stairs",
            "equipment": ("walker", "shower_chair"),
            "who_opens": "key",
            "communication": ("hearing",),
            "phone_number": "070-174 06 14",
            "first_contact": questionnaires.Parts.of(
                name="Siv Hagman", relation="granne", phone="070-174 06 15"
            ),
        },
        asked=("who_helps", "Vilka dagar i veckan kan Siv fortsätta att handla?"),
        wish="Kvarnåns Omsorg",
    ),
    Part(
        "Ture", "Sand", date(1937, 9, 8),
        people.HomeRow("Hamnvägen 19", "455 30", "Munkedal", "", "070-174 06 16", ""),
        "meals", 9,
        {
            "reasons": ("cooking", "strength"),
            "days": ("mon", "tue", "wed", "thu", "fri"),
            "portions": "one",
            "has_pause": "no",
            "diet": "ordinary",
            "texture": "soft",
            "has_allergy": "yes",
            "allergies": ("gluten",),
            "who_opens": "myself",
            "phone_number": "070-174 06 16",
        },
        granted=(
            (
                "Du kan inte laga mat själv sedan du blev sjuk, och du bor ensam. "
                "Med mat hem får du den mat du behöver."
            ),
            {
                "days": ("mon", "tue", "wed", "thu", "fri"),
                "portions": ("one",),
                "diet": ("ordinary",),
                "texture": ("soft",),
                "allergies": ("gluten",),
            },
        ),
    ),
)  # fmt: skip


def load(cast: Cast, *, now: datetime) -> None:
    """Let each apply, and the caseworker do what has been done."""
    with tenant_context(cast.home):
        menus.write(cast.units[HOME_MUNICIPALITY, UNIT], now=now)
        for one in PARTS:
            _play(cast, one, now=now)


def _play(cast: Cast, one: Part, *, now: datetime) -> None:
    sent_at = now - timedelta(days=one.sent)
    resident_id, person_id, case_id = _apply(one, at=sent_at)
    # A wish is an event of the case.
    version = 2 if one.wish else 1
    at = sent_at + timedelta(days=2)
    staff = replace(cast.actor("cecilia"), authenticated_at=at)
    cases.take(actor=staff, case_id=case_id, version=version, now=at)
    if one.asked is not None:
        field_id, text = one.asked
        cases.ask(
            actor=staff,
            case_id=case_id,
            version=version + 1,
            field_id=field_id,
            text=text,
            due_on=(now + timedelta(days=5)).date(),
            now=at,
        )
    if one.granted is not None:
        motivation, terms = one.granted
        wanted = cases.Wanted(
            cases.Outcome.GRANT,
            motivation,
            starts_on=(at + timedelta(days=2)).date(),
            performer_id=cast.units[HOME_MUNICIPALITY, UNIT],
            terms=terms,
        )
        cases.decide(actor=staff, case_id=case_id, version=version + 1, wanted=wanted, now=at)
        service = cases.care_services_of(resident_id)[0]
        menus.choose(case_id, as_resident(person_id, now), service, now=now)


def _apply(one: Part, *, at: datetime) -> tuple[UUID, UUID, UUID]:
    """Give the resident, the person and the case."""
    number = number_for_tests(one.born, 3)
    person_id = identity.register_person(
        given_name=one.given_name, family_name=one.family_name, identity_number=number
    )
    resident_id = people.register_resident(
        identity_number=number,
        given_name=one.given_name,
        family_name=one.family_name,
        is_protected=False,
        person_id=person_id,
        home=one.home,
    )
    visit = eservices.Visit(as_resident(person_id, at), at)
    begun = eservices.begin(visit, service=one.service, resident_id=resident_id)
    starts = {"starts_on": (at + timedelta(days=3)).date().isoformat()}
    answers = {**one.answers, **(starts if one.service == "meals" else {})}
    typed = {key: questionnaires.Typed(value) for key, value in answers.items()}
    eservices.save(visit, application_id=begun.id, typed=typed, writer=None)
    wish = next((unit.id for unit in organisations.units() if unit.name == one.wish), None)
    sent = eservices.submit(visit, application_id=begun.id, performer_id=wish)
    return resident_id, person_id, sent.case_id

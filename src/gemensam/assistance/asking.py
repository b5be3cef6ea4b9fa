"""Ask the authorities through SSBTEK about a case's adults, and take in what they tell.

Each question is a disclosure: before it is put, authority decides, and one row of the access log names
each agency for each person; it is committed with the answers, or with that there were none. Of the
answers only incomes of the period and which agencies are missing are kept, never the documents.
The agencies are waited for while nothing is locked; what they tell goes into the newest calculation,
whichever it is by then, so that nobody has to ask twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from gemensam.assistance import calculations
from gemensam.assistance.calculations import InHand, Visit
from gemensam.assistance.codes import NotReached
from gemensam.assistance.rules.incomes import Income
from gemensam.assistance.sheet import APPLICANT_KEY, PARTNER_KEY, Asked
from gemensam.assistance.ssbtek.answers import Answers, Failure
from gemensam.assistance.ssbtek.client import (
    AnswerNotUnderstood,
    Client,
    Configuration,
    NotConfigured,
    RefusedBySsbtek,
    SsbtekUnreachable,
    connected,
)
from gemensam.assistance.ssbtek.configuring import configuration
from gemensam.assistance.ssbtek.incomes import PAYMENT_CODES, incomes_of
from gemensam.assistance.ssbtek.question import Agency, LefiQuestion, Question
from gemensam.cases import api as cases
from gemensam.kernel.personal_identity_number import (
    PersonalIdentityNumber,
    UnusablePersonalIdentityNumber,
)
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires

PURPOSE: Final = "Prövning av ansökan om ekonomiskt bistånd"
# To be verified in the new act: it was 11 kap. 11 a § of SoL (2001:453) and förordning (2008:975).
LEGAL_BASIS: Final = "Socialtjänstlagen (2025:400) och förordning (2008:975)"
# Which of them tell of incomes: nobody is asked for what is not needed.
AGENCIES: Final = (Agency.FK, Agency.SO, Agency.CSN)
# What the access log calls a disclosure with an agency.
LOG_PREFIX: Final = "ssbtek_"


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody the authorities are asked about: a key of the sheet, a number, a resident if she is one."""

    key: str
    number: PersonalIdentityNumber | None
    resident_id: UUID | None


def is_connected() -> bool:
    """Say whether this installation can ask at all."""
    try:
        configuration()
    except NotConfigured:
        return False
    return True


def subjects_of(found: InHand) -> list[Subject]:
    """Give the household's adults: the partner's number stands in the application alone."""
    resident = found.case.resident
    subjects = [Subject(APPLICANT_KEY, resident.identity_number, resident.id)]
    if PARTNER_KEY in found.sheet.application.household.adults:
        number = _partner_number(found.case.response_id)
        partner = people.resident_by_number(number) if number else None
        subjects.append(Subject(PARTNER_KEY, number, partner.id if partner else None))
    return subjects


def _partner_number(response_id: UUID | None) -> PersonalIdentityNumber | None:
    answers = questionnaires.answers(response_id) if response_id else {}
    written = answers.get("partner_pin")
    try:
        return PersonalIdentityNumber.parse(written) if isinstance(written, str) else None
    except UnusablePersonalIdentityNumber:
        return None


def ask(visit: Visit, case_id: UUID, *, first: date, last: date, said: str) -> int:
    """Ask about every adult and save a version with what was told; give its number.

    Raises NotConfigured. Raises CaseIsDecided, NoSuchCase, Refused: nobody was asked.
    Raises CannotCalculate: the answers were fetched and could not be counted.
    """
    configured = configuration()
    found = calculations.in_hand(visit, case_id)
    if found.case.is_decided:
        raise cases.CaseIsDecided
    subjects = subjects_of(found)
    cases.ensure_may_tell(
        actor=visit.actor,
        case_id=case_id,
        about=[one.resident_id for one in subjects if one.number],
        whom=[f"{LOG_PREFIX}{agency.lower()}" for agency in AGENCIES],
        now=visit.now,
        request_id=visit.request_id,
    )
    incomes: list[Income] = []
    missing: dict[str, list[tuple[str, str]]] = {}
    with connected(configured) as client:
        for one in subjects:
            question = _question(configured, found, one, visit, (first, last))
            answers = _answers(client, question)
            told, away = _told(one.key, answers, first, last)
            incomes += told
            missing[one.key] = away
    asked = Asked(at=visit.now, first=first, last=last, missing=missing)
    return calculations.change(
        visit, case_id, edit=lambda sheet: sheet.with_found(incomes, asked), said=said
    )


def _question(
    configured: Configuration,
    found: InHand,
    subject: Subject,
    visit: Visit,
    days: tuple[date, date],
) -> Question | None:
    if subject.number is None:
        return None
    return Question(
        asker=configured.organisation,
        caseworker=visit.actor.display_name,
        person=subject.number,
        case=found.case.number,
        from_day=days[0],
        to_day=days[1],
        purpose=PURPOSE,
        legal_basis=LEGAL_BASIS,
        agencies=frozenset(AGENCIES),
        lefi=LefiQuestion(actor_id=configured.actor_id, payments=PAYMENT_CODES),
        asked_at=visit.now,
    )


def _answers(client: Client, question: Question | None) -> Answers | NotReached:
    """Give the answers, or why there are none of anybody's."""
    if question is None:
        return NotReached.NO_NUMBER
    try:
        return client.ask(question)
    except SsbtekUnreachable:
        return NotReached.UNREACHABLE
    except RefusedBySsbtek:
        return NotReached.REFUSED
    except AnswerNotUnderstood:
        return NotReached.UNREADABLE


def _told(
    key: str, answers: Answers | NotReached, first: date, last: date
) -> tuple[tuple[Income, ...], list[tuple[str, str]]]:
    if isinstance(answers, NotReached):
        return (), [(agency, answers) for agency in AGENCIES]
    told = incomes_of(key, answers, first=first, last=last)
    silent = [one for one in AGENCIES if one not in answers.by_agency]
    return told.incomes, [
        *((agency, _why(answers.by_agency, agency)) for agency in told.missing),
        *((agency, NotReached.NO_ANSWER) for agency in silent),
    ]


def _why(by_agency: Mapping[Agency, object], agency: Agency) -> str:
    is_failure = isinstance(by_agency[agency], Failure)
    return NotReached.NO_ANSWER if is_failure else NotReached.UNREADABLE

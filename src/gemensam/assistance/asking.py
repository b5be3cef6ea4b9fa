"""Put a question to the authorities about a case's adults: it is stored first, and the worker asks.

Each question is a disclosure: before it is put, authority decides, and one row of the access log
names each agency for each person; the rows are committed with the inquiry, before anybody is asked.
`inquiring.py` asks, `counting.py` takes what was told into the calculation.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from gemensam.assistance import counting
from gemensam.assistance.calculations import InHand, Visit
from gemensam.assistance.codes import NotReached
from gemensam.assistance.models import AgencyAnswer, AnswerState, Inquiry, WaitingAnswer
from gemensam.assistance.sheet import APPLICANT_KEY, PARTNER_KEY
from gemensam.assistance.ssbtek.client import NotConfigured
from gemensam.assistance.ssbtek.configuring import configuration
from gemensam.assistance.ssbtek.question import Agency
from gemensam.cases import api as cases
from gemensam.kernel.personal_identity_number import (
    PersonalIdentityNumber,
    UnusablePersonalIdentityNumber,
)
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import current_tenant_id

PURPOSE: Final = "Prövning av ansökan om ekonomiskt bistånd"
# To be verified in the new act: it was 11 kap. 11 a § of SoL (2001:453) and förordning (2008:975).
LEGAL_BASIS: Final = "Socialtjänstlagen (2025:400) och förordning (2008:975)"
# Which of them tell of incomes: nobody is asked for what is not needed.
AGENCIES: Final = (Agency.FK, Agency.SO, Agency.CSN)
# What the access log calls a disclosure with an agency.
LOG_PREFIX: Final = "ssbtek_"

# Whom an agency is asked about: (person's key, agency).
type Pair = tuple[str, str]


class AskedAlready(Exception):
    """A question was put after the page was shown, or its answers are still waited for."""


class NothingMissing(Exception):
    """Every agency has answered: there is nobody to ask again."""


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
        number = partner_number(found.case.response_id)
        partner = people.resident_by_number(number) if number else None
        subjects.append(Subject(PARTNER_KEY, number, partner.id if partner else None))
    return subjects


def partner_number(response_id: UUID | None) -> PersonalIdentityNumber | None:
    """Give the number that the application states of a partner, if it can be used."""
    answers = questionnaires.answers(response_id) if response_id else {}
    written = answers.get("partner_pin")
    try:
        return PersonalIdentityNumber.parse(written) if isinstance(written, str) else None
    except UnusablePersonalIdentityNumber:
        return None


def ask(visit: Visit, found: InHand, *, first: date, last: date, number: int) -> Inquiry:
    """Store the question to every agency about every adult, for the worker to put.

    `number` is that of the inquiry that was on the page, 0 for none.
    Raises NotConfigured, AskedAlready, CaseIsDecided, NoSuchCase, Refused: nobody is asked.
    """
    subjects = subjects_of(found)
    pairs = [(one.key, agency.value) for one in subjects for agency in AGENCIES]
    return _store(visit, found, subjects, pairs, days=(first, last), number=number)


def ask_again(visit: Visit, found: InHand, *, number: int) -> Inquiry:
    """Store the same question once more, to those alone whose answer is missing or not whole.

    Raises NothingMissing, NotConfigured, AskedAlready, CaseIsDecided, NoSuchCase, Refused.
    """
    before = Inquiry.objects.filter(case_id=found.case.id, number=number).first()
    missing = AgencyAnswer.objects.filter(inquiry=before).exclude(why="") if before else None
    pairs = list(missing.values_list("person_key", "agency")) if missing is not None else []
    if before is None or not pairs:
        raise NothingMissing
    keys = {key for key, _agency in pairs}
    subjects = [one for one in subjects_of(found) if one.key in keys]
    return _store(visit, found, subjects, pairs, days=(before.first, before.last), number=number)


def _store(
    visit: Visit,
    found: InHand,
    subjects: Sequence[Subject],
    pairs: Collection[Pair],
    *,
    days: tuple[date, date],
    number: int,
) -> Inquiry:
    configuration()
    if found.case.is_decided:
        raise cases.CaseIsDecided
    try:
        with transaction.atomic():
            inquiry = _inquiry(visit, found.case.id, days, number + 1)
            for one in subjects:
                whom = [agency for agency in AGENCIES if (one.key, agency.value) in pairs]
                _expect(inquiry, one, whom, visit.now)
                _may_tell(visit, found.case.id, one, whom)
            # Where there is nobody to ask about, it is over as it begins.
            counting.close_if_whole(inquiry.id, now=visit.now)
    except IntegrityError as error:
        # The number is taken, or an inquiry is open: of two who press, the second asks nobody.
        raise AskedAlready from error
    return inquiry


def _inquiry(visit: Visit, case_id: UUID, days: tuple[date, date], number: int) -> Inquiry:
    assert visit.actor.person_id is not None
    assert visit.actor.commission is not None
    return Inquiry.objects.create(
        case_id=case_id,
        number=number,
        asked_at=visit.now,
        asked_by_id=visit.actor.person_id,
        asked_by_name=visit.actor.display_name,
        commission_id=visit.actor.commission.id,
        request_id=visit.request_id,
        first=days[0],
        last=days[1],
        purpose=PURPOSE,
        legal_basis=LEGAL_BASIS,
    )


def _expect(inquiry: Inquiry, subject: Subject, whom: Sequence[Agency], now: datetime) -> None:
    """Note whose answers are waited for; nobody can be asked without a number."""
    no_number = subject.number is None
    answers = [
        AgencyAnswer(
            inquiry=inquiry,
            person_key=subject.key,
            resident_id=subject.resident_id,
            agency=agency,
            state=AnswerState.MISSING if no_number else AnswerState.WAITING,
            why=NotReached.NO_NUMBER if no_number else "",
        )
        for agency in whom
    ]
    AgencyAnswer.objects.bulk_create(answers)
    if not no_number:
        tenant_id = current_tenant_id()
        WaitingAnswer.objects.bulk_create(
            WaitingAnswer(answer_id=one.id, tenant_id=tenant_id, available_at=now)
            for one in answers
        )


def _may_tell(visit: Visit, case_id: UUID, subject: Subject, whom: Sequence[Agency]) -> None:
    cases.ensure_may_tell(
        actor=visit.actor,
        case_id=case_id,
        about=[subject.resident_id] if subject.number else [],
        whom=[f"{LOG_PREFIX}{agency.lower()}" for agency in whom],
        now=visit.now,
        request_id=visit.request_id,
    )

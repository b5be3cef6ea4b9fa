"""From the authorities' answers to incomes of the calculation, each with its agency, day and period.

Only what was paid out (after tax and deductions), and whose day lies in the period, becomes an income. Skatteverket's figures are of past
years, vehicles are judged by a person, and what is preliminary or planned has not been paid: none of
that is counted. What the payments are is told by LEFI's group codes; an unknown one is "other".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from gemensam.assistance.rules.incomes import Income, IncomeKind
from gemensam.assistance.ssbtek.answers import (
    Answers,
    BenefitPayment,
    Benefits,
    Failure,
    StudySupport,
    UnemploymentFunds,
)
from gemensam.assistance.ssbtek.question import Agency
from gemensam.kernel.money import Money

# LEFI v9's group codes, with or without their prefix. The contract does not list what a payment's
# `formansfamilj` may be: that they are these is to be verified.
_KINDS: Final = {
    "ABB": IncomeKind.CHILD_BENEFIT,
    "AS": IncomeKind.ACTIVITY_SUPPORT,
    "PROG": IncomeKind.ACTIVITY_SUPPORT,
    "BOB": IncomeKind.HOUSING_ALLOWANCE,
    "BST": IncomeKind.HOUSING_ALLOWANCE,
    "BTI": IncomeKind.HOUSING_ALLOWANCE,
    "FP": IncomeKind.PARENTAL_BENEFIT,
    "TFP": IncomeKind.PARENTAL_BENEFIT,
    "GP": IncomeKind.PARENTAL_BENEFIT,
    "SJP": IncomeKind.SICKNESS_BENEFIT,
    "SA": IncomeKind.SICKNESS_BENEFIT,
    "US": IncomeKind.MAINTENANCE_SUPPORT,
    "AP": IncomeKind.PENSION,
    "EF": IncomeKind.PENSION,
}
# What LEFI is asked for, as it writes its codes; the pensions are Pensionsmyndigheten's.
PAYMENT_CODES: Final = tuple(
    f"{'PM' if code in {'AP', 'EF', 'BTI'} else 'FK'}:{code}" for code in sorted(_KINDS)
)


@dataclass(frozen=True, slots=True)
class Found:
    """Incomes of the period, and the agencies whose answer is missing or not whole.

    An agency in `missing` may know of incomes that are not here: nobody may read its silence as zero.
    """

    incomes: tuple[Income, ...]
    missing: tuple[Agency, ...]


def incomes_of(person: str, answers: Answers, *, first: date, last: date) -> Found:
    """Give what was paid to the person from `first` to `last`, both included, by her key."""
    paid = (income for income in _all(person, answers) if income.paid_on is not None)
    return Found(
        incomes=tuple(income for income in paid if first <= (income.paid_on or first) <= last),
        missing=tuple(agency for agency in answers.by_agency if not _is_whole(answers, agency)),
    )


def _is_whole(answers: Answers, agency: Agency) -> bool:
    match answers.by_agency[agency]:
        case Failure():
            return False
        case Benefits() as benefits:
            undated = any(one.paid_on is None for one in benefits.payments)
            return benefits.is_whole and not undated
        case _:
            return True


def _all(person: str, answers: Answers) -> Iterator[Income]:
    for answer in answers.by_agency.values():
        match answer:
            case Benefits():
                yield from (
                    _benefit(person, payment)
                    for payment in answer.payments
                    if not payment.is_preliminary and payment.net > Money()
                )
            case UnemploymentFunds():
                yield from _fund_payments(person, answer)
            case StudySupport():
                yield from (
                    Income(IncomeKind.STUDY_SUPPORT, person, one.amount, Agency.CSN, one.paid_on)
                    for one in answer.payments
                    if one.is_paid and one.amount > Money()
                )
            case _:
                pass


def _benefit(person: str, payment: BenefitPayment) -> Income:
    known = (_KINDS.get(code.rpartition(":")[2]) for code in payment.codes)
    kind = next((kind for kind in known if kind), IncomeKind.SOCIAL_INSURANCE_OTHER)
    agency = f"FK {payment.name}".strip() if payment.payer != "PM" else f"PM {payment.name}".strip()
    return Income(kind, person, payment.net, agency, payment.paid_on, payment.period)


def _fund_payments(person: str, funds: UnemploymentFunds) -> Iterator[Income]:
    for fund in funds.funds:
        for payment in fund.payments:
            # What was paid out, as with Försäkringskassan's net: a person judges what was deducted.
            if payment.after_deductions > Money():
                yield Income(
                    IncomeKind.UNEMPLOYMENT_BENEFIT,
                    person,
                    payment.after_deductions,
                    f"SO {fund.name}".strip(),
                    payment.paid_on,
                    payment.period,
                )

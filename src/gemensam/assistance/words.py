"""What each rule, row and amount is called, in plain words for whoever reads the workings."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from django.utils.translation import gettext, gettext_lazy

from gemensam.assistance.codes import NotReached, Why
from gemensam.assistance.rules.costs import APPLICANT, CostKind
from gemensam.assistance.rules.incomes import AssetKind, IncomeKind
from gemensam.assistance.rules.refusals import (
    AgeNotInNorm,
    CannotCalculate,
    NormMissing,
    NotBornYet,
    NotInHousehold,
    PriceBaseAmountMissing,
)
from gemensam.assistance.rules.steps import Row, Rule, Section
from gemensam.assistance.ssbtek.question import Agency
from gemensam.kernel.money import Money
from gemensam.ui import formats

RULES: Final = {
    Rule.PERSONAL_ADULT: gettext_lazy("Personal costs of an adult who lives alone"),
    Rule.PERSONAL_COUPLE: gettext_lazy("Personal costs of two who live together as a couple"),
    Rule.PERSONAL_CHILD: gettext_lazy("Personal costs of a child of that age"),
    Rule.PERSONAL_CHILD_LUNCH_SERVED: gettext_lazy(
        "Personal costs of a child of that age who gets lunch five days a week"
    ),
    Rule.JOINT: gettext_lazy("Joint costs of a household of that size"),
    Rule.JOINT_SHARED: gettext_lazy("The household's part of joint costs shared with others"),
    Rule.STATED_COST: gettext_lazy("The cost that was stated"),
    Rule.OWN_PART: gettext_lazy("The part of the cost that is others'"),
    Rule.ABOVE_REASONABLE: gettext_lazy("What lies above the municipality's highest amount"),
    Rule.DECLARED: gettext_lazy("The income that was declared"),
    Rule.ADDED: gettext_lazy("What the caseworker added"),
    Rule.FOUND: gettext_lazy("The payment that the authority tells of"),
    Rule.REGISTER_BEFORE_DECLARED: gettext_lazy(
        "Another amount was declared; the authority's is counted"
    ),
    Rule.JOB_STIMULUS: gettext_lazy("A quarter of the wage is left out (job stimulus)"),
    Rule.CHILD_WAGE_FREE: gettext_lazy(
        "A child's wages are left out up to a price base amount a year"
    ),
    Rule.CHILD_KEEPS_SURPLUS: gettext_lazy("What the child has beyond the own needs is left out"),
    Rule.ASSET_USED: gettext_lazy("Money at hand is used first"),
    Rule.ASSET_NEEDS_JUDGEMENT: gettext_lazy("A caseworker judges whether this must be sold"),
    Rule.ASSET_OUT_OF_REACH: gettext_lazy("Cannot be used this month"),
}
SECTIONS: Final = {
    Section.NORM: gettext_lazy("The norm"),
    Section.COSTS: gettext_lazy("Costs beside the norm"),
    Section.INCOMES: gettext_lazy("Incomes after tax"),
    Section.ASSETS: gettext_lazy("Assets"),
}
KINDS: Final[Mapping[str, object]] = {
    "adults": gettext_lazy("Personal costs, adults"),
    "child": gettext_lazy("Personal costs, child"),
    "joint": gettext_lazy("Joint household costs"),
    CostKind.RENT: gettext_lazy("Rent"),
    CostKind.ELECTRICITY: gettext_lazy("Household electricity"),
    CostKind.HOME_INSURANCE: gettext_lazy("Home insurance"),
    CostKind.TRAVEL_TO_WORK: gettext_lazy("Travel to work"),
    CostKind.UNION_FEE: gettext_lazy("Union fee"),
    CostKind.UNEMPLOYMENT_INSURANCE: gettext_lazy("Unemployment fund fee"),
    CostKind.CHILD_CARE: gettext_lazy("Child care"),
    CostKind.MEDICINE: gettext_lazy("Medicine"),
    CostKind.MEDICAL_CARE: gettext_lazy("Medical care"),
    CostKind.EMERGENCY_DENTAL_CARE: gettext_lazy("Emergency dental care"),
    CostKind.GLASSES: gettext_lazy("Glasses"),
    IncomeKind.WAGE: gettext_lazy("Wage"),
    IncomeKind.UNEMPLOYMENT_BENEFIT: gettext_lazy("Unemployment benefit"),
    IncomeKind.ACTIVITY_SUPPORT: gettext_lazy("Activity support"),
    IncomeKind.SICKNESS_BENEFIT: gettext_lazy("Sickness benefit"),
    IncomeKind.PARENTAL_BENEFIT: gettext_lazy("Parental benefit"),
    IncomeKind.CHILD_BENEFIT: gettext_lazy("Child benefit"),
    IncomeKind.MAINTENANCE_SUPPORT: gettext_lazy("Maintenance support"),
    IncomeKind.HOUSING_ALLOWANCE: gettext_lazy("Housing allowance"),
    IncomeKind.PENSION: gettext_lazy("Pension"),
    IncomeKind.STUDY_SUPPORT: gettext_lazy("Study support"),
    IncomeKind.SOCIAL_INSURANCE_OTHER: gettext_lazy("Other social insurance"),
    IncomeKind.TAX_REFUND: gettext_lazy("Tax refund"),
    AssetKind.BANK_ACCOUNT: gettext_lazy("Bank account"),
    AssetKind.SECURITIES: gettext_lazy("Securities"),
    AssetKind.CAR: gettext_lazy("Car"),
    AssetKind.PROPERTY: gettext_lazy("Property"),
    # Costs, incomes and assets have it alike.
    CostKind.OTHER: gettext_lazy("Other"),
}


def rule(code: Rule) -> str:
    """Say what a rule does."""
    return str(RULES[code])


def section(code: Section) -> str:
    """Say what a part of the calculation holds."""
    return str(SECTIONS[code])


def kind(code: str) -> str:
    """Say what a row is about."""
    return str(KINDS[code])


def source(text: str) -> str:
    """Say where a figure comes from; an agency's name and a norm's stand as they are."""
    return text.replace(APPLICANT, gettext("the applicant"))


def name_as_it_is(key: str) -> str:
    """Give a person's key as her name, where nothing better is known."""
    return key


type Naming = Callable[[str], str]

# What can be added by hand: the start of its key, its part of the calculation, its kinds.
ENTRIES: Final = (
    ("cost", Section.COSTS, tuple(CostKind)),
    ("income", Section.INCOMES, tuple(IncomeKind)),
    ("asset", Section.ASSETS, tuple(AssetKind)),
)
# Steps that only repeat what was stated or found.
AS_STATED: Final = frozenset(
    {Rule.STATED_COST, Rule.DECLARED, Rule.FOUND, Rule.ADDED, Rule.ASSET_USED}
)
AGENCIES: Final = {
    Agency.AF: gettext_lazy("the Employment Service"),
    Agency.CSN: gettext_lazy("CSN"),
    Agency.FK: gettext_lazy("the Social Insurance Agency and the Pensions Agency"),
    Agency.SKV: gettext_lazy("the Tax Agency"),
    Agency.SO: gettext_lazy("the unemployment funds"),
    Agency.TNS: gettext_lazy("the Transport Agency"),
    Agency.MIV: gettext_lazy("the Migration Agency"),
}

ANSWERS: Final = {
    "month": gettext_lazy("the month"),
    "lives_with": gettext_lazy("whom the applicant lives with"),
    "others_sharing": gettext_lazy("others who share the home"),
    "children": gettext_lazy("a child"),
    "child_days_here": gettext_lazy("the days a child is here"),
    "costs": gettext_lazy("a cost"),
    "has_income": gettext_lazy("whether there is any income"),
    "incomes": gettext_lazy("an income"),
    "assets": gettext_lazy("an asset"),
}
WHY_UNREAD: Final = {
    Why.MONTH: gettext_lazy("The month could not be read. Choose it under Household."),
    Why.NOT_ANSWERED: gettext_lazy("It is not answered, and nothing is counted for it."),
    Why.AMOUNT: gettext_lazy("The amount could not be read. Add the row by hand."),
    Why.KIND: gettext_lazy("What it is could not be read. Add the row by hand."),
    Why.WHOSE: gettext_lazy("Whose it is could not be told. Add the row by hand."),
    Why.BORN_ON: gettext_lazy("Without a day of birth the child is not counted."),
    Why.DAYS: gettext_lazy("The number could not be read. All days are counted."),
    Why.FROM_LAST_MONTH: gettext_lazy(
        "Nothing has changed, says the applicant: it is last month's."
    ),
}
WHY_MISSING: Final = {
    NotReached.UNREACHABLE: gettext_lazy("The service could not be reached. Ask again later."),
    NotReached.REFUSED: gettext_lazy("The service refused the question."),
    NotReached.UNREADABLE: gettext_lazy("The answer was not whole. There may be more incomes."),
    NotReached.NO_ANSWER: gettext_lazy(
        "It did not answer. There may be incomes that are not here."
    ),
    NotReached.NO_NUMBER: gettext_lazy("There is no identity number to ask with."),
    NotReached.NOT_ASKED: gettext_lazy("Nobody was asked. Ask again."),
}


def agency(code: str) -> str:
    """Name an agency in the middle of a sentence."""
    return str(AGENCIES[Agency(code)])


def invented() -> str:
    """Say that a calculation is worth nothing."""
    return gettext("These amounts are calculated with an invented norm and are worth nothing.")


def month(first: date) -> str:
    """Name a month as it stands in a sentence: november 2026."""
    return formats.day(first).partition(" ")[2]


def row_name(row: Row, names: Mapping[str, str]) -> str:
    """Name a row: what it is about and whom."""
    return (
        f"{kind(row.kind)}, {names.get(row.person, row.person)}" if row.person else kind(row.kind)
    )


def saved_note(number: int, granted_ore: int, said: str) -> str:
    """Say in a case's thread that a calculation was saved."""
    return gettext("Calculation %(number)d: %(amount)s. %(said)s") % {
        "number": number,
        "amount": formats.amount(Money(granted_ore)),
        "said": said,
    }


def answer_name(field_id: str) -> str:
    """Name an answer, or a group of answers, of the forms."""
    return str(ANSWERS[field_id])


def why_unread(code: str) -> str:
    """Say why an answer is not in the calculation."""
    return str(WHY_UNREAD[Why(code)])


def why_missing(code: str) -> str:
    """Say why an authority's answer is missing."""
    return str(WHY_MISSING[NotReached(code)])


def problem(error: CannotCalculate) -> str:
    """Say why a month cannot be calculated, and what to do."""
    match error:
        case NormMissing():
            return gettext("There is no norm for %(month)s.") % {"month": month(error.month)}
        case AgeNotInNorm():
            return gettext(
                "A child is %(age)d years old and not in the norm: take the child out with 0 days."
            ) % {"age": error.age}
        case NotBornYet():
            return gettext("A child is born after the month.")
        case NotInHousehold():
            return gettext("A row belongs to somebody who is not in the household.")
        case PriceBaseAmountMissing():
            return gettext("A child has a wage, and the norm has no price base amount.")
        case _:
            return gettext("The household cannot be calculated: look at days and people.")


def somebody(key: str) -> str:
    """Call somebody whose name is not known: the partner, child 2."""
    start, _colon, number = key.partition(":")
    if start == "child":
        return gettext("child %(number)s") % {"number": number}
    return gettext("the partner")

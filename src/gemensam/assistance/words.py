"""What each rule, row and amount is called, in plain words for whoever reads the workings."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext, gettext_lazy

from gemensam.assistance.rules.costs import APPLICANT, CostKind
from gemensam.assistance.rules.incomes import AssetKind, IncomeKind
from gemensam.assistance.rules.steps import Rule, Section

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

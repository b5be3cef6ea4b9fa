"""From answers to a sheet: what stands in the form is counted, and what cannot be read is told, never zero.

The amounts are worked by hand from the invented norm of 2026.
"""

from datetime import date

import pytest

from gemensam.assistance.codes import Why
from gemensam.assistance.from_answers import month_of, sheet_of
from gemensam.assistance.norms import norms
from gemensam.assistance.rules.costs import Cost, CostKind
from gemensam.assistance.rules.household import Child, Household
from gemensam.assistance.rules.incomes import Asset, AssetKind, Income, IncomeKind
from gemensam.assistance.sheet import Unread
from gemensam.assistance.tests.worked import NOVEMBER, kr, proposed
from gemensam.questionnaires.library import shipped_forms
from gemensam.questionnaires.rules.values import split_key

TODAY = date(2026, 12, 3)
ALONE = {
    "lives_with": "alone",
    "others_sharing": "0",
    "costs@01": "yes",
    "cost_kind@01": "rent",
    "cost_amount@01": "6200",
    "cost_whose@01": "household",
    "has_income": "no",
    "has_assets": "no",
}
FAMILY = {
    "lives_with": "partner",
    "partner_name": "Sam Berg",
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
    "costs@01": "yes",
    "cost_kind@01": "rent",
    "cost_amount@01": "9 350",
    "cost_whose@01": "household",
    "costs@02": "yes",
    "cost_kind@02": "other",
    "cost_what@02": "Flytt",
    "cost_amount@02": "612,50",
    "cost_whose@02": "child",
    "cost_child@02": "lo",
    "has_income": "yes",
    "incomes@01": "yes",
    "income_kind@01": "wage",
    "income_amount@01": "8200",
    "income_paid_on@01": "2026-11-25",
    "income_whose@01": "partner",
    "has_assets": "yes",
    "assets@01": "yes",
    "asset_kind@01": "bank_account",
    "asset_amount@01": "430.75",
    "asset_whose@01": "me",
}


def read(answers, month="2026-11", before=None):
    return sheet_of(answers, month=month, today=TODAY, before=before)


def test_whoever_lives_alone_gets_the_norm_and_the_rent():
    sheet = read(ALONE)
    assert (sheet.application.household, sheet.unread) == (Household(NOVEMBER, ("applicant",)), ())
    calculation = sheet.calculated(norms())
    # 4 000 for one who lives alone, 1 200 joint for one, 6 200 rent.
    assert proposed(calculation) == {
        "norm:adults": kr(4000),
        "norm:joint": kr(1200),
        "cost:RENT:": kr(6200),
    }
    assert calculation.granted() == kr(11400)


def test_every_answer_of_a_family_has_its_place():
    sheet = read(FAMILY)
    home = Household(
        NOVEMBER,
        ("applicant", "partner"),
        (
            Child("child:1", date(2018, 5, 5), lunch_served=True),
            Child("child:2", date(2022, 9, 14), lunch_served=True, days_here=15),
        ),
    )
    app = sheet.application
    assert (app.household, sheet.names, sheet.unread) == (
        home,
        {"partner": "Sam Berg", "child:1": "Kim", "child:2": "Lo"},
        (),
    )
    assert app.costs == (
        Cost(CostKind.RENT, kr(9350)),
        Cost(CostKind.OTHER, kr(612, 50), person="child:2", said="Flytt"),
    )
    assert app.incomes == (
        Income(IncomeKind.WAGE, "partner", kr(8200), paid_on=date(2026, 11, 25)),
    )
    assert app.assets == (Asset(AssetKind.BANK_ACCOUNT, "applicant", kr(430, 75)),)
    # 7 000 + 3 400 + 2 500/2 + (1 900 + 1 700)/2 + 9 350 + 612,50 − 8 200 − 430,75.
    assert sheet.calculated(norms()).granted() == kr(14781, 75)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"cost_amount@01": "mycket"}, Unread("costs@01", "costs", "rent, mycket", Why.AMOUNT)),
        ({"cost_amount@01": ""}, Unread("costs@01", "costs", "rent", Why.AMOUNT)),
        ({"cost_amount@01": "10.005"}, Unread("costs@01", "costs", "rent, 10.005", Why.AMOUNT)),
        ({"cost_amount@01": "-5"}, Unread("costs@01", "costs", "rent, -5", Why.AMOUNT)),
        ({"cost_kind@01": "yacht"}, Unread("costs@01", "costs", "yacht, 6200", Why.KIND)),
        ({"cost_whose@01": "partner"}, Unread("costs@01", "costs", "rent, 6200", Why.WHOSE)),
        ({"cost_whose@01": "child"}, Unread("costs@01", "costs", "rent, 6200", Why.WHOSE)),
        ({"others_sharing": "en"}, Unread("others_sharing", "others_sharing", "en", Why.NOT_ANSWERED)),
        ({"has_income": ""}, Unread("has_income", "has_income", "", Why.NOT_ANSWERED)),
        ({"lives_with": ""}, Unread("lives_with", "lives_with", "", Why.NOT_ANSWERED)),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(changed, told):
    assert read(ALONE | changed).unread == (told,)


def test_a_child_without_a_day_of_birth_and_a_month_that_is_none_are_told():
    sheet = read(FAMILY | {"child_born_on@01": ""}, month="nästa")
    assert [(one.key, one.why) for one in sheet.unread] == [
        ("month", Why.MONTH),
        ("children@01", Why.BORN_ON),
    ]
    assert sheet.application.household.month == date(2026, 12, 1)


def test_what_was_answered_and_then_hidden_is_not_counted():
    hidden = {name: value for name, value in FAMILY.items() if name.startswith(("income", "asset"))}
    sheet = read(ALONE | hidden | {"partner_name": "Sam", "cost_what@01": "Flytt"})
    assert sheet == read(ALONE)


def test_a_row_that_is_filled_in_is_counted_though_nothing_says_that_it_is_there():
    filled = {name: value for name, value in ALONE.items() if name != "costs@01"}
    assert read(filled) == read(ALONE)


def test_a_removed_row_is_not_counted():
    assert read(ALONE | {"costs@01": "no"}).application.costs == ()


@pytest.mark.parametrize(
    "written", ["2026-11", "2026-11-01", "2026-11-30", "november 2026", "November 2026"]
)
def test_a_month_is_read_as_it_is_written(written):
    assert month_of(written) == NOVEMBER


@pytest.mark.parametrize("written", ["", "2026-13", "2026-00", "0000-01", "snart", "nov 2026"])
def test_what_is_no_month_is_not_guessed(written):
    assert month_of(written) is None


def test_a_renewal_without_changes_takes_the_month_before_and_says_so():
    before = read(FAMILY, month="2026-10")
    said = {
        "household_changed": "no",
        "living_changed": "no",
        "means_changed": "no",
        "has_income": "no",
    }
    sheet = read(said, before=before)
    assert sheet.application.household.children == before.application.household.children
    assert sheet.application.household.month == NOVEMBER
    assert (sheet.application.costs, sheet.application.assets, sheet.application.incomes) == (
        before.application.costs,
        before.application.assets,
        (),
    )
    assert [(one.label, one.why) for one in sheet.unread] == [
        ("lives_with", Why.FROM_LAST_MONTH),
        ("costs", Why.FROM_LAST_MONTH),
        ("assets", Why.FROM_LAST_MONTH),
    ]


@pytest.mark.parametrize(
    "key", ["financial_assistance_application", "financial_assistance_renewal"]
)
def test_the_forms_have_what_is_read_of_them(key):
    form = next(one for one in shipped_forms() if one.key == key)
    groups = {"children", "costs", "incomes", "assets"}
    ids = {split_key(name)[0] for name in FAMILY} - groups
    assert [one for one in sorted(ids) if form.field(one) is None] == []
    for start, kinds in (("cost", CostKind), ("income", IncomeKind), ("asset", AssetKind)):
        offered = {one.id.upper() for one in form.field(f"{start}_kind").choices}
        assert offered <= set(kinds)

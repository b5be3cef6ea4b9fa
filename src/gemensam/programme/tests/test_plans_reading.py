"""A plan is read whole or not at all: each fault with its line, its place and what is wrong."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.money import Money
from gemensam.programme import shipped
from gemensam.programme.kinds import GoalKind, ResourcePool
from gemensam.programme.rules import plans, resources
from gemensam.programme.rules.plans_dates import first_day, is_plan_date
from gemensam.programme.rules.plans_reading import PlanIsWrong, read, read_or_fail
from gemensam.programme.rules.plans_writing import as_yaml, canonical

SMALL = """key: liten
title: En liten plan
period: {first_year: 2027, last_year: 2028}
activities:
  - key: ett
    number: 1
    name: Ett
    goals:
      - Ett mål
    costs:
      - {key: bok, text: Böcker, quantity: 3, unit_parts_sek: [100, 50.50]}
    resources:
      - {role: Samordnare, percent: 20, pool: esamordnare}
printed_total_sek: 451.50
"""


def kr(amount: int) -> Money:
    return Money.from_kronor(amount)


def faults(text: str) -> list[tuple[int, str, str]]:
    return [(one.line, one.place, one.message % dict(one.values)) for one in read(text).faults]


def test_the_plan_of_2018_costs_what_its_rows_add_up_to() -> None:
    plan = shipped.plan_2018()
    totals = plans.plan_totals(plan)
    assert {key: total.added for key, total in totals.activities.items()} == {
        "gits": kr(3_711_590),
        "kommunikation": kr(550_000),
        "uppdragsportfolj": kr(1_000_000),
    }
    assert totals.whole.added == kr(5_261_590)
    seminars = plan.activities[5].costs[0]
    assert (seminars.quantity, seminars.unit_parts) == (8, (kr(40_000), kr(15_000)))
    assert seminars.amount == seminars.multiplied == kr(440_000)
    assert seminars.formula.replace("\N{NARROW NO-BREAK SPACE}", "") == "8 × (40000 + 15000)"


def test_the_plan_of_2018_takes_575_per_cent_and_335_of_the_400() -> None:
    plan = shipped.plan_2018()
    totals = resources.totals(plan.resources)
    assert {pool: total.tenths for pool, total in totals.items()} == {
        ResourcePool.ESAMORDNARE: 3350,
        ResourcePool.LANSSAMORDNARE: 500,
        ResourcePool.SHARED: 300,
        ResourcePool.BOUGHT: 1600,
        ResourcePool.NONE: 0,
    }
    assert resources.whole_total(plan.resources).result == 5750
    assert {post.pool: post.capacity for post in plan.posts} == {
        ResourcePool.ESAMORDNARE: 400,
        ResourcePool.LANSSAMORDNARE: 100,
    }
    (unstated,) = [line for line in plan.resources if line.percent is None]
    assert (unstated.activity_key, unstated.role) == ("fvm", "Kommunikatör")


def test_the_plan_of_2018_has_every_item_goal_and_second_condition() -> None:
    plan = shipped.plan_2018()
    assert [(one.key, one.level, len(one.goals)) for one in plan.activities] == [
        ("nationell_paverkan", "nationell", 3),
        ("gits", "vgr", 6),
        ("fvm", "vgr", 2),
        ("valfardsteknik", "kommuner", 1),
        ("tsd_handlingsplan", "kommuner", 1),
        ("kommunikation", "kommuner", 6),
        ("uppdragsportfolj", "kommuner", 2),
    ]
    goals = [goal for one in plan.activities for goal in one.goals]
    assert [goal.measure for goal in goals if goal.measure is None] == []
    targets = [
        (goal.measure.kind, goal.measure.target)
        for goal in goals
        if goal.measure is not None and goal.measure.target is not None
    ]
    assert targets == [
        (GoalKind.SHARE, 50),
        (GoalKind.MUNICIPALITIES, 49),
        (GoalKind.MUNICIPALITIES, 5),
        (GoalKind.MUNICIPALITIES, 20),
        (GoalKind.COUNT, 8),
        (GoalKind.COUNT, 1000),
        (GoalKind.SHARE, 100),
        (GoalKind.COUNT, 3),
    ]
    conditions = [(one.text, one.threshold) for goal in goals for one in goal.second_conditions]
    assert conditions == [
        ("motsvarar verksamhetens behov", None),
        ("likt mobilt BankID", None),
        ("med hjälp av stöd från GITS", None),
        ("i stället för fax vid samordnad vård- och omsorgsplanering", None),
        ("godkänd", None),
        ("uppskattade", None),
        ("om förändringsledning, minst", 1),
        ("nöjda", None),
        ("med god kvalitet", None),
        ("inom uppdragsportföljen 2018", None),
    ]
    assert all(one.municipality_role for one in plan.activities)


def test_cut_texts_are_flagged_in_the_plan_of_2013() -> None:
    plan = shipped.plan_2013_2015()
    cut = [text.text for area in plan.areas for text in area.who if text.is_fragment]
    cut += [text.text for one in plan.activities for text in one.how if text.is_fragment]
    assert cut == ["Företrädare för …", "… av vunna erfarenheter."]


@pytest.mark.parametrize("plan", shipped.plans(), ids=lambda plan: plan.key)
def test_a_plan_written_out_and_read_again_is_the_same_plan(plan: plans.Plan) -> None:
    kept = canonical(plan)
    assert read_or_fail(kept.text) == plan
    assert read(as_yaml(plan)).plan == plan
    assert canonical(read_or_fail(as_yaml(plan))) == kept


SENTENCES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40
).filter(lambda text: text.split() != [])


@given(
    texts=st.lists(SENTENCES, max_size=4),
    ore=st.integers(0, 10**12),
    quantity=st.one_of(st.none(), st.integers(1, 1000)),
)
def test_whatever_a_plan_says_it_says_after_a_round_trip(
    texts: list[str], ore: int, quantity: int | None
) -> None:
    said = tuple(plans.PlanText(" ".join(text.split())) for text in texts)
    each = Money(ore // 1000)
    row = plans.CostRow("rad", "Rad", each)
    if quantity is not None:
        row = replace(row, amount=each.times(quantity), quantity=quantity, unit_parts=(each,))
    first = shipped.plan_2018().activities[0]
    plan = replace(shipped.plan_2018(), activities=(replace(first, how=said, costs=(row,)),))
    assert read_or_fail(canonical(plan).text) == plan
    assert read(as_yaml(plan)).plan == plan


def test_the_digest_changes_with_the_smallest_word() -> None:
    plan = shipped.plan_2018()
    assert canonical(plan).digest != canonical(replace(plan, title=plan.title + ".")).digest


def test_a_small_plan_is_enough() -> None:
    plan = read_or_fail(SMALL)
    (one,) = plan.activities
    assert (one.number, one.goals[0].text.text, one.cost) == ("1", "Ett mål", Money(45_150))
    assert plans.plan_totals(plan).whole.difference == Money()


@pytest.mark.parametrize(
    ("was", "becomes", "expected"),
    [
        (
            "name: Ett\n", "nam: Ett\n",
            [(7, "activities.1.nam", "The key “nam” is not known here."),
             (5, "activities.1.name", "“name” is missing.")],
        ),
        (
            "printed_total_sek: 451.50", "printed_total_sek: 452",
            [(14, "printed_total_sek",
              "The rows add up to 451,50 kr, but the sum says 452 kr.")],
        ),
        (
            "unit_parts_sek: [100, 50.50]", "unit_parts_sek: [100, 50.50], amount_sek: 450",
            [(11, "activities.1.costs.1.amount_sek",
              "3 × (100 + 50,50) is 451,50 kr, but the amount says 450 kr."),
             (14, "printed_total_sek",
              "The rows add up to 450 kr, but the sum says 451,50 kr.")],
        ),
        (
            "last_year: 2028", "last_year: 2026",
            [(3, "period.last_year", "The last year comes before the first.")],
        ),
        (
            "percent: 20", "percent: 20 %",
            [(13, "activities.1.resources.1.percent",
              "A whole number from 0 to 1000 is expected: “20 %”.")],
        ),
        (
            "pool: esamordnare", "pool: alla",
            [(13, "activities.1.resources.1.pool",
              "“alla” is not one of: esamordnare, lanssamordnare, shared, bought, none.")],
        ),
        (
            "name: Ett\n", "name: Ett\n    name: Två\n",
            [(8, "activities.1.name", "“name” stands here twice.")],
        ),
        (
            "name: Ett\n", "name: Ett\n    level: ovan\n    starts: 2027-13\n",
            [(8, "activities.1.level", "“ovan” is not among the plan's levels: –."),
             (9, "activities.1.starts",
              "“2027-13” is no date. Write 2026, 2026-H1, 2026-Q3, 2026-09 or 2026-09-15.")],
        ),
        (
            "name: Ett\n", "name: Ett\n    indicators: [okänd]\n",
            [(8, "activities.1.indicators", "There is no indicator “okänd”.")],
        ),
        (
            "title: En liten plan", "title: 'En liten plan",
            [(15, "", ("This cannot be read as YAML. Look at indents, colons and quotes: "
                       "found unexpected end of stream"))],
        ),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_line_and_place(
    was: str, becomes: str, expected: list[tuple[int, str, str]]
) -> None:
    text = SMALL.replace(was, becomes)
    found = read(text, indicators=frozenset())
    told = [(one.line, one.place, one.message % dict(one.values)) for one in found.faults]
    assert found.plan is None
    assert sorted(told) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "A plan begins with keys, such as “title: …”."),
        ("", "A plan begins with keys, such as “title: …”."),
        ("a: &a [1]\nb: *a", "References (* and &) are not used in plans."),
        ("a: " + "[" * 40 + "]" * 40, "The text is too deeply nested."),
        ("a: \x00", "The text has signs that do not belong in YAML."),
        ("a" * 300_001, "The text is too long to be a plan."),
    ],
)
def test_what_is_no_plan_at_all_is_refused_before_it_is_read(text: str, message: str) -> None:
    assert [told for _line, _place, told in faults(text)] == [message]


def test_all_faults_are_told_at_once() -> None:
    told = faults("title: 1\nextra: 2\nactivities: [{key: Å}]\n")
    assert [place for _line, place, _text in told] == [
        "key", "period", "extra", "activities.1.key", "activities.1.name", "activities.1.number",
    ]  # fmt: skip


def test_a_damaged_document_is_not_read_as_a_plan() -> None:
    with pytest.raises(PlanIsWrong, match="“title” is missing"):
        read_or_fail("{key: a, period: {first_year: 2027, last_year: 2027}}")


@pytest.mark.parametrize(
    ("text", "day"),
    [("2018", "2018-01-01"), ("2013-H2", "2013-07-01"), ("2018-Q3", "2018-07-01"),
     ("2014-09", "2014-09-01"), ("2024-02-29", "2024-02-29")],
)  # fmt: skip
def test_a_date_of_a_plan_begins_on_its_first_day(text: str, day: str) -> None:
    assert is_plan_date(text)
    assert first_day(text).isoformat() == day


@pytest.mark.parametrize("text", ["18", "2018-Q5", "2018-13", "2023-02-29", "2018-9", "2018-H1-02"])
def test_what_is_no_date_is_refused(text: str) -> None:
    assert not is_plan_date(text)

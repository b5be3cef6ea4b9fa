"""Two plans side by side, and a plan changed by one activity at a time."""

from dataclasses import replace

from gemensam.kernel.money import Money
from gemensam.programme import shipped
from gemensam.programme.rules import plans, plans_diff, plans_editing
from gemensam.programme.rules.plans_diff import Change, LineChange, PartChange
from gemensam.programme.rules.plans_lines import Speech
from gemensam.programme.rules.plans_reading import read_or_fail

SPEECH = Speech(
    sentence=lambda text: text.text,
    goal=lambda goal: goal.text.text,
    resource=lambda line: f"{line.role} {line.percent}",
    post=lambda post: str(post.capacity),
)
PLAN = read_or_fail("""
key: p
title: Plan
period: {first_year: 2027, last_year: 2027}
areas:
  - {key: a, name: Område, how: [Ett, Två, Tre], costs: [{key: k, text: Hyra, amount_sek: 100}]}
activities:
  - {key: x, number: 1, name: Första}
  - {key: y, number: 2, name: Andra, printed_total_sek: 50, costs: [{key: c, text: C, amount_sek: 50}]}
printed_total_sek: 150
""")


def spaced(text: str) -> str:
    return text.replace(" ", "\N{NARROW NO-BREAK SPACE}")


def test_the_same_plan_has_no_differences() -> None:
    assert plans_diff.compare(PLAN, PLAN, SPEECH) == ()


def test_a_changed_sentence_an_added_one_and_an_amount_stand_side_by_side() -> None:
    (area,) = PLAN.areas
    rent = replace(area.costs[0], amount=Money.from_kronor(130))
    how = tuple(plans.PlanText(text) for text in ("Ett", "Två och en halv", "Tre", "Fyra"))
    after = replace(PLAN, areas=(replace(area, how=how, costs=(rent,)),), printed_total=None)
    assert plans_diff.compare(PLAN, after, SPEECH) == (
        PartChange(
            Change.CHANGED, "Area", "a", "Område",
            (
                LineChange(Change.CHANGED, "How", "Två", "Två och en halv"),
                LineChange(Change.ADDED, "How", "", "Fyra"),
                LineChange(
                    Change.CHANGED, "Cost", "Hyra: 100", "Hyra: 130", Money.from_kronor(30)
                ),
            ),
        ),
    )  # fmt: skip


def test_a_moved_sentence_is_taken_away_in_one_place_and_added_in_another() -> None:
    (area,) = PLAN.areas
    after = replace(PLAN, areas=(replace(area, how=(area.how[2], *area.how[:2])),))
    (part,) = plans_diff.compare(PLAN, after, SPEECH)
    assert [(line.change, line.before, line.after) for line in part.lines] == [
        (Change.ADDED, "", "Tre"),
        (Change.REMOVED, "Tre", ""),
    ]


def test_an_activity_that_is_gone_stands_last_with_what_it_cost() -> None:
    after = plans_editing.without_activity(PLAN, "y")
    whole, gone = plans_diff.compare(PLAN, after, SPEECH)
    assert (whole.kind, whole.lines) == (
        "The whole plan",
        (LineChange(Change.CHANGED, "Order of the activities", "1, 2", "1"),),
    )
    assert (gone.change, gone.title) == (Change.REMOVED, "2 Andra")
    assert gone.lines[-1] == LineChange(Change.REMOVED, "Cost", "C: 50", "", Money.from_kronor(-50))
    assert plans_diff.count((whole, gone)) == {
        Change.ADDED: 0, Change.REMOVED: 3, Change.CHANGED: 1,
    }  # fmt: skip


def test_every_line_of_a_plan_is_added_when_there_was_none() -> None:
    plan = shipped.plan_2018()
    empty = plans.Plan(plan.key, "", "", 2018, 2018, "", None, (), (), None)
    found = plans_diff.compare(empty, plan, SPEECH)
    assert len(found) == 1 + len(plan.activities)
    assert {line.change for part in found[1:] for line in part.lines} == {Change.ADDED}


def test_an_activity_takes_its_old_place_or_the_last_one() -> None:
    renamed = replace(PLAN.activities[0], name="Ny")
    changed = plans_editing.with_activity(PLAN, renamed)
    assert [one.name for one in changed.activities] == ["Ny", "Andra"]
    added = plans_editing.with_activity(PLAN, replace(renamed, key="z"))
    assert [one.key for one in added.activities] == ["x", "y", "z"]


def test_a_printed_sum_that_the_rows_no_longer_reach_goes_and_one_that_holds_stays() -> None:
    second = PLAN.activities[1]
    dearer = replace(second, costs=(replace(second.costs[0], amount=Money.from_kronor(51)),))
    changed = plans_editing.with_activity(PLAN, dearer)
    assert (changed.printed_total, changed.activities[1].printed_total) == (None, None)
    same = plans_editing.with_activity(PLAN, replace(second, name="Annat"))
    assert (same.printed_total, same.activities[1].printed_total) == (
        Money.from_kronor(150),
        Money.from_kronor(50),
    )


def test_lines_that_stood_there_keep_their_marks_and_measures() -> None:
    cut = plans.PlanText("Företrädare för …", is_fragment=True)
    assert plans_editing.sentences(["  Ny  rad ", "", "Företrädare för …"], [cut]) == (
        plans.PlanText("Ny rad"),
        cut,
    )
    goals = shipped.plan_2018().activities[1].goals
    lines = [goals[1].text.text, "Nytt mål"]
    assert plans_editing.goals(lines, goals) == (
        goals[1],
        plans.PlanGoal(plans.PlanText("Nytt mål")),
    )


def test_keys_are_made_of_names_and_numbers_follow() -> None:
    assert plans_editing.key_for("Åtgärder för Ö!", []) == "atgarder_for_o"
    assert plans_editing.key_for("Åtgärder för Ö!", ["atgarder_for_o"]) == "atgarder_for_o_2"
    assert plans_editing.key_for("!!!", []) == "plan"
    assert plans_editing.next_number(PLAN) == "3"
    assert plans_editing.next_number(shipped.plan_2013_2015()) == "6"
    assert plans_editing.next_number(replace(PLAN, activities=())) == "1"

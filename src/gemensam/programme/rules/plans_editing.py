"""Change a plan by one activity at a time, as somebody who types everything does. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gemensam.programme.rules import plans

LONGEST_KEY = 40
SPARE_KEY = "plan"


def key_for(name: str, taken: Iterable[str], *, spare: str = SPARE_KEY) -> str:
    """Make a key of a name: small letters without marks, and a number where it is taken."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: LONGEST_KEY - 4].strip("_") or spare
    used, key, number = set(taken), base, 1
    while key in used:
        number += 1
        key = f"{base}_{number}"
    return key


def next_number(plan: plans.Plan) -> str:
    """Give the number after the highest one; `5a` counts as five."""
    found = [
        int(digits[0]) for one in plan.activities if (digits := re.findall(r"\d+", one.number))
    ]
    return str(max(found, default=0) + 1)


def sentences(lines: Iterable[str], before: Sequence[plans.PlanText]) -> tuple[plans.PlanText, ...]:
    """Make sentences of lines; one that stood there before keeps its marks."""
    known = {one.text: one for one in before}
    written = (" ".join(line.split()) for line in lines)
    return tuple(known.get(line, plans.PlanText(line)) for line in written if line)


def sentence(text: str, before: plans.PlanText | None) -> plans.PlanText | None:
    """Make a sentence of a text; the same text keeps its marks, an empty one is none."""
    return next(iter(sentences([text], [before] if before else [])), None)


def goals(lines: Iterable[str], before: Sequence[plans.PlanGoal]) -> tuple[plans.PlanGoal, ...]:
    """Make goals of lines; one that stood there before keeps its measure and conditions."""
    known = {one.text.text: one for one in before}
    return tuple(known.get(one.text, plans.PlanGoal(one)) for one in sentences(lines, ()))


def with_activity(plan: plans.Plan, activity: plans.PlanActivity) -> plans.Plan:
    """Put the activity in the place of the one with its key, or last.

    A printed sum that the rows no longer reach was the former document's: it goes.
    """
    keys = [one.key for one in plan.activities]
    if activity.key in keys:
        place = keys.index(activity.key)
        activities = (*plan.activities[:place], activity, *plan.activities[place + 1 :])
    else:
        activities = (*plan.activities, activity)
    return _without_lost_sums(replace(plan, activities=activities))


def without_activity(plan: plans.Plan, key: str) -> plans.Plan:
    """Take an activity away."""
    kept = tuple(one for one in plan.activities if one.key != key)
    return _without_lost_sums(replace(plan, activities=kept))


def _without_lost_sums(plan: plans.Plan) -> plans.Plan:
    totals = plans.plan_totals(plan)
    activities = tuple(
        replace(one, printed_total=None)
        if one.printed_total is not None and one.printed_total != one.cost
        else one
        for one in plan.activities
    )
    printed = plan.printed_total if plan.printed_total == totals.whole.added else None
    return replace(plan, activities=activities, printed_total=printed)

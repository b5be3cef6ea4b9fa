"""An import as drawn: what is wrong, line by line, or what would change."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme.pages import plans_words as words
from gemensam.programme.pages import shown
from gemensam.programme.pages.plans_work import Comparison, comparison
from gemensam.programme.queries.plans import PlanWithRevision
from gemensam.programme.rules import plans
from gemensam.programme.rules.plans_yaml import MOST_FAULTS, Fault
from gemensam.ui import formats
from gemensam.ui.parts import Column, Fact, Num, Row, Table

LONGEST_LINE = 80


@dataclass(frozen=True, slots=True)
class FaultsPage:
    """Every fault, and how many there are."""

    title: str
    table: Table


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What an import would change."""

    title: str
    is_new: bool
    base: int
    facts: Sequence[Fact]
    fragments: Sequence[tuple[str, str]]
    comparison: Comparison
    signed_note: str


def fault_text(fault: Fault) -> str:
    """Say what is wrong, in the reader's language."""
    return _(fault.message) % dict(fault.values)


def _line(text: str, number: int) -> str:
    """Give the line that a fault stands on, short enough for a table."""
    lines = text.splitlines()
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


def faults_page(faults: Sequence[Fault], text: str) -> FaultsPage:
    """Give the faults as a table: line, place, what stands there and what is wrong."""
    count = len(faults)
    title = ngettext(
        "%(count)d fault in the plan. Nothing has been imported.",
        "%(count)d faults in the plan. Nothing has been imported.",
        count,
    )
    rows = [
        Row(
            [
                Num(str(fault.line) if fault.line else "–"),
                fault.place or "–",
                shown.in_swedish(_line(text, fault.line) or "–"),
                fault_text(fault),
            ]
        )
        for fault in faults[:MOST_FAULTS]
    ]
    columns = [
        Column(_("Line"), num=True),
        Column(_("Where")),
        Column(_("What stands there")),
        Column(_("What is wrong")),
    ]
    return FaultsPage(
        title % {"count": count}, Table(_("Faults in the plan"), columns, rows, id="fel")
    )


def preview_page(plan: plans.Plan, before: PlanWithRevision | None) -> PreviewPage:
    """Say what the plan holds and what it would change."""
    return PreviewPage(
        title=plan.title,
        is_new=before is None,
        base=before.current if before else 0,
        facts=_facts(plan),
        fragments=_fragments(plan),
        comparison=comparison(before.plan if before else _nothing_of(plan), plan),
        signed_note=_signed_note(before),
    )


def _nothing_of(plan: plans.Plan) -> plans.Plan:
    """The same plan before anything was written in it."""
    return plans.Plan(plan.key, "", "", plan.first_year, plan.last_year, "", None, (), (), None)


def _signed_note(before: PlanWithRevision | None) -> str:
    if before is None or before.revision.sign_off is None:
        return ""
    return _(
        "Revision %(number)d is signed and stays as it is. This becomes a new revision, not signed."
    ) % {"number": before.current}


def _facts(plan: plans.Plan) -> list[Fact]:
    totals = plans.plan_totals(plan)
    stated = sum(line.percent or 0 for line in plan.resources)
    facts = [
        Fact(_("Years"), words.years(plan.first_year, plan.last_year)),
        Fact(_("Activities"), formats.number(len(plan.activities))),
        Fact(_("Goals"), formats.number(_goals(plan))),
    ]
    if plan.areas:
        facts.insert(1, Fact(_("Areas"), formats.number(len(plan.areas))))
    if plan.cost_rows:
        facts.append(Fact(_("Sum of the costs"), formats.amount(totals.whole.added)))
    if plan.resources:
        facts.append(
            Fact(
                _("Resource lines"),
                formats.number(len(plan.resources)),
                below=_("%(share)s of a full post in all") % {"share": words.percent(stated)},
            )
        )
    return facts


def _goals(plan: plans.Plan) -> int:
    return sum(len(one.goals) + bool(one.goal) + bool(one.target) for one in plan.activities)


def _fragments(plan: plans.Plan) -> list[tuple[str, str]]:
    """Texts that are cut off in the document, with where they stand."""
    found = []
    for area in plan.areas:
        said = (*area.how, *area.who, *(text for text in (area.what, area.when) if text))
        found += [(area.name, text.text) for text in said if text.is_fragment]
    for one in plan.activities:
        single = (one.what, one.when, one.who, one.current_state, one.condition, one.comment)
        texts = (*one.how, *one.background, *one.municipality_role, *filter(None, single))
        found += [(f"{one.number} {one.name}", text.text) for text in texts if text.is_fragment]
    return found

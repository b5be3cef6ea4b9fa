"""The public pages of plans: the list, and one plan with its costs, goals, dates and resources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme.pages import plans_words as words
from gemensam.programme.pages import shown
from gemensam.programme.pages.plans_list import signed_words, state_tag
from gemensam.programme.queries.plans import PlanWithRevision
from gemensam.programme.rules import plans, resources
from gemensam.programme.rules.indicators import IndicatorDefinition
from gemensam.programme.rules.plans_dates import first_day
from gemensam.ui import formats
from gemensam.ui.parts import Column, Fact, Link, Num, Row, Table, Tag, Working

type Definitions = Mapping[str, IndicatorDefinition]


@dataclass(frozen=True, slots=True)
class CostLine:
    """A cost row as shown: its formula only where it is more than the amount."""

    text: str
    amount: str
    formula: str


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal, how it is measured, what more must hold, and what the plan leaves open."""

    text: str
    measure: str
    measured_of: str
    conditions: Sequence[tuple[str, str, str]]
    note: str


@dataclass(frozen=True, slots=True)
class When:
    """A milestone or decision with its date in words."""

    when: str
    text: plans.PlanText
    is_decision: bool
    source: str
    activity: Link | None


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum with its workings, and whether the document's own sum is the same."""

    amount: str
    workings: Sequence[Working]
    is_printed: bool
    agrees: bool


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area of the plan with its rows and its total, added and printed."""

    key: str
    name: str
    source: str
    facts: Sequence[Fact]
    how: Sequence[plans.PlanText]
    who: Sequence[plans.PlanText]
    costs: Sequence[CostLine]
    total: Sum


@dataclass(frozen=True, slots=True)
class ActivityView:
    """An activity as the plan tells it."""

    activity: plans.PlanActivity
    source: str
    facts: Sequence[Fact]
    unsaid: str
    goals: Sequence[GoalLine]
    indicators: Sequence[Link]
    resources: Sequence[tuple[str, str, str]]
    costs: Sequence[CostLine]
    total: Sum | None
    milestones: Sequence[When]

    @property
    def has_measures(self) -> bool:
        return bool(self.goals or self.indicators)


@dataclass(frozen=True, slots=True)
class LevelView:
    """The activities of one level; a plan without levels has one without name."""

    key: str
    name: str
    activities: Sequence[ActivityView]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan."""

    plan: plans.Plan
    years: str
    lede: str
    source: str
    state: Tag
    state_below: str
    total: Sum
    areas: Sequence[AreaView]
    levels: Sequence[LevelView]
    when: Sequence[When]
    resources: Table | None
    resource_workings: Sequence[Working]
    posts: Sequence[tuple[str, str]]
    pdf_href: str
    yaml_href: str
    draft_note: str


def build(found: PlanWithRevision, definitions: Definitions) -> PlanPage:
    """Put a plan together with its totals."""
    plan, totals = found.plan, plans.plan_totals(found.plan)
    activities = [_activity(one, plan, totals, definitions) for one in plan.activities]
    chosen = f"plan={plan.key}" + ("" if found.is_current else f"&revision={found.revision.number}")
    return PlanPage(
        plan=plan,
        years=words.years(plan.first_year, plan.last_year),
        lede=_lede(plan),
        source=shown.source_name(plan.source) if plan.source else "",
        state=state_tag(is_signed=found.revision.sign_off is not None),
        state_below=signed_words(found.revision),
        total=_sum(totals.whole),
        areas=[_area(area, plan, totals.areas[area.key]) for area in plan.areas],
        levels=_levels(plan, activities),
        when=_all_dates(plan),
        resources=_resource_table(plan),
        resource_workings=shown.workings(resources.whole_total(plan.resources))
        if plan.resources
        else (),
        posts=[(words.post(one), one.assumption or "") for one in plan.posts],
        pdf_href=f"{reverse('programme:plan_pdf')}?{chosen}",
        yaml_href=f"{reverse('programme:plan_yaml')}?{chosen}",
        draft_note="" if found.is_current else _("There is a later revision of this plan."),
    )


def _lede(plan: plans.Plan) -> str:
    areas, activities = len(plan.areas), len(plan.activities)
    counts = [
        ngettext("%(count)d activity", "%(count)d activities", activities) % {"count": activities}
    ]
    if areas:
        counts.insert(
            0,
            ngettext("%(count)d area with costs", "%(count)d areas with costs", areas)
            % {"count": areas},
        )
    said = shown.listed(counts, _("and"))
    if not plan.source:
        return f"{said[:1].upper()}{said[1:]}."
    return _(
        "%(counts)s. The text is told in our words, in Swedish; the amounts are the document's own."
    ) % {"counts": f"{said[:1].upper()}{said[1:]}"}


def _sum(found: plans.AddedTotal) -> Sum:
    return Sum(
        amount=formats.amount(found.added),
        workings=shown.workings(found.workings),
        is_printed=found.printed is not None,
        agrees=not found.difference,
    )


def _cost(row: plans.CostRow) -> CostLine:
    formula = shown.digits(row.formula) if row.quantity is not None else ""
    return CostLine(row.text, formats.amount(row.amount), formula)


def _other_source(source: str, plan: plans.Plan) -> str:
    """Name a source that is not the plan's own, which stands at the top."""
    return shown.source_name(source) if source and source != plan.source else ""


def _area(area: plans.PlanArea, plan: plans.Plan, total: plans.AddedTotal) -> AreaView:
    told = ((_("What"), area.what), (_("When"), area.when))
    return AreaView(
        key=area.key,
        name=area.name,
        source=_other_source(area.source, plan),
        facts=[Fact(term, _swedish(text)) for term, text in told if text is not None],
        how=area.how,
        who=area.who,
        costs=[_cost(row) for row in area.costs],
        total=_sum(total),
    )


def _swedish(text: plans.PlanText | None) -> str | SafeString:
    return shown.in_swedish(words.sentence(text)) if text else ""


def _activity(
    one: plans.PlanActivity,
    plan: plans.Plan,
    totals: plans.PlanTotals,
    definitions: Definitions,
) -> ActivityView:
    total = totals.activities.get(one.key)
    return ActivityView(
        activity=one,
        source=_other_source(one.source, plan),
        facts=[Fact(term, text) for term, text in _facts(one) if text],
        unsaid=words.unsaid(_left_out(one)),
        goals=[_goal(goal) for goal in one.goals],
        indicators=[
            Link(shown.said(definitions[name].name), reverse("programme:indicator", args=[name]))
            for name in one.indicators
            if name in definitions
        ],
        resources=[(line.role, line.part, _load(line)) for line in one.resources],
        costs=[_cost(row) for row in one.costs],
        total=_sum(total) if total else None,
        milestones=[_when(point, plan) for point in one.milestones],
    )


def _load(line: resources.ResourceLine) -> str:
    if not line.shared_with:
        return words.load(line)
    shared = _("shared with {who}, not said how")
    return format_html(
        "{}, {}", words.load(line), format_html(shared, who=shown.in_swedish(line.shared_with))
    )


def _facts(one: plans.PlanActivity) -> Sequence[tuple[str, str]]:
    dates = " – ".join(words.plan_date(text) for text in (one.starts, one.ends) if text)
    return (
        (_("When"), _swedish(one.when) or dates),
        (_("Dates"), dates if one.when else ""),
        (_("Who"), _swedish(one.who)),
        (_("Condition"), _swedish(one.condition)),
    )


def _left_out(one: plans.PlanActivity) -> list[str]:
    """The ends of the sentence about what the plan does not say, in a reader's order."""
    asked = (
        (one.what or one.how, _("what is to be done")),
        (one.how, _("how it is to be done")),
        (one.current_state or one.background, _("how things stand")),
        (one.goal or one.goals, _("what the goal is")),
        (one.when or one.starts or one.ends or one.milestones, _("when it is to be done")),
        (one.who or one.resources, _("who does it")),
        (one.costs, _("what it costs")),
    )
    return [end for said, end in asked if not said]


def _goal(goal: plans.PlanGoal) -> GoalLine:
    found = goal.measure
    return GoalLine(
        text=words.sentence(goal.text),
        measure=words.target(found) if found else "",
        measured_of=words.measured_of(found) if found else "",
        conditions=[(words.condition(one), one.note, _open(one)) for one in goal.second_conditions],
        note=found.note if found else "",
    )


def _open(one: plans.SecondCondition) -> str:
    if one.threshold is not None or one.note:
        return ""
    return _("the plan sets no measure for it")


def _when(
    one: plans.Milestone, plan: plans.Plan, activity: plans.PlanActivity | None = None
) -> When:
    return When(
        when=words.plan_date(one.at),
        text=one.text,
        is_decision=one.is_decision,
        source=_other_source(one.source, plan),
        activity=Link(f"{activity.number} {activity.name}", f"#akt-{activity.key}", lang="sv")
        if activity
        else None,
    )


def _all_dates(plan: plans.Plan) -> list[When]:
    dated: list[tuple[plans.Milestone, plans.PlanActivity | None]] = [
        *((one, None) for one in plan.milestones),
        *((one, activity) for activity in plan.activities for one in activity.milestones),
    ]
    dated.sort(key=lambda pair: (first_day(pair[0].at), len(pair[0].at)))
    return [_when(one, plan, activity) for one, activity in dated]


def _levels(plan: plans.Plan, activities: Sequence[ActivityView]) -> list[LevelView]:
    known = {level.key: level.name for level in plan.levels}
    names = [*known, ""] if known else [""]
    grouped = [
        LevelView(
            key=name,
            name=known.get(name, _("Other activities") if known else ""),
            activities=[one for one in activities if one.activity.level == name],
        )
        for name in names
    ]
    return [level for level in grouped if level.activities]


def _resource_table(plan: plans.Plan) -> Table | None:
    if not plan.resources:
        return None
    names = {one.key: f"{one.number} {one.name}" for one in plan.activities}
    rows = [
        Row(
            [
                shown.in_swedish(names[line.activity_key]),
                shown.in_swedish(" · ".join(filter(None, (line.role, line.part)))),
                Num(words.load(line), muted=line.percent is None),
                _(words.PLAN_POOL_WORDS[line.pool]),
            ]
        )
        for line in plan.resources
    ]
    whole = resources.whole_total(plan.resources).result
    return Table(
        caption=_("Who works how much, in per cent of a full post"),
        columns=[
            Column(_("Activity")),
            Column(_("Who")),
            Column(_("Of a full post"), num=True),
            Column(_("Taken from")),
        ],
        rows=rows,
        foot=[_("In all"), "", Num(shown.percent(whole)), ""],
    )

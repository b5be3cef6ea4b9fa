"""Everything that a plan's paper says, in Swedish whatever the page's language: boards read Swedish."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from gemensam.kernel.money import Money
from gemensam.programme.kinds import ResourcePool
from gemensam.programme.pages import plans_words as words
from gemensam.programme.pages import shown
from gemensam.programme.queries.plans import PlanWithRevision
from gemensam.programme.rules import plans, resources
from gemensam.programme.rules.plans_dates import first_day
from gemensam.programme.rules.workings import Workings
from gemensam.ui import formats


@dataclass(frozen=True, slots=True)
class PaperCost:
    """A cost row on paper."""

    text: str
    formula: str
    amount: str


@dataclass(frozen=True, slots=True)
class PaperStep:
    """One step of how a sum was reached."""

    text: str
    formula: str
    result: str


@dataclass(frozen=True, slots=True)
class PaperFact:
    """A term with one or more texts."""

    term: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class PaperPart:
    """An area or an activity on paper."""

    number: str
    name: str
    facts: Sequence[PaperFact]
    goals: Sequence[PaperFact]
    costs: Sequence[PaperCost]
    total: str
    steps: Sequence[PaperStep]


@dataclass(frozen=True, slots=True)
class PaperLevel:
    """A level with its activities; without name where the plan has no levels."""

    name: str
    activities: Sequence[PaperPart]


@dataclass(frozen=True, slots=True)
class PaperDate:
    """A milestone or decision."""

    when: str
    text: str
    where: str
    is_decision: bool


@dataclass(frozen=True, slots=True)
class PaperResource:
    """A line of the resource plan."""

    activity: str
    who: str
    load: str
    pool: str


@dataclass(frozen=True, slots=True)
class PaperSign:
    """Who decided, or the empty lines to sign on."""

    is_signed: bool
    decided_by: str
    decided_on: str
    place: str
    signed_by: str
    signed_at: str
    to_sign: str


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """A plan on paper."""

    title: str
    subtitle: str
    years: str
    revision: str
    state: str
    digest: str
    source: str
    note: str
    timestamp: int
    summary: Sequence[PaperFact]
    ambition: str
    context: Sequence[str]
    organisation: Sequence[str]
    areas: Sequence[PaperPart]
    levels: Sequence[PaperLevel]
    total: str
    total_steps: Sequence[PaperStep]
    funding: Sequence[PaperFact]
    dates: Sequence[PaperDate]
    resources: Sequence[PaperResource]
    pools: Sequence[PaperFact]
    resource_total: str
    sign: PaperSign


def build(found: PlanWithRevision) -> PlanPaper:
    """Put a revision of a plan together for paper."""
    with override("sv"):
        return _paper(found)


def _paper(found: PlanWithRevision) -> PlanPaper:
    plan, revision = found.plan, found.revision
    totals = plans.plan_totals(plan)
    made_at = revision.made_at or datetime(plan.first_year, 1, 1, tzinfo=UTC)
    return PlanPaper(
        title=plan.title,
        subtitle=plan.subtitle,
        years=words.years(plan.first_year, plan.last_year),
        revision=_("Revision %(number)d") % {"number": revision.number},
        state=_("Signed off") if revision.sign_off else _("Not signed"),
        digest=revision.digest,
        source=str(shown.source_name(plan.source)) if plan.source else "",
        note=plan.note,
        timestamp=int(made_at.timestamp()),
        summary=_summary(plan, totals),
        ambition=plan.ambition.text if plan.ambition else "",
        context=[
            f"{fact.text.text} ({fact.reference})" if fact.reference else fact.text.text
            for fact in plan.context
        ],
        organisation=[
            *(text.text for text in plan.organisation),
            *(words.post(one) for one in plan.posts),
        ],
        areas=[_area(one, totals.areas[one.key]) for one in plan.areas],
        levels=_levels(plan, totals),
        total=formats.amount(totals.whole.added) if plan.cost_rows else "",
        total_steps=_steps(totals.whole.workings) if plan.cost_rows else (),
        funding=_funding(plan.stated_funding),
        dates=_dates(plan),
        resources=_resources(plan),
        pools=_pools(plan),
        resource_total=shown.percent(resources.whole_total(plan.resources).result),
        sign=_sign(found),
    )


def _summary(plan: plans.Plan, totals: plans.PlanTotals) -> list[PaperFact]:
    whole = resources.whole_total(plan.resources).result
    return _kept(
        [
            (_("Activities"), [formats.number(len(plan.activities))]),
            (_("Cost of the plan"), [formats.amount(totals.whole.added)] if plan.cost_rows else []),
            (_("Of full posts"), [shown.percent(whole)] if plan.resources else []),
        ]
    )


def _said(texts: Iterable[plans.PlanText]) -> list[str]:
    return [words.sentence(text) for text in texts]


def _maybe(text: plans.PlanText | None) -> list[str]:
    return _said([text]) if text else []


def _kept(pairs: Iterable[tuple[str, Sequence[str]]]) -> list[PaperFact]:
    return [PaperFact(term, texts) for term, texts in pairs if texts]


def _costs(rows: Iterable[plans.CostRow]) -> list[PaperCost]:
    return [
        PaperCost(
            row.text, row.formula if row.quantity is not None else "", formats.amount(row.amount)
        )
        for row in rows
    ]


def _steps(found: Workings) -> list[PaperStep]:
    return [
        PaperStep(_(step.label), step.formula, formats.amount(Money(step.result)))
        for step in found.steps
    ]


def _area(area: plans.PlanArea, total: plans.AddedTotal) -> PaperPart:
    return PaperPart(
        number="",
        name=area.name,
        facts=_kept(
            [
                (_("What"), _maybe(area.what)),
                (_("How"), _said(area.how)),
                (_("When"), _maybe(area.when)),
                (_("Who"), _said(area.who)),
            ]
        ),
        goals=(),
        costs=_costs(area.costs),
        total=formats.amount(total.added),
        steps=_steps(total.workings),
    )


def _levels(plan: plans.Plan, totals: plans.PlanTotals) -> list[PaperLevel]:
    names = [*((one.key, one.name) for one in plan.levels), ("", "")]
    grouped = [
        PaperLevel(
            name,
            [
                _activity(one, totals.activities.get(one.key))
                for one in plan.activities
                if one.level == key
            ],
        )
        for key, name in names
    ]
    return [level for level in grouped if level.activities]


def _activity(one: plans.PlanActivity, total: plans.AddedTotal | None) -> PaperPart:
    dates = " – ".join(words.plan_date(text) for text in (one.starts, one.ends) if text)
    dated = [
        PaperFact(f"{term} {text.year}", [text.text])
        for term, text in ((_("Goal"), one.goal), (_("Target picture"), one.target))
        if text is not None
    ]
    return PaperPart(
        number=one.number,
        name=one.name,
        facts=_kept(
            [
                (_("Background"), _said(one.background)),
                (_("What"), _maybe(one.what)),
                (_("How"), _said(one.how)),
                (_("When"), [*_maybe(one.when), *([dates] if dates else [])]),
                (_("Condition"), _maybe(one.condition)),
                (_("Who"), _maybe(one.who)),
                (_("How things stand"), _maybe(one.current_state)),
                (_("Resources"), [words.resource(line) for line in one.resources]),
                (_("The municipality's role"), _said(one.municipality_role)),
                (_("Comment"), _maybe(one.comment)),
            ]
        ),
        goals=[*dated, *(_goal(goal) for goal in one.goals)],
        costs=_costs(one.costs),
        total=formats.amount(total.added) if total else "",
        steps=_steps(total.workings) if total else (),
    )


def _goal(goal: plans.PlanGoal) -> PaperFact:
    texts = []
    if goal.measure is not None:
        texts.append(words.measure(goal.measure))
        texts += [goal.measure.note] if goal.measure.note else []
    for one in goal.second_conditions:
        left_open = "" if one.threshold is not None else _("the plan sets no measure for it")
        note = one.note or left_open
        said = f"{_('And it must hold:')} {words.condition(one)}"
        texts.append(f"{said} – {note}" if note else said)
    return PaperFact(words.sentence(goal.text), texts)


def _funding(funding: plans.PlanFunding | None) -> list[PaperFact]:
    if funding is None:
        return []
    estimate = [_("an estimate")] if funding.cofunding_is_estimate else []
    return [
        PaperFact(_("State grant"), [formats.amount(funding.stimulus)]),
        PaperFact(_("Co-funding"), [formats.amount(funding.cofunding), *estimate]),
    ]


def _dates(plan: plans.Plan) -> list[PaperDate]:
    dated = [
        *((one, "") for one in plan.milestones),
        *(
            (one, f"{activity.number} {activity.name}")
            for activity in plan.activities
            for one in activity.milestones
        ),
    ]
    dated.sort(key=lambda pair: (first_day(pair[0].at), len(pair[0].at)))
    return [
        PaperDate(words.plan_date(one.at), one.text.text, where, one.is_decision)
        for one, where in dated
    ]


def _resources(plan: plans.Plan) -> list[PaperResource]:
    names = {one.key: f"{one.number} {one.name}" for one in plan.activities}
    return [
        PaperResource(
            activity=names[line.activity_key],
            who=" · ".join(filter(None, (line.role, line.part))),
            load=words.load(line),
            pool=_(words.PLAN_POOL_WORDS[line.pool]),
        )
        for line in plan.resources
    ]


def _pools(plan: plans.Plan) -> list[PaperFact]:
    posts = {one.pool: one.capacity for one in plan.posts}
    found = []
    for pool, total in resources.totals(plan.resources).items():
        if pool is ResourcePool.NONE or not total.tenths:
            continue
        of = (
            _("%(part)s of %(whole)s")
            % {
                "part": shown.percent(total.tenths),
                "whole": words.percent(posts[pool]),
            }
            if pool in posts
            else shown.percent(total.tenths)
        )
        found.append(PaperFact(_(words.PLAN_POOL_WORDS[pool]), [of]))
    return found


def _sign(found: PlanWithRevision) -> PaperSign:
    signed, signing = found.revision.sign_off, found.plan.signing
    to_sign = f"{signing.role}, {signing.organisation}" if signing else ""
    if signed is None:
        return PaperSign(
            is_signed=False, decided_by="", decided_on="", place="", signed_by="", signed_at="",
            to_sign=to_sign,
        )  # fmt: skip
    return PaperSign(
        is_signed=True,
        decided_by=signed.decided_by,
        decided_on=formats.day(signed.decided_on),
        place=signed.place,
        signed_by=", ".join(filter(None, (signed.signed_by_name, signed.signed_by_title))),
        signed_at=formats.moment(signed.signed_at),
        to_sign=to_sign,
    )

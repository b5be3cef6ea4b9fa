"""Write a plan as its document: YAML for people, canonical JSON with a digest to be kept. Pure."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from gemensam.kernel.money import ORE_PER_KRONA, Money
from gemensam.programme.rules import plans
from gemensam.programme.rules.resources import MONTHS, Pool, ResourceLine

type Plain = str | int | bool | list[Plain] | dict[str, Plain] | None

YAML_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Document:
    """A plan as kept: the same plan always gives the same text and the same digest."""

    text: str
    digest: str


def canonical(plan: plans.Plan) -> Document:
    """Give the plan's canonical JSON and its SHA-256."""
    text = json.dumps(as_plain(plan), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Document(text, digest_of(text))


def digest_of(text: str) -> str:
    """Give the SHA-256 of a document, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def as_yaml(plan: plans.Plan) -> str:
    """Give the plan as YAML that the import reads back to the same plan."""
    return yaml.safe_dump(as_plain(plan), allow_unicode=True, sort_keys=False, width=YAML_WIDTH)


def _kept(pairs: Iterable[tuple[str, Plain]]) -> dict[str, Plain]:
    """Leave out what says nothing; nought is something."""
    return {
        key: value
        for key, value in pairs
        if value is not None and value is not False and value not in ("", [], {})
    }


def _money(amount: Money | None) -> Plain:
    if amount is None:
        return None
    kronor, ore = divmod(amount.ore, ORE_PER_KRONA)
    return f"{kronor}.{ore:02}" if ore else kronor


def _said(text: plans.PlanText | None) -> Plain:
    if text is None:
        return None
    if not (text.is_fragment or text.is_ours):
        return text.text
    return _kept(_text_pairs(text))


def _text_pairs(text: plans.PlanText) -> list[tuple[str, Plain]]:
    return [("text", text.text), ("fragment", text.is_fragment), ("is_ours", text.is_ours)]


def _all_said(texts: Iterable[plans.PlanText]) -> Plain:
    return [_said(one) for one in texts]


def as_plain(plan: plans.Plan) -> dict[str, Plain]:
    """Give the plan as keys and values, without what it does not say."""
    period: Plain = {"first_year": plan.first_year, "last_year": plan.last_year}
    return _kept(
        [
            ("key", plan.key),
            ("title", plan.title),
            ("subtitle", plan.subtitle),
            ("period", period),
            ("source", plan.source),
            ("note", plan.note),
            ("signing", _signing(plan.signing)),
            ("ambition", _said(plan.ambition)),
            ("context", [_context(one) for one in plan.context]),
            ("organisation", _all_said(plan.organisation)),
            ("posts", [_pool(one, plan.source) for one in plan.posts]),
            ("levels", [{"key": one.key, "name": one.name} for one in plan.levels]),
            ("funding", _funding(plan.stated_funding, plan.source)),
            ("areas", [_area(one, plan.source) for one in plan.areas]),
            ("activities", [_activity(one, plan.source) for one in plan.activities]),
            ("milestones", [_milestone(one, plan.source) for one in plan.milestones]),
            ("printed_total_sek", _money(plan.printed_total)),
        ]
    )


def _signing(signing: plans.Signing | None) -> Plain:
    return {"organisation": signing.organisation, "role": signing.role} if signing else None


def _context(fact: plans.ContextFact) -> Plain:
    if not fact.reference:
        return _said(fact.text)
    return _kept([*_text_pairs(fact.text), ("reference", fact.reference)])


def _other(source: str, above: str) -> str:
    """Leave out a source that is the same as the one above."""
    return "" if source == above else source


def _pool(pool: Pool, source: str) -> Plain:
    return _kept(
        [
            ("pool", pool.pool.value.lower()),
            ("posts", pool.posts),
            ("percent_each", pool.percent_each),
            ("source", _other(pool.source, source)),
            ("assumption", pool.assumption),
        ]
    )


def _funding(funding: plans.PlanFunding | None, source: str) -> Plain:
    if funding is None:
        return None
    return _kept(
        [
            ("stimulus_sek", _money(funding.stimulus)),
            ("cofunding_sek", _money(funding.cofunding)),
            ("cofunding_is_estimate", funding.cofunding_is_estimate),
            ("printed_total_sek", _money(funding.printed_total)),
            ("source", _other(funding.source, source)),
            ("note", funding.note),
        ]
    )


def _cost(row: plans.CostRow) -> Plain:
    share = row.cofunding_share
    return _kept(
        [
            ("key", row.key),
            ("text", row.text),
            ("quantity", row.quantity),
            ("unit_parts_sek", [_money(one) for one in row.unit_parts]),
            ("amount_sek", _money(row.amount)),
            ("cofunding_share", [share.numerator, share.denominator] if share else None),
        ]
    )


def _milestone(one: plans.Milestone, source: str) -> Plain:
    return _kept(
        [
            ("at", one.at),
            *_text_pairs(one.text),
            ("decision", one.is_decision),
            ("source", _other(one.source, source)),
        ]
    )


def _area(area: plans.PlanArea, source: str) -> Plain:
    return _kept(
        [
            ("key", area.key),
            ("name", area.name),
            ("source", _other(area.source, source)),
            ("what", _said(area.what)),
            ("how", _all_said(area.how)),
            ("when", _said(area.when)),
            ("who", _all_said(area.who)),
            ("costs", [_cost(row) for row in area.costs]),
            ("printed_total_sek", _money(area.printed_total)),
        ]
    )


def _activity(one: plans.PlanActivity, source: str) -> Plain:
    return _kept(
        [
            ("key", one.key),
            ("number", one.number),
            ("name", one.name),
            ("source", _other(one.source, source)),
            ("level", one.level),
            ("background", _all_said(one.background)),
            ("what", _said(one.what)),
            ("how", _all_said(one.how)),
            ("when", _said(one.when)),
            ("starts", one.starts),
            ("ends", one.ends),
            ("condition", _said(one.condition)),
            ("who", _said(one.who)),
            ("current_state", _said(one.current_state)),
            ("goal", _dated(one.goal)),
            ("target", _dated(one.target)),
            ("goals", [_goal(goal) for goal in one.goals]),
            ("indicators", list(one.indicators)),
            ("resources", [_resource(line) for line in one.resources]),
            ("costs", [_cost(row) for row in one.costs]),
            ("printed_total_sek", _money(one.printed_total)),
            ("milestones", [_milestone(point, one.source) for point in one.milestones]),
            ("municipality_role", _all_said(one.municipality_role)),
            ("comment", _said(one.comment)),
        ]
    )


def _dated(text: plans.DatedText | None) -> Plain:
    return {"year": text.year, "text": text.text} if text else None


def _goal(goal: plans.PlanGoal) -> Plain:
    if goal.measure is None and not goal.second_conditions:
        return _said(goal.text)
    return _kept(
        [
            *_text_pairs(goal.text),
            ("measure", _measure(goal.measure)),
            ("second_conditions", [_condition(one) for one in goal.second_conditions]),
        ]
    )


def _measure(measure: plans.GoalMeasure | None) -> Plain:
    if measure is None:
        return None
    return _kept(
        [
            ("kind", measure.kind.value.lower()),
            ("target", measure.target),
            ("more_than", measure.is_more_than),
            ("numerator", measure.numerator),
            ("denominator", measure.denominator),
            ("scope", measure.scope),
            ("note", measure.note),
        ]
    )


def _condition(one: plans.SecondCondition) -> Plain:
    return _kept([("text", one.text), ("threshold", one.threshold), ("note", one.note)])


def _resource(line: ResourceLine) -> Plain:
    return _kept(
        [
            ("part", line.part),
            ("role", line.role),
            ("percent", line.percent),
            ("pool", line.pool.value.lower()),
            ("first_month", line.first_month if line.first_month != 1 else None),
            ("last_month", line.last_month if line.last_month != MONTHS else None),
            ("shared_with", line.shared_with),
        ]
    )

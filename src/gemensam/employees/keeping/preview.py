"""What somebody with a commission would be let at, asked of `authority` itself. No session, no data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from gemensam.authority import api as authority
from gemensam.kernel.actor import Activity, Actor, InformationClass, Regime, Right

# A unit and a care provider that are nobody's: whatever is another's.
_ANOTHERS: Final = UUID(int=1)
_REGIMES: Final = (Regime.SOL, Regime.HSL)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it is allowed, and why not."""

    is_allowed: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do with one sort of information, as the rules answer it."""

    activity: Activity
    information_class: InformationClass
    in_unit: Answer
    elsewhere: Answer
    # The same thing in the unit, but nothing says that the resident or the thing is theirs.
    unrelated: Answer


def lines(actor: Actor, *, at: datetime) -> Sequence[Line]:
    """Ask what a commission would be let do with every sort of information that it names.

    The resident's identity is not protected, no block stands, and what asks for a delegation or a
    licence has it: those are of a person and a case, not of a commission.
    """
    commission = actor.commission
    assert commission is not None
    named = [
        (activity, one)
        for one in InformationClass
        for activity in Activity
        if one is not InformationClass.ALL and _is_named(commission.rights, activity, one)
    ]
    return [
        Line(
            activity,
            one,
            _ask(actor, activity, one, at, in_unit=True, is_related=True),
            _ask(actor, activity, one, at, in_unit=False, is_related=True),
            _ask(actor, activity, one, at, in_unit=True, is_related=False),
        )
        for activity, one in named
    ]


def _is_named(rights: frozenset[Right], activity: Activity, one: InformationClass) -> bool:
    return any(right.names(activity, one) for right in rights)


def _ask(
    actor: Actor,
    activity: Activity,
    one: InformationClass,
    at: datetime,
    *,
    in_unit: bool,
    is_related: bool,
) -> Answer:
    commission = actor.commission
    assert commission is not None
    facts = authority.Facts(
        care_relation=is_related,
        assigned=is_related,
        blocks_known=True,
        delegated=True,
        has_licence=True,
    )
    thing = authority.ObjRef(
        kind="preview",
        tenant_id=actor.tenant_id or _ANOTHERS,
        information_class=one,
        unit_id=commission.unit_id if in_unit else _ANOTHERS,
        care_provider_id=commission.care_provider_id,
        author_person_id=actor.person_id,
        is_protected=False,
    )
    # Information of either act: a commission sees it if any of them lets it.
    things = [replace(thing, regime=one) for one in _regimes(commission.regime)]
    asked = [authority.Request(actor, commission.purpose, activity, one, at) for one in things]
    decisions = [authority.decide(one, facts) for one in asked]
    allowed = any(one.allow for one in decisions)
    return Answer(allowed, "" if allowed else authority.explain(decisions[0].reason))


def _regimes(own: Regime | None) -> Sequence[Regime]:
    return [own] if own else _REGIMES

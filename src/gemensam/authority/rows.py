"""The shape that a rule sees a thing in: conditions that are truth values or queries.

The rules are written once, over conditions that can be joined with `&`, `|` and `~`. For
`decide` a condition is a truth value, for `filter_for` a piece of a query.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, Self
from uuid import UUID

from gemensam.authority.facts import DisclosureFacts, EmergencyFacts, MandateFacts
from gemensam.kernel.actor import Regime


class Condition(Protocol):
    """What can be joined; Python's `bool` cannot, since `~True` is -2."""

    def __and__(self, other: Self, /) -> Self: ...
    def __or__(self, other: Self, /) -> Self: ...
    def __invert__(self) -> Self: ...


class Row[C: Condition](Protocol):
    """What the rules may ask about a thing, each answer a condition."""

    def say(self, value: bool, /) -> C:  # noqa: FBT001 - a constant is what it makes
        """Make a constant condition."""
        ...

    def tenant_is(self, tenant_id: UUID, /) -> C: ...
    def unit_is(self, unit_id: UUID | None, /) -> C: ...
    def provider_is(self, care_provider_id: UUID | None, /) -> C: ...
    def regime_in(self, regimes: frozenset[Regime], /) -> C: ...
    def service_is(self, service: str, /) -> C: ...
    def author_is(self, person_id: UUID | None, /) -> C: ...

    @property
    def known(self) -> "Known[C]": ...


# Not frozen: one is made for each decision, and seventeen frozen fields took a fifth of its time.
@dataclass(slots=True)
class Known[C: Condition]:
    """The facts of `Facts`, those about the thing as conditions, those about the actor plain."""

    is_protected: C
    care_relation: C
    assigned: C
    is_subject: C
    is_co_applicant: C
    is_consulted: C
    consent: C
    inner_blocked: C
    outer_blocked: C
    mandates: tuple[tuple[C, MandateFacts], ...] = ()
    disclosures: tuple[tuple[C, DisclosureFacts], ...] = ()
    emergencies: tuple[tuple[C, EmergencyFacts], ...] = ()
    blocks_known: bool = False
    may_handle_protected: bool = False
    delegated: bool = False
    has_licence: bool = False
    expects_feigned: bool = False


def any_of[C: Condition](nothing: C, conditions: Iterable[C]) -> C:
    """Join with `|`; without conditions the answer is `nothing`."""
    joined = nothing
    for condition in conditions:
        joined = joined | condition
    return joined

"""The same rules as a queryset condition, for the querysets of the visible in `policy.py`.

`authority` knows no models: the caller names the columns and hands in ready conditions
(such as `Exists(...)` sub-queries wrapped in `Q`) for what lies in other tables.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_
from uuid import UUID

from django.db.models import Q

from gemensam.authority.checks import Ask, checks, emergency_opens
from gemensam.authority.facts import DisclosureFacts, EmergencyFacts, MandateFacts
from gemensam.authority.rows import Known, any_of
from gemensam.authority.rules import EMERGENCY_PASSES
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose, Regime


class EmptyCondition(ValueError):
    """An empty `Q()` was handed in: write `True` or `False`, so that nobody has to guess."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a model keeps what the rules ask about: a field path each, or None if nowhere."""

    information_class: InformationClass
    tenant_id: str = "tenant_id"
    unit_id: str | None = None
    care_provider_id: str | None = None
    # A field path, or the one regime that all rows have.
    regime: str | Regime | None = None
    service: str | None = None
    author_person_id: str | None = None
    # A field path, a condition, or a constant; without it every row counts as protected.
    is_protected: str | Q | bool = True


@dataclass(frozen=True, slots=True)
class RowFacts:
    """The facts of `Facts` for many rows: conditions on the row, or constants; all deny."""

    care_relation: Q | bool = False
    assigned: Q | bool = False
    is_subject: Q | bool = False
    is_co_applicant: Q | bool = False
    is_consulted: Q | bool = False
    consent: Q | bool = False
    inner_blocked: Q | bool = False
    outer_blocked: Q | bool = False
    mandates: tuple[tuple[Q | bool, MandateFacts], ...] = ()
    disclosures: tuple[tuple[Q | bool, DisclosureFacts], ...] = ()
    emergencies: tuple[tuple[Q | bool, EmergencyFacts], ...] = ()
    blocks_known: bool = False
    may_handle_protected: bool = False
    delegated: bool = False
    has_licence: bool = False
    expects_feigned: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A query or a constant. Django drops an empty `Q` from both `&` and `|`, so we never use one."""

    value: Q | bool

    def __and__(self, other: "Clause") -> "Clause":
        if self.value is False or other.value is True:
            return self
        if self.value is True or other.value is False:
            return other
        return Clause(_query(self) & _query(other))

    def __or__(self, other: "Clause") -> "Clause":
        if self.value is True or other.value is False:
            return self
        if self.value is False or other.value is True:
            return other
        return Clause(_query(self) | _query(other))

    def __invert__(self) -> "Clause":
        return Clause(not self.value if isinstance(self.value, bool) else ~self.value)


@dataclass(frozen=True, slots=True)
class ManyThings:
    """The rows of a model, as the rules see them."""

    columns: Columns
    known: Known[Clause]

    def say(self, value: bool, /) -> Clause:  # noqa: FBT001 - a constant is what it makes
        return Clause(value)

    def tenant_is(self, tenant_id: UUID, /) -> Clause:
        return _equals(self.columns.tenant_id, tenant_id)

    def unit_is(self, unit_id: UUID | None, /) -> Clause:
        return _equals(self.columns.unit_id, unit_id)

    def provider_is(self, care_provider_id: UUID | None, /) -> Clause:
        return _equals(self.columns.care_provider_id, care_provider_id)

    def regime_in(self, regimes: frozenset[Regime], /) -> Clause:
        column = self.columns.regime
        if column is None or isinstance(column, Regime):
            return Clause(column in regimes)
        names = sorted(regime.name for regime in regimes)
        return Clause(Q(**{f"{column}__in": names})) if names else Clause(value=False)

    def service_is(self, service: str, /) -> Clause:
        return _equals(self.columns.service, service)

    def author_is(self, person_id: UUID | None, /) -> Clause:
        return _equals(self.columns.author_person_id, person_id)


def filter_for(
    actor: Actor,
    purpose: Purpose,
    activity: Activity,
    *,
    columns: Columns,
    facts: RowFacts,
    at: datetime,
) -> Q:
    """Give the condition that holds for exactly the rows that `decide` would allow."""
    ask = Ask(actor, purpose, activity, columns.information_class, at)
    known = _known(columns, facts)
    nothing = Clause(value=False)
    emergency = any_of(
        nothing, (where for (where, each) in known.emergencies if emergency_opens(ask, each))
    )
    demands: list[Clause] = []
    for rule, _reason, asked in checks(ask, ManyThings(columns, known)):
        passes = asked | emergency if rule in EMERGENCY_PASSES else asked
        if passes.value is False:
            return _query(nothing)
        # Several rules may ask the same: the database need not.
        if passes not in demands:
            demands.append(passes)
    return _query(reduce(and_, demands))


def _known(columns: Columns, facts: RowFacts) -> Known[Clause]:
    protected = columns.is_protected
    return Known(
        # Written so that a row without a value counts as protected.
        is_protected=_clause(~Q(**{protected: False}) if isinstance(protected, str) else protected),
        care_relation=_clause(facts.care_relation),
        assigned=_clause(facts.assigned),
        is_subject=_clause(facts.is_subject),
        is_co_applicant=_clause(facts.is_co_applicant),
        is_consulted=_clause(facts.is_consulted),
        consent=_clause(facts.consent),
        inner_blocked=_clause(facts.inner_blocked),
        outer_blocked=_clause(facts.outer_blocked),
        mandates=tuple((_clause(where), each) for where, each in facts.mandates),
        disclosures=tuple((_clause(where), each) for where, each in facts.disclosures),
        emergencies=tuple((_clause(where), each) for where, each in facts.emergencies),
        blocks_known=facts.blocks_known,
        may_handle_protected=facts.may_handle_protected,
        delegated=facts.delegated,
        has_licence=facts.has_licence,
        expects_feigned=facts.expects_feigned,
    )


def _clause(condition: Q | bool) -> Clause:  # noqa: FBT001 - a constant is one of the conditions
    if isinstance(condition, Q) and not condition:
        raise EmptyCondition("hand in True or False instead of an empty Q()")
    return Clause(condition)


def _equals(path: str | None, value: UUID | str | None) -> Clause:
    if path is None or value is None:
        return Clause(value=False)
    return Clause(Q(**{path: value}))


def _query(clause: Clause) -> Q:
    """Write a constant so that the database knows it: no row, or every row."""
    if isinstance(clause.value, Q):
        return clause.value
    nothing = Q(pk__in=[])
    return ~nothing if clause.value else nothing

"""A commission as it counts: with the dates and marks of its unit, its care provider and its holder.

HSA dates the unit and the care provider, not the commission; whichever of them is not in force takes
the commission with it. So a log-in, a request and a list all read commissions through this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from gemensam.identity import rules
from gemensam.identity.models import Commission, Person
from gemensam.kernel import actor as kernel
from gemensam.kernel.periods import Period
from gemensam.tenancy import statements
from gemensam.tenancy.statements import columns, instance

_EVER: Final = datetime.min.replace(tzinfo=UTC)
# What an organisation number is compared by: hyphens and a century before it do not count.
_DIGITS: Final = 10
_SUSPENDED: Final = (
    "EXISTS (SELECT FROM identity_suspension s WHERE s.tenant_id = c.tenant_id"
    " AND s.employee_hsa_id = c.employee_hsa_id AND s.lifted_at IS NULL)"
)
_PLACES: Final = ("unit", "care_provider")


@dataclass(frozen=True, slots=True)
class Held:
    """A commission's row, and what it comes to now."""

    row: Commission
    commission: kernel.Commission
    is_suspended: bool

    def counts(self, now: datetime) -> bool:
        """Say whether it can be worked in now."""
        return not self.is_suspended and rules.counts(self.commission, now=now)

    @property
    def licences(self) -> frozenset[str]:
        """Give the codes of the professions that whoever has it is licensed for."""
        return licences_of(self.row)

    def shown_name(self, person: Person) -> str:
        """Give the name that others see."""
        return shown_name(self.row, person)


def held(column: str, value: str | UUID) -> list[Held]:
    """Read the running tenant's commissions by a column, each as it counts, by name."""
    return [_held(row) for row in statements.rows(_statement(column), [value])]


def to_commission(row: Commission, *, tenants_number: str = "") -> kernel.Commission:
    """Turn a row, fetched with its unit, care provider and holder, into what rules work with."""
    listed = [one for one in (row.unit, row.care_provider) if one is not None]
    valid = Period(row.starts_at, row.ends_at)
    for one in listed:
        valid = valid.within(Period(one.starts_at or _EVER, one.ends_at))
    member = row.staff_member
    return kernel.Commission(
        id=row.id,
        hsa_id=row.hsa_id,
        name=row.name,
        purpose=kernel.Purpose[row.purpose],
        rights=frozenset(kernel.Right.parse(text) for text in row.rights),
        unit_id=row.unit_id,
        care_provider_id=row.care_provider_id,
        regime=kernel.Regime(row.regime) if row.regime else None,
        valid=valid,
        is_archived=row.is_archived
        or row.withdrawn_at is not None
        or any(one.is_archived for one in listed),
        is_feigned=row.is_feigned
        or any(one.is_feigned for one in listed)
        or (member is not None and member.is_feigned),
        is_elsewhere=_is_elsewhere(row, tenants_number),
    )


def in_force(now: datetime) -> Q:
    """Give the condition of commissions that count now; those for tests are told apart by rules."""
    found = Q(starts_at__lte=now, is_archived=False, withdrawn_at=None) & _not_ended("", now)
    for place in _PLACES:
        begun = Q(**{f"{place}__starts_at": None}) | Q(**{f"{place}__starts_at__lte": now})
        not_archived = Q(**{f"{place}": None}) | Q(**{f"{place}__is_archived": False})
        found &= begun & not_archived & _not_ended(f"{place}__", now)
    return found


def _not_ended(prefix: str, now: datetime) -> Q:
    return Q(**{f"{prefix}ends_at": None}) | Q(**{f"{prefix}ends_at__gt": now})


def licences_of(row: Commission) -> frozenset[str]:
    """Give the licences of whoever has a commission, as HSA told them."""
    member = row.staff_member
    return frozenset(member.licences) if member is not None else frozenset()


def shown_name(row: Commission, person: Person) -> str:
    """Give a colleague's name as others see it: a pseudonym for whoever is protected, here or in HSA."""
    member = row.staff_member
    if person.is_protected or (member is not None and member.is_protected):
        return pseudonym(row.employee_hsa_id)
    return person.display_name


def pseudonym(employee_hsa_id: str) -> str:
    """Name somebody by the end of the HSA-id, which tells nobody who it is."""
    return f"Medarbetare {employee_hsa_id.rpartition('-')[2]}"


def same_number(one: str, other: str) -> bool:
    """Say whether two organisation numbers are the same, however they are written."""
    return _digits(one) == _digits(other)


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdecimal())[-_DIGITS:]


def _is_elsewhere(row: Commission, tenants_number: str) -> bool:
    """Private companies have numbers of their own; a tenant's that is not known says nothing."""
    provider = row.care_provider
    if provider is None or provider.is_private or not tenants_number:
        return False
    return not same_number(provider.organisation_number, tenants_number)


def _held(values: Sequence[object]) -> Held:
    *parts, number, is_suspended = values
    made: list[Any] = []
    for model in _models():
        width = len(model._meta.concrete_fields)
        key = parts[[field.attname for field in model._meta.concrete_fields].index("id")]
        made.append(instance(model, parts[:width]) if key is not None else None)
        parts = parts[width:]
    row, unit, provider, member = made
    row.unit, row.care_provider, row.staff_member = unit, provider, member
    commission = to_commission(row, tenants_number=str(number or ""))
    return Held(row, commission, bool(is_suspended))


@cache
def _models() -> tuple[Any, ...]:
    related = (*_PLACES, "staff_member")
    return (Commission, *(Commission._meta.get_field(one).related_model for one in related))


@cache
def _statement(column: str) -> str:
    _commission, unit, provider, member = _models()
    named = ", ".join(columns(model, alias) for model, alias in zip(_models(), "cupm", strict=True))
    joined = " ".join(
        f"LEFT JOIN {model._meta.db_table} {alias} ON {alias}.tenant_id = c.tenant_id"
        f" AND {alias}.id = c.{name}_id"
        for model, alias, name in (
            (unit, "u", "unit"),
            (provider, "p", "care_provider"),
            (member, "m", "staff_member"),
        )
    )
    return (
        f"SELECT {named}, o.organisation_number, {_SUSPENDED} FROM identity_commission c {joined}"  # noqa: S608 -- names of columns
        " LEFT JOIN organisations_organisation o ON o.tenant_id = c.tenant_id"
        f" WHERE c.{column} = %s ORDER BY c.name, c.id"
    )

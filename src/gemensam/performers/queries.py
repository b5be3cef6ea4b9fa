"""Read performers: who can be chosen on a day, and the register of approvals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from gemensam.kernel.swedish import sort_key
from gemensam.organisations import api as organisations
from gemensam.performers.models import Approval, Presentation


class NoSuchApproval(LookupError):
    """The running tenant has no such approval, or it has ended."""


class NoSuchPerformer(LookupError):
    """The running tenant has no such unit, or it is no performer."""


@dataclass(frozen=True, slots=True)
class PerformerRow:
    """A unit that can be chosen, with what it says of itself; empty where it has said nothing."""

    id: UUID
    name: str
    provider_name: str
    is_private: bool
    what: str = ""
    where: str = ""
    languages: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """An approval, with why it was given and ended."""

    id: UUID
    unit_id: UUID
    unit_name: str
    provider_name: str
    kind: str
    starts_on: date
    ends_on: date | None
    reason: str
    end_reason: str


def performers(kind: str, *, on: date, is_presented: bool = False) -> Sequence[PerformerRow]:
    """List who may give a kind of care on a day: the municipality's own, and the approved private.

    By name in Swedish order and nothing else: nobody is favoured (LOV 1 kap. 2 §), and whoever
    looks for a name finds it. A draw would put another first each time, which nobody could follow.
    """
    held = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    approved = Approval.objects.filter(held, kind=kind, starts_on__lte=on)
    return _performers(approved.values_list("unit_id", flat=True), is_presented=is_presented)


def performer(unit_id: UUID) -> PerformerRow:
    """Find a performer, approved now or not. Raises NoSuchPerformer."""
    for one in _performers():
        if one.id == unit_id:
            return one
    raise NoSuchPerformer(unit_id)


def own_performers() -> Sequence[PerformerRow]:
    """List the municipality's own performers, by name."""
    return _performers(Approval.objects.none().values_list("unit_id", flat=True))


def approvals() -> Sequence[ApprovalRow]:
    """List every approval there was: those that stand first, then by name."""
    units = {one.id: one for one in organisations.units()}
    rows = [_approval(row, units[row.unit_id]) for row in Approval.objects.all()]
    return sorted(rows, key=lambda one: (one.ends_on is not None, sort_key(one.unit_name)))


def approval(approval_id: UUID) -> ApprovalRow:
    """Find an approval that nobody has ended. Raises NoSuchApproval."""
    for one in approvals():
        if one.id == approval_id and one.ends_on is None:
            return one
    raise NoSuchApproval(approval_id)


def _performers(
    private: QuerySet[Any, UUID] | None = None, *, is_presented: bool = True
) -> Sequence[PerformerRow]:
    told = {row.unit_id: row for row in Presentation.objects.all()} if is_presented else {}
    kind = organisations.UnitKind.HOME_CARE
    return [
        _performer(unit, told.get(unit.id))
        for unit in organisations.units(kind, private_among=private)
    ]


def _performer(unit: organisations.UnitRow, told: Presentation | None) -> PerformerRow:
    return PerformerRow(
        id=unit.id,
        name=unit.name,
        provider_name=unit.provider_name,
        is_private=unit.is_private,
        what=told.what if told else "",
        where=told.where if told else "",
        languages=told.languages if told else "",
        contact=told.contact if told else "",
    )


def _approval(row: Approval, unit: organisations.UnitRow) -> ApprovalRow:
    return ApprovalRow(
        id=row.id,
        unit_id=unit.id,
        unit_name=unit.name,
        provider_name=unit.provider_name,
        kind=row.kind,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        reason=row.reason,
        end_reason=row.end_reason,
    )

"""The register's pages: employees, one employee with everything that happened, proposals."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gemensam.employees.feed import words
from gemensam.employees.feed_models import (
    ChangeKind,
    EmployeeChange,
    Proposal,
    ProposalState,
    Source,
)
from gemensam.employees.models import Employee
from gemensam.identity import api as identity
from gemensam.kernel.hsa_ids import capitals
from gemensam.ui import formats
from gemensam.ui.paging import Order, Page, page_of
from gemensam.ui.parts import Cell, Lines, Moment

BY_NUMBER: Final = (Order("hr_number"),)
WORKING, SUSPENDED, LEFT = "arbetar", "sparrade", "slutat"


class NoSuchEmployee(LookupError):
    """The running tenant has no such employment."""


class NoSuchProposal(LookupError):
    """The running tenant has no such proposal."""


class ProposalIsSettled(Exception):
    """Somebody else settled it, or something newer happened."""


def name_of(employee: Employee) -> str:
    """Name somebody in a list: of those with a protected identity only that."""
    if employee.is_protected:
        return _("Protected identity")
    return f"{employee.given_name} {employee.family_name}"


def who(employee: Employee, href: str = "") -> Cell:
    """Name somebody in a list, with the employment's number."""
    return Lines(name_of(employee), employee.hr_number, href)


def employees(*, state: str, search: str, after: str) -> Page[Employee]:
    """List employments by number: those at work, those who have left, or those suspended now."""
    rows: QuerySet[Employee] = Employee.objects.all()
    if state == LEFT:
        rows = rows.filter(left_at__isnull=False)
    elif state == SUSPENDED:
        rows = rows.filter(hsa_id__in=identity.suspended_now())
    else:
        rows = rows.filter(left_at__isnull=True)
    for word in search.split()[:4]:
        # A protected name is not found by it.
        by_name = Q(given_name__icontains=word) | Q(family_name__icontains=word)
        rows = rows.filter(
            Q(hr_number__istartswith=word)
            | Q(hsa_id=capitals(word))
            | (by_name & Q(is_protected=False))
        )
    return page_of(rows, order=BY_NUMBER, after=after)


def count_at_work() -> int:
    """Count the employments that are not over."""
    return Employee.objects.filter(left_at__isnull=True).count()


def employee_of(employee_id: UUID) -> Employee:
    """Find an employment of the running tenant. Raises NoSuchEmployee."""
    found = Employee.objects.filter(id=employee_id).first()
    if found is None:
        raise NoSuchEmployee(employee_id)
    return found


@dataclass(frozen=True, slots=True)
class _Event:
    at: datetime
    text: str
    below: str


def history(employee: Employee) -> Sequence[Moment]:
    """Give everything that happened to an employment, newest first: what, by which row, by whom."""
    changes = EmployeeChange.objects.filter(employee_id=employee.id)
    events = [_event(one) for one in changes.select_related("delivery", "row")]
    for one in identity.suspensions_of(employee.hsa_id) if employee.hsa_id else ():
        events.append(_Event(one.since, _("Suspended: %(why)s") % {"why": one.reason}, one.source))
        if one.lifted_at is not None:
            said = _("The suspension was lifted: %(why)s") % {"why": one.lift_reason}
            events.append(_Event(one.lifted_at, said, one.lifted_by))
    events.sort(key=lambda one: one.at, reverse=True)
    return [Moment(formats.moment(one.at), one.text, one.below) for one in events]


def _event(change: EmployeeChange) -> _Event:
    said = [str(words.KINDS[change.kind]), *words.differences(change.values)]
    return _Event(change.at, ". ".join(said), " · ".join([_traced(change), change.by]))


def _traced(change: EmployeeChange) -> str:
    """Say which row of which delivery it came of."""
    delivery, row = change.delivery, change.row
    if delivery is None:
        return _("The last day passed")
    if delivery.source == Source.SCIM:
        return str(delivery.name)
    if row is None:
        return _("In no row of %(file)s") % {"file": delivery.name}
    return _("Line %(line)s of %(file)s") % {"line": row.number, "file": delivery.name}


def proposals(*, is_open: bool, after: str) -> Page[Proposal]:
    """List proposals: those to do oldest first, the others newest first."""
    rows = Proposal.objects.select_related("employee", "change__delivery", "change__row")
    if is_open:
        return page_of(
            rows.filter(state=ProposalState.OPEN), order=(Order("made_at"),), after=after
        )
    done = rows.exclude(state=ProposalState.OPEN)
    return page_of(done, order=(Order("settled_at", descending=True),), after=after)


def proposal_of(proposal_id: UUID) -> Proposal:
    """Find a proposal of the running tenant. Raises NoSuchProposal."""
    rows = Proposal.objects.select_related("employee", "change__delivery", "change__row")
    found = rows.filter(id=proposal_id).first()
    if found is None:
        raise NoSuchProposal(proposal_id)
    return found


def open_proposals() -> int:
    """Count the proposals to do."""
    return Proposal.objects.filter(state=ProposalState.OPEN).count()


def suspended_of(proposals: Collection[Proposal]) -> set[str]:
    """Give the HSA-ids of those in some proposals who are suspended now."""
    return identity.suspended_among({one.employee.hsa_id for one in proposals} - {""})


def to_do(proposal: Proposal, suspended: Collection[str]) -> str:
    """Say what to do about a proposal."""
    if proposal.change.kind == ChangeKind.JOINED and proposal.employee.hsa_id in suspended:
        return str(words.TO_DO[ChangeKind.RETURNED])
    if proposal.change.kind == ChangeKind.LEFT and not proposal.employee.hsa_id:
        return str(words.NO_HSA_ID)
    return str(words.TO_DO[proposal.change.kind])


def traced(proposal: Proposal) -> str:
    """Say which row a proposal came of."""
    return _traced(proposal.change)


@transaction.atomic
def settle(proposal_id: UUID, *, is_done: bool, reason: str, by: str, now: datetime) -> None:
    """Say that a proposal is done or not needed; once. Raises ProposalIsSettled."""
    rows = Proposal.objects.filter(id=proposal_id, state=ProposalState.OPEN)
    state = ProposalState.DONE if is_done else ProposalState.DECLINED
    if not rows.update(state=state, reason=reason, settled_at=now, settled_by=by):
        raise ProposalIsSettled(proposal_id)

"""The work of a manager's unit: who has how much, what is late, and the rows to give out.

A row is a number, what it is about, its clock and who handles it. It names nobody that a case is
about and shows nothing that anybody has written; so, as with the list beside a case, no reading of
a person is logged. Protected persons' cases are there only for whoever is named for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from gemensam.cases import actions, colleagues, policy, proposals, rules, standing_in
from gemensam.cases.models import RUNNING, Case, CaseState
from gemensam.cases.policy import Visit
from gemensam.identity import api as identity
from gemensam.ui.formats import local_day
from gemensam.ui.paging import Order, Page, page_of

NOBODY: Final = "ingen"


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has open; `person_id` is None for what nobody has by name."""

    person_id: UUID | None
    name: str
    open: int
    late: int
    waiting: int
    away_until: date | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A case of the unit: not what is in it."""

    id: UUID
    number: str
    title: str
    need: rules.Need
    is_late: bool
    clock: rules.Clock
    caseworker_id: UUID | None
    caseworker_name: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which rows are wanted: somebody's, nobody's, the late ones."""

    whose: str = ""
    is_late: bool = False
    after: str = ""


def loads(visit: Visit) -> Sequence[Load]:
    """Give what each caseworker of the unit has, most late first, and what nobody has.

    Raises Refused: the commission is no manager's.
    """
    late = Q(state__in=RUNNING, due_at__lt=visit.now)
    counts: dict[UUID | None, tuple[int, int, int]] = {
        whose: (all_, late_, waiting)
        for whose, all_, late_, waiting in _open(visit)
        .order_by()
        .values_list("caseworker_id")
        .annotate(
            open=Count("id"),
            late=Count("id", filter=late),
            waiting=Count("id", filter=Q(state=CaseState.WAITING)),
        )
    }
    staff = colleagues.colleagues(visit.actor, now=visit.now)
    names: dict[UUID | None, str] = {one.person_id: one.display_name for one in staff}
    others = [one for one in counts if one is not None and one not in names]
    names |= {key: one.display_name for key, one in identity.names(others).items()}
    today = local_day(visit.now)
    away: dict[UUID | None, date] = dict(
        standing_in.absent_on(today).values_list("person_id", "ends_on")
    )
    found = [
        Load(key, names.get(key, ""), *counts.get(key, (0, 0, 0)), away_until=away.get(key))
        for key in {None, *names}
    ]
    return sorted(
        found, key=lambda one: (one.person_id is not None, -one.late, -one.open, one.name)
    )


def _open(visit: Visit) -> QuerySet[Case]:
    return policy.managed_cases(visit).exclude(state=CaseState.DECIDED)


def chosen_cases(visit: Visit, chosen: Chosen) -> QuerySet[Case]:
    """Give the open cases that are wanted. Raises Refused."""
    rows = _open(visit)
    if chosen.whose == NOBODY:
        rows = rows.filter(caseworker_id=None)
    elif chosen.whose:
        rows = rows.filter(caseworker_id=UUID(chosen.whose))
    if chosen.is_late:
        rows = rows.filter(state__in=RUNNING, due_at__lt=visit.now)
    return rows


def page(visit: Visit, chosen: Chosen) -> Page[UnitRow]:
    """Give one page of the rows, nearest promised day first. Raises Refused."""
    found = page_of(
        chosen_cases(visit, chosen).defer("basis"), order=[Order("due_at")], after=chosen.after
    )
    names = identity.names([one.caseworker_id for one in found.rows if one.caseworker_id])
    return Page(
        rows=tuple(_row(visit, one, names) for one in found.rows),
        next_cursor=found.next_cursor,
        started_over=found.started_over,
    )


def row(visit: Visit, case_id: UUID) -> UnitRow:
    """Give one row. Raises NoSuchCase: none that the actor gives out. Raises Refused."""
    case = policy.managed_cases(visit).defer("basis").filter(id=case_id).first()
    if case is None:
        raise policy.NoSuchCase(case_id)
    return _row(visit, case, identity.names([case.caseworker_id] if case.caseworker_id else []))


def _row(visit: Visit, case: Case, names: dict[UUID, identity.Name]) -> UnitRow:
    clock = actions.clock_of(case)
    return UnitRow(
        id=case.id,
        number=rules.written_number(case.year, case.number),
        title=case.title,
        need=proposals.need_of(
            case.state,
            is_proposed=case.proposed_by_id is not None,
            may_confirm=proposals.may_confirm(visit, case),
        ),
        is_late=case.state in RUNNING and clock.is_late(visit.now),
        clock=clock,
        caseworker_id=case.caseworker_id,
        caseworker_name=names[case.caseworker_id].display_name if case.caseworker_id else "",
        opened_at=case.opened_at,
    )

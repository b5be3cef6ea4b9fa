"""The list of a municipality's commissions: narrowed, searched and paged by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from gemensam.identity.holdings import CommissionRow, row_of
from gemensam.identity.models import Commission
from gemensam.kernel.hsa_ids import capitals
from gemensam.kernel.swedish import sort_key
from gemensam.ui.paging import PAGE_SIZE, Page

# Comes after every letter: what begins with a word lies between the word and the word with this.
_LAST = "\U0010ffff"
_SHOWN = ("person", "unit", "staff_member")
_ORDER = ("family_key", "id")
# Beside what is never so a question for ids is answered once and kept as a set. Alone it becomes a
# join, for which the planner guesses how far the list is walked until a page is full: often wrongly.
_NEVER = Q(id__isnull=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which commissions a list is to show."""

    # What an authority says of the rows: a condition on `unit_id` and `tenant_id`.
    visible: Q
    words: str = ""
    unit_id: UUID | None = None
    purpose: str = ""
    # gäller, kommer, slut
    state: str = ""
    # Questions for ids, asked in the same breath; a few may be given as they are.
    ids: "QuerySet[Any, UUID] | Sequence[UUID] | None" = None
    employees: "QuerySet[Any, str] | None" = None
    after: str = ""


def commission_page(wanted: Wanted, *, now: datetime, size: int = PAGE_SIZE) -> Page[CommissionRow]:
    """Give one page of the running tenant's commissions, by name in Swedish order."""
    rows = Commission.objects.filter(wanted.visible, _narrowed(wanted, now))
    page = by_name(rows, ways=begins(wanted.words), after=wanted.after, size=size)
    return Page(tuple(map(row_of, page.rows)), page.next_cursor, page.started_over)


def by_name(
    rows: QuerySet[Commission],
    *,
    ways: Sequence[Q],
    after: str = "",
    size: int = PAGE_SIZE,
    related: Sequence[str] = _SHOWN,
) -> Page[Commission]:
    """Give one page of some commissions that are found in any of some ways, by name.

    The cursor is the last row's id: no name stands in an address. The page is found in the list's
    index (`identity_commission_list`) without reading the table, and only its own rows are read.
    """
    started_over = False
    if after:
        anchor = _anchor(after)
        started_over = anchor is None
        if anchor is not None:
            key, last = anchor
            beyond = Q(family_key__gt=key) | Q(family_key=key, id__gt=last)
            rows = rows.filter(beyond, family_key__gte=key)
    # Each way to be found is a walk of its own, and none goes further than the page. Python sorts
    # keys as the index does: by code point.
    places = {
        place
        for way in ways
        for place in rows.filter(way).order_by(*_ORDER).values_list(*_ORDER)[: size + 1]
    }
    ids = [one for _key, one in sorted(places)[: size + 1]]
    shown = Commission.objects.select_related(*related).filter(id__in=ids[:size]).order_by(*_ORDER)
    cursor = str(ids[size - 1]) if len(ids) > size else ""
    return Page(tuple(shown), cursor, started_over)


def _narrowed(wanted: Wanted, now: datetime) -> Q:
    is_over = Q(ends_at__lte=now) | Q(is_archived=True) | Q(withdrawn_at__isnull=False)
    kept = Q(is_archived=False, withdrawn_at__isnull=True)
    not_ended = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    states = {
        "": Q(),
        "galler": kept & not_ended & Q(starts_at__lte=now),
        "kommer": kept & Q(starts_at__gt=now),
        "slut": is_over,
    }
    found = states[wanted.state]
    if wanted.unit_id is not None:
        found &= Q(unit_id=wanted.unit_id)
    if wanted.purpose:
        found &= Q(purpose=wanted.purpose)
    if wanted.ids is not None:
        is_question = isinstance(wanted.ids, QuerySet)
        found &= Q(id__in=wanted.ids) | _NEVER if is_question else Q(id__in=wanted.ids)
    if wanted.employees is not None:
        found &= Q(employee_hsa_id__in=wanted.employees) | _NEVER
    return found


def begins(words: str) -> Sequence[Q]:
    """Say in which ways rows are found by words: a name that begins so from either end, or an HSA-id.

    A name has no digit, and of an HSA-id people know the end.
    """
    if not words:
        return [Q()]
    if any(letter.isdigit() for letter in words):
        return [Q(employee_hsa_id__contains=capitals(words))]
    key = sort_key(words)[0]
    ends = ("family_key", "given_key")
    return [Q(**{f"{one}__gte": key, f"{one}__lt": key + _LAST}) for one in ends]


def _anchor(after: str) -> tuple[str, UUID] | None:
    try:
        last = UUID(after)
    except ValueError:
        return None
    return Commission.objects.filter(id=last).values_list("family_key", "id").first()

"""What every page of a grant begins with: the grant, the year, the rows, the names."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import Http404

from gemensam.identity.api import Request
from gemensam.organisations import api as organisations
from gemensam.organisations.api import Place
from gemensam.programme.pages import ledger as pages
from gemensam.programme.queries import ledger as queries
from gemensam.programme.queries import ledger_rows, plans
from gemensam.programme.rules.ledger_statement import statement


def head_or_404(grant_key: str) -> queries.GrantHead:
    """Give a grant of the running tenant."""
    try:
        return queries.grant(grant_key)
    except queries.NoSuchGrant:
        raise Http404 from None


def rows_of(head: queries.GrantHead, year: int) -> pages.Rows:
    """Collect what a statement is drawn from, in the running tenant."""
    return pages.Rows(
        head=head,
        statement=statement(queries.ledger_of(head), year),
        lines=ledger_rows.all_lines(head, year=year),
        hours=ledger_rows.hours_sums(head),
        purposes=queries.purposes(head.id),
        places=places_by_id(),
        activities=names_of(head.plan_key),
    )


def places_by_id() -> Mapping[UUID, Place]:
    """Give the municipalities by their organisation."""
    return {place.organisation_id: place for place in organisations.municipalities()}


def names_of(plan_key: str) -> Mapping[str, str]:
    """Name a plan's activities."""
    if not plan_key:
        return {}
    return {one.key: f"{one.number}. {one.name}" for one in plans.activities(plan_key)}


def year_of(request: Request, head: queries.GrantHead) -> int:
    """Give the year that the address asks for, else the grant's first."""
    text = request.GET.get("ar", "")
    year = int(text) if text.isdecimal() else head.year
    return year if year in head.years else head.year


def as_of(head: queries.GrantHead, year: int, now: datetime) -> datetime:
    """Say when a statement became what it is: a closed one does not change by being looked at."""
    if year not in head.closed:
        return now
    last = queries.written(head.id).last_at
    return max(head.closed[year], last) if last else head.closed[year]

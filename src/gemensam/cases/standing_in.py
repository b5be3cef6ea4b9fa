"""Who stands in for whom: read with a list of cases, for staff and residents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gemensam.cases.absence_models import Absence
from gemensam.cases.models import Case
from gemensam.cases.policy import NoSuchCase
from gemensam.tenancy import statements
from gemensam.ui import formats


@dataclass(frozen=True, slots=True)
class Cover:
    """A case's caseworker stands in for somebody until a day, or is away herself."""

    until: date
    # Empty: it is the caseworker by name who is away.
    stands_in_for: str = ""

    @property
    def is_away(self) -> bool:
        """Say whether the caseworker is away, and nobody by name has the case meanwhile."""
        return not self.stands_in_for

    @property
    def text(self) -> str:
        """Say it beside the caseworker's name."""
        said = {"name": self.stands_in_for, "day": formats.short_day(self.until)}
        if self.is_away:
            return _("Away until %(day)s") % said
        return _("Stands in for %(name)s until %(day)s") % said


# Beside a case `c`: until when its caseworker is away, and whom she stands in for until when.
_BESIDE: Final = """
    LEFT JOIN LATERAL (
        SELECT a.ends_on FROM cases_absence a
        WHERE a.person_id = c.caseworker_id AND a.ended_at IS NULL
          AND a.starts_on <= %(today)s AND a.ends_on >= %(today)s LIMIT 1
    ) away ON true
    LEFT JOIN LATERAL (
        SELECT a.ends_on, p.given_name || ' ' || p.family_name AS name
        FROM cases_handover h JOIN cases_absence a ON a.id = h.absence_id
        JOIN identity_person p ON p.id = a.person_id
        WHERE h.case_id = c.id AND h.to_id = c.caseworker_id AND h.state = 'MOVED'
          AND a.comes_back AND a.ended_at IS NULL AND a.ends_on >= %(today)s LIMIT 1
    ) instead ON true
"""
_COVERS: Final = (
    f"SELECT c.id, away.ends_on, instead.ends_on, instead.name FROM cases_case c {_BESIDE}"  # noqa: S608
    " WHERE c.id = ANY(%(ids)s) AND (away.ends_on IS NOT NULL OR instead.ends_on IS NOT NULL)"
)


def _cover(away_until: date | None, until: date | None, name: str | None) -> Cover | None:
    if away_until is not None:
        return Cover(away_until)
    return None if until is None else Cover(until, name or "")


def covers(cases: Sequence[Case], *, now: datetime) -> Mapping[UUID, Cover]:
    """Give the cover of each case that has one, in one question."""
    ids = [one.id for one in cases if one.caseworker_id is not None]
    today = formats.local_day(now)
    rows = statements.rows(_COVERS, {"ids": ids, "today": today}) if ids else ()
    return {case_id: found for case_id, *it in rows if (found := _cover(*it)) is not None}


def case_with_cover(case_id: UUID, *, now: datetime) -> tuple[Case, Cover | None]:
    """Find a case of the running tenant, with resident, caseworker and answers, and its cover.

    Raises NoSuchCase.
    """
    case_row, statement = _case_statement()
    for row in statements.rows(statement, {"id": case_id, "today": formats.local_day(now)}):
        case, cover = case_row.instance(row)
        return case, _cover(*cover)
    raise NoSuchCase(case_id)


@cache
def _case_statement() -> tuple[statements.Joined[Case], str]:
    case = statements.joined(Case, "c", "resident", "caseworker", "response")
    # Nothing of a visitor's is in the words: the models wrote them.
    statement = (
        f"SELECT {case.columns}, away.ends_on, instead.ends_on, instead.name"  # noqa: S608
        f" FROM cases_case c {case.joins} {_BESIDE} WHERE c.id = %(id)s"
    )
    return case, statement


def absent_on(day: date) -> QuerySet[Absence]:
    """Give the absences that a day lies in."""
    return Absence.objects.filter(ended_at__isnull=True, starts_on__lte=day, ends_on__gte=day)

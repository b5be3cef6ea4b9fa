"""Who stands in for whom: read with a list of cases, for staff and residents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from gemensam.cases.absence_models import Absence, HandOver, HandOverState
from gemensam.cases.models import Case
from gemensam.cases.policy import NoSuchCase
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


def with_cover(rows: QuerySet[Case], *, now: datetime) -> QuerySet[Case]:
    """Ask for each case's cover in the same breath; `cover_in` reads it."""
    today = formats.local_day(now)
    stands_in = HandOver.objects.filter(
        case_id=OuterRef("id"),
        to_id=OuterRef("caseworker_id"),
        state=HandOverState.MOVED,
        absence__comes_back=True,
        absence__ended_at__isnull=True,
        absence__ends_on__gte=today,
    ).values_list(
        JSONObject(
            until="absence__ends_on",
            given="absence__person__given_name",
            family="absence__person__family_name",
        )
    )
    away = absent_on(today).filter(person_id=OuterRef("caseworker_id")).values("ends_on")
    return rows.annotate(stands_in=Subquery(stands_in[:1]), away_until=Subquery(away[:1]))


def case_with_cover(case_id: UUID, *beside: str, now: datetime) -> Case:
    """Find a case of the running tenant, with some of what it refers to. Raises NoSuchCase."""
    rows = Case.objects.select_related(*(beside or [None])).filter(id=case_id)
    case = with_cover(rows, now=now).first()
    if case is None:
        raise NoSuchCase(case_id)
    return case


def cover_in(case: Case) -> Cover | None:
    """Give the cover that was asked for with a case."""
    until, stands_in = vars(case)["away_until"], vars(case)["stands_in"]
    if until is not None:
        return Cover(until)
    if stands_in is None:
        return None
    name = f"{stands_in['given']} {stands_in['family']}"
    return Cover(date.fromisoformat(stands_in["until"]), name)


def covers(cases: Sequence[Case], *, now: datetime) -> Mapping[UUID, Cover]:
    """Give the cover of each case that has one, in one question."""
    ids = [one.id for one in cases if one.caseworker_id is not None]
    rows = with_cover(Case.objects.filter(id__in=ids).only("id"), now=now) if ids else ()
    return {one.id: found for one in rows if (found := cover_in(one)) is not None}


def absent_on(day: date) -> QuerySet[Absence]:
    """Give the absences that a day lies in."""
    return Absence.objects.filter(ended_at__isnull=True, starts_on__lte=day, ends_on__gte=day)

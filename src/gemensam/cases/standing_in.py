"""Who stands in for whom: read with a list of cases, for staff and residents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _

from gemensam.cases.absence_models import Absence, HandOver, HandOverState
from gemensam.cases.models import Case
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


def covers(cases: Sequence[Case], *, now: datetime) -> Mapping[UUID, Cover]:
    """Give the cover of each case that has one, in one question."""
    by_name = {one.id: one.caseworker_id for one in cases if one.caseworker_id is not None}
    if not by_name:
        return {}
    today = formats.local_day(now)
    moved = HandOver.objects.filter(
        case_id__in=by_name,
        state=HandOverState.MOVED,
        absence__comes_back=True,
        absence__ended_at__isnull=True,
        absence__ends_on__gte=today,
    )
    away = absent_on(today).filter(person_id__in=set(by_name.values()))
    rows = moved.annotate(is_away=Value(value=False)).values_list(
        "is_away", "case_id", "to_id", "absence__ends_on", *_names("absence__person")
    )
    rows = rows.union(
        away.annotate(is_away=Value(value=True)).values_list(
            "is_away", "id", "person_id", "ends_on", *_names("person")
        )
    )
    found: dict[UUID, Cover] = {}
    gone: dict[UUID, Cover] = {}
    for is_away, key, person_id, until, given, family in rows:
        if is_away:
            gone[person_id] = Cover(until)
        elif by_name[key] == person_id:
            found[key] = Cover(until, f"{given} {family}")
    return found | {key: gone[by] for key, by in by_name.items() if by in gone}


def absent_on(day: date) -> QuerySet[Absence]:
    """Give the absences that a day lies in."""
    return Absence.objects.filter(ended_at__isnull=True, starts_on__lte=day, ends_on__gte=day)


def _names(path: str) -> tuple[str, str]:
    return f"{path}__given_name", f"{path}__family_name"

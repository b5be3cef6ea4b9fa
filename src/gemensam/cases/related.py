"""What else there is of those whom a case is about: their other cases, and what they are given now.

Only what the reader may read anyway; of the rest nothing is told. One question to the database, and
one row in the log for each person, as for any list: the resident's is that of the opened case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet

from gemensam.cases import casework, policy, rules, work_list
from gemensam.cases.kinds import kind_of
from gemensam.cases.models import CareServiceStatus, Case
from gemensam.cases.policy import Visit
from gemensam.people import api as people
from gemensam.ui.formats import local_day

# Whoever applies every month for years has many: the newest say enough.
NEWEST: Final = 40
_SERVICE: Final = "decisions__care_services__"


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """Another case that the reader may open."""

    id: UUID
    number: str
    title: str
    kind: str
    state: str
    opened_at: datetime
    # Whose it is, where it is not the same resident's.
    whose: str

    @property
    def is_open(self) -> bool:
        """Say whether it is not decided."""
        return self.state not in rules.DECIDED


@dataclass(frozen=True, slots=True)
class RelatedService:
    """A care service that is given now or is to begin, by another case."""

    case_id: UUID
    case_number: str
    kind: str
    service: str
    performer_name: str
    starts_on: date
    ends_on: date | None
    whose: str


@dataclass(frozen=True, slots=True)
class Related:
    """All of it, newest first."""

    cases: Sequence[RelatedCase] = ()
    services: Sequence[RelatedService] = ()


def related_to(visit: Visit, found: casework.CaseForCaseworker) -> Related:
    """Give what else the reader may read of those whom an opened case is about; logged."""
    rows = list(_rows(visit, found))
    if not rows:
        return Related()
    residents = {row.resident_id: people.to_row(row.resident) for row in rows}
    # That the resident's own was read is logged with the case that is opened.
    others = [row for row in rows if row.resident_id != found.resident.id]
    if others:
        work_list.log_list(visit, others, residents)
    once = {row.id: row for row in rows}.values()
    today = local_day(visit.now)

    def whose(row: Case) -> str:
        is_same = row.resident_id == found.resident.id
        return "" if is_same else residents[row.resident_id].name

    return Related(
        cases=[_case(row, whose(row)) for row in once],
        services=[_service(row, whose(row)) for row in rows if _is_given(row, today)],
    )


def _rows(visit: Visit, found: casework.CaseForCaseworker) -> QuerySet[Case]:
    """Each walk is of one person by an index; a case stands once for each of its care services."""
    persons = [Q(resident_id=found.resident.id)]
    if found.resident.person_id:
        persons.append(Q(co_applicant_id=found.resident.person_id))
    if found.co_applicant_id:
        persons.append(Q(resident__person_id=found.co_applicant_id))
    names = ("kind", "starts_on", "ends_on", "status")
    visible = (
        policy.visible_cases(visit)
        .exclude(id=found.id)
        .select_related("resident")
        .annotate(
            **{f"given_{name}": F(_SERVICE + name) for name in names},
            given_by=F(_SERVICE + "performer__name"),
        )
        .defer("basis")
        .order_by("-opened_at", "-id")
    )
    first, *others = [visible.filter(one)[:NEWEST] for one in persons]
    return first.union(*others).order_by("-opened_at", "-id") if others else first


def _number(row: Case) -> str:
    return rules.written_number(row.year, row.number)


def _case(row: Case, whose: str) -> RelatedCase:
    return RelatedCase(row.id, _number(row), row.title, row.kind, row.state, row.opened_at, whose)


def _is_given(row: Case, today: date) -> bool:
    given = vars(row)
    is_over = given["given_ends_on"] is not None and given["given_ends_on"] < today
    return given["given_status"] == CareServiceStatus.GRANTED and not is_over


def _service(row: Case, whose: str) -> RelatedService:
    given = vars(row)
    return RelatedService(
        case_id=row.id,
        case_number=_number(row),
        kind=given["given_kind"],
        service=kind_of(given["given_kind"], row.title).service,
        performer_name=given["given_by"],
        starts_on=given["given_starts_on"],
        ends_on=given["given_ends_on"],
        whose=whose,
    )

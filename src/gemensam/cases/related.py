"""What else there is of those whom a case is about: their other cases, and what they are given now.

Only what the reader may read anyway; of the rest nothing is told. One question to the database, and
one row in the log for each person, as for any list: the resident's is that of the opened case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final
from uuid import UUID

from gemensam.cases import casework, policy, rules, work_list
from gemensam.cases.kinds import kind_of
from gemensam.cases.models import CareServiceStatus, Case
from gemensam.cases.policy import Visit
from gemensam.people import api as people
from gemensam.tenancy import statements
from gemensam.ui.formats import local_day

# Whoever applies every month for years has many: the newest say enough.
NEWEST: Final = 40


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


@dataclass(frozen=True, slots=True)
class _Given:
    """A care service of a case's, if it has one."""

    kind: str
    starts_on: date
    ends_on: date | None
    status: str
    performer_name: str

    def is_given(self, today: date) -> bool:
        """Say whether it is given now, or is to be."""
        is_over = self.ends_on is not None and self.ends_on < today
        return self.status == CareServiceStatus.GRANTED and not is_over


def related_to(visit: Visit, found: casework.CaseForCaseworker) -> Related:
    """Give what else the reader may read of those whom an opened case is about; logged."""
    rows = _rows(visit, found)
    # That the resident's own was read is logged with the case that is opened.
    others = [case for case, _given in rows if case.resident_id != found.resident.id]
    residents = {case.resident_id: people.to_row(case.resident) for case in others}
    if others:
        work_list.log_list(visit, others, residents)
    once = {case.id: case for case, _given in rows}.values()
    today = local_day(visit.now)

    def whose(case: Case) -> str:
        is_same = case.resident_id == found.resident.id
        return "" if is_same else residents[case.resident_id].name

    return Related(
        cases=[_case(case, whose(case)) for case in once],
        services=[
            _service(case, given, whose(case)) for case, given in rows if given.is_given(today)
        ],
    )


@cache
def _read() -> statements.Joined[Case]:
    # A list shows no calculation.
    return statements.joined(Case, "one", "resident", without=("basis",))


# What follows the walks.
_TOGETHER: Final = """
    JOIN cases_case one ON one.id = place.id {joins}
    LEFT JOIN cases_decision decision ON decision.case_id = one.id
    LEFT JOIN cases_careservice given ON given.decision_id = decision.id
    LEFT JOIN organisations_unit unit ON unit.id = given.performer_id
    ORDER BY one.opened_at DESC, one.id DESC
"""


def _rows(visit: Visit, found: casework.CaseForCaseworker) -> Sequence[tuple[Case, _Given]]:
    """Each walk is of one person by an index; a case stands once for each of its care services."""
    asked = {
        "resident_id = %(resident)s": found.resident.id,
        "co_applicant_id = %(person)s": found.resident.person_id,
        "resident_id IN (SELECT id FROM people_resident WHERE person_id = %(partner)s)": (
            found.co_applicant_id
        ),
    }
    grounds, read = policy.grounds(visit), _read()
    if not grounds.names:
        return []
    # The words are constants of ours, and the models'.
    walks = " UNION ".join(
        f"(SELECT id FROM {ground} WHERE {condition} AND id <> %(case)s"  # noqa: S608
        f" ORDER BY opened_at DESC, id DESC LIMIT {NEWEST})"
        for condition, value in asked.items()
        if value is not None
        for ground in sorted(grounds.names)
    )
    rows = statements.rows(
        f"{grounds.words} SELECT {read.columns}, given.kind, given.starts_on, given.ends_on,"  # noqa: S608
        f" given.status, unit.name FROM ({walks}) AS place {_TOGETHER.format(joins=read.joins)}",
        {
            **grounds.values,
            "resident": found.resident.id,
            "person": found.resident.person_id,
            "partner": found.co_applicant_id,
            "case": found.id,
        },
    )
    return [(case, _Given(*given)) for case, given in map(read.instance, rows)]


def _number(row: Case) -> str:
    return rules.written_number(row.year, row.number)


def _case(row: Case, whose: str) -> RelatedCase:
    return RelatedCase(row.id, _number(row), row.title, row.kind, row.state, row.opened_at, whose)


def _service(row: Case, given: _Given, whose: str) -> RelatedService:
    return RelatedService(
        case_id=row.id,
        case_number=_number(row),
        kind=given.kind,
        service=kind_of(given.kind, row.title).service,
        performer_name=given.performer_name,
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        whose=whose,
    )

"""Read what the pages show beside commissions: flags, what employees lack, e-ids."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from gemensam.employees.keeping.paging import page_by_name
from gemensam.employees.models import Employee
from gemensam.employees.register import (
    Credential,
    CredentialState,
    Finding,
    Flag,
    StaffCount,
    Standing,
)
from gemensam.kernel.hsa_ids import capitals
from gemensam.kernel.swedish import sort_key
from gemensam.ui.paging import PAGE_SIZE, Page

_LAST: Final = "\U0010ffff"
# So many are found faster one by one than by walking everybody's and asking of each.
FEW: Final = 200


class NoSuchCredential(LookupError):
    """There is no such e-id in the running tenant."""


def flags_of(commission_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Flag]]:
    """Give what is wrong with some commissions, by the latest look through."""
    found: dict[UUID, list[Flag]] = {}
    rows = Finding.objects.filter(commission_id__in=commission_ids).order_by("flag")
    for commission_id, flag in rows.values_list("commission_id", "flag"):
        found.setdefault(commission_id, []).append(Flag(flag))
    return found


def flagged(flag: str) -> "QuerySet[Any, UUID] | Sequence[UUID]":
    """Give the commissions that have a flag, as a question where they are many; `alla` is any flag."""
    found = Finding.objects.all() if flag == "alla" else Finding.objects.filter(flag=flag)
    rows = found.values_list("commission_id", flat=True)
    few = rows[: FEW + 1]
    return rows if len(few) > FEW else list(few)


def flag_counts(unit_id: UUID | None = None) -> Mapping[str, int]:
    """Count the flags of each sort, of all or of a unit's commissions."""
    rows = Finding.objects.filter(commission__unit_id=unit_id) if unit_id else Finding.objects.all()
    return dict(rows.values("flag").annotate(count=Count("id")).values_list("flag", "count"))


def employees_of(category: str) -> "QuerySet[Any, str]":
    """Give the HSA-ids of a category's employees, as a question."""
    rows = Standing.objects.filter(category=category).exclude(hsa_id="")
    return rows.values_list("hsa_id", flat=True)


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """A concerned employee, and what is there and is not."""

    id: UUID
    name: str
    is_protected: bool
    hsa_id: str
    title: str
    workplace: str
    category: str
    lacks: Sequence[str]


@dataclass(frozen=True, slots=True)
class WantedEmployees:
    """Which employees a list is to show."""

    category: str = ""
    # hsa, eleg, uppdrag, or `nagot` for any of them.
    lacks: str = ""
    words: str = ""
    after: str = ""


_LACKS: Final[Mapping[str, Q]] = {
    "hsa": Q(hsa_id=""),
    "eleg": Q(has_credential=False),
    "uppdrag": Q(has_commission=False),
}
_ANY_LACK: Final = _LACKS["hsa"] | _LACKS["eleg"] | _LACKS["uppdrag"]


def employee_page(wanted: WantedEmployees, *, size: int = PAGE_SIZE) -> Page[EmployeeRow]:
    """Give one page of the concerned employees, by name in Swedish order."""
    rows = Standing.objects.select_related("employee")
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.lacks:
        rows = rows.filter(_LACKS.get(wanted.lacks, _ANY_LACK))
    if wanted.words:
        rows = rows.filter(_begins(wanted.words, "hsa_id"))
    page = page_by_name(rows, after=wanted.after, size=size)
    return Page(tuple(map(_employee, page.rows)), page.next_cursor, page.started_over)


def _begins(words: str, number_field: str) -> Q:
    # A number has a digit, and a name has none.
    if any(letter.isdigit() for letter in words):
        return Q(**{f"{number_field}__startswith": capitals(words)})
    key = sort_key(words)[0]
    return Q(sort_key__gte=key, sort_key__lt=key + _LAST)


def _employee(row: Standing) -> EmployeeRow:
    one = row.employee
    has = {"hsa": bool(row.hsa_id), "eleg": row.has_credential, "uppdrag": row.has_commission}
    return EmployeeRow(
        id=one.id,
        name=f"{one.given_name} {one.family_name}",
        is_protected=one.is_protected,
        hsa_id=one.hsa_id,
        title=one.title,
        workplace=one.workplace,
        category=row.category,
        lacks=[key for key, is_there in has.items() if not is_there],
    )


def employments_of(hsa_ids: Collection[str]) -> Sequence[Employee]:
    """Give the employments behind some HSA-ids, latest first."""
    known = [one for one in hsa_ids if one]
    return list(Employee.objects.filter(hsa_id__in=known).order_by("-starts_on"))


@dataclass(frozen=True, slots=True)
class CountRow:
    """Figures of a category of staff."""

    category: str
    concerned: int
    with_hsa_id: int
    with_credential: int
    with_commission: int
    secure: int


def counts() -> Sequence[CountRow]:
    """Give the running tenant's figures of each category."""
    names = CountRow.__dataclass_fields__
    return [CountRow(*one) for one in StaffCount.objects.order_by("category").values_list(*names)]


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """An e-id as lists show it."""

    id: UUID
    employee_id: UUID
    name: str
    is_protected: bool
    hsa_id: str
    carrier: str
    serial: str
    policy: str
    assurance: int
    issued_on: date
    expires_on: date
    state: str
    steps_done: int


@dataclass(frozen=True, slots=True)
class WantedCredentials:
    """Which e-ids a list is to show."""

    carrier: str = ""
    # 90, 30 or 7: those that stop working within so many days; `slut` those that have; `byte` those
    # on their way to be changed.
    ends: str = ""
    words: str = ""
    after: str = ""


def credential_page(
    wanted: WantedCredentials, *, today: date, size: int = PAGE_SIZE
) -> Page[CredentialRow]:
    """Give one page of the e-ids, by name in Swedish order."""
    rows = Credential.objects.select_related("employee")
    if wanted.carrier:
        rows = rows.filter(carrier=wanted.carrier)
    if wanted.ends:
        rows = rows.filter(_ends(wanted.ends, today), state=CredentialState.VALID)
    if wanted.words:
        rows = rows.filter(_begins(wanted.words, "serial"))
    page = page_by_name(rows, after=wanted.after, size=size)
    return Page(tuple(map(_credential, page.rows)), page.next_cursor, page.started_over)


def _ends(ends: str, today: date) -> Q:
    if ends == "slut":
        return Q(expires_on__lt=today)
    if ends == "byte":
        return Q(steps_done__gt=0)
    return Q(expires_on__gte=today, expires_on__lte=today + timedelta(days=int(ends)))


def _credential(row: Credential) -> CredentialRow:
    one = row.employee
    return CredentialRow(
        id=row.id,
        employee_id=one.id,
        name=f"{one.given_name} {one.family_name}",
        is_protected=one.is_protected,
        hsa_id=one.hsa_id,
        carrier=row.carrier,
        serial=row.serial,
        policy=row.policy,
        assurance=row.assurance,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        state=row.state,
        steps_done=row.steps_done,
    )


def credential(credential_id: UUID) -> CredentialRow:
    """Give one e-id. Raises NoSuchCredential."""
    found = Credential.objects.select_related("employee").filter(id=credential_id).first()
    if found is None:
        raise NoSuchCredential(credential_id)
    return _credential(found)


def credentials_of(hsa_ids: Collection[str]) -> Sequence[CredentialRow]:
    """Give the e-ids of whoever has some HSA-ids, the one that works longest first."""
    known = [one for one in hsa_ids if one]
    rows = Credential.objects.select_related("employee").filter(employee__hsa_id__in=known)
    return [_credential(row) for row in rows.order_by("-expires_on", "id")]

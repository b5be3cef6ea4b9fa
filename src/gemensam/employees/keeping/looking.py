"""Look through commissions and employees for what is wrong or missing, and keep what was found.

Whole, by the worker, since days pass and people log in; and for one person at once when something of
theirs is changed. Lists of 60,000 commissions are then read from an index, not worked out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from gemensam.employees.feed_models import EmployeeChange
from gemensam.employees.keeping import rules
from gemensam.employees.models import Category, Employee
from gemensam.employees.register import (
    Credential,
    CredentialState,
    Finding,
    Flag,
    LogInCount,
    StaffCount,
    Standing,
)
from gemensam.identity import api as identity
from gemensam.kernel.actor import Purpose
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context
from gemensam.ui.formats import local_day

# Log-ins further back than this are not counted the first time.
_FIRST_COUNT = timedelta(days=400)
_AT_ONCE = 2000


def look_through_everywhere(*, now: datetime) -> int:
    """Look through every organisation; the worker does this now and then. Say how many flags stand."""
    count = 0
    for body in organisations.bodies():
        with transaction.atomic(), tenant_context(body.tenant_id):
            count_log_ins(now=now)
            count += look_through(now=now)
    return count


@transaction.atomic
def look_through(*, now: datetime) -> int:
    """Look through the running tenant; say how many flags stand."""
    identity.mend_keys()
    identity.note_uses(now - rules.UNUSED_AFTER)
    held = list(identity.every_commission(now=now))
    wanted = _flags(held, _employments(None, now), now)
    _keep_findings(wanted, None, now)
    _keep_standings(Q(), {one.employee_hsa_id for one in held}, now)
    _count(now)
    return len(wanted)


@transaction.atomic
def look_at(
    person_ids: Collection[UUID],
    hsa_ids: Collection[str],
    *,
    now: datetime,
    employee_ids: Collection[UUID] = (),
) -> None:
    """Look at some persons' commissions and at the employees behind some HSA-ids, after a change.

    `employee_ids` are of those who may have no HSA-id.
    """
    held = list(identity.every_commission(now=now, person_ids=person_ids))
    known = {one.employee_hsa_id for one in held} | set(hsa_ids)
    _keep_findings(_flags(held, _employments(known, now), now), person_ids, now)
    about = Q(hsa_id__in=known) | Q(id__in=employee_ids)
    _keep_standings(about, {one.employee_hsa_id for one in held}, now)


@transaction.atomic
def look_at_changes(delivery_id: UUID | None, at: datetime, *, now: datetime) -> None:
    """Look at everybody whose employment a delivery changed, or whose last day had passed at an instant."""
    of = Q(delivery_id=delivery_id) if delivery_id else Q(delivery_id__isnull=True)
    rows = EmployeeChange.objects.filter(of, at=at).order_by("id")
    changed = list(rows.values_list("employee_id", "employee__hsa_id", "values"))
    for start in range(0, len(changed), _AT_ONCE):
        some = changed[start : start + _AT_ONCE]
        # An HSA-id that somebody no longer has is nobody's now: its commissions are looked at too.
        told = {
            one for _id, now_has, values in some for one in (now_has, *values.get("hsa_id", ()))
        }
        hsa_ids = {one for one in told if one}
        persons = set(identity.persons_of_employees(hsa_ids).values())
        look_at(persons, hsa_ids, now=now, employee_ids=[one[0] for one in some])
    _count(now)


def _is_counted_long_enough(now: datetime) -> bool:
    """Say whether log-ins have been counted so long that one that is not there means something."""
    first: date | None = LogInCount.objects.aggregate(first=Min("day"))["first"]
    return first is not None and first <= local_day(now - rules.UNUSED_AFTER)


def _employments(hsa_ids: Collection[str] | None, now: datetime) -> Mapping[str, bool]:
    """Say of every HSA-id that HR knows whether any of its employments goes on."""
    today = local_day(now)
    rows = Employee.objects.exclude(hsa_id="")
    if hsa_ids is not None:
        rows = rows.filter(hsa_id__in=hsa_ids)
    found: dict[str, bool] = {}
    for hsa_id, ends_on, left_at in rows.values_list("hsa_id", "ends_on", "left_at"):
        goes_on = left_at is None and (ends_on is None or ends_on >= today)
        found[hsa_id] = found.get(hsa_id, False) or goes_on
    return found


def _flags(
    held: Collection[identity.Held],
    employments: Mapping[str, bool],
    now: datetime,
) -> set[tuple[UUID, str]]:
    regimes: defaultdict[UUID, set[str]] = defaultdict(set)
    is_told, long_ago = _is_counted_long_enough(now), now - rules.UNUSED_AFTER
    for one in held:
        regimes[one.person_id].add(one.regime)
    return {
        (one.id, flag.value)
        for one in held
        for flag in rules.flags(
            rules.Looked(
                purpose=Purpose[one.purpose],
                rights=one.rights,
                unit_kind=one.unit_kind or "",
                starts_at=one.starts_at,
                has_employee=one.employee_hsa_id in employments,
                is_employed=employments.get(one.employee_hsa_id, False),
                regimes=regimes[one.person_id],
                is_used=not is_told or (one.last_used_at or one.starts_at) >= long_ago,
            ),
            now=now,
        )
    }


def _keep_findings(
    wanted: Collection[tuple[UUID, str]], person_ids: Collection[UUID] | None, now: datetime
) -> None:
    rows = Finding.objects.all()
    if person_ids is not None:
        rows = rows.filter(commission__person_id__in=person_ids)
    known = {(one, flag): key for key, one, flag in rows.values_list("id", "commission_id", "flag")}
    gone = [key for about, key in known.items() if about not in wanted]
    for start in range(0, len(gone), _AT_ONCE):
        Finding.objects.filter(id__in=gone[start : start + _AT_ONCE]).delete()
    Finding.objects.bulk_create(
        (
            Finding(commission_id=one, flag=Flag(flag), found_at=now)
            for one, flag in wanted
            if (one, flag) not in known
        ),
        batch_size=_AT_ONCE,
        ignore_conflicts=True,
    )


@dataclass(frozen=True, slots=True)
class _Stands:
    """What is kept of one concerned employee."""

    employee_id: UUID
    hsa_id: str
    category: str
    has_credential: bool
    has_commission: bool
    sort_key: str


def at_work(today: date) -> Q:
    """Say which employments go on."""
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    return goes_on & Q(starts_on__lte=today, left_at__isnull=True)


def _stands(about: Q, with_commission: Collection[str], now: datetime) -> Iterable[_Stands]:
    today = local_day(now)
    rows = Employee.objects.filter(about, at_work(today)).exclude(category=Category.NOT_CONCERNED)
    cards = Credential.objects.filter(state=CredentialState.VALID, expires_on__gte=today)
    if about:
        cards = cards.filter(employee__in=Employee.objects.filter(about))
    carried = set(cards.values_list("employee_id", flat=True))
    # Two employments of a person may share an HSA-id, and then an e-id too.
    by_number = {one for one in cards.values_list("employee__hsa_id", flat=True) if one}
    for row in rows.iterator(chunk_size=_AT_ONCE):
        yield _Stands(
            row.id,
            row.hsa_id,
            row.category,
            row.id in carried or row.hsa_id in by_number,
            bool(row.hsa_id) and row.hsa_id in with_commission,
            key_of(row),
        )


def key_of(employee: Employee) -> str:
    """Give what an employee is sorted by; nothing for a protected identity."""
    if employee.is_protected:
        return ""
    return identity.name_keys(employee.given_name, employee.family_name)[0]


def _keep_standings(about: Q, with_commission: Collection[str], now: datetime) -> None:
    """Keep how employees stand: those that a condition is true of, and without one everybody."""
    rows = Standing.objects.all()
    if about:
        rows = rows.filter(employee__in=Employee.objects.filter(about))
    names = list(_Stands.__dataclass_fields__)
    known = {one[0]: _Stands(*one) for one in rows.values_list(*names)}
    wanted = {one.employee_id: one for one in _stands(about, with_commission, now)}
    gone = [one for one, stands in known.items() if wanted.get(one) != stands]
    for start in range(0, len(gone), _AT_ONCE):
        Standing.objects.filter(employee_id__in=gone[start : start + _AT_ONCE]).delete()
    news = [one for key, one in wanted.items() if known.get(key) != one]
    Standing.objects.bulk_create(
        (Standing(**{name: getattr(one, name) for name in names}) for one in news),
        batch_size=_AT_ONCE,
        ignore_conflicts=True,
    )


def _count(now: datetime) -> None:
    has_hsa_id = ~Q(hsa_id="")
    has_credential, has_commission = Q(has_credential=True), Q(has_commission=True)
    counted = Standing.objects.values("category").annotate(
        concerned=Count("id"),
        with_hsa_id=Count("id", filter=has_hsa_id),
        with_credential=Count("id", filter=has_credential),
        with_commission=Count("id", filter=has_commission),
        secure=Count("id", filter=has_hsa_id & has_credential & has_commission),
    )
    StaffCount.objects.exclude(category__in=[one["category"] for one in counted]).delete()
    for one in counted:
        StaffCount.objects.update_or_create(
            category=one["category"], defaults={**one, "counted_at": now}
        )


def count_log_ins(*, now: datetime) -> int:
    """Count the running tenant's secure log-ins of days that are over and not yet counted."""
    today = local_day(now)
    latest: date | None = LogInCount.objects.aggregate(latest=Max("day"))["latest"]
    first = latest + timedelta(days=1) if latest else today - _FIRST_COUNT
    if first >= today:
        return 0
    counts = dict(identity.log_ins(_midnight(first), _midnight(today)))
    # Yesterday stands even when nobody logged in: so the next count begins after it.
    counts.setdefault(today - timedelta(days=1), 0)
    write_log_ins(counts)
    return len(counts)


def write_log_ins(counts: Mapping[date, int]) -> None:
    """Write down what was counted of log-ins elsewhere, by day, in the running tenant."""
    LogInCount.objects.bulk_create(
        (LogInCount(day=day, count=count) for day, count in counts.items()), ignore_conflicts=True
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))

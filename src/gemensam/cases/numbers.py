"""Case numbers: one series per tenant and year, without anybody waiting for anybody.

Theory of operation. A pool of free numbers lies ready. A new case takes the lowest that no other
transaction is taking (SKIP LOCKED) and deletes it; undone, the number is back. When few are left,
one transaction at a time fills the pool ahead of need: the others find the advisory lock taken and
go on. Only an empty pool (the first case of a year) is waited for.
"""

from typing import Final
from zlib import crc32

from django.db import connection
from django.db.models import Max

from gemensam.cases.models import Case
from gemensam.cases.side_tables import FreeNumber
from gemensam.tenancy.context import current_tenant_id

# Filled by this many at a time, when fewer than a quarter are left.
POOL: Final = 100
LOW: Final = POOL // 4


def take(year: int) -> int:
    """Take the next number of the running tenant's series."""
    taken = _take_free(year)
    if taken is None:
        _lock_filling(year, wait=True)
        # Somebody else may have filled it while this one waited.
        taken = _take_free(year)
        if taken is None:
            _fill(year, above=0)
            taken = _take_free(year)
        assert taken is not None
    elif FreeNumber.objects.filter(year=year)[:LOW].count() < LOW and _lock_filling(
        year, wait=False
    ):
        _fill(year, above=taken)
    return taken


def _take_free(year: int) -> int | None:
    row = (
        FreeNumber.objects.select_for_update(skip_locked=True)
        .filter(year=year)
        .order_by("number")
        .first()
    )
    if row is None:
        return None
    row.delete()
    return row.number


def _lock_filling(year: int, *, wait: bool) -> bool:
    """Take the right to fill; held until the transaction ends."""
    name = crc32(f"cases.numbers {current_tenant_id()} {year}".encode())
    function = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [name])
        (answer,) = cursor.fetchone()
    return wait or bool(answer)


def _fill(year: int, *, above: int) -> None:
    highest = max(
        above,
        FreeNumber.objects.filter(year=year).aggregate(top=Max("number"))["top"] or 0,
        Case.objects.filter(year=year).aggregate(top=Max("number"))["top"] or 0,
    )
    FreeNumber.objects.bulk_create(
        FreeNumber(year=year, number=number) for number in range(highest + 1, highest + 1 + POOL)
    )

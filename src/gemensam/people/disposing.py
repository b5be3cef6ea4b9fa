"""Mandates that are over, and how one is taken away for good (gallring): with journal and scan.

The rows go by a function of the database (`people_dispose_mandate`) that only the worker may call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q

from gemensam.files import api as files
from gemensam.people.models import Mandate
from gemensam.tenancy.context import current_tenant_id


@dataclass(frozen=True, slots=True)
class EndedMandate:
    """A mandate that is over, and when it or the last line of its journal was."""

    id: UUID
    resident_id: UUID
    last_at: datetime


def ended_mandates(*, now: datetime) -> Sequence[EndedMandate]:
    """List the running tenant's mandates that are over, longest over first."""
    rows = Mandate.objects.filter(Q(revoked_at__lte=now) | Q(ends_at__lte=now))
    found = [
        EndedMandate(
            row.id,
            row.resident_id,
            max(filter(None, (_ended_at(row), row.last_line))),
        )
        for row in rows.annotate(last_line=Max("entries__at"))
    ]
    return sorted(found, key=lambda one: (one.last_at, one.id))


def _ended_at(row: Mandate) -> datetime:
    return min(at for at in (row.revoked_at, row.ends_at) if at is not None)


@transaction.atomic
def dispose_mandate(mandate_id: UUID) -> None:
    """Take a mandate that is over away, with its journal and scan; the bytes go after the commit."""
    tenant_id = current_tenant_id()
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_dispose_mandate(%s)", [mandate_id])
        (gone,) = cursor.fetchone()
    transaction.on_commit(lambda: files.forget_bytes(tenant_id, gone))

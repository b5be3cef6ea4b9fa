"""Look for open alarms that everybody has forgotten: no live lease and no next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from gemensam.alarms.actions.handling import holding_of
from gemensam.alarms.actions.registering import centre_tenants
from gemensam.alarms.kinds import State
from gemensam.alarms.models import Alarm
from gemensam.alarms.rules.handling import Watch, is_forgotten
from gemensam.tenancy.context import tenant_context


@dataclass(frozen=True, slots=True)
class Forgotten:
    """An open alarm that nothing will happen to by itself."""

    centre_tenant_id: UUID
    alarm_id: UUID


def forgotten_here(*, now: datetime) -> Sequence[UUID]:
    """List the forgotten alarms of the running tenant's centre, the oldest first."""
    rows = (
        Alarm.objects.exclude(state=State.CLOSED)
        .annotate(next_at=F("escalations__next_at"))
        .order_by("received_at", "id")
    )
    return [
        alarm.id
        for alarm in rows
        if is_forgotten(Watch(alarm.id, holding_of(alarm), alarm.next_at), now)
    ]


def forgotten(*, now: datetime) -> Sequence[Forgotten]:
    """List the forgotten alarms of every centre."""
    found = []
    for centre in centre_tenants():
        with tenant_context(centre):
            found += [Forgotten(centre, alarm_id) for alarm_id in forgotten_here(now=now)]
    return found

"""A unit stops having to do with a resident, and so its staff stop seeing the person."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from gemensam.alarms import api as alarms
from gemensam.cases import api as cases
from gemensam.homecare.models import Visit, VisitKind
from gemensam.people import api as people
from gemensam.ui.formats import local_day

# Home care that is given at all is given more often than this.
LATEST_VISIT: Final = timedelta(days=60)


def leave_after_alarm(
    *, resident_id: UUID, unit_id: UUID | None, at: datetime, now: datetime
) -> None:
    """End the care relations of the units that were there for the alarm alone, from `at` on.

    They are the unit that answered for it and those it was ever sent to. In doubt they stay: a
    patrol that may not read where the key is cannot help.
    """
    granted = alarms.safety_alarms_of(resident_id, now=now)
    if any(alarm.status is not alarms.Status.ENDED for alarm in granted):
        return
    visits = Visit.objects.filter(resident_id=resident_id)
    sent = visits.filter(kind=VisitKind.ALARM)
    planned = visits.filter(kind=VisitKind.PLANNED, window_ends_at__gte=now - LATEST_VISIT)
    units = {unit_id, *sent.values_list("unit_id", flat=True)}
    others = {
        one.performer_id
        for one in cases.care_services_of(resident_id)
        if one.is_given(local_day(now)) and not one.says.orders_alarm
    }
    for one in units - {None, *others, *planned.values_list("unit_id", flat=True)}:
        people.end_relation(
            resident_id=resident_id,
            unit_id=one,
            basis=people.CareRelationBasis.CARE_SERVICE,
            now=at,
        )

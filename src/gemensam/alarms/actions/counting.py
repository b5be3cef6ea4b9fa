"""Count a municipality's granted alarms into the row that county figures are read from."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from gemensam.alarms.kinds import Status, Technology
from gemensam.alarms.models import AlarmCount, AlarmUnit, LastSeen, SafetyAlarm
from gemensam.alarms.rules import function as rules


def recount(*, now: datetime) -> rules.Tally:
    """Count the running tenant's alarms and keep the result; who never had any has no row."""
    tally = rules.tally(granted_alarms(), now)
    if not tally.granted and not AlarmCount.objects.exists():
        return tally
    AlarmCount.objects.update_or_create(
        defaults={
            "granted": tally.granted,
            "digital": tally.digital,
            "working": tally.working,
            "by_function": tally.by_function,
            "counted_at": now,
        },
    )
    return tally


def granted_alarms() -> Iterator[rules.GrantedAlarm]:
    """Give what the rule needs of every alarm that is granted now, in three queries."""
    alarms = SafetyAlarm.objects.exclude(status=Status.ENDED).values_list("id", "technology")
    units = {
        unit.safety_alarm_id: unit for unit in AlarmUnit.objects.filter(retired_at__isnull=True)
    }
    seen = dict(
        LastSeen.objects.filter(
            alarm_unit_id__in=[unit.id for unit in units.values()], heartbeats__gt=0
        ).values_list("alarm_unit_id", "seen_at")
    )
    for alarm_id, technology in alarms:
        unit = units.get(alarm_id)
        yield as_granted(Technology(technology), unit, seen.get(unit.id) if unit else None)


def as_granted(
    technology: Technology, unit: AlarmUnit | None, seen_at: datetime | None
) -> rules.GrantedAlarm:
    """Give one granted alarm as the rule sees it."""
    if unit is None:
        return rules.GrantedAlarm(technology)
    return rules.GrantedAlarm(
        technology,
        enrolled_at=unit.enrolled_at,
        test_passed_at=unit.test_passed_at,
        seen_at=seen_at,
        heartbeat_every=timedelta(seconds=unit.heartbeat_seconds),
    )

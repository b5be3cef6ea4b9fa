"""Count a municipality's granted alarms into the row that county figures are read from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from gemensam.alarms.kinds import Function, Status, Technology
from gemensam.alarms.models import AlarmCount, AlarmUnit, LastSeen, SafetyAlarm
from gemensam.alarms.rules import function as rules


def recount(*, now: datetime) -> rules.Tally:
    """Count the running tenant's alarms and keep the result; who never had any has no row.

    The row is held first, so that what `pass_tests` adds is read here or comes after.
    """
    AlarmCount.objects.select_for_update().first()
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


def pass_tests(alarm_unit_ids: Sequence[UUID], *, now: datetime) -> None:
    """Write down that units' test alarms came all the way, and count those that work from now on.

    The figure is right at the next request. A count that is running just then is not waited for:
    an alarm is never held up by statistics, and the next count comes within seconds.
    """
    units = list(AlarmUnit.objects.filter(id__in=alarm_unit_ids, retired_at__isnull=True))
    AlarmUnit.objects.filter(id__in=alarm_unit_ids).update(test_passed_at=now)
    seen = _seen(units)
    changes: Counter[Function] = Counter()
    for unit in units:
        alarm = as_granted(Technology.DIGITAL, unit, seen.get(unit.id))
        before = rules.function_of(alarm, now)
        after = rules.function_of(replace(alarm, test_passed_at=now), now)
        changes[before] -= 1
        changes[after] += 1
    if not any(changes.values()):
        return
    row = AlarmCount.objects.select_for_update(skip_locked=True).first()
    if row is None:
        return
    for function, change in changes.items():
        if change:
            number = row.by_function.get(function.value, 0) + change
            row.by_function[function.value] = max(number, 0)
    row.working = min(max(row.working + changes[Function.WORKS], 0), row.digital)
    row.counted_at = now
    row.save(update_fields=["by_function", "working", "counted_at"])


def granted_alarms() -> Iterator[rules.GrantedAlarm]:
    """Give what the rule needs of every alarm that is granted now, in three queries."""
    alarms = SafetyAlarm.objects.exclude(status=Status.ENDED).values_list("id", "technology")
    units = {
        unit.safety_alarm_id: unit for unit in AlarmUnit.objects.filter(retired_at__isnull=True)
    }
    seen = _seen(units.values())
    for alarm_id, technology in alarms:
        unit = units.get(alarm_id)
        yield as_granted(Technology(technology), unit, seen.get(unit.id) if unit else None)


def _seen(units: Iterable[AlarmUnit]) -> dict[UUID, datetime]:
    rows = LastSeen.objects.filter(alarm_unit_id__in=[unit.id for unit in units], heartbeats__gt=0)
    return dict(rows.values_list("alarm_unit_id", "seen_at"))


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

"""Matsedel: what a unit brings day by day, a week at a time. Nothing of it is about persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction

from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.performers.events import MenuWritten
from gemensam.performers.models import MenuDish
from gemensam.tenancy.context import current_tenant_id

DAYS_A_WEEK = 7

# The dishes of each day that has any, by their numbers.
type Menu = Mapping[date, Mapping[int, str]]


class FirstDishMissing(ValueError):
    """A day has another dish but no first one, which comes to whoever has not chosen."""


class MenuHasChanged(Exception):
    """Somebody else wrote the week after it was shown."""


@dataclass(frozen=True, slots=True)
class UnitMenu:
    """What a unit brings."""

    unit_name: str
    menu: Menu


def week_of(day: date) -> Sequence[date]:
    """Give the days of a day's week, from Monday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(DAYS_A_WEEK)]


def menu_of(unit_id: UUID, days: Sequence[date]) -> Menu:
    """Give what a unit brings on some days; a day that nothing is written for is not there."""
    return _menus(days, unit_id=unit_id).get(unit_id, {})


def menus(days: Sequence[date]) -> Sequence[UnitMenu]:
    """Give what each unit brings on some days, by the units' names; only those that have a menu."""
    found = _menus(days)
    return [UnitMenu(one.name, found[one.id]) for one in organisations.units() if one.id in found]


def weeks_written(unit_id: UUID, *, before: date, most: int) -> Sequence[date]:
    """Give the Mondays of a unit's latest weeks with a menu before a day, the latest first."""
    days = MenuDish.objects.filter(unit_id=unit_id, day__lt=before).order_by("-day")
    mondays = dict.fromkeys(
        day - timedelta(days=day.weekday())
        for day in days.values_list("day", flat=True).distinct()[: most * DAYS_A_WEEK]
    )
    return list(mondays)[:most]


def digest_of(menu: Menu) -> str:
    """Give a mark of what a menu says, to tell whether it has changed since it was shown."""
    written = sorted((day.isoformat(), sorted(dishes.items())) for day, dishes in menu.items())
    return sha256(repr(written).encode()).hexdigest()[:16]


@transaction.atomic
def write_week(
    *, unit_id: UUID, week: Sequence[date], menu: Menu, seen: str, now: datetime
) -> None:
    """Write a unit's menu of a week instead of what stood there; the same again is nothing.

    The caller has asked whether its actor may write for the unit. `seen`: the digest of what was
    shown. Raises FirstDishMissing: mend the form. Raises MenuHasChanged.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"performers.menu {unit_id}"]
        )
    before = menu_of(unit_id, week)
    wanted = {day: dict(menu[day]) for day in week if menu.get(day)}
    if wanted == before:
        return
    if seen != digest_of(before):
        raise MenuHasChanged(unit_id)
    for day, dishes in wanted.items():
        if 1 not in dishes:
            raise FirstDishMissing(day)
    MenuDish.objects.filter(unit_id=unit_id, day__in=week).delete()
    MenuDish.objects.bulk_create(
        MenuDish(unit_id=unit_id, day=day, number=number, text=text)
        for day, dishes in wanted.items()
        for number, text in dishes.items()
    )
    outbox.publish(
        MenuWritten(unit_id=unit_id, monday=week[0], at=now),
        key=str(unit_id),
        tenant_id=current_tenant_id(),
        now=now,
    )


def _menus(days: Sequence[date], **only: UUID) -> dict[UUID, dict[date, dict[int, str]]]:
    rows = MenuDish.objects.filter(day__in=days, **only).order_by("day", "number")
    found: dict[UUID, dict[date, dict[int, str]]] = {}
    for row in rows:
        found.setdefault(row.unit_id, {}).setdefault(row.day, {})[row.number] = row.text
    return found

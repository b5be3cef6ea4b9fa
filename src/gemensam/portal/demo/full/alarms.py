"""Safety alarms, their alarm units, and the routes to the receiving centre."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from gemensam.portal.demo.full.rows import insert
from gemensam.portal.demo.full.shares import Routing, Share
from gemensam.tenancy.models import new_id

# A sign of life a day.
HEARTBEAT_SECONDS = 86_400


def _granted(
    share: Share,
    residents: Sequence[UUID],
    units: Sequence[UUID],
    technology: str,
    *,
    now: datetime,
) -> list[tuple[object, ...]]:
    """Write down granted alarms of one technology; give their rows, id first."""
    rows: list[tuple[object, ...]] = [
        (new_id(), share.place.tenant_id, resident, units[index % len(units)], technology,
         "Påhittad leverantör", "INSTALLED", now - timedelta(days=300), now - timedelta(days=290))
        for index, resident in enumerate(residents)
    ]  # fmt: skip
    insert(
        "alarms_safetyalarm",
        {"id": "uuid", "tenant_id": "uuid", "resident_id": "uuid", "unit_id": "uuid",
         "technology": "text", "supplier": "text", "status": "text", "ordered_at": "timestamptz",
         "installed_at": "timestamptz"},
        rows,
    )  # fmt: skip
    return rows


def _boxes(
    share: Share, granted: Sequence[tuple[object, ...]], first_cid: int, *, now: datetime
) -> list[tuple[object, ...]]:
    """Write down an alarm unit for each; one in eight never passed a test. Give the rows."""
    rows: list[tuple[object, ...]] = [
        (new_id(), share.place.tenant_id, alarm[0], str(first_cid + index), "Påhittad modell",
         "IP_AND_MOBILE", "Hallen", "", "", HEARTBEAT_SECONDS, now - timedelta(days=290),
         None if index % 8 == 0 else now - timedelta(days=index % 30))
        for index, alarm in enumerate(granted)
    ]  # fmt: skip
    insert(
        "alarms_alarmunit",
        {"id": "uuid", "tenant_id": "uuid", "safety_alarm_id": "uuid", "cid": "text",
         "model": "text", "line": "text", "place": "text", "key": "text", "instructions": "text",
         "heartbeat_seconds": "int", "enrolled_at": "timestamptz", "test_passed_at": "timestamptz"},
        rows,
    )  # fmt: skip
    insert(
        "alarms_lastseen",
        {"alarm_unit_id": "uuid", "seen_at": "timestamptz", "heartbeats": "bigint"},
        [(box[0], now - timedelta(minutes=index % 600), 290) for index, box in enumerate(rows)],
    )
    return rows


def write_alarms(
    share: Share, residents: Sequence[UUID], units: Sequence[UUID], *, routing: Routing
) -> None:
    """Digital alarms for the first residents, and one analogue for each five of them besides."""
    held = residents[: share.units]
    granted = _granted(share, held, units, "DIGITAL", now=routing.now)
    boxes = _boxes(share, granted, routing.first_cid, now=routing.now)
    more = residents[share.units : share.units + share.units // 5]
    _granted(share, more, units, "ANALOGUE", now=routing.now)
    insert(
        "alarms_route",
        {"id": "uuid", "cid": "text", "alarm_unit_id": "uuid", "safety_alarm_id": "uuid",
         "resident_id": "uuid", "owner_tenant_id": "uuid", "centre_tenant_id": "uuid",
         "heartbeat_seconds": "int", "enrolled_at": "timestamptz", "is_active": "bool"},
        [
            (new_id(), box[3], box[0], box[2], resident, share.place.tenant_id, routing.centre,
             HEARTBEAT_SECONDS, box[10], True)
            for box, resident in zip(boxes, held, strict=True)
        ],
    )  # fmt: skip

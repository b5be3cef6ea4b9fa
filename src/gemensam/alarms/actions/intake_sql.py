"""The statements of intake: few, each over a whole batch."""

from typing import Final

ROUTES: Final = """
    SELECT cid, alarm_unit_id, safety_alarm_id, resident_id, owner_tenant_id, centre_tenant_id
    FROM alarms_route WHERE is_active AND cid = ANY(%s)
"""

SEEN: Final = """
    SELECT i.cid, i.ref, i.digest, i.received_at, i.mrs, i.alarm_id
    FROM unnest(%s::text[], %s::text[]) AS g(cid, ref)
    JOIN alarms_incoming i ON i.cid = g.cid AND i.ref = g.ref
"""

# Those that somebody is changing just now are passed over, see `intake`.
OPEN_ALARMS: Final = """
    SELECT cid, id, lane, device_type, device_number, status_code FROM alarms_alarm
    WHERE state <> 'CLOSED' AND cid = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED
"""

SEEN_AGAIN: Final = """
    SELECT mrs FROM alarms_incoming
    WHERE cid = %s AND ref = %s AND digest = %s AND received_at > %s
    ORDER BY received_at DESC LIMIT 1
"""

# Name and type of each column of a batch, in the order of `intake._columns`.
_COLUMNS: Final = (
    ("incoming_id", "uuid"), ("cid", "text"), ("ref", "text"), ("digest", "text"),
    ("mrs", "text"), ("alarm_id", "uuid"), ("event_id", "uuid"), ("kind", "text"),
    ("what", "text"), ("lane", "text"), ("state", "text"), ("presses", "int"),
    ("device_type", "text"), ("device_number", "text"), ("status_code", "text"),
    ("location_code", "text"), ("location_text", "text"), ("unit_text", "text"),
    ("call_back", "text"), ("oddities", "text"), ("linked_id", "uuid"),
    ("owner_tenant_id", "uuid"), ("alarm_unit_id", "uuid"), ("safety_alarm_id", "uuid"),
    ("resident_id", "uuid"), ("is_unknown", "boolean"), ("escalation_id", "uuid"),
    ("next_at", "timestamptz"),
)  # fmt: skip

_GIVEN: Final = ", ".join(f"%(c{n})s::{kind}[]" for n, (_, kind) in enumerate(_COLUMNS))
_NAMES: Final = ", ".join(name for name, _ in _COLUMNS)

# References are checked at the end of the statement, when all of it is there.
KEEP: Final = f"""
    WITH given AS (
        SELECT * FROM unnest({_GIVEN}) AS g({_NAMES})
    ), kept AS (
        INSERT INTO alarms_incoming
            (id, tenant_id, cid, ref, digest, day, received_at, mrs, alarm_id)
        SELECT incoming_id, %(tenant)s, cid, ref, digest, %(day)s, %(now)s, mrs, alarm_id
        FROM given
        ON CONFLICT DO NOTHING RETURNING id
    ), fresh AS (
        SELECT given.* FROM given JOIN kept ON kept.id = given.incoming_id
    ), raised AS (
        INSERT INTO alarms_alarm
            (id, tenant_id, cid, ref, digest, lane, state, press_count, received_at, raised_at,
             device_type, device_number, status_code, location_code, location_text, unit_text,
             call_back, oddities, linked_id, owner_tenant_id, alarm_unit_id, safety_alarm_id,
             resident_id, is_unknown, closed_at, ended_because)
        SELECT alarm_id, %(tenant)s, cid, ref, digest, lane, state, presses, %(now)s, %(now)s,
             device_type, device_number, status_code, location_code, location_text, unit_text,
             call_back, string_to_array(oddities, E'\\x1f'), linked_id, owner_tenant_id,
             alarm_unit_id, safety_alarm_id, resident_id, is_unknown,
             CASE WHEN state = 'CLOSED' THEN %(now)s END,
             CASE WHEN state = 'CLOSED' THEN 'KEPT' ELSE '' END
        FROM fresh WHERE kind = 'RAISED'
    ), told AS (
        INSERT INTO alarms_alarmevent (id, tenant_id, alarm_id, at, kind, what, version)
        SELECT event_id, %(tenant)s, alarm_id, %(now)s, kind, what, 1 FROM fresh
    ), numbered AS (
        INSERT INTO alarms_unsequenced (event_id, centre_tenant_id)
        SELECT event_id, %(tenant)s FROM fresh
    ), watched AS (
        INSERT INTO alarms_escalation (id, tenant_id, alarm_id, step, next_at)
        SELECT escalation_id, %(tenant)s, alarm_id, 'UNCLAIMED', next_at
        FROM fresh WHERE kind = 'RAISED' AND next_at IS NOT NULL
    ), pressed AS (
        UPDATE alarms_alarm a
        SET press_count = a.press_count + p.n, raised_at = %(now)s, version = a.version + 1
        FROM (SELECT alarm_id, count(*) AS n FROM fresh
              WHERE kind = 'PRESSED_AGAIN' GROUP BY alarm_id) p
        WHERE a.id = p.alarm_id
    )
    SELECT id FROM kept
"""  # noqa: S608 -- built from the constants above

"""Notes about the residents, written in the database itself."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from gemensam.portal.demo.full.shares import Share
from gemensam.tenancy.models import new_id

# Made in SQL as the kernel makes them: the time in front, so that the index grows at its end.
SQL_ID = (
    "(substr(lpad(to_hex((extract(epoch from %(now)s::timestamptz) * 1000)::bigint), 12, '0'), 1, 12)"
    " || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid"
)
BODIES = (
    "Hjälp med morgonbestyr. Åt frukost med god aptit. Mår bra enligt egen utsago.",
    "Promenerade till brevlådan med rollator. Lite trött efteråt, vilade i fåtöljen.",
    "Duschade. Huden ser fin ut, smörjde in underbenen. Inga nya rodnader.",
    "Hjälp med middag. Åt halva portionen. Erbjöd mellanmål senare på kvällen.",
    "Samtal om helgen. Dottern kommer på besök. Glad och pratsam.",
    "Provade larmet tillsammans. Det gick fram och kvitterades.",
)
NOTES_SQL = f"""
INSERT INTO homecare_note (id, tenant_id, author_id, author_name, author_title, device_id,
    device_sequence, resident_id, unit_id, regime, information_class, created_at, received_at,
    server_sequence, based_on, prev_hash, hash, body)
SELECT {SQL_ID}, %(tenant)s, %(author)s, 'Påhittad Författare', 'undersköterska', %(device)s,
    n, r.resident_id, r.unit_id, 'SOL', 'NOTE_SOL', %(now)s - make_interval(mins => n * 3),
    %(now)s - make_interval(mins => n * 3 - 1), %(before)s + n, %(before)s + n - 1,
    '', encode(sha256(n::text::bytea), 'hex'), (%(bodies)s::text[])[1 + n %% %(kinds)s]
FROM generate_series(1, %(count)s) AS n
JOIN (SELECT resident_id, unit_id, row_number() OVER (ORDER BY id) - 1 AS place
      FROM people_carerelation WHERE basis = 'CARE_SERVICE' AND unit_id IS NOT NULL) r
  ON r.place = n %% %(residents)s
"""  # noqa: S608 -- our own constants only


def write_notes(share: Share, author: UUID, residents: int, *, unit: UUID, now: datetime) -> None:
    device, tenant = new_id(), share.place.tenant_id
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO homecare_device (id, tenant_id, person_id, commission_id, unit_id,"
            " is_server_side, enrolled_at) VALUES (%s, %s, %s, %s, %s, true, %s)",
            [device, tenant, author, new_id(), unit, now - timedelta(days=400)],
        )
        cursor.execute(
            "INSERT INTO homecare_stream (id, tenant_id, epoch, last_sequence) VALUES (%s, %s, %s, 0)"
            " ON CONFLICT (tenant_id) DO NOTHING",
            [new_id(), tenant, new_id()],
        )
        cursor.execute("SELECT last_sequence FROM homecare_stream FOR UPDATE")
        (before,) = cursor.fetchone()
        cursor.execute(
            NOTES_SQL,
            {"tenant": tenant, "author": author, "device": device, "now": now, "before": before,
             "bodies": list(BODIES), "kinds": len(BODIES), "count": share.notes,
             "residents": residents},
        )  # fmt: skip
        cursor.execute("UPDATE homecare_stream SET last_sequence = %s", [before + share.notes])

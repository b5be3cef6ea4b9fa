"""The full county, for measuring: every row invented, written in bulk, tenant by tenant.

60,000 residents with services, 50,000 staff, 35,000 alarm units and 1,000,000 notes, shared out by
the municipalities' population. It is written with SQL of its own, since a million actions would
take hours; the constraints, policies and triggers of every table hold all the same.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from gemensam.alarms import api as alarms
from gemensam.kernel.actor import Regime
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.kernel.swedish import sort_key
from gemensam.organisations import api as organisations
from gemensam.portal.demo.cast import ALARM_CENTRE
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import new_id

RESIDENTS = 60_000
STAFF = 50_000
ALARM_UNITS = 35_000
NOTES = 1_000_000
POPULATION_ON = "2016-12-31"
# Made in SQL as the kernel makes them: the time in front, so that the index grows at its end.
SQL_ID = (
    "(substr(lpad(to_hex((extract(epoch from %(now)s::timestamptz) * 1000)::bigint), 12, '0'), 1, 12)"
    " || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid"
)
GIVEN = [
    "Anders",
    "Anna",
    "Arne",
    "Astrid",
    "Barbro",
    "Berit",
    "Birgit",
    "Bo",
    "Britta",
    "Carin",
    "Curt",
    "Dagny",
    "Ebba",
    "Edit",
    "Elsa",
    "Erik",
    "Eskil",
    "Evert",
    "Folke",
    "Gerd",
    "Gustav",
    "Harry",
    "Hilda",
    "Inga",
    "Ivar",
    "Karl",
    "Kerstin",
    "Lars",
    "Lena",
    "Maj",
    "Märta",
    "Nils",
    "Olle",
    "Rut",
    "Signe",
    "Siv",
    "Sten",
    "Svea",
    "Tage",
    "Ulla",
    "Vera",
    "Åke",
    "Östen",
]
FAMILY = [
    "Almgren",
    "Berggren",
    "Björk",
    "Dahlin",
    "Ekman",
    "Engström",
    "Fors",
    "Granat",
    "Hedin",
    "Hjort",
    "Idberg",
    "Jansäter",
    "Källman",
    "Lindblad",
    "Lövgren",
    "Malmer",
    "Norling",
    "Nyman",
    "Olin",
    "Palm",
    "Rosén",
    "Rydell",
    "Sjögren",
    "Stenbäck",
    "Sundell",
    "Thorell",
    "Wallgren",
    "Vik",
    "Åberg",
    "Ådin",
    "Ängvall",
    "Öhrn",
    "Östlund",
]
STREETS = [
    "Bygatan",
    "Ekvägen",
    "Granstigen",
    "Hamngatan",
    "Kyrkogatan",
    "Parkvägen",
    "Skolgatan",
    "Ängsvägen",
]
BODIES = (
    "Hjälp med morgonbestyr. Åt frukost med god aptit. Mår bra enligt egen utsago.",
    "Promenerade till brevlådan med rollator. Lite trött efteråt, vilade i fåtöljen.",
    "Duschade. Huden ser fin ut, smörjde in underbenen. Inga nya rodnader.",
    "Hjälp med middag. Åt halva portionen. Erbjöd mellanmål senare på kvällen.",
    "Samtal om helgen. Dottern kommer på besök. Glad och pratsam.",
    "Provade larmet tillsammans. Det gick fram och kvitterades.",
)
FIRST_CID = 50_000_000
# A sign of life a day.
HEARTBEAT_SECONDS = 86_400
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Share:
    """What one municipality gets of each."""

    place: organisations.Place
    residents: int
    staff: int
    units: int
    notes: int


@dataclass(frozen=True, slots=True)
class Routing:
    """Which centre receives, which numbers a municipality's units begin at, and the present."""

    centre: UUID
    first_cid: int
    now: datetime


def _shares() -> list[Share]:
    inhabitants = organisations.inhabitants(POPULATION_ON)
    places = organisations.municipalities()
    total = sum(inhabitants.values())
    return [
        Share(
            place,
            *(
                max(1, round(amount * inhabitants[place.organisation_id] / total))
                for amount in (RESIDENTS, STAFF, ALARM_UNITS, NOTES)
            ),
        )
        for place in places
    ]


def _batches[T](rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _insert(table: str, columns: dict[str, str], rows: Sequence[tuple[object, ...]]) -> None:
    """Insert by `unnest`: COPY FROM is refused under row-level security. `columns`: name → type."""
    names = ", ".join(f'"{name}"' for name in columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})",  # noqa: S608 -- ours
                [list(column) for column in zip(*batch, strict=True)],
            )


def _names(chance: random.Random) -> tuple[str, str]:
    return chance.choice(GIVEN), chance.choice(FAMILY)


def _units(share: Share) -> list[UUID]:
    """One home-care group for each 60 residents, in a care provider of the municipality's."""
    count = max(1, share.residents // 60)
    if existing := organisations.units(organisations.UnitKind.HOME_CARE):
        provider = existing[0].care_provider_id
    else:
        provider = organisations.register_care_provider(
            hsa_id=f"SE{share.place.code}000000-FULL",
            name=share.place.name,
            organisation_number=f"21{share.place.code}-0000",
        )
    return [
        organisations.register_unit(
            name=f"Hemtjänstgrupp {number}",
            kind=organisations.UnitKind.HOME_CARE,
            regime=Regime.SOL,
            care_provider_id=provider,
        )
        for number in range(1, count + 1)
    ]


def _residents(share: Share, chance: random.Random) -> list[UUID]:
    rows: list[tuple[object, ...]] = []
    homes: list[tuple[object, ...]] = []
    tenant = share.place.tenant_id
    # From 1920 and onwards, twenty test numbers a day: enough for the largest municipality.
    first = date(1920, 1, 1)
    for index in range(share.residents):
        # Sequence 0 of each day is left to the cast.
        number = number_for_tests(first + timedelta(days=index // 19), 1 + index % 19)
        given, family = _names(chance)
        key = new_id()
        rows.append(
            (key, tenant, number.reveal(), given, family, sort_key(f"{family} {given}")[0],
             number.birth_date, False, "sv", False)
        )  # fmt: skip
        homes.append(
            (new_id(), tenant, key, f"{chance.choice(STREETS)} {chance.randint(1, 90)}", "450 00",
             share.place.name, "", "", "")
        )  # fmt: skip
    _insert(
        "people_resident",
        {"id": "uuid", "tenant_id": "uuid", "personal_identity_number": "text",
         "given_name": "text", "family_name": "text", "sort_key": "text", "birth_date": "date",
         "is_protected": "bool", "language": "text", "needs_interpreter": "bool"},
        rows,
    )  # fmt: skip
    _insert(
        "people_home",
        {"id": "uuid", "tenant_id": "uuid", "resident_id": "uuid", "street_address": "text",
         "postal_code": "text", "town": "text", "directions": "text", "phone": "text",
         "key": "text"},
        homes,
    )  # fmt: skip
    return [row[0] for row in rows if isinstance(row[0], UUID)]


def _relations(
    share: Share, residents: Sequence[UUID], units: Sequence[UUID], now: datetime
) -> None:
    _insert(
        "people_carerelation",
        {"id": "uuid", "tenant_id": "uuid", "resident_id": "uuid", "unit_id": "uuid",
         "basis": "text", "starts_at": "timestamptz"},
        [
            (new_id(), share.place.tenant_id, resident, units[index % len(units)],
             "CARE_SERVICE", now - timedelta(days=400))
            for index, resident in enumerate(residents)
        ],
    )  # fmt: skip


def _staff(share: Share, units: Sequence[UUID], now: datetime, chance: random.Random) -> list[UUID]:
    people = [(new_id(), *_names(chance)) for _ in range(share.staff)]
    _insert(
        "identity_person",
        {"id": "uuid", "given_name": "text", "family_name": "text", "is_protected": "bool"},
        [(key, given, family, False) for key, given, family in people],
    )
    with connection.cursor() as cursor:
        for batch in _batches(list(enumerate(people))):
            cursor.execute(
                """
                INSERT INTO identity_commission (id, tenant_id, person_id, employee_hsa_id, hsa_id,
                    name, title, purpose, rights, unit_id, regime, starts_at, is_archived, is_feigned)
                SELECT t.id, %s, t.person, t.employee, t.commission, 'Hemtjänst', 'undersköterska',
                    'HOME_CARE', ARRAY['Läsa;besök;VE', 'Läsa;anteckning SoL;VE'], t.unit, 'SOL', %s,
                    false, false
                FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::uuid[])
                     AS t(id, person, employee, commission, unit)
                """,
                [
                    share.place.tenant_id,
                    now - timedelta(days=400),
                    [new_id() for _ in batch],
                    [one[0] for _, one in batch],
                    [f"SE{share.place.code}000000-F{index}" for index, _ in batch],
                    [f"SE{share.place.code}000000-C{index}" for index, _ in batch],
                    [units[index % len(units)] for index, _ in batch],
                ],
            )
    return [key for key, _, _ in people]


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
    _insert(
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
    _insert(
        "alarms_alarmunit",
        {"id": "uuid", "tenant_id": "uuid", "safety_alarm_id": "uuid", "cid": "text",
         "model": "text", "line": "text", "place": "text", "key": "text", "instructions": "text",
         "heartbeat_seconds": "int", "enrolled_at": "timestamptz", "test_passed_at": "timestamptz"},
        rows,
    )  # fmt: skip
    _insert(
        "alarms_lastseen",
        {"alarm_unit_id": "uuid", "seen_at": "timestamptz", "heartbeats": "bigint"},
        [(box[0], now - timedelta(minutes=index % 600), 290) for index, box in enumerate(rows)],
    )
    return rows


def _alarms(
    share: Share, residents: Sequence[UUID], units: Sequence[UUID], *, routing: Routing
) -> None:
    """Digital alarms for the first residents, and one analogue for each five of them besides."""
    held = residents[: share.units]
    granted = _granted(share, held, units, "DIGITAL", now=routing.now)
    boxes = _boxes(share, granted, routing.first_cid, now=routing.now)
    more = residents[share.units : share.units + share.units // 5]
    _granted(share, more, units, "ANALOGUE", now=routing.now)
    _insert(
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


def _notes(share: Share, author: UUID, residents: int, *, unit: UUID, now: datetime) -> None:
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


def _fill(share: Share, routing: Routing) -> None:
    chance = random.Random(share.place.code)  # noqa: S311 -- the same county every time
    now = routing.now
    with tenant_context(share.place.tenant_id):
        units = _units(share)
        residents = _residents(share, chance)
        _relations(share, residents, units, now)
        staff = _staff(share, units, now, chance)
        _alarms(share, residents, units, routing=routing)
        _notes(share, staff[0], len(residents), unit=units[0], now=now)
        alarms.recount(now=now)


def load(*, now: datetime) -> None:
    """Write the county; each municipality in a transaction of its own."""
    body = organisations.body_by_slug(ALARM_CENTRE)
    assert body is not None
    first_cid = FIRST_CID
    for share in _shares():
        with transaction.atomic():
            _fill(share, Routing(body.tenant_id, first_cid, now))
        first_cid += share.units

"""Residents with homes, and the units that care for them."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.kernel.swedish import sort_key
from gemensam.portal.demo.full.names import names
from gemensam.portal.demo.full.rows import insert
from gemensam.portal.demo.full.shares import Share
from gemensam.tenancy.models import new_id

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


def write_residents(share: Share, chance: random.Random) -> list[UUID]:
    rows: list[tuple[object, ...]] = []
    homes: list[tuple[object, ...]] = []
    tenant = share.place.tenant_id
    # From 1920 and onwards, twenty test numbers a day: enough for the largest municipality.
    first = date(1920, 1, 1)
    for index in range(share.residents):
        # Sequence 0 of each day is left to the cast.
        number = number_for_tests(first + timedelta(days=index // 19), 1 + index % 19)
        given, family = names(chance)
        key = new_id()
        rows.append(
            (key, tenant, number.reveal(), given, family, sort_key(f"{family} {given}")[0],
             number.birth_date, False, "sv", False)
        )  # fmt: skip
        homes.append(
            (new_id(), tenant, key, f"{chance.choice(STREETS)} {chance.randint(1, 90)}", "450 00",
             share.place.name, "", "", "")
        )  # fmt: skip
    insert(
        "people_resident",
        {"id": "uuid", "tenant_id": "uuid", "personal_identity_number": "text",
         "given_name": "text", "family_name": "text", "sort_key": "text", "birth_date": "date",
         "is_protected": "bool", "language": "text", "needs_interpreter": "bool"},
        rows,
    )  # fmt: skip
    insert(
        "people_home",
        {"id": "uuid", "tenant_id": "uuid", "resident_id": "uuid", "street_address": "text",
         "postal_code": "text", "town": "text", "directions": "text", "phone": "text",
         "key": "text"},
        homes,
    )  # fmt: skip
    return [row[0] for row in rows if isinstance(row[0], UUID)]


def write_relations(
    share: Share, residents: Sequence[UUID], units: Sequence[UUID], now: datetime
) -> None:
    insert(
        "people_carerelation",
        {"id": "uuid", "tenant_id": "uuid", "resident_id": "uuid", "unit_id": "uuid",
         "basis": "text", "starts_at": "timestamptz"},
        [
            (new_id(), share.place.tenant_id, resident, units[index % len(units)],
             "CARE_SERVICE", now - timedelta(days=400))
            for index, resident in enumerate(residents)
        ],
    )  # fmt: skip

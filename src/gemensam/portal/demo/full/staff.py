"""Home-care groups and the people who work in them."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from gemensam.kernel.actor import Regime
from gemensam.organisations import api as organisations
from gemensam.portal.demo.full.names import names
from gemensam.portal.demo.full.rows import batches, insert
from gemensam.portal.demo.full.shares import Share
from gemensam.tenancy.models import new_id


def unit_name(number: int) -> str:
    """Name a home-care group."""
    return f"Hemtjänstgrupp {number}"


def write_units(share: Share) -> list[UUID]:
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
            name=unit_name(number),
            kind=organisations.UnitKind.HOME_CARE,
            regime=Regime.SOL,
            care_provider_id=provider,
        )
        for number in range(1, count + 1)
    ]


def write_staff(
    share: Share, units: Sequence[UUID], now: datetime, chance: random.Random
) -> list[UUID]:
    people = [(new_id(), *names(chance)) for _ in range(share.staff)]
    insert(
        "identity_person",
        {"id": "uuid", "given_name": "text", "family_name": "text", "is_protected": "bool"},
        [(key, given, family, False) for key, given, family in people],
    )
    with connection.cursor() as cursor:
        for batch in batches(list(enumerate(people))):
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

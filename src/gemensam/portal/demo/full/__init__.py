"""The full county, for measuring: every row invented, written in bulk, tenant by tenant.

60,000 residents with services, 50,000 staff, 35,000 alarm units and 1,000,000 notes, shared out by
the municipalities' population. It is written with SQL of its own, since a million actions would
take hours; the constraints, policies and triggers of every table hold all the same.
"""

import random
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gemensam.alarms import api as alarms_api
from gemensam.organisations import api as organisations
from gemensam.portal.demo.cast import ALARM_CENTRE
from gemensam.portal.demo.full.alarms import write_alarms
from gemensam.portal.demo.full.notes import write_notes
from gemensam.portal.demo.full.people import write_relations, write_residents
from gemensam.portal.demo.full.shares import Routing, Share, share_out
from gemensam.portal.demo.full.staff import unit_name, write_staff, write_units
from gemensam.tenancy.context import tenant_context

FIRST_CID = 50_000_000


def _fill(share: Share, routing: Routing) -> None:
    chance = random.Random(share.place.code)  # noqa: S311 -- the same county every time
    now = routing.now
    with tenant_context(share.place.tenant_id):
        units = write_units(share)
        residents = write_residents(share, chance)
        write_relations(share, residents, units, now)
        staff = write_staff(share, units, now, chance)
        write_alarms(share, residents, units, routing=routing)
        write_notes(share, staff[0], len(residents), unit=units[0], now=now)
        alarms_api.recount(now=now)


def _is_filled(share: Share) -> bool:
    with tenant_context(share.place.tenant_id):
        names = {one.name for one in organisations.units(organisations.UnitKind.HOME_CARE)}
    return unit_name(1) in names


def load(*, now: datetime, shares: Sequence[Share] | None = None) -> None:
    """Write the county; each municipality in a transaction of its own, unless it is there."""
    body = organisations.body_by_slug(ALARM_CENTRE)
    assert body is not None
    first_cid = FIRST_CID
    for share in share_out() if shares is None else shares:
        if not _is_filled(share):
            with transaction.atomic():
                _fill(share, Routing(body.tenant_id, first_cid, now))
        first_cid += share.units

"""Munkedal and an HSA that knows it: what the tests of taking in are made of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gemensam.identity import api as identity
from gemensam.identity.hsa import sync
from gemensam.identity.hsa.reading import read
from gemensam.identity.models import (
    Commission,
    DemoPersona,
    StaffMember,
)
from gemensam.identity.tests.hsa.stand_in import Told, employee, envelope
from gemensam.kernel.actor import ActorKind, Assurance, Purpose

PROVIDER, NUMBER = "SE2120000001-VG01", "212000-0001"
HANNA = "SE2120000001-P014"
# After the demo's own asking, whenever its data was made: what is older than what was heard is passed over.
NOW = datetime.now(UTC).replace(microsecond=0)


class Hsa:
    """Answers from what it was given, by way of the bytes of the contract; else as it was told to fail."""

    def __init__(self, told=None):
        self.told = told or {}
        self.fails = {}
        self.asked = []

    def ask(self, employee_hsa_id):
        self.asked.append(employee_hsa_id)
        error = self.fails.get(employee_hsa_id) or self.fails.get("*")
        if error is not None:
            raise error
        xml = envelope(self.told.get(employee_hsa_id, ""))
        return read(xml, employee_hsa_id=employee_hsa_id)


class Clock:
    """Goes a second with each look."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


def told_as(row, **over):
    """What HSA would tell of a commission as it stands here."""
    told = Told(
        row.hsa_id,
        row.unit.hsa_id,
        PROVIDER,
        NUMBER,
        name=row.name,
        purpose=Purpose[row.purpose].value,
        rights=tuple(row.rights),
    )
    return replace(told, **over)


def hanna():
    row = Commission.objects.select_related("unit").get(employee_hsa_id=HANNA)
    return told_as(row)


def run(home, hsa, **options):
    return sync.synchronise(home, hsa, clock=Clock(), **options)


def tell(hsa, *commissions, **marks):
    hsa.told[HANNA] = employee(HANNA, *commissions, **{"licences": (), **marks})


def actor(key):
    persona = DemoPersona.objects.get(key=key)
    return identity.actor_for(
        person_id=persona.person_id,
        tenant_id=persona.tenant_id,
        commission_id=persona.commission_id,
        kind=ActorKind.STAFF,
        assurance=Assurance.LOA3,
    )


def everybody_told():
    """What HSA tells of each who works here, as it stands here: also of whom HR alone knows."""
    followed = StaffMember.objects.values_list("employee_hsa_id", flat=True)
    return {one: employee(one, licences=()) for one in followed} | {
        hsa_id: employee(
            hsa_id,
            *map(told_as, rows),
            licences=(),
            name=(rows[0].person.given_name, rows[0].person.family_name),
        )
        for hsa_id, rows in by_employee().items()
    }


def by_employee():
    """Give the commissions of each who works here: somebody may have two."""
    found = {}
    for row in Commission.objects.select_related("person", "unit").order_by("id"):
        found.setdefault(row.employee_hsa_id, []).append(row)
    return found

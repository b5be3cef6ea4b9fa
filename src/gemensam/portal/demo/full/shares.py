"""How much of the county each municipality gets, by its population."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.organisations import api as organisations

RESIDENTS = 60_000
STAFF = 50_000
ALARM_UNITS = 35_000
NOTES = 1_000_000
POPULATION_ON = "2016-12-31"


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


def share_out() -> list[Share]:
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

"""An invented organisation that residents of the demo may give a mandate, and who works there."""

from datetime import datetime
from typing import Final
from uuid import UUID

from gemensam.kernel.actor import Actor
from gemensam.people import api as people

# Both invented.
NAME: Final = "Ombudshjälpen Bohus ideell förening"
NUMBER: Final = "559900-1210"


def register(by: Actor, *, works_there: UUID, now: datetime) -> None:
    """Write down the organisation, and the one who may act for it."""
    organisation_id = people.register_organisation(
        actor=by, organisation_number=NUMBER, name=NAME, now=now
    )
    people.appoint(
        actor=by,
        organisation_id=organisation_id,
        person_id=works_there,
        evidence="Protokoll från årsmötet",
        now=now,
    )

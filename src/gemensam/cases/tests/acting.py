"""The cast as actors who just logged in, and Margit's application."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from gemensam.cases import api as cases
from gemensam.identity import api as identity
from gemensam.identity.models import DemoPersona
from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.organisations import api as organisations
from gemensam.people import api as people

ANSWERS = (
    cases.AnswerLine("reason", "När skulle larmet hjälpa dig?", "När jag faller."),
    cases.AnswerLine("spare_key", "Finns det en extra nyckel?", "Ja"),
)


@dataclass
class World:
    """Who is who, and one hour at which everything happens."""

    now: datetime
    home: UUID
    other: UUID

    def actor(self, key: str) -> Actor:
        persona = DemoPersona.objects.get(key=key)
        actor = identity.actor_for(
            person_id=persona.person_id,
            tenant_id=persona.tenant_id,
            commission_id=persona.commission_id,
            kind=ActorKind.STAFF if persona.commission_id else ActorKind.RESIDENT,
            assurance=Assurance.LOA3,
        )
        return replace(actor, authenticated_at=self.now)

    def resident(self, key: str) -> people.ResidentRow:
        row = people.resident_of_person(DemoPersona.objects.get(key=key).person_id)
        assert row is not None
        return row

    def open_case(self, key: str = "margit", by: str = "", now: datetime | None = None) -> UUID:
        """Open a case in the running tenant, by the resident or by a representative."""
        person = DemoPersona.objects.get(key=key).person_id
        actor = self.actor(by or key)
        return cases.open_case(
            actor=actor,
            kind="safety_alarm",
            resident_id=self.resident(key).id,
            applicant_person_id=person,
            representative_person_id=actor.person_id if by else None,
            application_id=None,
            title="Trygghetslarm",
            answers=ANSWERS,
            now=now or self.now,
        ).id


def the_world() -> World:
    places = {one.slug: one.tenant_id for one in organisations.municipalities()}
    # After everything in the demo has happened, and early enough in the day to stay on it.
    tomorrow = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    return World(tomorrow + timedelta(days=1), places["munkedal"], places["skara"])

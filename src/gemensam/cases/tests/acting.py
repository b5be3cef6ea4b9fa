"""The cast as actors who just logged in, and Margit's application."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from gemensam.cases import api as cases
from gemensam.identity import api as identity
from gemensam.identity.models import DemoPersona
from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires import library
from gemensam.questionnaires.attachments import attach
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.tests.examples import a_field, a_form

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

    def open_case(
        self,
        key: str = "margit",
        by: str = "",
        now: datetime | None = None,
        kind: str = "safety_alarm",
    ) -> UUID:
        """Open a case in the running tenant, by the resident or by a representative."""
        person = DemoPersona.objects.get(key=key).person_id
        actor = self.actor(by or key)
        return cases.open_case(
            actor=actor,
            kind=kind,
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


def _file_form() -> dict[str, object]:
    papers = a_field("papers", "file", files=3, accept=["picture", "pdf"], required=False)
    hidden = a_field("more_papers", "file", show_when='has_more = "yes"')
    return a_form(a_field("has_more", "yes_no"), papers, hidden, key="with_files")


@dataclass(frozen=True)
class Sent:
    """A case whose application came with files, by their names."""

    case_id: UUID
    response_id: UUID
    files: dict[str, UUID]


def open_case_with_files(
    world: World,
    files: Mapping[str, bytes],
    *,
    taken_away: Mapping[str, bytes] | None = None,
    hidden: Mapping[str, bytes] | None = None,
    resident: str = "margit",
    by: str = "eva",
    kind: str = "safety_alarm",
    submit: Callable[..., object] = questionnaires.submit,
) -> Sent:
    """Apply with files by a representative; some are taken away again, some answers are hidden."""
    actor, row, at = world.actor(by), world.resident(resident), world.now
    library.publish(schema_json.read(_file_form()), now=at)
    form = questionnaires.published("with_files", now=at)
    response_id = questionnaires.start_response(
        version_id=form.version_id, resident_id=row.id, actor=actor, now=at
    )

    def sent(key: str, given: Mapping[str, bytes]) -> dict[str, UUID]:
        field = form.schema.field(key)
        assert field is not None
        return {
            name: attach(response_id, key, field, name, data, actor, at)
            for name, data in given.items()
        }

    kept, gone = sent("papers", files), sent("papers", taken_away or {})
    unseen = sent("more_papers", hidden or {})
    answers = {
        "has_more": "no",
        "papers": tuple(str(one) for one in kept.values()),
        "more_papers": tuple(str(one) for one in unseen.values()),
    }
    typed = {key: questionnaires.Typed(value) for key, value in answers.items()}
    questionnaires.save_answers(response_id=response_id, typed=typed, actor=actor, now=at)
    submit(response_id=response_id, now=at)
    person_id = row.person_id
    assert person_id is not None
    case_id = cases.open_case(
        actor=actor,
        kind=kind,
        resident_id=row.id,
        applicant_person_id=person_id,
        representative_person_id=actor.person_id if by != resident else None,
        application_id=None,
        response_id=response_id,
        title="Trygghetslarm",
        answers=[
            cases.AnswerLine(field_id=line.key, label=line.label, text=line.text)
            for line in questionnaires.summary(response_id, now=at)
        ],
        now=at,
    ).id
    return Sent(case_id, response_id, kept | gone | unseen)

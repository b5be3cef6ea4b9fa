"""Read applications. What is read has been asked for through `policy`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from gemensam.eservices.models import Application, Channel
from gemensam.kernel.actor import Actor


class NoSuchApplication(LookupError):
    """There is no such application in the running tenant, or none this person may know of."""


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application without its answers."""

    id: UUID
    service: str
    resident_id: UUID
    response_id: UUID
    author_id: UUID
    representative_id: UUID | None
    channel: str
    came_in_on: date | None
    begun_at: datetime
    submitted_at: datetime | None
    submitted_by_id: UUID | None
    case_id: UUID | None
    number: str
    month: date | None = None
    previous_id: UUID | None = None
    co_applicant_id: UUID | None = None
    since: Mapping[str, str] = field(default_factory=dict)

    def waits_for(self, actor: Actor) -> bool:
        """Say whether somebody is asked to sign it, or did, together with the applicant."""
        return self.co_applicant_id is not None and self.co_applicant_id == actor.person_id

    @property
    def is_written_in(self) -> bool:
        """Say whether staff write it in: it came on paper or by phone."""
        return self.channel != Channel.WEB

    def is_by(self, person_id: UUID | None) -> bool:
        """Say whether a person has had a hand in it, so that its being there is no secret."""
        hands = {
            *(self.author_id, self.representative_id, self.submitted_by_id, self.co_applicant_id)
        } - {None}
        return person_id in hands


def to_row(row: Application) -> ApplicationRow:
    """Turn a table row into the value that others may hold."""
    return ApplicationRow(
        id=row.id,
        service=row.service,
        resident_id=row.resident_id,
        response_id=row.response_id,
        author_id=row.author_id,
        representative_id=row.representative_id,
        channel=row.channel,
        came_in_on=row.came_in_on,
        begun_at=row.begun_at,
        submitted_at=row.submitted_at,
        submitted_by_id=row.submitted_by_id,
        case_id=row.case_id,
        number=row.number,
        month=row.month,
        previous_id=row.previous_id,
        co_applicant_id=row.co_applicant_id,
        since=row.since,
    )


def application(application_id: UUID) -> ApplicationRow:
    """Give one application. Raises NoSuchApplication: none in the running tenant."""
    row = Application.objects.filter(id=application_id).first()
    if row is None:
        raise NoSuchApplication(application_id)
    return to_row(row)


def _drafts(*, written_in: bool) -> Q:
    own = Q(channel=Channel.WEB)
    return Q(submitted_at__isnull=True) & (~own if written_in else own)


def draft_of(
    resident_id: UUID, service: str, month: date | None = None, *, written_in: bool = False
) -> ApplicationRow | None:
    """Give the draft that a resident has of a service, or the one that staff write in.

    `month`: where there are months.
    """
    rows = Application.objects.filter(
        _drafts(written_in=written_in), resident_id=resident_id, service=service, month=month
    )
    row = rows.first()
    return to_row(row) if row else None


def drafts_of(
    resident_ids: Sequence[UUID], *, written_in: bool = False
) -> Sequence[ApplicationRow]:
    """List the drafts of several residents, newest first: their own, or what staff write in."""
    rows = Application.objects.filter(_drafts(written_in=written_in), resident_id__in=resident_ids)
    return [to_row(row) for row in rows.order_by("-begun_at", "-id")]


def to_sign(person_id: UUID) -> Sequence[ApplicationRow]:
    """List the drafts that name somebody as co-applicant, newest first."""
    rows = Application.objects.filter(co_applicant_id=person_id, submitted_at__isnull=True)
    return [to_row(row) for row in rows.order_by("-begun_at", "-id")]

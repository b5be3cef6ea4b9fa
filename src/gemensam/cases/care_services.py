"""Read what residents were granted: care services, with what each of them names, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from gemensam.cases.kinds import CaseKind, kind_of
from gemensam.cases.models import CareService, CareServiceStatus
from gemensam.cases.terms import TermLine, lines


class NoSuchCareService(LookupError):
    """The running tenant has no such care service."""


@dataclass(frozen=True, slots=True)
class CareServiceRow:
    """A granted care service."""

    id: UUID
    kind: str
    resident_id: UUID
    starts_on: date
    ends_on: date | None
    performer_id: UUID
    performer_name: str
    status: str
    terms: Sequence[TermLine] = ()
    # The company behind it, or the municipality.
    provider_name: str = ""
    is_private: bool = False

    @property
    def name(self) -> str:
        """Give the performer's name."""
        return self.performer_name

    def chosen(self, term_id: str) -> Sequence[str]:
        """Give what was granted of one term, as ids; nothing where it was not named."""
        return next((one.chosen for one in self.terms if one.id == term_id), ())

    def is_given(self, day: date) -> bool:
        """Say whether it is granted and not ended on a day; one that is to begin is."""
        is_over = self.ends_on is not None and self.ends_on < day
        return self.status == CareServiceStatus.GRANTED and not is_over

    @property
    def says(self) -> CaseKind:
        """Give what is common to its kind."""
        return kind_of(self.kind, self.kind)


def care_services_of(resident_id: UUID) -> Sequence[CareServiceRow]:
    """List what a resident has been granted, newest first."""
    return _rows(CareService.objects.filter(resident_id=resident_id).order_by("-starts_on", "id"))


def care_services_by(decision_id: UUID) -> Sequence[CareServiceRow]:
    """List what a decision granted, one performer after the other."""
    return _rows(CareService.objects.filter(decision_id=decision_id).order_by("starts_on", "id"))


def care_service(care_service_id: UUID) -> CareServiceRow:
    """Find a care service of the running tenant. Raises NoSuchCareService."""
    for row in _rows(CareService.objects.filter(id=care_service_id)):
        return row
    raise NoSuchCareService(care_service_id)


def care_services_on(day: date, *, kind: str, performer_id: UUID) -> Sequence[CareServiceRow]:
    """List the care services of a kind that a unit gives on a day."""
    rows = CareService.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        kind=kind,
        performer_id=performer_id,
        starts_on__lte=day,
        status=CareServiceStatus.GRANTED,
    )
    return _rows(rows.order_by("id"))


def _rows(rows: QuerySet[CareService]) -> Sequence[CareServiceRow]:
    language = get_language() or "sv"
    return [
        CareServiceRow(
            id=row.id,
            kind=row.kind,
            resident_id=row.resident_id,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            performer_id=row.performer_id,
            performer_name=row.performer.name,
            status=row.status,
            terms=lines(kind_of(row.kind, row.kind).terms, row.terms, language),
            provider_name=provider.name if (provider := row.performer.care_provider) else "",
            is_private=provider is not None and provider.is_private,
        )
        for row in rows.select_related("performer__care_provider")
    ]

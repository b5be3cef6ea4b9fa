"""Read residents and what ties people to them, in the running tenant."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from gemensam.authority.api import ALL_SERVICES
from gemensam.kernel.actor import Activity, Regime
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber
from gemensam.people.models import (
    COURT_ORDERS,
    REVOKED_BY_RESIDENT,
    Appointee,
    CareRelation,
    Home,
    Mandate,
    MandateEntry,
    NextOfKin,
    Notice,
    RepresentativeOrganisation,
    Resident,
)


class NoSuchResident(LookupError):
    """The running tenant has no such resident."""


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident by name. What protects an identity is `is_protected`: ask before showing."""

    id: UUID
    person_id: UUID | None
    name: str
    identity_number: PersonalIdentityNumber
    birth_date: date
    is_protected: bool
    language: str
    needs_interpreter: bool

    def age(self, today: date) -> int:
        """Give the age in whole years."""
        before_birthday = (today.month, today.day) < (self.birth_date.month, self.birth_date.day)
        return today.year - self.birth_date.year - before_birthday


@dataclass(frozen=True, slots=True)
class HomeRow:
    """How to find and get into a home."""

    street_address: str
    postal_code: str
    town: str
    directions: str
    phone: str
    key: str


@dataclass(frozen=True, slots=True)
class KinRow:
    """Somebody to call, in order."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """Something to think of."""

    label: str
    text: str
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class AppointeeRow:
    """Somebody who may act in an organisation's name, from when until when."""

    id: UUID
    person_id: UUID
    name: str
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    evidence: str
    registered_by: str
    ended_by: str
    ended_why: str

    def holds(self, at: datetime) -> bool:
        """Say whether it is in force."""
        return _holds(at, self.starts_at, self.ends_at, self.ended_at)


@dataclass(frozen=True, slots=True)
class MandateRow:
    """A mandate as its two sides see it: given to a person, or to an organisation."""

    id: UUID
    resident_id: UUID
    resident_name: str
    representative_id: UUID | None
    basis: str
    scopes: frozenset[tuple[str, Activity]]
    regimes: frozenset[Regime]
    starts_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None
    evidence: str
    # Known where it was asked for by resident: the person's or the organisation's.
    representative_name: str = ""
    organisation_id: UUID | None = None
    organisation_name: str = ""
    scan_id: UUID | None = None
    # Everybody the organisation has or had; known where it was asked for by resident.
    appointees: tuple[AppointeeRow, ...] = ()

    @property
    def is_court_order(self) -> bool:
        """Say whether a court gave it: a trustee or a conservator."""
        return self.basis in COURT_ORDERS

    @property
    def is_the_residents(self) -> bool:
        """Say whether the resident gave it, and so may take it back."""
        return self.basis in REVOKED_BY_RESIDENT

    def holds(self, now: datetime) -> bool:
        """Say whether it is in force."""
        return _holds(now, self.starts_at, self.ends_at, self.revoked_at)

    def holders(self, at: datetime) -> tuple[UUID, ...]:
        """Give the persons who have it in their hands: the one named, or those appointed then."""
        if self.representative_id is not None:
            return (self.representative_id,)
        return tuple(dict.fromkeys(one.person_id for one in self.appointees if one.holds(at)))

    def covers(self, service: str, activities: Iterable[Activity]) -> bool:
        """Say whether it opens one of some activities for a service."""
        among = frozenset(activities)
        return any(
            named in {service, ALL_SERVICES} and activity in among
            for named, activity in self.scopes
        )


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One line of a mandate's journal."""

    at: datetime
    actor_name: str
    what: str
    # In whose name, where an organisation holds the mandate.
    organisation_name: str = ""


def _holds(
    at: datetime, starts_at: datetime, ends_at: datetime | None, ended_at: datetime | None
) -> bool:
    return starts_at <= at and all(end is None or at < end for end in (ends_at, ended_at))


def to_row(row: Resident) -> ResidentRow:
    """Turn a table row into the value that others may hold."""
    return ResidentRow(
        id=row.id,
        person_id=row.person_id,
        name=f"{row.given_name} {row.family_name}",
        identity_number=PersonalIdentityNumber.parse(row.personal_identity_number),
        birth_date=row.birth_date,
        is_protected=row.is_protected,
        language=row.language,
        needs_interpreter=row.needs_interpreter,
    )


def resident(resident_id: UUID) -> ResidentRow:
    """Give one resident. Raises NoSuchResident: none in the running tenant."""
    row = Resident.objects.filter(id=resident_id).first()
    if row is None:
        raise NoSuchResident(resident_id)
    return to_row(row)


def residents(resident_ids: Sequence[UUID]) -> dict[UUID, ResidentRow]:
    """Give several residents in one query; those of other tenants are not there."""
    rows = Resident.objects.filter(id__in=set(resident_ids))
    return {row.id: to_row(row) for row in rows}


def resident_of_person(person_id: UUID) -> ResidentRow | None:
    """Find the resident that a person is in the running tenant."""
    row = Resident.objects.filter(person_id=person_id).first()
    return to_row(row) if row else None


def resident_by_number(number: PersonalIdentityNumber) -> ResidentRow | None:
    """Find a resident by personal identity number in the running tenant."""
    row = Resident.objects.filter(personal_identity_number=number.reveal()).first()
    return to_row(row) if row else None


def homes(resident_ids: Sequence[UUID]) -> dict[UUID, HomeRow]:
    """Give the homes of several residents in one query."""
    return {
        row.resident_id: HomeRow(
            street_address=row.street_address,
            postal_code=row.postal_code,
            town=row.town,
            directions=row.directions,
            phone=row.phone,
            key=row.key,
        )
        for row in Home.objects.filter(resident_id__in=set(resident_ids))
    }


def kin_of(resident_ids: Sequence[UUID]) -> dict[UUID, list[KinRow]]:
    """Give whom to call for several residents in one query."""
    found: dict[UUID, list[KinRow]] = {}
    for row in NextOfKin.objects.filter(resident_id__in=set(resident_ids)).order_by("order"):
        found.setdefault(row.resident_id, []).append(KinRow(row.name, row.relation, row.phone))
    return found


def notices_of(resident_ids: Sequence[UUID]) -> dict[UUID, list[NoticeRow]]:
    """Give what to think of for several residents in one query, urgent first."""
    found: dict[UUID, list[NoticeRow]] = {}
    rows = Notice.objects.filter(resident_id__in=set(resident_ids))
    for row in rows.order_by("-is_urgent", "order"):
        line = NoticeRow(row.label, row.text, row.is_urgent)
        found.setdefault(row.resident_id, []).append(line)
    return found


def next_of_kin(resident_id: UUID) -> Sequence[KinRow]:
    """List whom to call, first first."""
    rows = NextOfKin.objects.filter(resident_id=resident_id).order_by("order")
    return [KinRow(row.name, row.relation, row.phone) for row in rows]


def notices(resident_id: UUID) -> Sequence[NoticeRow]:
    """List what to think of, urgent first."""
    rows = Notice.objects.filter(resident_id=resident_id).order_by("-is_urgent", "order")
    return [NoticeRow(row.label, row.text, row.is_urgent) for row in rows]


def _in_force(now: datetime) -> Q:
    return Q(starts_at__lte=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def has_care_relation(
    resident_id: UUID, *, person_id: UUID | None, unit_id: UUID | None, now: datetime
) -> bool:
    """Say whether a person or that person's unit has to do with a resident now."""
    somebody = Q(person_id=person_id) if person_id else Q(pk__in=[])
    if unit_id is not None:
        somebody |= Q(unit_id=unit_id)
    return (
        CareRelation.objects.filter(resident_id=resident_id)
        .filter(somebody & _in_force(now))
        .exists()
    )


def related_resident_ids(*, person_id: UUID | None, unit_id: UUID | None, now: datetime) -> "Q":
    """Give the condition on a resident id for `filter_for`: those with a care relation now."""
    somebody = Q(person_id=person_id) if person_id else Q(pk__in=[])
    if unit_id is not None:
        somebody |= Q(unit_id=unit_id)
    rows = CareRelation.objects.filter(somebody & _in_force(now))
    return Q(resident_id__in=rows.values("resident_id"))


def _mandate(row: Mandate) -> MandateRow:
    scopes = (scope.split(":", 1) for scope in row.scopes)
    return MandateRow(
        id=row.id,
        resident_id=row.resident_id,
        resident_name=f"{row.resident.given_name} {row.resident.family_name}",
        representative_id=row.representative_id,
        basis=row.basis,
        scopes=frozenset((service, Activity(activity)) for service, activity in scopes),
        regimes=frozenset(Regime(value) for value in row.regimes),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        revoked_at=row.revoked_at,
        evidence=row.evidence,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation.name if row.organisation else "",
        scan_id=row.scan_id,
    )


def mandates_of_representative(
    person_id: UUID, *, now: datetime, resident_id: UUID | None = None
) -> Sequence[MandateRow]:
    """List the mandates in force by which a person may act now in the running tenant, or for one resident.

    Those given to the person, and those of organisations that have appointed the person.
    """
    given = Mandate.objects.filter(representative_id=person_id)
    appointed = appointed_now(now).filter(person_id=person_id).values("organisation_id")
    through = Mandate.objects.filter(organisation_id__in=appointed)
    rows = Mandate.objects.filter(id__in=given.values("id").union(through.values("id")))
    if resident_id is not None:
        rows = rows.filter(resident_id=resident_id)
    rows = rows.select_related("resident", "organisation").order_by("starts_at", "id")
    return [row for row in map(_mandate, rows) if row.holds(now)]


def appointed_now(now: datetime) -> QuerySet[Appointee]:
    """Ask for those who may act in an organisation's name now."""
    not_ended = Q(ended_at__isnull=True) | Q(ended_at__gt=now)
    return Appointee.objects.filter(_in_force(now) & not_ended)


def mandates_of_resident(resident_id: UUID) -> Sequence[MandateRow]:
    """List every mandate that a resident has given, newest first."""
    rows = Mandate.objects.select_related("resident", "representative", "organisation")
    found = list(rows.filter(resident_id=resident_id).order_by("-starts_at", "id"))
    appointees = appointees_of([one.organisation_id for one in found if one.organisation_id])
    return [
        replace(
            _mandate(row),
            representative_name=_to_whom(row),
            appointees=tuple(appointees.get(row.organisation_id, ())),
        )
        for row in found
    ]


def _to_whom(row: Mandate) -> str:
    to = row.organisation or row.representative
    assert to is not None
    return to.name if isinstance(to, RepresentativeOrganisation) else to.display_name


def appointees_of(organisation_ids: Collection[UUID]) -> dict[UUID, list[AppointeeRow]]:
    """Give everybody whom organisations have or had appointed, newest first."""
    found: dict[UUID, list[AppointeeRow]] = {}
    if not organisation_ids:
        return found
    rows = Appointee.objects.filter(organisation_id__in=set(organisation_ids))
    for row in rows.select_related("person").order_by("-starts_at", "id"):
        found.setdefault(row.organisation_id, []).append(
            AppointeeRow(
                id=row.id,
                person_id=row.person_id,
                name=row.person.display_name,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                ended_at=row.ended_at,
                evidence=row.evidence,
                registered_by=row.registered_by_name,
                ended_by=row.ended_by_name,
                ended_why=row.ended_why,
            )
        )
    return found


def mandate_used(
    person_id: UUID | None, resident_id: UUID, *, service: str, now: datetime
) -> MandateRow | None:
    """Give the mandate by which somebody acts for a resident: one's own goes before an organisation's.

    None: somebody who acts without one, as the resident or a co-applicant does.
    """
    if person_id is None:
        return None
    acts = (Activity.WRITE, Activity.SIGN)
    held = mandates_of_representative(person_id, now=now, resident_id=resident_id)
    ranked = sorted(
        held, key=lambda one: (not one.covers(service, acts), one.organisation_id is not None)
    )
    return ranked[0] if ranked else None


def journal(mandate_id: UUID) -> Sequence[JournalRow]:
    """Give a mandate's journal, oldest first."""
    rows = MandateEntry.objects.filter(mandate_id=mandate_id).order_by("at", "id")
    return [JournalRow(row.at, row.actor_name, row.what, row.organisation_name) for row in rows]

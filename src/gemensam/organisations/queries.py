"""Read organisations: by slug, by tenant, all municipalities in Swedish order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from gemensam.organisations.models import Municipality, Organisation, Population, Unit


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality as pages show it. Inhabitants are None where no figure is known."""

    tenant_id: UUID
    organisation_id: UUID
    slug: str
    code: str
    name: str
    association_slug: str
    association_name: str
    accent: str


@dataclass(frozen=True, slots=True)
class Body:
    """Any organisation, by name."""

    id: UUID
    tenant_id: UUID
    slug: str
    kind: str
    name: str
    short_name: str
    accent: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the running tenant."""

    id: UUID
    name: str
    kind: str
    regime: str
    care_provider_id: UUID | None


def _accent(hue: int | None, chroma_percent: int | None) -> str:
    """Give an accent as ui takes it: hue, and chroma in thousandths; empty for the common one."""
    if hue is None or chroma_percent is None:
        return ""
    return f"{hue}-{chroma_percent * 10}"


type PlaceRow = tuple[UUID, UUID, str, str, str, str | None, str | None, int | None, int | None]


def _places() -> QuerySet[Municipality, PlaceRow]:
    """Read what a Place is made of as plain rows: pages ask for all 49 at every request."""
    return Municipality.objects.order_by("sort_key").values_list(
        "organisation__tenant_id",
        "organisation_id",
        "organisation__slug",
        "code",
        "organisation__short_name",
        "association__slug",
        "association__short_name",
        "organisation__accent_hue",
        "organisation__accent_chroma_percent",
    )


def _place(row: PlaceRow) -> Place:
    tenant_id, organisation_id, slug, code, name, association_slug, association, hue, chroma = row
    return Place(
        tenant_id=tenant_id,
        organisation_id=organisation_id,
        slug=slug,
        code=code,
        name=name,
        association_slug=association_slug or "",
        association_name=association or "",
        accent=_accent(hue, chroma),
    )


def municipalities() -> Sequence[Place]:
    """List all municipalities in Swedish alphabetical order."""
    return [_place(row) for row in _places()]


def municipality_by_slug(slug: str) -> Place | None:
    """Find a municipality by the word in its addresses."""
    row = _places().filter(organisation__slug=slug).first()
    return _place(row) if row else None


def municipality_by_tenant(tenant_id: UUID) -> Place | None:
    """Find the municipality that a tenant is, if it is one."""
    row = _places().filter(organisation__tenant_id=tenant_id).first()
    return _place(row) if row else None


def inhabitants(on_date: str) -> dict[UUID, int]:
    """Give inhabitants by municipality's organisation id; a missing one is not known, not zero."""
    return dict(
        Municipality.objects.filter(populations__on_date=on_date).values_list(
            "organisation_id", "populations__inhabitants"
        )
    )


@dataclass(frozen=True, slots=True)
class PopulationRow:
    """How many lived in a municipality on a day, and who says so."""

    code: str
    on_date: date
    inhabitants: int
    source: str


def populations() -> Sequence[PopulationRow]:
    """List every known population by day and municipality."""
    rows = Population.objects.order_by("on_date", "municipality__code")
    values = rows.values_list("municipality__code", "on_date", "inhabitants", "source")
    return [PopulationRow(*one) for one in values]


def population_days() -> dict[date, int]:
    """Give the days that population is known for, latest first, and for how many municipalities."""
    rows = Population.objects.values("on_date").annotate(count=Count("id")).order_by("-on_date")
    return dict(rows.values_list("on_date", "count"))


def _body(row: Organisation) -> Body:
    return Body(
        row.id, row.tenant_id, row.slug, row.kind, row.name, row.short_name,
        _accent(row.accent_hue, row.accent_chroma_percent),
    )  # fmt: skip


def body_by_slug(slug: str) -> Body | None:
    """Find any organisation by slug."""
    row = Organisation.objects.filter(slug=slug).first()
    return _body(row) if row else None


def body_by_tenant(tenant_id: UUID) -> Body | None:
    """Find the organisation that a tenant is."""
    row = Organisation.objects.filter(tenant_id=tenant_id).first()
    return _body(row) if row else None


def bodies(kind: str | None = None) -> Sequence[Body]:
    """List every organisation, or those of one kind, by name."""
    rows = Organisation.objects.order_by("name")
    if kind:
        rows = rows.filter(kind=kind)
    return [_body(row) for row in rows]


def units(kind: str | None = None) -> Sequence[UnitRow]:
    """List the running tenant's units, by name."""
    rows = Unit.objects.order_by("name")
    if kind:
        rows = rows.filter(kind=kind)
    return [UnitRow(row.id, row.name, row.kind, row.regime, row.care_provider_id) for row in rows]

"""Read organisations: by slug, by tenant, all municipalities in Swedish order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from gemensam.kernel.swedish import sort_key
from gemensam.organisations.models import Municipality, Population, Unit
from gemensam.tenancy import statements


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
    provider_name: str = ""
    # Its care provider is a company or an association, not the municipality.
    is_private: bool = False


def _accent(hue: int | None, chroma_percent: int | None) -> str:
    """Give an accent as ui takes it: hue, and chroma in thousandths; empty for the common one."""
    if hue is None or chroma_percent is None:
        return ""
    return f"{hue}-{chroma_percent * 10}"


type PlaceRow = tuple[UUID, UUID, str, str, str, str | None, str | None, int | None, int | None]
type BodyRow = tuple[UUID, UUID, str, str, str, str, int | None, int | None]


# What a Place is made of: pages ask for all 49 at every request.
_PLACES = """
    SELECT own.tenant_id, own.id, own.slug, place.code, own.short_name,
           association.slug, association.short_name, own.accent_hue, own.accent_chroma_percent
    FROM organisations_municipality place
    JOIN organisations_organisation own ON own.id = place.organisation_id
    LEFT JOIN organisations_organisation association ON association.id = place.association_id
"""
_BODIES = """
    SELECT id, tenant_id, slug, kind, name, short_name, accent_hue, accent_chroma_percent
    FROM organisations_organisation
"""


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
    return [_place(row) for row in statements.rows(f"{_PLACES} ORDER BY place.sort_key")]


def municipality_by_slug(slug: str) -> Place | None:
    """Find a municipality by the word in its addresses."""
    return next(map(_place, statements.rows(f"{_PLACES} WHERE own.slug = %s", [slug])), None)


def municipality_by_code(code: str) -> Place | None:
    """Find a municipality by Statistics Sweden's code."""
    return next(map(_place, statements.rows(f"{_PLACES} WHERE place.code = %s", [code])), None)


def municipality_by_tenant(tenant_id: UUID) -> Place | None:
    """Find the municipality that a tenant is, if it is one."""
    return next(
        map(_place, statements.rows(f"{_PLACES} WHERE own.tenant_id = %s", [tenant_id])), None
    )


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


def _body(row: BodyRow) -> Body:
    body_id, tenant_id, slug, kind, name, short_name, hue, chroma = row
    return Body(body_id, tenant_id, slug, kind, name, short_name, _accent(hue, chroma))


def body_by_slug(slug: str) -> Body | None:
    """Find any organisation by slug."""
    return next(map(_body, statements.rows(f"{_BODIES} WHERE slug = %s", [slug])), None)


def body_by_tenant(tenant_id: UUID) -> Body | None:
    """Find the organisation that a tenant is."""
    return next(map(_body, statements.rows(f"{_BODIES} WHERE tenant_id = %s", [tenant_id])), None)


def organisation_number(tenant_id: UUID) -> str:
    """Give the organisation number of the organisation that a tenant is; empty: not known."""
    return next(
        (
            str(row[0])
            for row in statements.rows(
                "SELECT organisation_number FROM organisations_organisation WHERE tenant_id = %s",
                [tenant_id],
            )
        ),
        "",
    )


def bodies(kind: str | None = None) -> Sequence[Body]:
    """List every organisation, or those of one kind, by name in Swedish order."""
    narrowed = f"{_BODIES} WHERE %s IN ('', kind)"
    found = [_body(row) for row in statements.rows(narrowed, [kind or ""])]
    return sorted(found, key=lambda one: sort_key(one.name))


def units(
    kind: str | None = None, *, private_among: QuerySet[Any, UUID] | None = None
) -> Sequence[UnitRow]:
    """List the running tenant's units, by name in Swedish order.

    `private_among` is a question for ids, asked in the same breath: of private units only those.
    """
    rows = Unit.objects.filter(kind=kind) if kind else Unit.objects.all()
    if private_among is not None:
        is_own = Q(care_provider__isnull=True) | Q(care_provider__is_private=False)
        rows = rows.filter(is_own | Q(id__in=private_among))
    found = [_unit(row) for row in rows.select_related("care_provider")]
    return sorted(found, key=lambda one: sort_key(one.name))


def _unit(row: Unit) -> UnitRow:
    provider = row.care_provider
    return UnitRow(
        id=row.id,
        name=row.name,
        kind=row.kind,
        regime=row.regime,
        care_provider_id=row.care_provider_id,
        provider_name=provider.name if provider else "",
        is_private=provider is not None and provider.is_private,
    )

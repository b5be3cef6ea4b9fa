"""Write down organisations: the county from its data file, a municipality by hand, units."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.db import transaction

from gemensam.kernel.actor import Regime
from gemensam.kernel.hsa_ids import capitals
from gemensam.kernel.swedish import sort_key
from gemensam.organisations.models import (
    CareProvider,
    Municipality,
    Organisation,
    OrganisationKind,
    Population,
    Unit,
    UnitKind,
)
from gemensam.organisations.queries import PopulationRow
from gemensam.tenancy.models import Tenant

# A name that ends so is followed by "kommun" as it is.
WITHOUT_S = tuple("aeiouyåäösxz")
COUNTY_FILE = Path(__file__).parent / "data" / "organisations.yaml"


class SlugIsTaken(Exception):
    """Another organisation already has that word in its addresses."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many of each sort were written."""

    organisations: int
    municipalities: int
    populations: int


def register_organisation(
    *,
    slug: str,
    kind: OrganisationKind,
    name: str,
    short_name: str = "",
    organisation_number: str = "",
    accent_hue: int | None = None,
    accent_chroma_percent: int | None = None,
) -> Organisation:
    """Write down an organisation with a tenant of its own.

    Raises SlugIsTaken: the slug belongs to somebody else.
    """
    if Tenant.objects.filter(slug=slug).exists():
        raise SlugIsTaken(slug)
    tenant = Tenant.objects.create(slug=slug, name=name)
    return Organisation.objects.create(
        tenant=tenant,
        slug=slug,
        kind=kind,
        name=name,
        short_name=short_name or name,
        organisation_number=organisation_number,
        accent_hue=accent_hue,
        accent_chroma_percent=accent_chroma_percent,
    )


def full_name_of(name: str) -> str:
    """Give a municipality's name as it stands in letters: Munkedals kommun, Ale kommun."""
    return f"{name} kommun" if name.endswith(WITHOUT_S) else f"{name}s kommun"


def register_municipality(
    *,
    code: str,
    name: str,
    slug: str,
    association_slug: str | None,
    hue: int,
    chroma_percent: int,
    full_name: str = "",
) -> Organisation:
    """Write down a municipality under its association; without a full name the rule gives it.

    Raises SlugIsTaken: the slug belongs to somebody else.
    """
    organisation = register_organisation(
        slug=slug,
        kind=OrganisationKind.MUNICIPALITY,
        name=full_name or full_name_of(name),
        short_name=name,
        accent_hue=hue,
        accent_chroma_percent=chroma_percent,
    )
    Municipality.objects.create(
        organisation=organisation,
        code=code,
        association=Organisation.objects.get(slug=association_slug) if association_slug else None,
        sort_key=sort_key(name)[0],
    )
    return organisation


def set_populations(rows: Iterable[PopulationRow]) -> int:
    """Write down inhabitants by municipality and day, instead of what was there; say how many.

    Raises KeyError: no municipality has that code.
    """
    by_code = {row.code: row for row in Municipality.objects.all()}
    populations = [
        Population(
            municipality=by_code[row.code],
            on_date=row.on_date,
            inhabitants=row.inhabitants,
            source=row.source,
        )
        for row in rows
    ]
    Population.objects.bulk_create(
        populations,
        update_conflicts=True,
        unique_fields=["municipality", "on_date"],
        update_fields=["inhabitants", "source"],
    )
    return len(populations)


def _load_populations(rows: list[dict[str, Any]], series: dict[str, Any]) -> int:
    by_code = {row.code: row for row in Municipality.objects.all()}
    populations = [
        Population(
            municipality=by_code[row["code"]],
            on_date=date.fromisoformat(str(one["date"])),
            inhabitants=row[key],
            source=one["source"][:120],
        )
        for key, one in series.items()
        if key.startswith("population_")
        for row in rows
        if row[key] is not None
    ]
    return len(Population.objects.bulk_create(populations))


@transaction.atomic
def load_county(path: Path = COUNTY_FILE) -> Loaded:
    """Write down the county body, the associations and the municipalities of a data file.

    Does nothing when the county body is there already.
    """
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    body = facts["county_body"]
    if Tenant.objects.filter(slug=body["slug"]).exists():
        return Loaded(0, 0, 0)
    register_organisation(
        slug=body["slug"],
        kind=OrganisationKind.COUNTY_BODY,
        name=body["name"],
        organisation_number=body["organisation_number"],
    )
    slugs = {}
    for one in facts["associations"]:
        slugs[one["key"]] = one["slug"]
        register_organisation(
            slug=one["slug"],
            kind=OrganisationKind.ASSOCIATION,
            name=one["full_name"],
            short_name=one["name"],
        )
    for one in facts["municipalities"]:
        register_municipality(
            code=one["code"],
            name=one["name"],
            slug=one["slug"],
            association_slug=slugs[one["association"]],
            hue=one["theme"]["hue"],
            chroma_percent=round(one["theme"]["chroma"] * 100),
            full_name=one.get("full_name", ""),
        )
    return Loaded(
        organisations=1 + len(slugs) + len(facts["municipalities"]),
        municipalities=len(facts["municipalities"]),
        populations=_load_populations(facts["municipalities"], facts["series"]),
    )


def register_care_provider(
    *, hsa_id: str, name: str, organisation_number: str, is_private: bool = False
) -> UUID:
    """Write down a care provider in the running tenant."""
    provider_id: UUID = CareProvider.objects.create(
        hsa_id=capitals(hsa_id),
        name=name,
        organisation_number=organisation_number,
        is_private=is_private,
    ).id
    return provider_id


def register_unit(
    *,
    name: str,
    kind: UnitKind,
    hsa_id: str = "",
    regime: Regime | None = None,
    care_provider_id: UUID | None = None,
    performer_id: UUID | None = None,
) -> UUID:
    """Write down a unit in the running tenant."""
    unit_id: UUID = Unit.objects.create(
        name=name,
        kind=kind,
        hsa_id=capitals(hsa_id),
        regime=regime.value if regime else "",
        care_provider_id=care_provider_id,
        performer_id=performer_id,
    ).id
    return unit_id

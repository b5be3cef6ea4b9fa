"""What other domains may ask of organisations."""

from gemensam.organisations.actions import (
    SlugIsTaken,
    load_county,
    register_care_provider,
    register_municipality,
    register_organisation,
    register_unit,
    set_populations,
)
from gemensam.organisations.models import OrganisationKind, UnitKind
from gemensam.organisations.queries import (
    Body,
    Place,
    PopulationRow,
    UnitRow,
    bodies,
    body_by_slug,
    body_by_tenant,
    inhabitants,
    municipalities,
    municipality_by_slug,
    municipality_by_tenant,
    population_days,
    populations,
    units,
)

__all__ = [
    "Body",
    "OrganisationKind",
    "Place",
    "PopulationRow",
    "SlugIsTaken",
    "UnitKind",
    "UnitRow",
    "bodies",
    "body_by_slug",
    "body_by_tenant",
    "inhabitants",
    "load_county",
    "municipalities",
    "municipality_by_slug",
    "municipality_by_tenant",
    "population_days",
    "populations",
    "register_care_provider",
    "register_municipality",
    "register_organisation",
    "register_unit",
    "set_populations",
    "units",
]

"""Tables: plan, grant, values and co-funding in the county body's tenant; hours in each municipality's."""

from gemensam.programme.models.money import CofundingLine, Grant, GrantComponent
from gemensam.programme.models.plan import Activity, ActivityCost, Area, Funding, Plan, Sentence
from gemensam.programme.models.reported import HourlyRate, HourReport, IndicatorValue
from gemensam.programme.models.resources import Pool, ResourceLine

__all__ = [
    "Activity",
    "ActivityCost",
    "Area",
    "CofundingLine",
    "Funding",
    "Grant",
    "GrantComponent",
    "HourReport",
    "HourlyRate",
    "IndicatorValue",
    "Plan",
    "Pool",
    "ResourceLine",
    "Sentence",
]

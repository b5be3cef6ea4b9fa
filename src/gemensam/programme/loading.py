"""Write the shipped plans and grant into the county body's tenant, once."""

from django.db import transaction

from gemensam.programme import (
    county,
    loading_grants,
    loading_projects,
    shipped,
    shipped_followup,
)
from gemensam.programme.actions import followup, indicators_targets, plans

# What the first revision of a shipped plan says of itself. Data, like the plan: Swedish.
PLAN_NOTE = "Planen som den följde med, återgiven ur sitt dokument"


def load_shipped() -> bool:
    """Write down the plans and the grant of 2013; say whether anything was written.

    What is there already is left alone. Needs the county body.
    """
    with transaction.atomic(), county.context():
        wrote = [plans.load(plan, note=PLAN_NOTE) for plan in shipped.plans()]
        wrote.append(loading_grants.load(shipped.grant_2013()))
        wrote.append(loading_projects.load_projects())
        wrote.append(followup.load(shipped_followup.report()))
        wrote.append(indicators_targets.load_shipped_targets())
    return any(wrote)

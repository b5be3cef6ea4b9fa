"""The whole demo in order: the cast, then what each domain adds to the story."""

from datetime import datetime

from django.db import transaction

from gemensam.identity import api as identity
from gemensam.portal.demo import (
    alarms,
    applications,
    assistance,
    cases,
    directory,
    employees,
    eservices,
    homecare,
    inventory,
    performers,
    programme,
    programme_charts,
    programme_followup,
    programme_ledger,
    programme_plans,
    programme_projects,
    questionnaires,
    records,
    staff,
    surveys,
    together,
)
from gemensam.portal.demo import cast as cast_of_the_story


def is_loaded() -> bool:
    """Say whether the demo's people are there."""
    return bool(identity.personas())


@transaction.atomic
def load(*, now: datetime) -> None:
    """Write the demo into a fresh database, all or nothing."""
    cast = cast_of_the_story.load(now=now)
    directory.load(cast, now=now)
    employees.load(cast, now=now)
    performers.load(cast, now=now)
    alarms.load(cast, now=now)
    cases.load(cast, now=now)
    eservices.load(cast, now=now)
    applications.load(cast, now=now)
    assistance.load(cast, now=now)
    together.load(cast, now=now)
    homecare.load(cast, now=now)
    inventory.load(cast, now=now)
    programme.load(cast, now=now)
    programme_ledger.load(cast, now=now)
    programme_charts.load(now=now)
    programme_plans.load(cast, now=now)
    programme_followup.load(cast, now=now)
    programme_projects.load(cast, now=now)
    questionnaires.load(cast, now=now)
    records.load(cast, now=now)
    surveys.load(cast, now=now)
    staff.load(cast, now=now)

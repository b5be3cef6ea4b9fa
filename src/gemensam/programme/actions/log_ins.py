"""Bring what was counted of secure log-ins in as raw rows of the indicator, each day once."""

from django.db import transaction
from django.db.models import Max

from gemensam.employees import api as employees
from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.actions.indicators import Observation, observe
from gemensam.programme.models import IndicatorObservation

INDICATOR = "antal_sakra_inloggningar"
# What others count and bring has another source.
SOURCE = "gemensam"


@transaction.atomic
def observe_log_ins() -> int:
    """Write down the days of each municipality that are counted since the last time; say how many."""
    places = {one.tenant_id: one.organisation_id for one in organisations.municipalities()}
    with county.context():
        rows = IndicatorObservation.objects.filter(indicator=INDICATOR, source=SOURCE)
        known = rows.values("observed_municipality_id").annotate(latest=Max("day"))
        latest = dict(known.values_list("observed_municipality_id", "latest"))
        after = {key: latest[place] for key, place in places.items() if place in latest}
        return observe(
            Observation(INDICATOR, places[tenant_id], day, count, None, SOURCE)
            for tenant_id, day, count in employees.counted_days(after)
            if tenant_id in places
        )

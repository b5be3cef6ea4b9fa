"""Addresses of the county's pages, the programme's workspace and a municipality's time.

What belongs to one part stands in its views: here they are put together.
"""

from gemensam.programme.views import (
    charts,
    figures,
    followup,
    hours,
    indicators,
    kolada,
    ledger,
    lists,
    plans,
    projects,
    public,
    resources,
    workspace,
)

app_name = "programme"
urlpatterns = [
    *public.urlpatterns,
    *charts.urlpatterns,
    *workspace.urlpatterns,
    *hours.urlpatterns,
    *plans.urlpatterns,
    *projects.urlpatterns,
    *ledger.urlpatterns,
    *resources.urlpatterns,
    *indicators.urlpatterns,
    *kolada.urlpatterns,
    *figures.urlpatterns,
    *followup.urlpatterns,
    *lists.urlpatterns,
]

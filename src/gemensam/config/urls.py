"""Every address. Words first; `<municipality>/` last, since it matches any word."""

from django.urls import include, path

from gemensam.config import health

handler404 = "gemensam.config.errors.not_found"
handler500 = "gemensam.config.errors.server_error"

urlpatterns = [
    path("halsa/lever", health.alive, name="alive"),
    path("halsa/redo", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("scim/v2/", include("gemensam.employees.scim.urls")),
    path("api/v1/", include("gemensam.config.api.urls")),
    path("", include("gemensam.identity.urls")),
    path("", include("gemensam.identity.break_glass.urls")),
    path("", include("gemensam.portal.urls")),
    path("larm/", include("gemensam.alarms.console.urls")),
    path("larmenheter/", include("gemensam.alarms.installing.urls")),
    path("hemtjanst/", include("gemensam.homecare.urls")),
    path("arbeta/besok/", include("gemensam.homecare.home_visits.urls")),
    path("arbeta/", include("gemensam.cases.urls")),
    path("arbeta/", include("gemensam.assistance.urls")),
    path("arbeta/", include("gemensam.eservices.desk.urls")),
    path("demo/utskick/", include("gemensam.delivery.urls")),
    path("journal/", include("gemensam.records.urls")),
    path("etjanster/", include("gemensam.eservices.inventory_urls")),
    path("katalog/", include("gemensam.identity.directory.urls")),
    path("personal/", include("gemensam.employees.feed.urls")),
    path("utforare/", include("gemensam.performers.urls")),
    path("behorighet/", include("gemensam.employees.keeping.urls")),
    path("formular/", include("gemensam.questionnaires.urls")),
    path("", include("gemensam.surveys.urls")),
    path("ui/", include("gemensam.ui.urls")),
    path("", include("gemensam.programme.urls")),
    path("<slug:municipality>/", include("gemensam.eservices.urls")),
]

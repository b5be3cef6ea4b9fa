"""Addresses under `/behorighet/`."""

from django.urls import path

from gemensam.employees.keeping import (
    card_views,
    change_views,
    count_views,
    system_views,
    views,
)

app_name = "keeping"
urlpatterns = [
    path("", views.commissions, name="commissions"),
    path("person/<uuid:person_id>/", views.person, name="person"),
    path(
        "person/<uuid:person_id>/inloggning/<uuid:session_id>/avsluta/",
        views.end_session,
        name="end_session",
    ),
    path("uppdrag/nytt/", change_views.grant, name="grant"),
    path("uppdrag/<uuid:commission_id>/", views.commission, name="commission"),
    path("uppdrag/<uuid:commission_id>/andra/", change_views.change, name="change"),
    path("uppdrag/<uuid:commission_id>/avsluta/", change_views.end, name="end"),
    path("anstallda/", count_views.employees, name="employees"),
    path("tackning/", count_views.coverage, name="coverage"),
    path("lan/", count_views.county, name="county"),
    path("kort/", card_views.credentials, name="credentials"),
    path("kort/nytt/", card_views.new, name="new_credential"),
    path("kort/lista/", card_views.read_in, name="read_in"),
    path("kort/mina/", card_views.own, name="own_credentials"),
    path("kort/<uuid:credential_id>/byte/", card_views.renewal, name="renewal"),
    path("utfardande/", system_views.issuing, name="issuing"),
    path("system/", system_views.systems, name="systems"),
    path("system/nytt/", system_views.new, name="new_system"),
    path("system/<uuid:system_id>/", system_views.change, name="change_system"),
]

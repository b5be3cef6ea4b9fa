"""Addresses of records. No personal identity number ever stands in one."""

from django.urls import path

from gemensam.records import views

app_name = "records"
urlpatterns = [
    path("", views.search, name="search"),
    path("nodatkomst/", views.emergency_by_number, name="emergency_by_number"),
    path("<uuid:resident_id>/", views.record, name="record"),
    path("<uuid:resident_id>/samtycke/", views.give_consent, name="give_consent"),
    path(
        "<uuid:resident_id>/samtycke/<uuid:consent_id>/aterkalla/",
        views.revoke_consent,
        name="revoke_consent",
    ),
    path("<uuid:resident_id>/sparr/hav/", views.lift_blocks, name="lift_blocks"),
    path("<uuid:resident_id>/nodatkomst/", views.emergency_access, name="emergency_access"),
]

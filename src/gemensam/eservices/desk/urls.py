"""Addresses of the desk, for staff."""

from django.urls import path

from gemensam.eservices.desk import mandates, residents

app_name = "desk"

_ONE = "invanare/<uuid:resident_id>/"
_MANDATE = f"{_ONE}ombud/<uuid:mandate_id>/"

urlpatterns = [
    path("invanare/", residents.find, name="find"),
    path(_ONE, residents.resident, name="resident"),
    path(f"{_ONE}ombud/nytt/", mandates.register, name="register_mandate"),
    path(f"{_MANDATE}aterkalla/", mandates.revoke, name="revoke_mandate"),
    path(f"{_MANDATE}angra/", mandates.undo_revoke, name="undo_revoke_mandate"),
]

"""Addresses of the desk, for staff."""

from django.urls import path

from gemensam.eservices.desk import applications, mandates, residents
from gemensam.eservices.views import application

app_name = "desk"

_ONE = "invanare/<uuid:resident_id>/"
_FILLING = "ansokan/<slug:service>/<uuid:application_id>/"
_MANDATE = f"{_ONE}ombud/<uuid:mandate_id>/"

urlpatterns = [
    path("invanare/", residents.find, name="find"),
    path(_ONE, residents.resident, name="resident"),
    path(f"{_ONE}ansok/<slug:service>/", applications.begin, name="begin"),
    # The same pages as the resident's own, by the desk's door.
    path(f"{_FILLING}<int:number>/", application.page, name="page"),
    path(f"{_FILLING}kontrollera/", application.check, name="check"),
    path(f"{_FILLING}kvitto/", application.receipt, name="receipt"),
    path(f"{_FILLING}fil/<uuid:file_id>/", application.file, name="file"),
    path(f"{_ONE}ombud/nytt/", mandates.register, name="register_mandate"),
    path(f"{_MANDATE}aterkalla/", mandates.revoke, name="revoke_mandate"),
    path(f"{_MANDATE}angra/", mandates.undo_revoke, name="undo_revoke_mandate"),
]

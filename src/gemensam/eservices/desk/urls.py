"""Addresses of the desk, for staff."""

from django.urls import path

from gemensam.eservices.desk import applications, mandates, organisations, residents, scans
from gemensam.eservices.views import application

app_name = "desk"

_ONE = "invanare/<uuid:resident_id>/"
_FILLING = "ansokan/<slug:service>/<uuid:application_id>/"
_ORGANISATION = "invanare/ombudsorganisationer/<uuid:organisation_id>/"
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
    path(
        f"{_ONE}ombud/nytt/organisation/",
        mandates.register_organisation,
        name="register_organisation_mandate",
    ),
    path(f"{_MANDATE}skanna/", scans.scan, name="scan_mandate"),
    path(f"{_MANDATE}papper/", scans.paper, name="mandate_paper"),
    path(f"{_MANDATE}aterkalla/", mandates.revoke, name="revoke_mandate"),
    path(f"{_MANDATE}angra/", mandates.undo_revoke, name="undo_revoke_mandate"),
    path("invanare/ombudsorganisationer/", organisations.listing, name="organisations"),
    path("invanare/ombudsorganisationer/ny/", organisations.register, name="register_organisation"),
    path(_ORGANISATION, organisations.one, name="organisation"),
    path(f"{_ORGANISATION}<uuid:appointee_id>/avsluta/", organisations.end, name="end_appointment"),
]

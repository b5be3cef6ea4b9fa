"""The register's addresses, below `/larmenheter/`."""

from django.urls import path

from gemensam.alarms.installing import views

app_name = "alarm_units"

urlpatterns = [
    path("", views.register, name="register"),
    path("<uuid:safety_alarm_id>/", views.one, name="one"),
    path("<uuid:safety_alarm_id>/koppla/", views.enrol, name="enrol"),
    path("<uuid:safety_alarm_id>/avsluta/", views.end, name="end"),
    path("<uuid:safety_alarm_id>/angra-avslut/", views.undo_end, name="undo_end"),
    path("<uuid:safety_alarm_id>/prov/", views.proof, name="proof"),
]

"""Addresses of home visits, below the caseworkers' own."""

from django.urls import path

from gemensam.homecare import views as phone
from gemensam.homecare.home_visits import views

app_name = "home_visits"
urlpatterns = [
    path("", views.list_of_visits, name="list"),
    path("<uuid:case_id>/", views.visit, name="visit"),
    path("<uuid:case_id>/ta-med/", views.take_along, name="take_along"),
    path("<uuid:case_id>/lamna-tillbaka/", views.put_back, name="put_back"),
    path("<uuid:case_id>/anteckning/", views.write_note, name="write_note"),
    path("skal/", views.shell, name="shell"),
    # The same worker as home care's, from an address that lets it look after these pages.
    path("sw.js", phone.service_worker, name="service_worker"),
]

"""Addresses of the register of performers."""

from django.urls import path

from gemensam.performers import views

app_name = "performers"
urlpatterns = [
    path("", views.register, name="register"),
    path("ny/", views.new, name="new"),
    path("<uuid:approval_id>/avsluta/", views.end, name="end"),
    path("enhet/<uuid:unit_id>/", views.present, name="present"),
]

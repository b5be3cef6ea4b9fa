"""Addresses of the directory."""

from django.urls import path

from gemensam.identity.directory import views

app_name = "directory"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("enhet/ny/<str:hsa_id>/", views.new_unit, name="new_unit"),
    path("enhet/<uuid:unit_id>/", views.unit, name="unit"),
    path("enhet/<uuid:unit_id>/plats/", views.place, name="place"),
    path("vardgivare/<uuid:provider_id>/", views.provider, name="provider"),
]

"""Addresses of the reserve log-in."""

from django.urls import path

from gemensam.identity.break_glass import admin_views, views

app_name = "break_glass"
urlpatterns = [
    path("reservinloggning/", views.places, name="places"),
    path("reservinloggning/<slug:municipality>/", views.log_in, name="log_in"),
    path("reservinloggning/<slug:municipality>/kod/", views.invited, name="invited"),
    path("reservnycklar/", admin_views.all_keys, name="keys"),
    path("reservnycklar/ny/", admin_views.register, name="register"),
    path("reservnycklar/<uuid:key_id>/", admin_views.key, name="key"),
    path("reservnycklar/inloggning/<uuid:use_id>/", admin_views.use, name="use"),
]

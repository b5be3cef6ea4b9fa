"""Addresses of the interface itself: component page, style sheet, theme and language."""

from django.urls import path, re_path
from django.views.i18n import set_language

from gemensam.ui import pages, views

app_name = "ui"

urlpatterns = [
    path("", pages.components, name="components"),
    path("tema/", views.theme, name="theme"),
    path("sprak/", set_language, name="language"),
    path("stil/<slug:digest>.css", views.stylesheet, name="stylesheet"),
    re_path(r"^accent/(?P<accent>\d{1,3}-\d{1,3})\.css$", views.accent, name="accent"),
]

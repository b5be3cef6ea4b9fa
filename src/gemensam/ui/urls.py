"""Addresses of the interface itself: component page, style sheet, theme and language."""

from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.urls import path, re_path
from django.views.i18n import set_language

from gemensam.ui import pages, views
from gemensam.ui.marks import public

app_name = "ui"


@public
@wraps(set_language)
def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language; Django's own view, ours only so that it can carry a mark."""
    return set_language(request)


urlpatterns = [
    path("", pages.components, name="components"),
    path("tema/", views.theme, name="theme"),
    path("sprak/", language, name="language"),
    path("stil/<slug:digest>.css", views.stylesheet, name="stylesheet"),
    re_path(r"^accent/(?P<accent>\d{1,3}-\d{1,3})\.css$", views.accent, name="accent"),
]

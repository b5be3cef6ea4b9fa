"""Plans: import with preview, revisions, sign-off, print."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Every list in and out as a file, with a preview before anything changes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

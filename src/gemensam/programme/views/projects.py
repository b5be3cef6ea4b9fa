"""Projects, and the portfolio that municipalities apply to together."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

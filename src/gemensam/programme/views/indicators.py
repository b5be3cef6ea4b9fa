"""Indicators: definitions, values, targets, and the pages that show them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

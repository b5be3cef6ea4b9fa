"""The grant ledger: allocations, costs, co-funding, the year's statement."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

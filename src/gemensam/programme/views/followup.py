"""Goal fulfilment and the national follow-up."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

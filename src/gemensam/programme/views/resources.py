"""Who works how much with what: per cent of posts against capacity."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of organisations."""

from django.urls import path

from gemensam.organisations import views

app_name = "organisations"
urlpatterns = [path("tema/<slug:slug>.css", views.theme, name="theme")]
